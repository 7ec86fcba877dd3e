//! Small odd stacks, one for each thing that the schema says: each node alone, twice and empty, in every place where it does
//! not belong, and each argument and property with every odd value. A new row of the schema comes in by itself.

use super::corpus::{Case, HEAD};
use super::grammar::{ODD, sound};
use super::hold;
use super::random::Random;
use super::{Target, fuzz};
use imgc::schema::{Body, Context, Row, rows};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What stands before the odd node: nothing, and ever more of a stack.
const HEADS: [&str; 6] = [
    "",
    "stack \"s\"\n",
    "stack \"s\" { registry \"r.io/o\" }\n",
    HEAD,
    "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t{-values}\" }\nimage \"a\" { from \"debian:12\" }\n",
    "stack \"s\" { registry \"r.io/o\" }\nci \"github\" { on push; on pull-request }\nplan \"p\"\nplan \"q\"\narg \"A\" \"1\"\nimage \"b\" { variant \"v\"; variant \"w\"; from \"debian:12\" }\n",
];

/// The head of a stack that has no build.
const NO_BUILDS: usize = 3;

/// A stack, as what it is of.
struct Shape {
    head: usize,
    context: Context,
    inside: String,
}

impl Shape {
    fn text(&self, around: &Around) -> String {
        let (before, after) = &around[&self.context];
        format!("{}{before}{}\n{after}", HEADS[self.head], self.inside)
    }
}

/// The nodes around each context, before and after what is in it.
type Around = BTreeMap<Context, (String, String)>;

/// By the shortest way from the top.
fn around() -> Around {
    let mut found = Around::from([(Context::Top, (String::new(), String::new()))]);
    let mut waiting = vec![Context::Top];
    while !waiting.is_empty() {
        let mut next = Vec::new();
        for context in waiting {
            let (before, after) = found[&context].clone();
            for row in rows(context) {
                let Body::Nodes(inside) = row.body else { continue };
                found.entry(inside).or_insert_with(|| {
                    next.push(inside);
                    (format!("{before}{} {{\n", least(row, 0)), format!("}}\n{after}"))
                });
            }
        }
        waiting = next;
    }
    found
}

/// The node with what it needs and nothing else.
fn least(row: &Row, seed: usize) -> String {
    with(row, seed, None)
}

/// The same, an argument being another one.
fn with(row: &Row, seed: usize, odd: Option<(usize, &str)>) -> String {
    let mut random = Random::new(seed as u64);
    let mut text = row.name.to_string();
    for (at, argument) in row.arguments.iter().enumerate() {
        match odd {
            Some((place, value)) if place == at => text.push_str(&format!(" {value}")),
            Some((place, _)) if place > at => text.push_str(&format!(" {}", sound(argument.kind, &mut random))),
            _ if argument.optional => {}
            _ => text.push_str(&format!(" {}", sound(argument.kind, &mut random))),
        }
    }
    text
}

fn every() -> Vec<Shape> {
    let contexts = Context::ALL;
    let here: Vec<(Context, &Row)> =
        contexts.iter().flat_map(|&at| rows(at).into_iter().map(move |row| (at, row))).collect();
    let mut shapes = Vec::new();
    let mut add = |context: Context, inside: String| {
        let head = shapes.len() % HEADS.len();
        shapes.push(Shape { head, context, inside });
    };
    for &(context, row) in &here {
        let node = least(row, 0);
        let forms = [
            row.name.to_string(),
            format!("{} {{\n}}", row.name),
            node.clone(),
            format!("{node}\n{node}"),
            format!("{node} {{\n}}"),
        ];
        for form in forms {
            (0..HEADS.len()).for_each(|_| add(context, form.clone()));
        }
        for other in contexts.iter().filter(|&&other| other != context) {
            add(*other, node.clone());
        }
        for odd in ODD {
            for at in 0..row.arguments.len() {
                add(context, with(row, at, Some((at, odd))));
            }
            for (at, property) in row.properties.iter().enumerate() {
                add(context, format!("{} {}={odd}", least(row, at), property.name));
            }
            if row.open.is_some() {
                add(context, format!("{node} a={odd}"));
            }
            if matches!(row.body, Body::Words(_)) {
                add(context, format!("{} {{\n{odd}\n}}", row.name));
            }
        }
    }
    shapes
}

/// Every stack of those that `chosen` takes by their numbers.
fn hold_all(chosen: impl Fn(usize, &Shape) -> bool) {
    let around = around();
    let mut wrong = Vec::new();
    for (at, shape) in every().iter().enumerate().filter(|(at, shape)| chosen(*at, shape)) {
        let case = Case::of(shape.text(&around));
        for try_it in [hold::compiles, hold::repairs] {
            let run = super::silently(|| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| try_it(&case))));
            wrong.extend(run.err().map(|panic| format!("{at}: {}\n{}", super::words(&*panic), case.text())));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn every_context_can_be_reached() {
    let around = around();
    assert_eq!(
        Context::ALL.iter().filter(|context| !around.contains_key(context)).collect::<Vec<_>>(),
        [] as [&Context; 0]
    );
}

#[test]
fn every_node_in_a_stack_without_builds_compiles_or_is_refused() {
    let top = every().iter().position(|shape| shape.context != Context::Top).expect("there are others");
    hold_all(|at, shape| at < top && shape.head == NO_BUILDS && !ODD.iter().any(|odd| shape.inside.contains(odd)));
}

#[test]
fn some_odd_stacks_compile_or_are_refused() {
    hold_all(|at, _| at % 499 == 0);
}

#[test]
fn any_odd_stack_compiles_or_is_refused() {
    static EVERY: LazyLock<(Around, Vec<Shape>)> = LazyLock::new(|| (around(), every()));
    fuzz(&Target {
        name: "shape",
        make: |random| Case::of(random.one_of(&EVERY.1).text(&EVERY.0)),
        try_it: |case| {
            hold::compiles(case);
            hold::repairs(case);
        },
    });
}
