//! The args that can be seen in a build: its own, and behind them those of the stack, which all builds share.

use crate::ast::{Arg, Name, Template};
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index;

/// An arg that can be seen in a build.
#[derive(Clone)]
pub(super) struct Declared<'a> {
    /// Where it comes from: of one that a framework sets, the framework.
    pub name: &'a Name,
    /// Its own node; values that only bodies give have none.
    pub arg: Option<&'a Arg>,
    pub of_stack: bool,
    /// What a plan, variant or axis value gives.
    pub body: Option<(&'a Name, &'a Template)>,
    /// A framework sets it.
    pub given: bool,
}

impl<'a> Declared<'a> {
    /// As its own node declares it.
    pub fn by(arg: &'a Arg, of_stack: bool) -> Declared<'a> {
        Declared { name: &arg.name, arg: Some(arg), of_stack, body: None, given: false }
    }
}

pub(super) type ByName<'a> = BTreeMap<String, Declared<'a>>;

/// The args of the stack.
pub(super) fn of_stack(model: &Model) -> ByName<'_> {
    model.args.values().map(|arg| (arg.name.value.clone(), Declared::by(arg, true))).collect()
}

/// Args by name; one of the build's own hides that of the stack.
pub(super) struct Args<'a> {
    stack: &'a ByName<'a>,
    own: ByName<'a>,
}

impl<'a> Args<'a> {
    pub fn new(stack: &'a ByName<'a>) -> Args<'a> {
        Args { stack, own: BTreeMap::new() }
    }

    pub fn get(&self, name: &str) -> Option<&Declared<'a>> {
        self.own.get(name).or_else(|| self.stack.get(name))
    }

    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn insert(&mut self, name: &str, declared: Declared<'a>) {
        self.own.insert(name.to_string(), declared);
    }

    /// The one of that name as the build's own; `new` where there is none.
    pub fn own_or(&mut self, name: &str, new: Declared<'a>) -> &mut Declared<'a> {
        let known = self.stack.get(name);
        self.own.entry(name.to_string()).or_insert_with(|| known.cloned().unwrap_or(new))
    }

    /// Those that are not the stack's alone.
    pub fn own(&self) -> impl Iterator<Item = (&str, &Declared<'a>)> {
        self.own.iter().map(|(name, declared)| (name.as_str(), declared))
    }

    /// The build's own, and those of the stack that are wanted, by name.
    pub fn own_and<'n>(&'n self, wanted: impl Iterator<Item = &'n str>) -> Vec<(&'n str, &'n Declared<'a>)> {
        let names: BTreeSet<&str> = self.own.keys().map(String::as_str).chain(wanted).collect();
        names.into_iter().filter_map(|name| Some((name, self.get(name)?))).collect()
    }

    /// Every name, of which some may be there twice.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.own.keys().chain(self.stack.keys()).map(String::as_str)
    }

    pub fn len(&self) -> usize {
        self.own.len() + self.stack.len()
    }
}

impl<'a> Index<&str> for Args<'a> {
    type Output = Declared<'a>;

    fn index(&self, name: &str) -> &Declared<'a> {
        self.get(name).expect("an arg that was found")
    }
}
