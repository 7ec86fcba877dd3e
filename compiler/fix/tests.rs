//! Repairs of small stacks.

use super::*;
use crate::world::MemoryWorld;

const HEAD: &str = "stack \"demo\" { registry \"ghcr.io/example\" }\ntags { tag \"latest\" }\n";

fn fixed(text: &str) -> Repairs {
    fix(
        &MemoryWorld::new([("stack.kdl", format!("{HEAD}{text}"))]),
        "stack.kdl",
        &Options::default(),
        Class::Safe,
        &|_| true,
    )
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
    let repairs =
        fixed("image \"a\" {\n    from docker.io/debian:12 // base\n    packges git\n    env X=true Y=1.10\n}\n");
    let file = &repairs.files["stack.kdl"];
    assert_eq!(
        file.after.strip_prefix(HEAD),
        Some(
            "image \"a\" {\n    from \"docker.io/debian:12\" // base\n    packages git\n    env X=\"true\" Y=\"1.10\"\n}\n"
        )
    );
    assert_eq!(file.fixes, 4);
}

#[test]
fn what_is_of_no_use_stays_while_something_is_wrong() {
    let unused = "arg \"OLD\" \"1\" // since 2019\narg \"NEW\" \"1\"\nimage \"a\" {\n    from \"debian:12\"\n    env N=\"{NEW}\"\n";
    let text = format!("{unused}    nothing-like-it \"x\"\n}}\n");
    assert_eq!(after(&text), text);
    // it would exclude nothing without the plan that is misspelt
    let text = format!("{unused}    exclude plan=\"x\"\n}}\nplam \"x\" {{ }}\nplan \"y\"\n");
    assert_eq!(after(&text), text.replace("plam", "plan"));
}

#[test]
fn what_is_of_no_use_goes_when_all_else_is_right() {
    let text = "plan \"y\"\n\n// of old\narg \"OLD\" \\\n    \"1\"\n// of a\nimage \"a\" {\n    from \"debian:12\"; allow package=\"nano\" reason=\"r\" // why\n}\n";
    let left = "plan \"y\"\n\n// of old\n// of a\nimage \"a\" {\n    from \"debian:12\" // why\n}\n";
    assert_eq!(after(text), left);
    assert_eq!(after(&text.replace('\n', "\r\n")), left.replace('\n', "\r\n"));
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
    let repairs = fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|_| true);
    assert_eq!(repairs.files.keys().collect::<Vec<_>>(), ["a.kdl"]);
    assert!(repairs.files["a.kdl"].after.ends_with("image \"b\" { from image=a }\r\n"));
    assert!(repairs.compilation.has_errors());
}

#[test]
fn a_file_that_may_not_be_changed_stays() {
    let mut world =
        MemoryWorld::new([("stack.kdl", format!("{HEAD}include \"a.kdl\"\nimage \"b\" {{ from debian=1.0 }}\n"))]);
    world.files.insert("a.kdl".to_string(), "image \"a\" { user 1.0; from \"debian:12\" }\n".to_string());
    let repairs = fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|path| path == "a.kdl");
    assert_eq!(repairs.files.keys().collect::<Vec<_>>(), ["a.kdl"]);
    assert_eq!(repairs.files["a.kdl"].after, "image \"a\" { user \"1.0\"; from \"debian:12\" }\n");
}

#[test]
fn what_is_misspelt_where_it_is_defined_stays() {
    let text = "arg \"CUDA_VERSON\" \"12\"\nimage \"a\" {\n    from \"debian:12\"\n    run \"echo $CUDA_VERSION\"\n}\n";
    assert_eq!(after(text), text);
}

#[test]
fn quotes_are_not_added_where_others_are_open() {
    let text = "info-cmd tools\" \"Versions\" \"cmake --version; ninja --version\"\nimage \"a\" {\n    info-cmds \"tools\"\n    from \"debian:12\"\n}\n";
    assert_eq!(after(text), text.replace("tools\" \"V", "\"tools\" \"V").replace("\"\"tools", "\"tools"));
}
