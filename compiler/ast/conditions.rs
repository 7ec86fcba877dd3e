//! Selectors, moments, and the blocks that they head.

use super::checked::{Checked, Reader, as_word};
use super::{Block, Entry, Event, Head, Moment, Selector, Term, errors};
use crate::schema::Context;
use crate::source::{Span, Spanned};
use crate::syntax::{Node, Property, Value};

impl Reader<'_> {
    /// The properties of a node as a selector. `None`: it was reported.
    pub fn selector(&mut self, node: Checked) -> Option<Selector> {
        let terms: Vec<Option<Term>> = node.open_properties().map(|property| self.term(property)).collect();
        if terms.is_empty() {
            self.error(errors::empty_selector(node.node));
            return None;
        }
        Some(Selector {
            terms: terms.into_iter().collect::<Option<_>>()?,
            span: node.head(),
            removal: node.node.removal,
        })
    }

    pub fn term(&mut self, property: &Property) -> Option<Term> {
        let key = Spanned::new(property.name.value.clone(), property.name.span);
        if let Value::Bool(on, _) = &property.value {
            let glob = crate::glob::Glob::new(&on.to_string()).ok()?;
            let value = property.value.span();
            let globs = vec![Spanned::new(glob, value)];
            return Some(Term { key, negated: false, globs, span: property.span, value });
        }
        let word = as_word(&property.value)?;
        let (negated, rest) = match word.value.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word.value.as_str()),
        };
        let mut globs = Vec::new();
        for part in rest.split('|').map(str::trim) {
            match crate::glob::Glob::new(part) {
                Ok(glob) => {
                    let start = part.as_ptr() as usize - word.value.as_ptr() as usize;
                    globs.push(Spanned::new(glob, word.part(start, start + part.len())));
                }
                Err(problem) => {
                    self.error(errors::bad_glob(word, &problem));
                    return None;
                }
            }
        }
        Some(Term { key, negated, globs, span: property.span, value: property.value.span() })
    }

    pub fn moment(&mut self, node: Checked) -> Option<Moment> {
        let event = node.word(0).and_then(|word| match word.value.as_str() {
            "push" => Some(Event::Push),
            "pull-request" => Some(Event::PullRequest),
            "release" => Some(Event::Release),
            "schedule" => Some(Event::Schedule),
            "dispatch" => Some(Event::Dispatch),
            _ => None,
        });
        for (name, word) in ["branch", "git-tag"].into_iter().filter_map(|name| Some((name, node.property_word(name)?)))
        {
            if word.value.contains([',', '|']) {
                self.error(errors::several_globs(name, word));
                return None;
            }
        }
        let branch = node.property_word("branch").and_then(|word| self.glob(word));
        let git_tag = node.property_word("git-tag").and_then(|word| self.glob(word));
        let cron = node.property_word("cron").map(|word| word.value.clone());
        if let Some(word) = node.property_word("cron").filter(|word| word.value.split_whitespace().count() != 5) {
            self.error(errors::bad_cron(word));
            return None;
        }
        if event.is_none() && branch.is_none() && git_tag.is_none() {
            self.error(errors::empty_moment(node.node));
            return None;
        }
        if let Some(span) = node.property("cron").map(|value| value.span())
            && event != Some(Event::Schedule)
        {
            self.error(errors::cron_without_schedule(span));
            return None;
        }
        Some(Moment { event, branch, git_tag, cron })
    }

    /// What an `on` in an image may hold: a step is there in every build, whatever the moment.
    fn only_tags(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node.name.value.as_str() {
                "in" | "on" | "otherwise" => self.only_tags(node.children.as_deref().unwrap_or(&[])),
                "tags" => {}
                _ => self.error(errors::not_under_moment(node)),
            }
        }
    }

    /// Nodes that may stand under conditions; `read` makes an item of each other node.
    pub fn entries<T>(
        &mut self,
        nodes: &[Node],
        context: Context,
        inside: bool,
        read: &mut dyn FnMut(&mut Self, Checked) -> Option<T>,
    ) -> Vec<Entry<T>> {
        let mut entries = Vec::new();
        let mut run: Option<&str> = None;
        let mut single: Vec<(&str, Span)> = Vec::new();
        for node in nodes {
            if inside && DEFINING.contains(&node.name.value.as_str()) && context == Context::Image {
                self.error(errors::not_under_condition(node));
                continue;
            }
            let Some(checked) = self.check(node, context) else {
                // an `otherwise` after it must not complain too
                if matches!(node.name.value.as_str(), "in" | "on") {
                    run = Some(if node.name.value == "in" { "in" } else { "on" });
                }
                continue;
            };
            let head = match checked.row.name {
                "in" => self.selector(checked).map(Head::In),
                "on" => self.moment(checked).map(Head::On),
                "otherwise" => {
                    if run.is_none() {
                        self.error(errors::lone_otherwise(node));
                        continue;
                    }
                    Some(Head::Otherwise)
                }
                name => {
                    run = None;
                    if !checked.row.many {
                        if let Some((_, before)) = single.iter().find(|(known, _)| *known == name) {
                            self.error(errors::repeated(name, node.name.span, *before));
                            continue;
                        }
                        single.push((name, node.name.span));
                    }
                    if let Some(item) = read(self, checked) {
                        entries.push(Entry::Plain(item));
                    }
                    continue;
                }
            };
            run = match checked.row.name {
                "otherwise" => None,
                name => Some(name),
            };
            if checked.row.name == "on" && !matches!(context, Context::Tags | Context::Promote) {
                self.only_tags(checked.children());
            }
            if node.children.is_none() {
                self.error(errors::holds_nothing(node));
            }
            let body = self.entries(checked.children(), context, true, read);
            if let Some(head) = head {
                entries.push(Entry::When(Block { head, body, span: checked.head() }));
            }
        }
        entries
    }
}

/// Nodes of an image that define builds, or hold for all of them.
const DEFINING: &[&str] = &["axis", "variant", "exclude", "only", "repository"];
