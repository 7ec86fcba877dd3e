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
    // RFC 7468, sections 10 and 11; RFC 4880, section 6.2
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
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
    "pword",
    "secret",
    "secrets",
    "token",
];

/// And these, before `KEY`.
const KEYS: &[&str] = &["access", "api", "auth", "encryption", "master", "private", "secret", "signing"];

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
    let last = rest.last().map_or("", String::as_str);
    let before = rest.len().checked_sub(2).map_or("", |at| rest[at].as_str());
    let alone = before.is_empty() && matches!(last, "pass" | "pwd");
    let by_name = (SECRET.contains(&last) && !alone)
        || ["password", "passwd", "passphrase"].iter().any(|word| last.ends_with(word))
        || (last == "key" && KEYS.contains(&before));
    match value {
        None => by_name,
        Some(value) => (by_name && may_be_secret(value)) || is_random(value, last == "key" || last == "auth"),
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
    let switch = ["", "true", "false", "yes", "no", "on", "off", "none", "null", "disabled", "enabled"];
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
            ("a private key", format!("{}{}", "-----BEGIN OPENSSH ", "PRIVATE KEY-----")),
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
