//! Secrets are found by what they are, wherever they stand, and then by what they are called.

use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check};

const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { tag \"t\" }\n";

/// Put together here, so that nobody who looks for leaked tokens finds one.
fn token() -> String {
    format!("{}{}", "ghp_", "0aB".repeat(12))
}

fn told(stack: &str, dockerfile: &str) -> Compilation {
    let files = [("stack.kdl", format!("{HEAD}{stack}")), ("Dockerfile", dockerfile.to_string())];
    check(&MemoryWorld::new(files), "stack.kdl", &Options::default())
}

/// The characters that are pointed at.
fn at(compilation: &Compilation) -> Vec<&str> {
    let secrets = compilation.diagnostics.iter().filter(|one| one.rule.name == "secret-in-value");
    secrets.map(|one| compilation.sources.text(one.primary())).collect()
}

#[test]
fn a_token_is_found_in_every_text_and_never_shown_whole() {
    let token = token();
    let image = |lines: &str| format!("image \"a\" {{\n    from \"debian:12\"\n    {lines}\n}}\n");
    for stack in [
        image(&format!("env SETTING=\"{token}\"")),
        image(&format!("arg \"SETTING\" \"{token}\"; env A=\"{{SETTING}}\"")),
        image(&format!("label setting=\"{token}\"")),
        image(&format!("run #\"curl -H \"Authorization: {token}\" https://x.org\"#")),
        image(&format!("run #\"\"\"\n        set -e\n        echo {token}\n        \"\"\"#")),
        image(&format!("packages \"python3-pip\"; pip \"tool\" index=\"https://ci:{token}@x.org/simple\"")),
        image(&format!("packages \"git\"; pip {{ \"git+https://{token}@github.com/a/b\"; }}")),
        image(&format!("test \"works\" \"tool {token}\"")),
        image(&format!("info-cmds \"v\"; }}; info-cmd \"v\" \"V\" \"tool {token}\"")).replace("\n}\n", "\n"),
        image(&format!("instruction \"LABEL a={token}\"")),
        image(&format!("entrypoint \"tool\" \"{token}\"")),
        format!("component \"c\" {{ param \"t\" \"{token}\"; env A=\"{{t}}\" }}\n{}", image("use \"c\"")),
        format!("plan \"p\" {{ arg \"A\" \"{token}\" }}\narg \"A\" \"1\"\n{}", image("env B=\"{A}\"")),
    ] {
        let compilation = told(&stack, "");
        let found = at(&compilation);
        assert!(matches!(&found[..], [one] if one.contains(&token)), "{stack}{found:?}{:#?}", compilation.diagnostics);
        for one in &compilation.diagnostics {
            let texts = one.labels.iter().map(|label| &label.message).chain(&one.help).chain([&one.message]);
            texts.for_each(|text| assert!(!text.contains(&token), "{text}"));
        }
    }
    let adopted = "image \"a\" { dockerfile \"Dockerfile\" }\n";
    let dockerfile = format!("# {token}\nFROM debian:12\nENV A={token}\n");
    assert_eq!(at(&told(adopted, &dockerfile)), [token.as_str()]);
    assert_eq!(at(&told(&format!("// {token}\n{}", image("run \"true\"")), "")), [""; 0]);
}

#[test]
fn a_name_is_pointed_at_and_its_value_counts() {
    let image = |lines: &str| format!("image \"a\" {{\n    from \"debian:12\"\n    {lines}\n}}\n");
    for (lines, names) in [
        ("env PGPASSWORD=\"hunter2\" LANG=\"C\" DB_PASS=\"hunter2\"", vec!["PGPASSWORD", "DB_PASS"]),
        ("run #\"PGPASSWORD='hunter2' psql -c x; export LANG=C\"#", vec!["PGPASSWORD"]),
        ("run #\"export API_KEY=$(cat /run/secrets/k) DB_PASS=\"$PASS\" TOKEN_FILE=/x\"#", vec![]),
        ("env GPG_KEY=\"A035C8C19219BA821ECEA86B64E628F8D684696D\" APT_KEY_URL=\"https://x.org/k.asc\"", vec![]),
        ("env SSH_KEY_PATH=\"/k\" PASSWORD_STORE_DIR=\"/p\" TOKEN_URL=\"https://x.org\" SECRET_PATH=\"x\"", vec![]),
        ("env AUTH_SECRET_NAME=\"auth\" HF_TOKEN=\"\" USE_TOKEN=\"true\" PAD_TOKEN=\"<pad>\"", vec![]),
        (
            "arg \"BASE_TOKEN\" image=\"b\"; run \"echo $BASE_TOKEN\"\n}\nimage \"b\" { from \"debian:12\"; run \"ls\"",
            vec![],
        ),
    ] {
        assert_eq!(at(&told(&image(lines), "")), names, "{lines}");
    }
}

#[test]
fn no_arg_is_proposed_for_a_secret() {
    let compilation =
        told("arg \"GITHUB_TOKEN\" \"\"\nimage \"a\" { from \"debian:12\"; run \"echo $GITHUB_TOKEN\" }\n", "");
    let reserved = compilation.diagnostics.iter().find(|one| one.rule.name == "reserved-name").expect("it is reserved");
    assert!(
        reserved.help[0].contains("mount \"secret\"") && !reserved.help[0].contains("STACK_"),
        "{:?}",
        reserved.help
    );
}
