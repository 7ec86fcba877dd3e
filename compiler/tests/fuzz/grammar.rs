//! Stacks from the table of the schema: every node that it has can come, wherever it may stand, with all that it takes.

use super::random::Random;
use imgc::schema::{Argument, Body, Context, Kind, Row, rows};
use imgc::syntax::quoted;

/// Values that are seldom what a place expects; written as KDL.
pub const ODD: &[&str] = &[
    "\"\"",
    "\" \"",
    "\"\\n\"",
    "\"a\\nb\"",
    "\"\\t\"",
    "0",
    "1",
    "-1",
    "1.5",
    "3.10",
    "99999999999999999999",
    "1e999",
    "0x1f",
    "#true",
    "#false",
    "#null",
    "#inf",
    "#nan",
    "\"*\"",
    "\"**\"",
    "\"!\"",
    "\"!*\"",
    "\"|\"",
    "\"a|b\"",
    "\"[\"",
    "\"{\"",
    "\"}\"",
    "\"{}\"",
    "\"{a}\"",
    "\"{A}\"",
    "\"{{\"",
    "\"{-plan}\"",
    "\"{plan}\"",
    "\"{git.sha}\"",
    "\"$\"",
    "\"$A\"",
    "\"${A\"",
    "\"$$\"",
    "\".\"",
    "\"..\"",
    "\"/\"",
    "\"//\"",
    "\"../x\"",
    "\"a/../../b\"",
    "\":\"",
    "\"@\"",
    "\"a:\"",
    "\"a@sha256:\"",
    "\"=\"",
    "\"a=b\"",
    "\",\"",
    "\"-\"",
    "\"--from=x\"",
    "\"#\"",
    "\"<<EOF\"",
    "\"'\"",
    "\"\\\"\"",
    "\"\\\\\"",
    "\"\\u{0}\"",
    "\"\\u{1b}[31m\"",
    "\"\\u{202e}\"",
    "\"\\u{85}\"",
    "\"\\u{2028}\"",
    "\"\\u{feff}\"",
    "\"é\"",
    "\"🦀\"",
    "\"e\\u{301}\"",
    "\"CON\"",
    "\"default\"",
    "\"latest\"",
    "\"scratch\"",
    "\"std/\"",
    "\"true\"",
    "\"null\"",
    "\"1\"",
    "\"2026-02-30\"",
    "\"9999-99-99\"",
    "\"(\"",
    "\"(?\"",
    "\"[^\"",
    "\"a{9999}\"",
];

/// Names that nodes of one stack give and take: few, so that they meet.
const NAMES: &[&str] = &[
    "a",
    "b",
    "n",
    "A",
    "PATH",
    "os",
    "plan",
    "rocm",
    "cuda",
    "debian",
    "c",
    "std/tools",
    "latest",
    "py39",
    "2_28",
    "2.14",
];

/// A value that a place of this kind takes.
pub fn sound(kind: Kind, random: &mut Random) -> String {
    let name = random.pick(NAMES);
    match kind {
        Kind::Integer => random.below(100).to_string(),
        Kind::Boolean => random.pick(&["#true", "#false"]).to_string(),
        Kind::Choice(words) => quoted(random.pick(words)),
        Kind::Port => random.pick(&["8080", "\"53/udp\"", "\"{A}\""]).to_string(),
        Kind::Shell => quoted(random.pick(&[
            "true",
            "echo $A",
            "apt-get install -y x",
            "cat <<E\nx\nE",
            "cd /x && make -j\"$(nproc)\"",
        ])),
        Kind::Regex => quoted(random.pick(&[".*", "^v[0-9]+$", "(a|b)?"])),
        Kind::Date => quoted(random.pick(&["2026-11-21", "2030-01-01", "1999-12-31"])),
        Kind::Glob => quoted(random.pick(&["*", "**", "v*", "d/**", "other.kdl", "x[ab]?"])),
        Kind::Selector => quoted(random.pick(&["*", "a|b", "!b", "py*"])),
        Kind::Template | Kind::Docker => match random.below(6) {
            0 => format!("\"{{{name}}}\""),
            1 => "\"debian:12\"".to_string(),
            2 => format!("\"x{{-{name}}}:${{A}}\""),
            _ => quoted(name),
        },
        Kind::Name | Kind::Plain | Kind::Any => quoted(name),
    }
}

/// A value: now and then one that the place does not take.
pub fn value(kind: Kind, random: &mut Random) -> String {
    if random.once_in(8) { random.pick(ODD).to_string() } else { sound(kind, random) }
}

/// A node of a row, with its body.
pub fn node(row: &Row, context: Context, depth: usize, random: &mut Random) -> String {
    let mut text = row.name.to_string();
    let mut push = |word: String| {
        text.push(' ');
        text.push_str(&word);
    };
    for argument in row.arguments {
        let Argument { kind, optional, many, .. } = *argument;
        let wanted = if optional { random.below(2) } else { usize::from(!random.once_in(20)) };
        let times = if many { wanted + random.below(3) } else { wanted };
        (0..times).for_each(|_| push(value(kind, random)));
    }
    for property in row.properties.iter() {
        if random.once_in(5) {
            push(format!("{}={}", property.name, value(property.kind, random)));
        }
    }
    if let Some(kind) = row.open.filter(|_| !random.once_in(4)) {
        push(format!("{}={}", random.pick(NAMES), value(kind, random)));
    }
    if random.once_in(8) {
        return text;
    }
    match row.body {
        Body::None => {}
        Body::Nodes(inside) => text.push_str(&braces(&nodes(inside, depth + 1, random))),
        Body::Same => text.push_str(&braces(&nodes(context, depth + 1, random))),
        Body::Words(kind) if random.once_in(2) => text.push_str(&braces(&lines(kind, random))),
        Body::Words(_) => {}
        Body::Lists => text.push_str(&braces(&format!("p {}\n", value(Kind::Any, random)))),
    }
    text
}

fn braces(inside: &str) -> String {
    format!(" {{\n{inside}}}")
}

fn lines(kind: Kind, random: &mut Random) -> String {
    (0..random.below(4)).map(|_| format!("{}\n", value(kind, random))).collect()
}

fn nodes(context: Context, depth: usize, random: &mut Random) -> String {
    if depth > 4 {
        return String::new();
    }
    let here = rows(context);
    // what an image needs most comes most often
    let based = match context {
        Context::Image | Context::Stage if !random.once_in(6) => "from \"debian:12\"\n",
        _ => "",
    };
    let rest: String =
        (0..random.below(5)).map(|_| format!("{}\n", node(random.pick(&here), context, depth, random))).collect();
    format!("{based}{rest}")
}

/// A whole stack: with or without what most stacks begin with.
pub fn stack(random: &mut Random) -> String {
    let head = random.pick(&[
        "",
        "stack \"s\"\n",
        "stack \"s\" { registry \"r.io/o\" }\n",
        super::corpus::HEAD,
        super::corpus::HEAD,
        "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t{-values}\" }\nci \"github\" { on push; on pull-request }\nplan \"py39\"\narg \"A\" \"1\"\n",
    ]);
    let top = rows(Context::Top);
    let image = top.iter().find(|row| row.name == "image").expect("a stack has images");
    let mut text = head.to_string();
    for _ in 0..1 + random.below(5) {
        let row = if random.once_in(3) { image } else { random.pick(&top) };
        text.push_str(&node(row, Context::Top, 0, random));
        text.push('\n');
    }
    text
}
