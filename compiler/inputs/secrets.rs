//! Texts that are secrets, and values that are because of their name.

use regex::{Regex, RegexSet};
use std::ops::Range;
use std::sync::LazyLock;

/// What a token is called, and the form by which its maker lets it be found.
const FORMS: &[(&str, &str)] = &[
    // GitHub docs, "About authentication to GitHub", section "GitHub's token formats"
    ("a token of GitHub", r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    ("a token of GitHub", r"\bgithub_pat_[A-Za-z0-9_]{36,}"),
    // GitLab docs, "Token overview", section "Token prefixes"
    ("a token of GitLab", r"\bgl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_.-]{20,}"),
    // AWS docs, IAM User Guide, "IAM identifiers", section "Understanding unique ID prefixes"
    ("an access key of AWS", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    // Slack API docs, "Token types"; "Sending messages using incoming webhooks"
    ("a token of Slack", r"\bx(?:ox[abeoprs]|app)-[0-9A-Za-z-]{10,}"),
    ("a webhook of Slack", r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"),
    // Google Cloud docs, "Authenticate using API keys"; the form is that of its "API keys" detector in Sensitive Data Protection
    ("an API key of Google", r"\bAIza[0-9A-Za-z_-]{35}"),
    // GitHub docs, "Supported secret scanning patterns" (Google OAuth client secret)
    ("a client secret of Google", r"\bGOCSPX-[0-9A-Za-z_-]{28}"),
    // GitHub blog, "npm's new access token format" (2021-09)
    ("a token of npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
    // PyPI docs, "API tokens"; warehouse issues them as macaroons for `pypi.org`, which the first characters encode
    ("a token of PyPI", r"\bpypi-AgE[0-9A-Za-z_-]{50,}"),
    // Docker docs, "Personal access tokens" and "Organization access tokens"
    ("a token of Docker Hub", r"\bdckr_[po]at_[A-Za-z0-9_-]{27,}"),
    // Hugging Face docs, "User access tokens"
    ("a token of Hugging Face", r"\bhf_[A-Za-z0-9]{34,}"),
    // Stripe docs, "API keys"
    ("a key of Stripe", r"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    // GitHub docs, "Supported secret scanning patterns" (OpenAI, Anthropic and NVIDIA API keys)
    (
        "an API key of OpenAI",
        r"\bsk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b)",
    ),
    ("an API key of Anthropic", r"\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}"),
    ("an API key of NVIDIA", r"\bnvapi-[A-Za-z0-9_-]{60,}"),
    // Azure docs, "Configure Azure Storage connection strings"; "Create a service SAS", section "Specify the signature"
    ("an account key of Azure", r"\bAccountKey=([A-Za-z0-9+/]{86}==)"),
    ("a signed URL of Azure", r"[?&]sv=\d{4}-\d\d-\d\d[^\s'<>]*&sig=([A-Za-z0-9%+/]{40,})"),
    // Microsoft Purview docs, "Azure AD client secret", whose pattern this is
    ("a client secret of Azure", r"\b[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
    // Vault docs, "Tokens", section "Token prefixes"
    ("a token of Vault", r"\bhv[sbr]\.[A-Za-z0-9_-]{24,}"),
    // DigitalOcean docs, "How to Create a Personal Access Token"
    ("a token of DigitalOcean", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    // RFC 7468, sections 10 and 11; RFC 4880, section 6.2
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    // the same in base64, with one word before `PRIVATE` at the most
    (
        "a private key",
        r"\bLS0tLS1CRUdJTi(?:BQUklWQVRFIEtFW|BSU0EgUFJJVkFURSBLRV|BFQyBQUklWQVRFIEtFW|BPUEVOU1NIIFBSSVZBVEUgS0VZ)",
    ),
    // age's README, "Usage"
    ("a private key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    // RFC 7519, section 3.1: two JSON objects in base64url, which start with `{"`, and a signature
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    // RFC 3986, section 3.2.1
    ("a password in a URL", r#"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'$<{%]*:([^\s/:@"'$<{%]+)@"#),
];

static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(FORMS.iter().map(|(_, form)| form)).expect("the forms are right"));
static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| FORMS.iter().map(|(_, form)| Regex::new(form).expect("the forms are right")).collect());

/// Where secrets of a known form are in a text, and what they are.
pub fn known_secrets(text: &str) -> Vec<(Range<usize>, &'static str)> {
    // none is shorter
    if text.len() < 8 {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    for at in ANY.matches(text) {
        for form in EACH[at].captures_iter(text) {
            // the part in parentheses, where there is one
            let Some(secret) = form.get(1).or(form.get(0)) else { continue };
            if found.iter().all(|(other, _)| other.end <= secret.start() || secret.end() <= other.start) {
                found.push((secret.range(), FORMS[at].0));
            }
        }
    }
    found.sort_by_key(|(at, _)| at.start);
    found
}

/// Names that end so hold a secret.
const SECRET: &[&str] = &[
    "apikey",
    "credential",
    "credentials",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "pw",
    "pword",
    "secret",
    "secrets",
    "token",
];

/// And these, before `KEY`.
const KEYS: &[&str] = &["access", "api", "auth", "encryption", "master", "private", "secret", "signing"];

/// Tokens of these kinds are words of a text, as a model of a language reads it.
const WORDS: &[&str] = &["bos", "cls", "eos", "mask", "pad", "sep", "special", "unk"];

/// A name with one of these is that of what everybody may see, however random it is.
const PUBLIC: &[&str] = &[
    "cert",
    "certificate",
    "checksum",
    "cid",
    "digest",
    "fingerprint",
    "hash",
    "integrity",
    "pub",
    "pubkey",
    "public",
    "sri",
    "sum",
];

/// What everybody may see, by its form: a checksum, a public key, a certificate.
static SEEN: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"(?i:sha(?:1|224|256|384|512)|md5|h1)[-:]",
        // RFC 4253, section 6.6: the length of the name of the kind, and the name
        "AAAA(?:[BC]3NzaC1|E2VjZHNh|G3NrLX|InNrLW)",
        // RFC 5280, section 4.1: a certificate, then keys for RSA, for elliptic curves, for Ed25519
        "MII.{3}CC|MII[BC]Ij|MFkw|MHYw|MCow",
        // the same in base64 once more, with their first lines
        "LS0tLS1CRUdJTiB(?:DRVJU|QVUJMSUMg)",
        // minisign's page, "Signature format", public key
        "RW[Q-T][A-Za-z0-9+/]{53}$",
    ];
    Regex::new(&format!("^(?:{})", forms.join("|"))).expect("the forms are right")
});

/// What says where a secret is for, behind the word for it.
const WHERE: &[&str] = &["dev", "local", "prod", "production", "staging", "test"];

/// Whether a variable of this name and value holds a secret: the name says so, and the value may be one; or the value is as
/// random as only a secret is.
pub fn looks_secret(name: &str, value: Option<&str>) -> bool {
    let value = value.map(str::trim);
    let words = words(name);
    let mut rest = words.as_slice();
    while let [before @ .., last] = rest
        && !before.is_empty()
        && (WHERE.contains(&last.as_str()) || last.bytes().all(|c| c.is_ascii_digit()))
    {
        rest = before;
    }
    let last = rest.last().map_or("", |last| last.trim_end_matches(|c: char| c.is_ascii_digit()));
    let before = rest.len().checked_sub(2).map_or("", |at| rest[at].as_str());
    let alone = before.is_empty() && matches!(last, "pass" | "pwd");
    let word = last == "token" && WORDS.contains(&before);
    let by_name = (SECRET.contains(&last) && !alone && !word)
        || ["password", "passwd", "passphrase"].iter().any(|word| last.ends_with(word))
        || (last == "key" && KEYS.contains(&before));
    match value {
        None => by_name,
        Some(value) if by_name && may_be_secret(value) => true,
        Some(value) => {
            let public = words.iter().any(|word| PUBLIC.contains(&word.as_str()) || word.starts_with("sha"));
            !public && !SEEN.is_match(value) && is_random(value, last == "key" || last == "auth")
        }
    }
}

/// The words of a name, in lower case: `DB_PASS`, `dbPass`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower = false;
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        words.push(String::new());
        for c in part.chars() {
            if c.is_ascii_uppercase() && lower {
                words.push(String::new());
            }
            lower = c.is_ascii_lowercase();
            words.last_mut().expect("one was pushed").push(c.to_ascii_lowercase());
        }
        lower = false;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Not what is no value, a switch, a number, a path, or a word that stands for something else.
fn may_be_secret(value: &str) -> bool {
    let switch = [
        "", "true", "false", "yes", "no", "on", "off", "none", "null", "disabled", "enabled", "auto", "optional",
        "required",
    ];
    let number = value.len() < 6 && value.bytes().all(|c| c.is_ascii_digit());
    let variable = value.starts_with('$') && !value.trim_start_matches(['$', '{']).contains('$');
    let elsewhere = value.starts_with(['/', '<', '[', '~', '.', '%']) || value.contains("://");
    !(switch.contains(&value.to_ascii_lowercase().as_str()) || number || variable || elsewhere)
}

/// Whether only a generator writes such a text: long, of small and capital letters and digits, and these change all the time.
fn is_random(value: &str, likely: bool) -> bool {
    let (length, share) = if likely { (16, 0.35) } else { (32, 0.45) };
    let class = |c: u8| match c {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let bytes = value.as_bytes();
    let plain = bytes.iter().all(|c| c.is_ascii_alphanumeric() || b"+/=_-".contains(c));
    let all = (0..3).all(|one| bytes.iter().any(|&c| class(c) == one));
    // a path has slashes, a name has dashes
    let parted = bytes.iter().filter(|c| b"/_-".contains(c)).count() * 8 > bytes.len() || value.starts_with('/');
    let changes = bytes.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count();
    bytes.len() >= length && plain && all && !parted && changes as f64 >= share * bytes.len() as f64
}

/// As much of a secret as may be shown.
pub fn cut(secret: &str) -> String {
    let shown: String = secret.chars().take((secret.chars().count() / 4).min(4)).collect();
    format!("{shown}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_tells_what_it_holds() {
        for name in [
            "TOKEN",
            "GITHUB_TOKEN",
            "api_key",
            "DATABASE_PASSWORD",
            "PGPASSWORD",
            "MYSQL_PWD",
            "DB_PASS",
            "dbPassword",
            "AWS_SECRET_ACCESS_KEY",
            "CLIENT_SECRET",
            "SECRET_KEY",
            "REDIS_PASSWORD_PROD",
            "TOKEN_2",
            "npmAuthToken",
            "DB_PASSWD1",
            "ROOT_PW",
        ] {
            assert!(looks_secret(name, None) && looks_secret(name, Some("hunter2")), "{name}");
            assert!(!looks_secret(name, Some("")) && !looks_secret(name, Some("/run/secrets/x")), "{name}");
            assert!(!looks_secret(name, Some("$OTHER")) && !looks_secret(name, Some("false")), "{name}");
        }
        for name in [
            "GPG_KEY",
            "APT_KEY_URL",
            "SSH_KEY_PATH",
            "PASSWORD_STORE_DIR",
            "TOKEN_URL",
            "SECRET_PATH",
            "AUTH_SECRET_NAME",
            "TOKENIZER",
            "KEYBOARD",
            "MONKEY",
            "PUBLIC_KEY",
            "KEY_FILE",
            "TOKEN_VERSION",
            "EOS_TOKEN",
            "PAD_TOKEN",
            "AUTHOR",
            "TOKENIZERS_PARALLELISM",
            "PASSENGER_VERSION",
            "COMPASS",
            "BYPASS",
            "SECRET_SERVICE",
            "PWD",
            "OLDPWD",
            "",
            "_",
            "2",
        ] {
            assert!(!looks_secret(name, None) && !looks_secret(name, Some("hunter2")), "{name}");
        }
    }

    #[test]
    fn values_that_are_random_are_secrets_whatever_they_are_called() {
        let random = ["q8Zt3Kp0vX", "w7Lm2Rb9Yc4Hd6", "Jf1Ns5Ga"].concat();
        assert!(looks_secret("SETTING", Some(&random)));
        for value in [
            "A035C8C19219BA821ECEA86B64E628F8D684696D",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "/opt/Tool2/lib/x86_64-linux-gnu:/usr/lib",
            "Ubuntu2204LTSServerAmd64ImageForTheBuilders",
            "x86_64-unknown-linux-gnu-Release-2024-LLVM18",
            "-O2 -march=x86-64-v3 -DNDEBUG -DUSE_MKL=1",
            "https://example.org/Very/Long/Path2/Index.html",
        ] {
            assert!(!looks_secret("SETTING", Some(value)) && !looks_secret("GPG_KEY", Some(value)), "{value}");
        }
    }

    #[test]
    fn what_everybody_may_see_is_no_secret_however_random_it_is() {
        let random = "oq9Vu3AfX8Rka7P2fdg4Cc1Y5uy6kM0R".repeat(3);
        for (name, value) in [
            ("SETTING", format!("sha384-{random}")),
            ("API_HASH", format!("sha512:{random}")),
            ("GOSUM", format!("h1:{random}=")),
            ("HOST_KEY", format!("AAAAC3NzaC1lZDI1NTE5{random}")),
            ("SIGSTORE_KEY", format!("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{random}")),
            ("JWT_KEY", format!("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{random}")),
            ("CA", format!("MIIDXTCCAkWg{random}")),
            ("CA_B64", format!("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0t{random}")),
            ("COSIGN_KEY", format!("LS0tLS1CRUdJTiBQVUJMSUMgS0VZ{random}")),
            ("MINISIGN_KEY", format!("RWQ{}", &random[..53])),
            ("WG_PUBLIC_KEY", random.clone()),
            ("TOOL_SHA512", random.clone()),
            ("INTEGRITY", random.clone()),
        ] {
            assert!(!looks_secret(name, Some(&value)), "{name} {value}");
            assert!(looks_secret("DEPLOY_TOKEN", Some(&value)), "{value}");
        }
        for private in ["MIIEpAIBAAKCAQEA", "MIIEvQIBADANBgkq", "MC4CAQAwBQYDK2Vw"] {
            assert!(looks_secret("JWT_KEY", Some(&format!("{private}{random}"))), "{private}");
        }
    }

    #[test]
    fn tokens_are_known_by_their_form() {
        // put together here, so that nobody who looks for leaked tokens finds any
        let zeros = |n: usize| "0aB".repeat(n / 3 + 1)[..n].to_string();
        for (what, token) in [
            ("a token of GitHub", format!("{}{}", "ghp_", zeros(36))),
            ("a token of GitHub", format!("{}{}", "github_pat_", zeros(82))),
            ("a token of GitLab", format!("{}{}", "glpat-", zeros(20))),
            ("an access key of AWS", format!("{}{}", "AKIA", &"A2B".repeat(6)[..16])),
            ("a token of Slack", format!("{}{}", "xoxb-", zeros(30))),
            ("a webhook of Slack", format!("https://hooks.slack.com/services/{}/B0000000/{}", "T0000000", zeros(24))),
            ("an API key of Google", format!("{}{}", "AIza", zeros(35))),
            ("a client secret of Google", format!("{}{}", "GOCSPX-", zeros(28))),
            ("a token of npm", format!("{}{}", "npm_", zeros(36))),
            ("a token of PyPI", format!("{}{}", "pypi-AgEIcHlwaS5vcmc", zeros(60))),
            ("a token of Docker Hub", format!("{}{}", "dckr_pat_", zeros(27))),
            ("a token of Hugging Face", format!("{}{}", "hf_", zeros(34))),
            ("a key of Stripe", format!("{}{}", "sk_live_", zeros(24))),
            ("an API key of OpenAI", format!("{}{}", "sk-proj-", zeros(60))),
            ("an API key of OpenAI", format!("{}{}T3BlbkFJ{}", "sk-", zeros(20), zeros(20))),
            ("an API key of Anthropic", format!("{}{}", "sk-ant-api03-", zeros(95))),
            ("an API key of NVIDIA", format!("{}{}", "nvapi-", zeros(64))),
            ("an account key of Azure", format!("AccountName=a;AccountKey={}==;", zeros(86))),
            ("a signed URL of Azure", format!("https://a.example/c?sv=2022-11-02&sp=r&sig={}", zeros(44))),
            ("a client secret of Azure", format!("abc8{}{}", "Q~", zeros(34))),
            ("a token of Vault", format!("{}{}", "hvs.", zeros(90))),
            ("a token of DigitalOcean", format!("{}{}", "dop_v1_", "0a".repeat(32))),
            ("a private key", format!("{}{}", "-----BEGIN OPENSSH ", "PRIVATE KEY-----")),
            ("a private key", format!("{}{}", "LS0tLS1CRUdJTiBSU0EgUFJJ", "VkFURSBLRVktLS0tLQ")),
            ("a private key", format!("{}KEY-1{}", "AGE-SECRET-", "Q0".repeat(29))),
            ("a JSON Web Token", format!("{}{}.eyJ{}.{}", "eyJ", zeros(20), zeros(20), zeros(20))),
            ("a password in a URL", format!("https://ci:{}@pypi.acme.example/simple", "hunter2")),
        ] {
            let text = format!("echo '{token}' > /x");
            let found = known_secrets(&text);
            assert!(
                matches!(&found[..], [(at, of)] if *of == what && token.contains(&text[at.clone()])),
                "{what}: {found:?}"
            );
        }
        for harmless in [
            "https://example.org:8080/a@b",
            "https://user@example.org/",
            "https://x-access-token:${TOKEN}@github.com/acme/tool",
            "https://{USER}:{TOKEN}@example.org",
            "git@github.com:acme/tool.git",
            "npm_config_cache=/tmp/cache ghp_short hf_hub_download",
            "-----BEGIN PUBLIC KEY-----",
            "postgres://localhost:5432/db",
        ] {
            assert_eq!(known_secrets(harmless), [], "{harmless}");
        }
    }

    #[test]
    fn a_secret_is_never_shown_whole() {
        assert_eq!((cut("hunter2").as_str(), cut("abc").as_str(), cut("").as_str()), ("h…", "…", "…"));
    }
}
