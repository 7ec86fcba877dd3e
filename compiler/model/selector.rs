//! Whether a selector holds, and what of a body is left when its conditions are known.

use super::{Image, Model};
use crate::ast::{Block, Entry, Head, Moment, Selector, Term};
use crate::glob::Glob;
use crate::source::Spanned;
use indexmap::IndexSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a key of a selector is in a build.
#[derive(Clone, Debug)]
pub enum Key<'v> {
    Text(Cow<'v, str>),
    /// An image may have several roles, and is found by each; without one it is found by `""`.
    Roles(Vec<&'v str>),
}

impl<'v> Key<'v> {
    pub fn text(text: impl Into<Cow<'v, str>>) -> Key<'v> {
        Key::Text(text.into())
    }

    fn fits(&self, term: &Term) -> bool {
        let found = |value: &str| term.globs.iter().any(|glob| glob.matches(value));
        let any = match self {
            Key::Text(text) => found(text),
            Key::Roles(roles) if roles.is_empty() => found(""),
            Key::Roles(roles) => roles.iter().any(|role| found(role)),
        };
        any != term.negated
    }
}

/// How many patterns a selector holds against a build.
pub fn questions(selector: &Selector) -> usize {
    selector.terms.iter().map(|term| term.globs.len()).sum()
}

/// Whether all terms hold; `value` gives what a key is in a build, `None` for a key that is no key. The error is the term
/// whose key is none.
pub fn holds<'s, 'v>(selector: &'s Selector, value: &impl Fn(&str) -> Option<Key<'v>>) -> Result<bool, &'s Term> {
    let mut all = true;
    for term in &selector.terms {
        match value(&term.key.value) {
            Some(value) => all &= value.fits(term),
            None => return Err(term),
        }
    }
    Ok(all)
}

/// An item whose `in`s hold, and the `on`s that it stands under.
#[derive(Clone, Debug)]
pub struct Leaf<'a, T> {
    pub item: &'a T,
    /// Whether an `in` or its `otherwise` is around it: such a single value comes before a plain one.
    pub conditional: bool,
    pub when: Vec<Condition<'a>>,
}

/// A condition that only the moment of building can decide.
#[derive(Clone, Debug)]
pub enum Condition<'a> {
    On(&'a Moment),
    NoneOf(Vec<&'a Moment>),
}

/// The items of a body that are there in one build, in order. `holds` decides an `in`.
pub fn flatten<'a, T>(entries: &'a [Entry<T>], holds: &mut dyn FnMut(&'a Selector) -> bool) -> Vec<Leaf<'a, T>> {
    let mut found = Vec::new();
    collect(entries, holds, &Leaf { item: &(), conditional: false, when: Vec::new() }, &mut found);
    found
}

fn collect<'a, T>(
    entries: &'a [Entry<T>],
    holds: &mut dyn FnMut(&'a Selector) -> bool,
    around: &Leaf<'a, ()>,
    found: &mut Vec<Leaf<'a, T>>,
) {
    let mut run = Run::None;
    for entry in entries {
        let Block { head, body, .. } = match entry {
            Entry::Plain(item) => {
                run = Run::None;
                found.push(Leaf { item, conditional: around.conditional, when: around.when.clone() });
                continue;
            }
            Entry::When(block) => block,
        };
        let mut inside = around.clone();
        let enter = match (head, &mut run) {
            (Head::In(selector), run) => {
                let enter = holds(selector);
                let before = matches!(run, Run::In(true));
                *run = Run::In(before || enter);
                inside.conditional = true;
                enter
            }
            (Head::On(moment), run) => {
                match run {
                    Run::On(moments) => moments.push(moment),
                    _ => *run = Run::On(vec![moment]),
                }
                inside.when.push(Condition::On(moment));
                true
            }
            (Head::Otherwise, Run::On(moments)) => {
                inside.when.push(Condition::NoneOf(std::mem::take(moments)));
                run = Run::None;
                true
            }
            (Head::Otherwise, Run::In(any)) => {
                let enter = !*any;
                run = Run::None;
                inside.conditional = true;
                enter
            }
            // reported when it was read
            (Head::Otherwise, Run::None) => false,
        };
        if enter {
            collect(body, holds, &inside, found);
        }
    }
}

/// The unbroken run of blocks of one kind that an `otherwise` would close.
enum Run<'a> {
    None,
    In(bool),
    On(Vec<&'a Moment>),
}

/// The one that counts of values that may stand once: the first under an `in` that holds, else the plain one.
pub fn first<'a, T, U>(leaves: &[Leaf<'a, T>], pick: impl Fn(&'a T) -> Option<U>) -> Option<U> {
    let conditional = leaves.iter().filter(|leaf| leaf.conditional);
    conditional.chain(leaves.iter().filter(|leaf| !leaf.conditional)).find_map(|leaf| pick(leaf.item))
}

/// A term of a selector that no build could match, and the values that there are.
#[derive(Clone, Debug)]
pub struct Missing {
    pub key: String,
    pub written: String,
    pub values: Vec<String>,
}

/// The values that a key may have in one of some images.
fn values(key: &str, model: &Model, images: &[&Image]) -> Vec<String> {
    match key {
        // whether a build is for it, the plan knows
        "gpu" => model.gpus.families.keys().cloned().collect(),
        "role" => model.roles.keys().cloned().collect(),
        "image" => images.iter().map(|image| image.name().to_string()).collect(),
        _ => {
            let axes = images.iter().flat_map(|image| &image.axes).filter(|axis| axis.name == key);
            axes.flat_map(|axis| axis.values.iter().map(|value| value.name.clone())).collect()
        }
    }
}

/// The first term that no value matches: of one image, or of the whole stack.
pub fn missing_value(selector: &Selector, model: &Model, image: Option<&Image>) -> Option<Missing> {
    let images: Vec<&Image> = image.map_or_else(|| model.images.values().collect(), |image| vec![image]);
    selector.terms.iter().filter(|term| !term.negated).find_map(|term| {
        let key = term.key.value.as_str();
        let values = values(key, model, &images);
        let written: Vec<&str> = term.globs.iter().map(|glob| glob.as_str()).collect();
        let missing = !values.iter().any(|value| term.globs.iter().any(|glob| glob.matches(value)));
        missing.then(|| Missing { key: key.to_string(), written: written.join("|"), values })
    })
}

/// The values that keys may have anywhere in a stack: found once for each key, however many selectors ask.
#[derive(Debug, Default)]
pub struct Values(BTreeMap<String, Rc<IndexSet<String>>>);

/// An alternative of a selector that is the name of nothing in the whole stack, whether one is to be that or anything else.
#[derive(Clone, Debug)]
pub struct Nothing<'s> {
    pub key: &'s str,
    pub glob: &'s Spanned<Glob>,
    pub values: Rc<IndexSet<String>>,
}

impl Values {
    /// The alternatives that name nothing. Of a key that nothing has they all do, which is no slip in one of them.
    pub fn naming_nothing<'s>(&mut self, selector: &'s Selector, model: &Model) -> Vec<Nothing<'s>> {
        let mut found = Vec::new();
        for term in &selector.terms {
            let key = term.key.value.as_str();
            let values = self.of(key, model);
            // `""` is what has no value there
            let names_one = |glob: &Glob| match glob.is_literal() {
                true => values.contains(glob.as_str()),
                false => values.iter().any(|value| glob.matches(value)),
            };
            let names_nothing = |glob: &&Spanned<Glob>| !glob.as_str().is_empty() && !names_one(glob);
            let dead = term.globs.iter().filter(|_| !values.is_empty()).filter(names_nothing);
            found.extend(dead.map(|glob| Nothing { key, glob, values: values.clone() }));
        }
        found
    }

    fn of(&mut self, key: &str, model: &Model) -> Rc<IndexSet<String>> {
        if let Some(known) = self.0.get(key) {
            return known.clone();
        }
        let images: Vec<&Image> = model.images.values().collect();
        // that of a shared axis which no image takes is a value all the same
        let shared = model.axes.get(key).into_iter().flat_map(|axis| &axis.values).map(|value| value.name.clone());
        let values: Rc<IndexSet<String>> = Rc::new(values(key, model, &images).into_iter().chain(shared).collect());
        self.0.insert(key.to_string(), values.clone());
        values
    }
}
