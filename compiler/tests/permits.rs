//! What a rule would tell is permitted at one place, for a reason, and no further.

use imgc::world::MemoryWorld;
use imgc::{Options, check};

const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { tag \"t\" }\n";

/// `line:column: rule: message` of each, below the head.
fn told(text: &str) -> Vec<String> {
    let files =
        [("stack.kdl", format!("{HEAD}{text}")), ("Dockerfile", "FROM debian:13\nCOPY none.txt /\n".to_string())];
    let compilation = check(&MemoryWorld::new(files), "stack.kdl", &Options::default());
    let line = |one: &imgc::diag::Diagnostic| {
        let place = compilation.sources.get(one.primary().source).position(one.primary().start as usize);
        format!("{}:{}: {}: {}", place.line - 2, place.column, one.rule.name, one.message)
    };
    compilation.diagnostics.iter().map(line).collect()
}

fn image(lines: &str) -> String {
    format!("image \"a\" {{\nfrom \"debian:13\"\n{lines}\n}}\n")
}

const ALLOW: &str = "allow \"secret-in-value\" reason=\"of tests alone\"";

#[test]
fn a_permit_is_for_the_node_in_whose_braces_it_is() {
    let one = "env DB_PASS=\"hunter2\"";
    assert_eq!(told(&image(one)), ["3:5: secret-in-value: env `DB_PASS` looks like a secret"]);
    for permitted in [
        image(&format!("{one} {{ {ALLOW}; }}")),
        image(&format!("{ALLOW}\n{one}")),
        image(&format!("stage \"s\" {{\n{ALLOW}\nfrom \"debian:13\"\n{one}\n}}\ncopy \"/x\" to=\"/x\" stage=\"s\"")),
        image(&format!("run \"DB_PASS=hunter2 x\" {{\n{ALLOW}\nmount \"cache\" \"/c\"\n}}")),
        image(&format!("{one} {{\n{ALLOW}\n}}")),
        format!("arg \"DB_PASS\" \"hunter2\" {{ {ALLOW}; }}\n{}", image("run \"echo $DB_PASS\"")),
        format!("component \"c\" {{ {ALLOW}; {one} }}\n{}", image("use \"c\"")),
    ] {
        assert_eq!(told(&permitted), [""; 0], "{permitted}");
    }
    let two = image(&format!("{one} {{ {ALLOW}; }}\nenv API_KEY=\"hunter2\""));
    assert_eq!(told(&two), ["4:5: secret-in-value: env `API_KEY` looks like a secret"]);
}

#[test]
fn what_an_image_adopts_is_permitted_in_it() {
    let adopts = |lines: &str| format!("image \"a\" {{ dockerfile \"Dockerfile\"{lines} }}\n");
    assert_eq!(told(&adopts("")).len(), 1);
    assert_eq!(told(&adopts("; allow \"missing-source\" reason=\"made by make\"")), [""; 0]);
}

#[test]
fn warnings_and_lints_can_be_permitted() {
    for (lines, rule) in [
        ("copy \"none.txt\" to=\"/x\"", "missing-source"),
        ("arg \"V\" \"1\"", "unused-arg"),
        ("copy \"/a\" to=\"/a\" from=\"busybox\"", "unpinned-base"),
    ] {
        assert!(told(&image(lines)).iter().any(|one| one.contains(rule)), "{rule}: {:?}", told(&image(lines)));
        let allowed = format!("{lines} {{ allow \"{rule}\" reason=\"it is meant\"; }}");
        assert_eq!(told(&image(&allowed)), [""; 0], "{rule}");
    }
}

#[test]
fn a_permit_that_nothing_needs_is_told() {
    let message = "needless-allow: nothing here breaks `secret-in-value` any more";
    assert_eq!(told(&image(&format!("env LANG=\"C\" {{ {ALLOW}; }}"))), [format!("3:22: {message}")]);
    assert_eq!(told(&image(ALLOW)), [format!("3:7: {message}")]);
    let other = "env DB_PASS=\"hunter2\" { allow \"missing-source\" reason=\"r\"; }";
    assert_eq!(told(&image(other)).len(), 2);
}

#[test]
fn what_no_permit_can_be_is_told() {
    for (allow, expected) in [
        ("allow \"secret-in-value\"", "3:13: missing-property: `allow` needs `reason=`"),
        ("allow \"secret-in-value\" reason=\" \"", "3:13: missing-property: `allow` needs `reason=`"),
        ("allow \"secret-in-valu\" reason=\"r\"", "3:19: unknown-choice: no rule is called `secret-in-valu`"),
        ("allow \"unknown-node\" reason=\"r\"", "3:19: unknown-choice: `unknown-node` is always an error"),
        (
            "allow \"no-tags\" \"denied\" reason=\"r\"",
            "3:13: wrong-arguments: this `allow` permits one rule, for a reason, and nothing else",
        ),
    ] {
        let text = image(&format!("env A=\"1\" {{ {allow}; }}"));
        assert_eq!(told(&text), [expected], "{allow}");
    }
    assert_eq!(
        told(&format!("{ALLOW}\n{}", image("run \"true\""))),
        ["1:1: unknown-node: no node `allow` at the top level"]
    );
}

#[test]
fn a_permit_changes_nothing_that_is_built() {
    let files = |lines: &str| {
        let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{}", image(lines)))]);
        imgc::emit(&check(&world, "stack.kdl", &Options::default()).plan.expect("nothing is wrong"))
    };
    let plain = files("env LANG=\"C\"; packages \"git\"");
    let permitted = files(
        "env LANG=\"C\" { allow \"no-tags\" reason=\"r\"; }; packages \"git\" { allow \"denied\" reason=\"r\"; }",
    );
    assert_eq!(plain, permitted);
}
