//! SARIF logs are valid by the schema of OASIS, which README.md tells more of.

use boon::{Compiler, SchemaIndex, Schemas};
use imgc::diag::{Diagnostic, Edit, Fix, RULES, Severity, rule};
use imgc::report;
use imgc::source::{Sources, Span};
use imgc::world::MemoryWorld;
use serde_json::{Value, json};

struct Schema {
    schemas: Schemas,
    root: SchemaIndex,
}

impl Schema {
    fn new() -> Schema {
        let schema: Value = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).expect("JSON");
        let mut compiler = Compiler::new();
        // that a URI is one is what matters most
        compiler.enable_format_assertions();
        compiler.add_resource("sarif.json", schema).expect("a schema");
        let mut schemas = Schemas::new();
        let root = compiler.compile("sarif.json", &mut schemas).expect("a schema");
        Schema { schemas, root }
    }

    fn check(&self, log: &Value) -> Result<(), String> {
        self.schemas.validate(log, self.root).map_err(|error| format!("{error:#}"))
    }
}

/// A diagnostic of every rule, at places and in files that are hard to write.
fn told() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let stack = sources.add("a b/50%:é.kdl", "stack \"🦀\" {\r\n}\r\n");
    let std = sources.add("<std>/roles.kdl", "role \"it\" {\n}\n");
    let absolute = sources.add("/srv/stack.kdl", "");
    let crab = Span::new(stack, 6, 12);
    let mut diagnostics: Vec<Diagnostic> = RULES
        .iter()
        .map(|rule| Diagnostic::new(rule, format!("it is `{}`\nand {{0}} [more](1)", rule.name), crab))
        .collect();
    diagnostics[0] = Diagnostic::new(RULES[0], "several places", Span::new(std, 0, 13))
        .at("here")
        .label(crab, "there")
        .label(Span::new(absolute, 0, 0), "")
        .help("do it")
        .help("do it again");
    let edits = vec![
        Edit { span: crab, text: "\"crab\"".into() },
        Edit { span: Span::new(std, 0, 0), text: "// first\n".into() },
        Edit { span: Span::new(stack, 13, 15), text: String::new() },
    ];
    diagnostics[0].fix = Some(Fix::new("repair both", edits));
    diagnostics[1].severity = Severity::Hint;
    (sources, diagnostics)
}

fn log() -> Value {
    let (sources, diagnostics) = told();
    serde_json::from_str(&report::sarif(&sources, &diagnostics)).expect("JSON")
}

#[test]
fn every_rule_s_result_is_valid() {
    let log = log();
    Schema::new().check(&log).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), RULES.len());
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn what_a_stack_gives_is_valid() {
    let schema = Schema::new();
    for text in
        ["", "stack \"s\"\nimage \"a\" { from image=\"b\" }\n", "stack \"s\" {", "image \"a\" { from \"debian:12\" }"]
    {
        let world = MemoryWorld::new([("stack.kdl", text)]);
        let compilation = imgc::check(&world, "stack.kdl", &imgc::Options::default());
        let log = report::sarif(&compilation.sources, &compilation.diagnostics);
        schema.check(&serde_json::from_str(&log).expect("JSON")).unwrap();
    }
}

/// The schema would find what is wrong.
#[test]
fn what_is_wrong_is_found() {
    let schema = Schema::new();
    for (path, value) in [
        ("/version", json!("2.0")),
        ("/runs/0/columnKind", json!("bytes")),
        ("/runs/0/tool/driver/informationUri", json!("no uri")),
        ("/runs/0/tool/driver/rules/0/help", json!("text")),
        ("/runs/0/results/0/level", json!("hint")),
        ("/runs/0/results/0/ruleIndex", json!(-2)),
        ("/runs/0/results/0/message", json!({})),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startColumn", json!(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", json!("<std>/roles.kdl")),
        ("/runs/0/results/0/fixes/0/artifactChanges/0/replacements", json!([])),
    ] {
        let mut log = log();
        *log.pointer_mut(path).unwrap_or_else(|| panic!("{path} is not there")) = value;
        assert!(schema.check(&log).is_err(), "{path} is wrong, and is not found");
    }
}

#[test]
fn a_result_has_its_places_and_its_repair() {
    let log = log();
    insta::with_settings!({
        snapshot_path => "../../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true
    }, {
        insta::assert_snapshot!("sarif", format!("{:#}", log["runs"][0]["results"][0]));
    });
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let shown = rules.iter().find(|one| one["id"] == rule::UNKNOWN_IMAGE.name).unwrap();
    assert_eq!(shown["shortDescription"]["text"], "An image of the stack is named that is not there.");
    assert_eq!(shown["help"]["markdown"], rule::UNKNOWN_IMAGE.page);
}
