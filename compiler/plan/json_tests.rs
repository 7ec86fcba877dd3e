//! The format and its schema agree. The validator knows just the keywords that the schema uses, and refuses others.

use super::sample::{build, moment, stack, tag, text};
use super::*;
use crate::ast::{Event, TestWhen};
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(include_str!("../report/plan.schema.json")).expect("JSON")
}

/// What is wrong with `value`, each with its place.
fn complaints(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().expect("a schema") {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let name = rule.as_str().and_then(|path| path.strip_prefix("#/$defs/")).expect("a reference");
                complaints(root, root["$defs"].get(name).expect(name), value, at, out);
            }
            "type" => {
                let is = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                if rule != is && !rule.as_array().is_some_and(|all| all.iter().any(|one| one == is)) {
                    out.push(format!("{at} is of type {is}, not {rule}"));
                }
            }
            "const" if rule == value => {}
            "enum" if rule.as_array().is_some_and(|all| all.contains(value)) => {}
            "const" | "enum" => out.push(format!("{at} is {value}, not {rule}")),
            "pattern" => {
                let regex = regex::Regex::new(rule.as_str().expect("a pattern")).expect("a pattern");
                if !value.as_str().is_some_and(|text| regex.is_match(text)) {
                    out.push(format!("{at} does not match {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().expect("names").iter().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        out.push(format!("{at} has no {name}"));
                    }
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().expect("properties") {
                    if let Some(value) = value.get(name) {
                        complaints(root, rule, value, &format!("{at}.{name}"), out);
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let known = schema.get("properties").is_some_and(|known| known.get(name).is_some());
                    match rule {
                        _ if known => {}
                        Value::Bool(false) => out.push(format!("{at} has a {name}")),
                        rule => complaints(root, rule, value, &format!("{at}.{name}"), out),
                    }
                }
            }
            "items" => {
                for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                    complaints(root, rule, value, &format!("{at}[{number}]"), out);
                }
            }
            "anyOf" => {
                let fits = |rule: &Value| {
                    let mut found = Vec::new();
                    complaints(root, rule, value, at, &mut found);
                    found.is_empty()
                };
                if !rule.as_array().expect("alternatives").iter().any(fits) {
                    out.push(format!("{at} is none of the alternatives"));
                }
            }
            other => panic!("the schema uses `{other}`"),
        }
    }
}

fn check(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut out = Vec::new();
    complaints(&schema, &schema, value, "plan", &mut out);
    out
}

fn full() -> Plan {
    let mut base = build("base", "base");
    base.internal = true;
    let mut child = build("child", "child");
    child.plan = Some("py39".into());
    child.axes.insert("plan".into(), "py39".into());
    child.gpu = Some("nvidia".into());
    child.parents = vec![BuildId(0)];
    child.contexts.insert("x:1".into(), NamedContext::Build(BuildId(0)));
    child.contexts.insert("y".into(), NamedContext::Folder(String::new()));
    child.contexts.insert("z".into(), NamedContext::Other("docker-image://debian".into()));
    child.args.insert("A".into(), text("${git.sha}"));
    child.labels.insert("l".into(), text("{git.branch.rest}-{git.short}{STACK}"));
    child.tags = vec![
        tag("x:{git.branch.slug}", vec![Clause::On(moment(Some(Event::PullRequest), Some("a*"), None))]),
        tag("x:1", vec![Clause::NoneOf(vec![moment(None, None, Some("v1"))])]),
    ];
    child.promotions = vec![Promotion {
        needs: vec!["gpu".into()],
        tags: vec![PromotedTag {
            references: vec!["x:stable".into()],
            tag: "stable".into(),
            after: None,
            when: When::default(),
            origin: Origin::default(),
        }],
    }];
    child.bake.insert("pull".into(), vec![BakeValue::Bool(true), BakeValue::Number("0x1".into())]);
    child.info = vec![InfoCmd { name: "A".into(), description: "B".into(), shell: "c".into(), args: vec![] }];
    child.tests = vec![Test {
        args: vec![],
        name: "t".into(),
        shell: "true".into(),
        when: TestWhen::Promote,
        gpu: true,
        inside: false,
        mounts: Vec::new(),
        origin: Origin::default(),
    }];
    let mut plan = stack(vec![base, child]);
    plan.variables.insert("STACK".into(), "s".into());
    plan
}

#[test]
fn what_is_printed_is_what_the_schema_says() {
    assert_eq!(check(&to_json(&full(), &[BuildId(0), BuildId(1)])), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_is_not_printed() {
    let mut wrong = to_json(&full(), &[BuildId(1)]);
    wrong["builds"][0]["tags"][0]["when"][0]["on"]["event"] = "merge".into();
    wrong["builds"][0]["color"] = "red".into();
    wrong["groups"] = Value::Null;
    let told = check(&wrong);
    assert_eq!(told.len(), 3, "{told:?}");
}

/// A literal `${…}` in a template stays a literal.
#[test]
fn a_literal_dollar_is_a_literal() {
    let json = to_json(&full(), &[BuildId(1)]);
    assert_eq!(json["builds"][0]["args"]["A"], serde_json::json!([{ "literal": "$" }, { "variable": "GIT_SHA" }]));
}
