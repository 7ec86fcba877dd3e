//! What is known only when building: Bake variables, their defaults, and functions of them.

use super::hcl::{Block, Expression, Piece, list, raw, string, template};
use crate::plan::{
    Clause, Moment, NO_BRANCH, NO_COMMIT, Pattern, Plan, SLUG_MAX, Segment, Text, Variable, When, event_name,
};

/// A variable of the file: its name, type, default, description and what it must be.
struct Known {
    name: &'static str,
    kind: &'static str,
    default: &'static str,
    description: &'static str,
    condition: &'static str,
    problem: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        name: "GIT_SHA",
        kind: "string",
        default: NO_COMMIT,
        description: "the commit, 40 hexadecimal digits",
        condition: "can(regex(\"^[0-9a-f]{40}$\", GIT_SHA))",
        problem: "GIT_SHA must be a full commit: 40 hexadecimal digits",
    },
    Known {
        name: "GIT_BRANCH",
        kind: "string",
        default: NO_BRANCH,
        description: "the branch; empty on a git tag and on a pull request",
        condition: "",
        problem: "",
    },
    Known {
        name: "GIT_TAG",
        kind: "string",
        default: "",
        description: "the git tag; empty on a branch",
        condition: "",
        problem: "",
    },
    Known {
        name: "GIT_EVENT",
        kind: "string",
        default: "",
        description: "push, pull_request, release, schedule or dispatch; empty by hand",
        condition: "contains([\"\", \"push\", \"pull_request\", \"release\", \"schedule\", \"dispatch\"], GIT_EVENT)",
        problem: "GIT_EVENT must be push, pull_request, release, schedule or dispatch",
    },
    Known {
        name: "PR",
        kind: "string",
        default: "0",
        description: "the number of the pull request",
        condition: "can(regex(\"^[0-9]+$\", PR))",
        problem: "PR must be a number",
    },
    Known {
        name: "DATE",
        kind: "string",
        default: "1970-01-01",
        description: "the day, YYYY-MM-DD",
        condition: "can(regex(\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\", DATE))",
        problem: "DATE must be YYYY-MM-DD",
    },
    Known {
        name: "CREATED",
        kind: "string",
        default: "",
        description: "the moment of the build, RFC 3339",
        condition: "",
        problem: "",
    },
    Known {
        name: "CACHE",
        kind: "bool",
        default: "false",
        description: "take layers from the cache, and leave them there",
        condition: "",
        problem: "",
    },
    Known {
        name: "ATTEST",
        kind: "bool",
        default: "false",
        description: "attach provenance, an SBOM and annotations; needs an image store that holds indexes",
        condition: "",
        problem: "",
    },
];

/// The blocks for all variables that `text` uses, and the functions.
pub fn blocks(plan: &Plan, text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let slug = text.contains("slug(");
    for known in KNOWN.iter().filter(|known| text.contains(known.name)) {
        let mut block = Block::new("variable", known.name);
        block.add("type", raw(known.kind));
        block.add("default", if known.kind == "bool" { raw(known.default) } else { string(known.default) });
        block.add("description", string(known.description));
        if !known.condition.is_empty() {
            block.block(
                "validation",
                vec![
                    ("condition".to_string(), raw(known.condition)),
                    ("error_message".to_string(), string(known.problem)),
                ],
            );
        }
        for (condition, problem) in refused(plan, known.name) {
            block.block(
                "validation",
                vec![("condition".to_string(), condition), ("error_message".to_string(), string(&problem))],
            );
        }
        blocks.push(block);
    }
    for (name, default) in &plan.variables {
        let mut block = Block::new("variable", name);
        block.add("type", raw("string"));
        block.add("default", string(default));
        block.add("description", string("an arg of the stack"));
        blocks.push(block);
    }
    for secret in secrets(plan) {
        let mut block = Block::new("variable", &secret);
        block.add("type", raw("string"));
        block.add("default", string(""));
        block.add("description", string("a secret of the builds, from the environment; never written to an image"));
        blocks.push(block);
    }
    if slug {
        // as docker/metadata-action makes a tag of a branch
        let mut block = Block::new("function", "slug");
        block.add("params", raw("[text]"));
        block.add("result", raw(slug_of("text")));
        blocks.push(block);
    }
    blocks
}

/// The variable that holds a secret.
pub fn secret_variable(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn secrets(plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> =
        plan.builds.iter().flat_map(|build| &build.secrets).map(|id| secret_variable(id)).collect();
    names.sort();
    names.dedup();
    names
}

/// Words that a variable must not spell, because another rule's tag does.
fn refused(plan: &Plan, name: &str) -> Vec<(Expression, String)> {
    plan.refused
        .iter()
        .filter(|refused| refused.variable.base() == name)
        .map(|refused| {
            let words = list(refused.words.iter().map(|word| string(word)));
            let spelt = refused.words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            let what = refused.variable.template_name();
            let problem = format!("{what} must not be {spelt}: another rule pushes that tag");
            let value = match &refused.variable {
                Variable::GitBranchSlug => slug_of("GIT_BRANCH"),
                Variable::GitBranchRest(regex) => slug_of(&rest(regex)),
                other => code(other).to_string(),
            };
            (raw(format!("!contains({words}, {value})")), problem)
        })
        .collect()
}

/// What the function `slug` does: a validation cannot call it.
fn slug_of(value: &str) -> String {
    format!(r#"substr(regex_replace(regex_replace({value}, "[^a-zA-Z0-9._-]+", "-"), "^[.-]+", ""), 0, {SLUG_MAX})"#)
}

/// A value, as HCL.
pub fn code(variable: &Variable) -> Expression {
    raw(match variable {
        Variable::GitShort => "substr(GIT_SHA, 0, 7)".to_string(),
        Variable::GitBranchSlug => "slug(GIT_BRANCH)".to_string(),
        Variable::GitBranchRest(regex) => format!("slug({})", rest(regex)),
        Variable::DateCompact => "replace(DATE, \"-\", \"\")".to_string(),
        plain => plain.base().to_string(),
    })
}

/// What the group of a branch's pattern matched.
fn rest(regex: &str) -> String {
    format!("try(regex({}, GIT_BRANCH)[0], \"\")", string(regex))
}

/// A text, as an HCL string.
pub fn text(text: &Text) -> Expression {
    template(text.0.iter().map(|segment| match segment {
        Segment::Literal(text) | Segment::Docker(text) => Piece::Literal(text),
        // args live in Dockerfiles; nothing outside of a recipe has one
        Segment::Arg(name) => Piece::Literal(name),
        Segment::Variable(variable) => Piece::Code(code(variable)),
    }))
}

/// A label: left out where a variable of it is not known.
pub fn label(value: &Text) -> Expression {
    let mut known: Vec<String> = Vec::new();
    for variable in value.variables() {
        let name = variable.base();
        let Some(row) = KNOWN.iter().find(|row| row.name == name) else { continue };
        let test = format!("{name} != {}", string(row.default));
        if !known.contains(&test) {
            known.push(test);
        }
    }
    let value = text(value);
    if known.is_empty() { value } else { raw(format!("{} ? {value} : null", known.join(" && "))) }
}

/// Whether the conditions hold; `None`: always.
pub fn when(when: &When) -> Option<String> {
    let clauses: Vec<String> = when.0.iter().filter_map(clause).collect();
    (!clauses.is_empty()).then(|| clauses.join(" && "))
}

fn clause(clause: &Clause) -> Option<String> {
    match clause {
        Clause::On(on) => moment(on),
        Clause::NoneOf(all) => {
            let moments: Vec<String> = all.iter().filter_map(moment).collect();
            let none = format!("!({})", moments.join(" || "));
            // a git tag is no branch
            Some(if all.iter().any(|one| one.branch.is_some()) {
                format!("GIT_BRANCH != \"\" && {none}")
            } else {
                none
            })
        }
    }
}

fn moment(moment: &Moment) -> Option<String> {
    let mut tests = Vec::new();
    if let Some(event) = moment.event {
        tests.push(format!("GIT_EVENT == {}", string(event_name(event))));
    }
    for (name, pattern) in [("GIT_BRANCH", &moment.branch), ("GIT_TAG", &moment.git_tag)] {
        match pattern {
            Some(Pattern { glob, literal: true, .. }) => tests.push(format!("{name} == {}", string(glob))),
            Some(Pattern { regex, .. }) => {
                tests.push(format!("{name} != \"\" && can(regex({}, {name}))", string(regex)));
            }
            None => {}
        }
    }
    match tests.len() {
        0 => None,
        1 if !tests[0].contains("&&") => tests.pop(),
        _ => Some(format!("({})", tests.join(" && "))),
    }
}
