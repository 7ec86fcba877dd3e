//! Repairs do no harm: a safe one leaves fewer mistakes, and what may not be meant is only offered.

use super::mutations::table::{Examples, tables};
use super::rules;
use crate::family;
use imgc::diag::{Class, Severity, Stage};
use imgc::fix::{Repairer, fix, prove};
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check};

const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { tag \"{plan-}{variant-}t\" }\n";

fn stack(text: &str) -> MemoryWorld {
    MemoryWorld::new([("stack.kdl", format!("{HEAD}{text}"))])
}

/// What repairs of a class make of a stack, without its first lines.
fn after(text: &str, class: Class) -> String {
    let repairs = fix(&stack(text), "stack.kdl", &Options::default(), class, &|_| true);
    let after = repairs.files.get("stack.kdl").map_or(format!("{HEAD}{text}"), |file| file.after.clone());
    after.strip_prefix(HEAD).expect("the first lines stay").to_string()
}

fn unchanged(text: &str) {
    assert_eq!(after(text, Class::Safe), text);
}

#[test]
fn a_backslash_before_a_slash_goes_and_shell_becomes_raw() {
    let image = |line: &str| format!("image \"a\" {{ {line}; from \"debian:12\" }}\n");
    assert_eq!(after(&image(r#"source "https:\/\/x.org\/a""#), Class::Safe), image(r#"source "https://x.org/a""#));
    assert_eq!(after(&image(r#"run "sed 's\/a\/b\/' x""#), Class::Safe), image(r##"run #"sed 's\/a\/b\/' x"#"##));
    assert_eq!(after(&image(r#"run "grep '\.' x""#), Class::Safe), image(r##"run #"grep '\.' x"#"##));
    // elsewhere nobody knows what was meant
    unchanged(&image(r#"title "50\% more""#));
    assert_eq!(after(&image(r#"title "50\% more""#), Class::Unsafe), image(r##"title #"50\% more"#"##));
}

#[test]
fn flags_of_dockerfiles_become_properties() {
    let image = |line: &str| format!("image \"a\" {{\n    from \"debian:12\"\n    {line}\n}}\n");
    let mut world = stack(&image(r#"copy "--chown=1000:1000" "--link" "api/src" to="/app/src""#));
    world.files.insert("api/src".to_string(), String::new());
    let repairs = fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|_| true);
    let right = format!("{HEAD}{}", image(r#"copy "api/src" to="/app/src" chown="1000:1000" link=#true"#));
    assert_eq!(repairs.files["stack.kdl"].after, right);
    assert!(repairs.compilation.diagnostics.is_empty());
    assert_eq!(
        after(&image(r#"healthcheck "--retries=3" "true""#), Class::Safe),
        image(r#"healthcheck "true" retries=3"#)
    );
    unchanged(&image(r#"copy "--from=build" "/a" to="/b""#));
    unchanged(&image("run \"--mount=type=cache,target=/x\" \"make\""));
}

#[test]
fn what_a_message_says_in_full_is_made() {
    for (wrong, right) in [
        (
            "from \"debian:13\"; arg NODE_VERSION=\"22.12.0\"; run \"echo $NODE_VERSION\"",
            "arg \"NODE_VERSION\" \"22.12.0\"",
        ),
        ("manylinux \"2.28\"; run \"true\"", "manylinux \"2_28\""),
        ("gpu \"rocm\" cuda=\"6.4.1\"; from \"debian:13\"; run \"true\"", "gpu \"rocm\" version=\"6.4.1\""),
        ("gpu \"nvidia\" version=\"12.6.3\"; from \"debian:13\"; run \"true\"", "gpu \"nvidia\" cuda=\"12.6.3\""),
        ("from \"debian:12\" distro=\"debian13\"; packages \"git\"", "distro=\"debian12\""),
        (
            "description Notebooks for the courses; from \"debian:13\"; run \"true\"",
            "description \"Notebooks for the courses\"",
        ),
    ] {
        let repaired = after(&format!("image \"a\" {{ {wrong} }}\n"), Class::Safe);
        assert!(repaired.contains(right), "{repaired}");
        assert_eq!(errors(&check(&stack(&repaired), "stack.kdl", &Options::default())), 0, "{repaired}");
    }
}

#[test]
fn an_exclude_that_has_no_effect_is_not_deleted() {
    let text = "plan \"x\"\nplan \"y\"\nimage \"a\" { from \"debian:12\"; exclude plan=\"zz[56]\"; run \"true\" }\n";
    unchanged(text);
    assert_eq!(after(text, Class::Unsafe), text.replace(" exclude plan=\"zz[56]\";", ""));
}

#[test]
fn an_exclude_is_not_deleted_because_its_axis_is_misspelt() {
    let text = "axis \"os\" \"a\" \"b\"\nimage \"i\" { axis \"oss\"; tags replace=#true { tag \"{os}\" }; exclude os=\"a\"; from \"debian:12\" }\n";
    assert_eq!(after(text, Class::Unsafe), text.replace("\"oss\"", "\"os\""));
    let told = check(&stack(text), "stack.kdl", &Options::default()).diagnostics;
    assert!(told.iter().all(|told| told.rule.name != "useless-exclude"), "{told:#?}");
}

#[test]
fn packages_are_parted_at_commas_too() {
    let image = |line: &str| format!("image \"a\" {{ from \"debian:12\"; {line} }}\n");
    for wrong in ["packages \"git, curl\"", "packages \"git,curl\"", "packages git, curl"] {
        let told = check(&stack(&image(wrong)), "stack.kdl", &Options::default()).diagnostics;
        assert!(!told.is_empty(), "{wrong}");
        let right = after(&image(wrong), Class::Safe);
        assert!(!right.contains(','), "{right}");
    }
    assert_eq!(after(&image("pip \"numpy, scipy\""), Class::Safe), image("pip \"numpy\" \"scipy\""));
    for right in ["pip \"numpy>=1, <2\"", "pip \"a[x,y]==1\"", "conda \"numpy>=1,<2\""] {
        unchanged(&image(right));
    }
}

#[test]
fn nothing_is_renamed_while_a_definition_is_in_doubt() {
    let twice = "image \"a\" {\n    axis \"compiler\" \"gcc13\" \"gcc13\"\n    from \"debian:12\"\n    \
        exclude compiler=\"gcc14\" plan=\"x\"\n    exclude compiler=\"gcc13\" plan=\"y\"\n}\nplan \"x\"\nplan \"y\"\n";
    unchanged(twice);
    let value = "axis \"compiler\" { value \"gcc13\" { arg \"V\" \"13\" }; value \"gcc13\" { arg \"V\" \"14\" } }\n\
        image \"a\" { axis \"compiler\"; from \"debian:{V}\"; exclude compiler=\"gcc14\" plan=\"x\"; \
        exclude compiler=\"gcc13\" plan=\"y\" }\nplan \"x\"\nplan \"y\"\n";
    unchanged(value);
    let unknown = "plum \"beta\"\nplan \"bet\"\nimage \"a\" { from \"debian:12\"; in plan=\"beta\" { run \"true\" }; in plan=\"bet\" { run \"ls\" } }\n";
    assert!(!after(unknown, Class::Safe).contains("in plan=\"bet\" { run \"true\" }"));
}

#[test]
fn a_use_is_not_renamed_to_a_definition_without_other_use() {
    let arg =
        "image \"a\" {\n    arg \"SERVICE_USR\" \"app\"\n    from \"debian:12\"\n    user \"{SERVICE_USER}\"\n}\n";
    unchanged(arg);
    assert_eq!(after(arg, Class::Unsafe), arg.replace("SERVICE_USER", "SERVICE_USR"));
    let told = check(&stack(arg), "stack.kdl", &Options::default()).diagnostics;
    let both: Vec<_> = told[0].labels.iter().map(|label| label.message.as_str()).collect();
    assert_eq!(both, ["no arg, axis or parameter of that name", "nothing uses `SERVICE_USR`: the mistake may be here"]);
    let used = arg.replace("    user", "    env SERVICE=\"{SERVICE_USR}\"\n    user");
    assert_eq!(after(&used, Class::Safe), used.replace("SERVICE_USER", "SERVICE_USR"));
    for (definition, usage) in [
        ("stage \"biuld\" { from \"debian:12\"; run \"true\" }", "copy \"/x\" to=\"/x\" stage=\"build\""),
        ("variant \"cup\"; variant \"gpu\"", "in variant=\"cpu\" { run \"true\" }"),
    ] {
        unchanged(&format!("image \"a\" {{\n    {definition}\n    from \"debian:12\"\n    {usage}\n}}\n"));
    }
    unchanged("component \"tols\" { packages \"git\" }\nimage \"a\" { from \"debian:12\"; use \"tools\" }\n");
}

#[test]
fn no_mistake_is_traded_for_another() {
    for line in [
        "frmo \"x\"",
        "recommends=#true",
        "run [\"a\",\"b\"]",
        "args { DEBUG \"1\" }",
        "pip { nbgrader 0.9.3; }",
        "imag \"b\"",
    ] {
        let text = format!("image \"a\" {{\n    from \"debian:12\"\n    {line}\n}}\n");
        let before = check(&stack(&text), "stack.kdl", &Options::default());
        let repairs = fix(&stack(&text), "stack.kdl", &Options::default(), Class::Unsafe, &|_| true);
        let (errors, left) = (errors(&before), errors(&repairs.compilation));
        assert!(repairs.files.is_empty() || left < errors, "{line}: {:#?}", repairs.files);
    }
}

#[test]
fn many_wrong_repairs_keep_no_right_one_from_being_made() {
    for wrong in [
        "frmo \"x\"; from \"debian:12\"",
        "from \"debian:12\"; frmo \"x\"",
        "from \"debian:12\"; args { DEBUG \"1\"; }",
    ] {
        let image = |at: usize, word: &str| format!("image \"i{at}\" {{ {wrong}\n    {word} \"git\"\n}}\n");
        let images = |word: &str| (0..40).map(|at| image(at, word)).collect::<String>();
        assert_eq!(after(&images("packges"), Class::Safe), images("packages"));
    }
    let env =
        |value: &str| format!("image \"a\" {{ from \"debian:12\"\n{}}}\n", format!("    env A={value}\n").repeat(40));
    assert_eq!(after(&env("true"), Class::Safe), env("\"true\""));
}

#[test]
fn a_repair_that_leads_to_another_mistake_is_not_shown() {
    let world = stack("image \"a\" { from \"debian:12\"; frmo \"x\" }\n");
    let options = Options::default();
    let compilation = check(&world, "stack.kdl", &options);
    assert!(compilation.diagnostics[0].fix.is_some());
    let proven = prove(&world, "stack.kdl", &options, compilation);
    assert_eq!(proven.diagnostics.iter().filter(|one| one.fix.is_some()).count(), 0);
}

fn errors(compilation: &Compilation) -> usize {
    compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error).count()
}

/// How many errors each stage tells, then how many diagnostics there are.
fn counts(compilation: &Compilation) -> Vec<usize> {
    let of = |stage: Stage| {
        let errors = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.filter(|one| one.rule.stage == stage).count()
    };
    let stages = [Stage::Syntax, Stage::Ast, Stage::Resolve, Stage::Plan, Stage::Lint].map(of);
    // of a node that cannot be read the first mistake is told: what is left is the text behind it
    let syntax = compilation.diagnostics.iter().find(|one| one.rule.stage == Stage::Syntax).map(|one| one.primary());
    let unread = syntax.map_or(0, |at| compilation.sources.get(at.source).text.len() - at.range().start);
    let [syntax, later @ ..] = stages;
    [syntax, unread].into_iter().chain(later).chain([compilation.diagnostics.len()]).collect()
}

/// Makes the safe repairs of a stack round by round. Each leaves fewer errors of its stage, and no more of earlier ones; how
/// many of them show errors that they hid from later stages comes back too.
fn leaves_less(name: &str, world: &MemoryWorld, file: &str) -> (usize, usize) {
    let options = family::today::options();
    let mut repairer = Repairer::new(world, file, &options);
    let (mut rounds, mut hid) = (0, 0);
    while let Some((_, before)) = repairer.round(Class::Safe, &|_| true) {
        let after = &repairer.compilation;
        rounds += 1;
        hid += usize::from(errors(after) > errors(&before));
        assert!(counts(after) < counts(&before), "{name}: {:#?}\n{:#?}", before.diagnostics, after.diagnostics);
    }
    (rounds, hid)
}

#[test]
fn a_safe_repair_leaves_fewer_mistakes() {
    let mut examples = Examples::default();
    let mut all = Vec::new();
    for (name, mutations) in tables() {
        for mutation in &mutations {
            let Ok(made) = examples.make(mutation) else { continue };
            all.push(leaves_less(&name, &made.world, &made.stack));
        }
    }
    for rule in imgc::diag::RULES {
        all.push(leaves_less(rule.name, &rules::files(rule, "Fails"), "stack.kdl"));
    }
    let (rounds, hid) = all.into_iter().fold((0, 0), |(rounds, hid), one| (rounds + one.0, hid + one.1));
    assert!(rounds >= 80 && hid <= 3, "{rounds} repairs, {hid} of which hid something");
}
