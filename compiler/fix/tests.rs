//! Repairs of small stacks.

use super::*;
use crate::world::MemoryWorld;

const HEAD: &str = "stack \"demo\" { registry \"ghcr.io/example\" }\ntags { tag \"latest\" }\n";

fn fixed(text: &str) -> Repairs {
    fix(&MemoryWorld::new([("stack.kdl", format!("{HEAD}{text}"))]), "stack.kdl", &Options::default())
}

/// What a stack becomes, without its first lines.
fn after(text: &str) -> String {
    let repairs = fixed(text);
    let after =
        repairs.files.get("stack.kdl").map(|file| file.after.clone()).unwrap_or_else(|| format!("{HEAD}{text}"));
    after.strip_prefix(HEAD).expect("the first lines stay").to_string()
}

#[test]
fn what_is_right_stays() {
    let repairs = fixed("image \"base\" {\n    from \"debian:12\"   // as it is\n}\n");
    assert!(repairs.files.is_empty());
    assert!(!repairs.compilation.has_errors());
}

#[test]
fn one_mistake_hides_another() {
    let repairs = fixed("image \"a\" {\n    from quay.io/a/b:12 // base\n    packges git\n    env X=true Y=1.10\n}\n");
    let file = &repairs.files["stack.kdl"];
    assert_eq!(
        file.after.strip_prefix(HEAD),
        Some("image \"a\" {\n    from \"quay.io/a/b:12\" // base\n    packages git\n    env X=#true Y=\"1.10\"\n}\n")
    );
    assert_eq!(file.fixes, 4);
}

#[test]
fn what_is_of_no_use_stays_while_something_is_wrong() {
    let unused = "arg \"OLD\" \"1\" // since 2019\narg \"NEW\" \"1\"\nimage \"a\" {\n    from \"debian:12\"\n    env N=\"{NEW}\"\n";
    let text = format!("{unused}    nothing-like-it \"x\"\n}}\n");
    assert_eq!(after(&text), text);
    let text = format!("{unused}    exclude plan=\"x\"\n}}\n");
    assert_eq!(after(&text), text);
}

#[test]
fn files_of_others_are_never_changed() {
    let mut world = MemoryWorld::new([("stack.kdl", format!("{HEAD}include \"a.kdl\"\n"))]);
    world.files.insert(
        "a.kdl".to_string(),
        "image \"a\" { dockerfile \"Dockerfile\" }\r\nimage \"b\" { fron image=a }\r\n".to_string(),
    );
    world.files.insert(
        "Dockerfile".to_string(),
        "FROM debian:12 AS build\nFROM debian:12\nCOPY --from=biuld /a /a\n".to_string(),
    );
    let repairs = fix(&world, "stack.kdl", &Options::default());
    assert_eq!(repairs.files.keys().collect::<Vec<_>>(), ["a.kdl"]);
    assert!(repairs.files["a.kdl"].after.ends_with("image \"b\" { from image=a }\r\n"));
    assert!(repairs.compilation.has_errors());
}
