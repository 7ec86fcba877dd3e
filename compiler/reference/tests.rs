//! Tests of references.

use super::*;
use proptest::prelude::*;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn parse(text: &str) -> Reference {
    Reference::parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"))
}

/// The message and the characters it points at.
fn wrong(text: &str) -> (String, String) {
    let mistake = Reference::parse(text).expect_err(text);
    (mistake.message, text[mistake.range].to_string())
}

#[test]
fn the_parts_are_told_apart() {
    let reference = parse(&format!("localhost:5000/acme/base:1.2@{DIGEST}"));
    assert_eq!(reference.domain.as_deref(), Some("localhost:5000"));
    assert_eq!(reference.path, "acme/base");
    assert_eq!(reference.tag.as_deref(), Some("1.2"));
    assert_eq!(reference.digest.as_deref(), Some(DIGEST));
    assert_eq!(parse("acme/base").domain, None);
    assert_eq!(parse("localhost/base").domain.as_deref(), Some("localhost"));
    assert_eq!(parse("[::1]:5000/base").domain.as_deref(), Some("[::1]:5000"));
    assert_eq!(parse("ubuntu:24.04").to_string(), "ubuntu:24.04");
}

/// The expression that Bake validates a registry by, and the reader of a stack's registries, agree.
#[test]
fn what_stands_before_a_repository() {
    let place = regex::Regex::new(PLACE).unwrap();
    for right in [
        "ghcr.io",
        "localhost",
        "localhost:5000/me",
        "ghcr.io/a/b__c",
        "acme",
        "a--b",
        "ECR.aws/x",
        "[::1]:5000/a",
        "[::1]",
    ] {
        assert!(place.is_match(right) && Reference::parse(&format!("{right}/image")).is_ok(), "{right}");
    }
    for wrong in [
        "",
        "/",
        "ghcr.io/",
        "ghcr.io//a",
        "https://ghcr.io",
        "ghcr.io:",
        "a.b_c",
        "ghcr.io/A",
        "[::1]5000",
        "x:1:2",
        "a/b:1",
        "-a",
        "a\n",
    ] {
        assert!(!place.is_match(wrong) && Reference::parse(&format!("{wrong}/image")).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_registry_is_read_alike(text in "[aB0._:/-]{0,12}|[a-c.]{1,4}(:[0-9]{1,2})?(/[a-c._-]{1,4}){0,2}") {
        let place = regex::Regex::new(PLACE).unwrap();
        prop_assert_eq!(place.is_match(&text), Reference::parse(&format!("{text}/image")).is_ok());
    }
}

#[test]
fn the_familiar_form_is_buildkits() {
    let cases = [
        ("docker.io/library/ubuntu:24.04", "ubuntu:24.04"),
        ("docker.io/ubuntu:latest", "ubuntu"),
        ("index.docker.io/acme/base", "acme/base"),
        ("library/ubuntu", "ubuntu"),
        ("docker.io/library/nested/image", "library/nested/image"),
        ("ghcr.io/acme/base:latest", "ghcr.io/acme/base"),
        ("ghcr.io/library/ubuntu", "ghcr.io/library/ubuntu"),
    ];
    for (written, familiar) in cases {
        assert_eq!(parse(written).familiar(), familiar, "{written}");
    }
    assert_eq!(parse(&format!("ubuntu:latest@{DIGEST}")).familiar(), format!("ubuntu:latest@{DIGEST}"));
}

#[test]
fn a_mistake_says_what_and_where() {
    assert_eq!(wrong("ghcr.io/Acme/base").1, "A");
    assert_eq!(wrong("Ubuntu").0, "the repository `Ubuntu` has an upper-case letter");
    assert_eq!(wrong("ubuntu:a/b").1, "a");
    assert_eq!(wrong("ubuntu:1.0+cu111"), ("a tag has no `+` in it".into(), "+".into()));
    assert_eq!(wrong("ubuntu:-x").1, "-");
    assert_eq!(wrong("ubuntu:").0, "the tag is empty");
    assert_eq!(wrong(&format!("ubuntu:{}", "a".repeat(129))).1, "a");
    assert_eq!(wrong("acme//base").0, "`acme//base` has an empty part");
    assert_eq!(wrong("acme/a..b").1, "..");
    assert_eq!(wrong("acme/-a").1, "-");
    assert_eq!(wrong("ubuntu@sha256:12").1, "12");
    assert_eq!(wrong("a b").1, " ");
    let help = |text: &str| Reference::parse(text).unwrap_err().help.unwrap();
    assert_eq!(help("ubuntu@latest"), "write `ubuntu:latest` for the tag");
    assert_eq!(help("docker://ubuntu"), "write `ubuntu`");
    assert_eq!(help("ubuntu:1.0+cu111"), "write `1.0-cu111`");
}

/// The grammar of `distribution/reference`, as one regular expression.
fn grammar() -> regex::Regex {
    let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    let domain = format!(r"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
    let part = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
    let digest = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    let pattern = format!(r"^(?:{domain}/)?{part}(?:/{part})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@{digest})?$");
    regex::Regex::new(&pattern).unwrap()
}

proptest! {
    #[test]
    fn what_is_read_fits_the_grammar(text in "[a-cA-B0-1._:/@\\-\\[\\] ]{0,14}|\\PC{0,20}") {
        match Reference::parse(&text) {
            Ok(reference) => {
                prop_assert!(grammar().is_match(&text));
                prop_assert_eq!(reference.to_string(), text);
            }
            Err(mistake) => prop_assert!(text.get(mistake.range).is_some()),
        }
    }

    #[test]
    fn the_familiar_form_is_its_own(
        domain in "(docker\\.io/|index\\.docker\\.io/|ghcr\\.io/|localhost:5000/)?",
        path in "(library/)?[a-c0-2]{1,3}(/[a-c]{1,2})?",
        tag in "(:latest|:[a-z0-9_][a-z0-9_.-]{0,6})?",
        digest in proptest::option::of(Just(format!("@{DIGEST}"))),
    ) {
        let familiar = parse(&format!("{domain}{path}{tag}{}", digest.unwrap_or_default())).familiar();
        prop_assert_eq!(parse(&familiar).familiar(), familiar);
    }
}
