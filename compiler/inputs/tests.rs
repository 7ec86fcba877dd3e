//! Tests of contexts and their patterns.

use super::pattern::{Pattern, clean};
use super::*;
use crate::world::{MemoryWorld, World};
use proptest::prelude::*;
use std::cell::Cell;

fn ignored(patterns: &str, path: &str) -> bool {
    IgnoreFile::parse(".dockerignore", patterns).ignored(path).is_some()
}

/// As Docker's own documentation and the tests of patternmatcher have them.
#[test]
fn patterns_are_dockers() {
    let cases = [
        ("**", "file", true),
        ("**", "dir/file", true),
        ("**/", "dir/file", true),
        ("**/file", "file", true),
        ("**/file", "dir/dir/file", true),
        ("**file", "dir/xfile", true),
        ("**/file", "dir/xfile", false),
        ("dir/**", "dir/a/b", true),
        ("dir/**", "other", false),
        ("**/dir2/*", "dir/dir2/file", true),
        ("**/dir2/**", "dir/dir2/dir2/file", true),
        ("**/*.txt", "dir/file.txt", true),
        ("**/*.txt", "file.txt", true),
        ("a/**/b", "a/b", true),
        ("a/**/b", "a/x/y/b", true),
        ("*", "dir/file", true),
        ("*.txt", "dir/file.txt", false),
        ("dir", "dir/file", true),
        ("dir/", "dir/file", true),
        ("/dir", "dir/file", true),
        ("./dir/../file", "file", true),
        ("a?c", "a/c", false),
        ("[a-b]", "b", true),
        ("[^a]", "b", true),
        ("[^a]", "a", false),
        ("a\\*b", "a*b", true),
        ("a\\*b", "axb", false),
        ("a.b", "axb", false),
        ("a(b)+{c}|^$", "a(b)+{c}|^$", true),
        ("[[]a", "[a", true),
        ("[a", "a", false),
        ("[z-a]", "z", false),
        ("[^z-a]", "z", true),
        ("  file  ", "file", true),
        (" # no comment", "# no comment", true),
        ("# comment", "# comment", false),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(ignored(pattern, path), expected, "{pattern} {path}");
    }
}

#[test]
fn the_last_pattern_that_matches_decides() {
    assert!(!ignored("*.md\n!README.md", "README.md"));
    assert!(ignored("*.md\n!README*.md\nREADME-secret.md", "README-secret.md"));
    assert!(!ignored("docs\n!docs/keep", "docs/keep"));
    assert!(!ignored("docs\n!docs/keep", "docs/keep/file"));
    assert!(ignored("docs\n!docs/keep", "docs/other"));
    assert!(ignored("!docs/keep\ndocs", "docs/keep"));
    assert!(!ignored("*\n! src", "src/main.rs"));
    let rules = IgnoreFile::parse("x/.dockerignore", "\u{feff}# top\r\n\r\n*.md\r\n!a.md\r\n**\r\n!\r\n[");
    assert_eq!(
        rules.ignored("b.md"),
        Some(IgnoredBy { file: "x/.dockerignore".into(), line: 3, pattern: "*.md".into() })
    );
    assert_eq!(rules.broken, [6, 7]);
}

fn world() -> MemoryWorld {
    MemoryWorld::new([
        ("images/base/.dockerignore", "*.log\nsecret/\ntmp/*\n"),
        ("images/base/scripts/start.sh", ""),
        ("images/base/scripts/stop.sh", ""),
        ("images/base/build.log", ""),
        ("images/base/secret/key", ""),
        ("images/base/tmp/x", ""),
        ("images/base/data[1].txt", ""),
        ("images/base/only.Dockerfile.dockerignore", "scripts\n"),
        ("shared/tool.py", ""),
    ])
}

fn check(pattern: &str) -> CheckedSource {
    check_source(&world(), "images/base", Some("images/base/Dockerfile"), pattern)
}

#[test]
fn sources_are_found_as_copy_finds_them() {
    for pattern in [".", "./", "/", "scripts", "scripts/", "./scripts/start.sh", "/scripts/*.sh", "s*/st?rt.sh", "*"] {
        assert_eq!(check(pattern), CheckedSource::Found, "{pattern}");
    }
    assert_eq!(check("data[[]1].txt"), CheckedSource::Found);
    assert_eq!(check("../base/scripts"), CheckedSource::Outside);
    assert_eq!(check("scripts/[a"), CheckedSource::BadPattern);
    assert_eq!(check_source(&world(), "nowhere", Some("Dockerfile"), "x"), CheckedSource::NoContext);
    assert_eq!(check_source(&world(), ".", Some("Dockerfile"), "shared"), CheckedSource::Found);
}

#[test]
fn a_missing_source_comes_with_what_was_meant() {
    let missing = |nearest: Option<&str>, at_root| CheckedSource::Missing {
        nearest: nearest.map(str::to_string),
        alone: false,
        at_root,
    };
    let alone =
        |nearest: &str| CheckedSource::Missing { nearest: Some(nearest.to_string()), alone: true, at_root: false };
    assert_eq!(check("script/"), alone("scripts"));
    assert_eq!(check("stop.sh"), missing(Some("scripts/stop.sh"), false));
    assert_eq!(check("shared/tool.py"), missing(None, true));
    assert_eq!(check("*.toml"), missing(None, false));
    // a star stops at a slash, and two are no more than one
    assert_eq!(check("*.sh"), missing(None, false));
    assert_eq!(check("**/start.sh"), CheckedSource::Found);
    assert_eq!(check("**/x/start.sh"), missing(Some("scripts/start.sh"), false));
}

#[test]
fn a_hidden_source_comes_with_the_line_that_hides_it() {
    let hidden = |line, pattern: &str, fails| {
        let by = IgnoredBy { file: "images/base/.dockerignore".into(), line, pattern: pattern.into() };
        CheckedSource::Ignored { by, fails }
    };
    assert_eq!(check("build.log"), hidden(1, "*.log", true));
    assert_eq!(check("secret"), hidden(2, "secret/", true));
    assert_eq!(check("secret/key"), hidden(2, "secret/", true));
    // the folder is there, and empty
    assert_eq!(check("tmp"), hidden(3, "tmp/*", false));
}

#[test]
fn a_dockerfiles_own_patterns_come_first() {
    let world = world();
    let contexts = Contexts::new(&world);
    let only =
        |pattern| contexts.check_source("images/base", Some("images/base/only.Dockerfile"), pattern, SourceKind::Copy);
    assert_eq!(only("build.log"), CheckedSource::Found);
    assert!(matches!(only("scripts"), CheckedSource::Ignored { fails: true, .. }));
}

#[test]
fn kinds_of_sources_differ() {
    let world = world();
    let contexts = Contexts::new(&world);
    let check = |pattern, kind| contexts.check_source("images/base/", Some("Dockerfile"), pattern, kind);
    assert_eq!(check("./scripts/./**/*.sh", SourceKind::CopyParents), CheckedSource::Found);
    assert_eq!(check("**/start.sh", SourceKind::CopyParents), CheckedSource::Found);
    assert_eq!(check("data[1].txt", SourceKind::Mount), CheckedSource::Found);
    assert!(matches!(check("*", SourceKind::Mount), CheckedSource::Missing { .. }));
}

/// A world that counts how often it is listed.
struct Counting(MemoryWorld, Cell<usize>);

impl World for Counting {
    fn read(&self, path: &str) -> Result<String, crate::world::ReadError> {
        self.0.read(path)
    }
    fn exists(&self, path: &str) -> bool {
        self.0.exists(path)
    }
    fn list(&self, directory: &str) -> Vec<String> {
        self.1.set(self.1.get() + 1);
        self.0.list(directory)
    }
}

#[test]
fn a_context_is_listed_once() {
    let world = Counting(world(), Cell::new(0));
    let contexts = Contexts::new(&world);
    for pattern in ["scripts", "secret", "*.sh"] {
        contexts.check_source("images/base", Some("Dockerfile"), pattern, SourceKind::Copy);
    }
    assert_eq!(world.1.get(), 1);
}

proptest! {
    #[test]
    fn no_pattern_panics(pattern in "[ab*?\\[\\]^\\\\/!.#é-]{0,12}", path in "[ab/é*.]{0,8}") {
        let _ = ignored(&pattern, &path);
        let _ = check(&pattern);
        let cleaned = clean(&pattern);
        prop_assert_eq!(clean(&cleaned), cleaned);
    }

    #[test]
    fn without_stars_both_kinds_agree(pattern in "[ab?\\[\\]^\\\\/.-]{0,8}", path in "[ab/.^-]{0,6}") {
        let matches = |pattern: Option<Pattern>| pattern.map(|pattern| pattern.matches(&path));
        prop_assert_eq!(matches(Pattern::go(&pattern)), matches(Pattern::ignore(&pattern)));
    }
}
