//! Names of args and variables that look like secrets.

/// One of these as a word of the name, words being parted by `_`. The list is that of BuildKit's check
/// SecretsUsedInArgOrEnv (`frontend/dockerfile/dockerfile2llb/validations.go`, August 2026).
const SECRET: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

/// With one of these as a word too, the name is taken to be harmless.
const HARMLESS: [&str; 3] = ["public", "file", "version"];

/// Whether BuildKit would warn of an ARG or ENV of this name.
pub fn looks_secret(name: &str) -> bool {
    let has = |words: &[&str]| name.split('_').any(|word| words.iter().any(|other| word.eq_ignore_ascii_case(other)));
    has(&SECRET) && !has(&HARMLESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_the_name_count() {
        for name in ["TOKEN", "GITHUB_TOKEN", "api_key", "DATABASE_PASSWORD", "secret_MESSAGE", "AUTH", "A_KEY_B"] {
            assert!(looks_secret(name), "{name}");
        }
        for name in ["TOKENIZER", "KEYBOARD", "MONKEY", "PUBLIC_KEY", "KEY_FILE", "TOKEN_VERSION", "AUTHOR", "", "_"] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    proptest! {
        /// The same as BuildKit's two regular expressions.
        #[test]
        fn it_is_buildkits_rule(name in "(API)?(key|TOKEN|auth|file|Public|version|x)?_{0,2}(key|TOKEN|file|public|y)?_?") {
            let list = |words: &[&str]| {
                regex::Regex::new(&format!("(?i)(?:_|^)(?:{})(?:_|$)", words.join("|"))).unwrap()
            };
            prop_assert_eq!(
                looks_secret(&name),
                list(&SECRET).is_match(&name) && !list(&HARMLESS).is_match(&name)
            );
        }
    }
}
