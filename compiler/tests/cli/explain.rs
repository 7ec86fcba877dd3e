//! What is explained: rules, nodes, and components of the standard library and of a stack.

use super::{STACK, code, err, folder, out, run};
use std::fs;
use std::path::Path;

const OWN: &str = "component \"my-tool\" {\n    description \"The tool of this team. More.\"\n    param \"edition\" \"1\" doc=\"which\"\n    \
                   run \"true\"\n}\ncomponent \"user\" { run \"true\" }\n";

fn explained(folder: &Path, name: &str) -> String {
    let output = run(folder, &["explain", name]);
    assert_eq!(code(&output), 0, "{name}: {}", err(&output));
    assert_eq!(err(&output), "", "{name}");
    out(&output)
}

#[test]
fn a_stack_s_own_components_are_explained_where_it_is() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("parts")).unwrap();
    fs::write(folder.path().join("stack.kdl"), format!("{STACK}include \"parts/*.kdl\"\n")).unwrap();
    fs::write(folder.path().join("parts/own.kdl"), OWN).unwrap();
    for below in [folder.path(), &folder.path().join("parts")] {
        let page = explained(below, "my-tool");
        assert!(page.starts_with("# my-tool\n\nThe tool of this team. More.\n"), "{page}");
        assert!(page.contains("| `edition` | text | `1` | which |\n"), "{page}");
    }
    let listed = out(&run(folder.path(), &["explain"]));
    let (_, components) = listed.split_once("\nComponents:\n").expect("a section of components");
    assert!(components.contains("  my-tool "), "{components}");
    assert!(components.lines().any(|line| line.ends_with("  The tool of this team.")), "{components}");
    let misspelt = run(folder.path(), &["explain", "my-tol"]);
    assert_eq!(code(&misspelt), 2);
    assert_eq!(err(&misspelt), "error: no rule, node or component is called `my-tol`; did you mean `my-tool`?\n");
}

#[test]
fn a_node_is_explained_though_a_component_has_its_name() {
    let folder = folder();
    fs::write(folder.path().join("stack.kdl"), format!("{STACK}{OWN}")).unwrap();
    let page = explained(folder.path(), "user");
    let node = imgc::schema::explain("user").expect("a node");
    assert_eq!(page.strip_prefix(&node), Some("\n# user\n\nFor any distribution.\n"));
}

#[test]
fn whatever_is_wrong_with_the_stack() {
    let folder = folder();
    let standard = imgc::components(None);
    for stack in ["stack {{{", "", "image \"a\" { from image=\"b\" }\ninclude \"nowhere.kdl\"\n"] {
        fs::write(folder.path().join("stack.kdl"), stack).unwrap();
        assert!(explained(folder.path(), "from").starts_with("# from\n"));
        for (name, component) in &standard {
            assert_eq!(explained(folder.path(), name), imgc::report::component(component));
        }
    }
    // a part that can be read is, though the rest cannot
    fs::write(folder.path().join("stack.kdl"), format!("{OWN}image \"a\" {{ frm }}\n")).unwrap();
    assert!(explained(folder.path(), "my-tool").starts_with("# my-tool\n"));
}
