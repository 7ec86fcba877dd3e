//! The tags that a build is pushed with, and what a promotion moves.

use super::site::{Position, Site, Uses};
use super::{
    Clause, Moment, Origin, Pattern, PromotedTag, Promotion, Segment, Tag, Text, Variable, When, errors, overlap,
};
use crate::ast::{self, ImageItem, TagItem};
use crate::budget::Cost;
use crate::glob::Glob;
use crate::model::{Condition, Leaf};
use crate::reference::{self, check_path};
use crate::source::Span;
use regex_syntax::hir::{Hir, HirKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the words of a moment cost, in bytes.
const MOMENT: usize = 128;

/// All tags of a build.
#[derive(Default)]
pub(super) struct Tags {
    pub tags: Vec<Tag>,
    pub promotions: Vec<Promotion>,
    /// What a child's `FROM` says: the first registry and the first tag whose text is known.
    pub known: Option<String>,
    /// A tag was reported, and is not among these.
    pub wrong: bool,
}

/// A regular expression that tags must match, and whether promoted ones must too.
#[derive(Clone, Copy)]
struct Match<'a> {
    pattern: &'a ast::Word,
    regex: &'a regex::Regex,
    all: bool,
}

pub(super) fn tags<'a>(site: &Site<'a>, repository: &str) -> Tags {
    let mut maker = Maker { site, repository, made: Tags::default(), seen: BTreeSet::new() };
    let own: Vec<(&Leaf<ImageItem>, &ast::Tags)> = site
        .leaves
        .iter()
        .filter_map(|leaf| match leaf.item {
            ImageItem::Tags(tags) => Some((leaf, tags)),
            _ => None,
        })
        .collect();
    if !own.iter().any(|(_, tags)| tags.replace) {
        for tags in &site.model().tags {
            maker.block(&tags.body, &[], &[]);
        }
    }
    for (leaf, tags) in own {
        maker.block(&tags.body, &leaf.when, &[]);
    }
    maker.made
}

struct Maker<'s, 'a> {
    site: &'s Site<'a>,
    repository: &'s str,
    made: Tags,
    /// The tags that there are, and their moments.
    seen: BTreeSet<(Text, When)>,
}

impl<'s, 'a> Maker<'s, 'a> {
    /// `match` speaks of its block and those below, so blocks are walked one by one.
    fn block(&mut self, entries: &'a [ast::Entry<TagItem>], around: &[Condition<'a>], matches: &[Match<'a>]) {
        let matches = matches.iter().copied().chain(matches_of(entries)).collect();
        let mut of_items = BTreeMap::new();
        inner_matches(entries, &Rc::new(matches), &mut of_items);
        for leaf in self.site.flatten(entries, None) {
            let when: Vec<Condition> = around.iter().chain(&leaf.when).cloned().collect();
            let inner: &[Match] = of_items.get(&std::ptr::from_ref(leaf.item)).map_or(&[], |matches| matches);
            match leaf.item {
                TagItem::Tag(tag) => self.tag(tag, &when, inner),
                TagItem::Promote(promote) => self.promote(promote, &when, inner),
                TagItem::Match { .. } => {}
            }
        }
    }

    fn tag(&mut self, tag: &'a ast::Tag, conditions: &[Condition<'a>], matches: &[Match<'a>]) {
        if self.site.shared.diagnostics.borrow().go_on().is_err() {
            return;
        }
        let Some(text) = self.text(&tag.text, conditions) else {
            self.made.wrong = true;
            return;
        };
        if let Some(problem) = tag_problem(&text) {
            self.made.wrong = true;
            self.bad_tag(text.to_string(), problem, tag.text.span);
            return;
        }
        self.check(&text, tag.text.span, matches.iter());
        let repository = match &tag.repository {
            Some(template) => match self.site.literal(template, None) {
                Some(repository) => {
                    if let Err(mistake) = check_path(&repository) {
                        self.site.report_once(errors::bad_repository(&repository, &mistake, template.span, false));
                    }
                    repository
                }
                None => {
                    self.made.wrong = true;
                    return;
                }
            },
            None => self.repository.to_string(),
        };
        let when = self.when(conditions, "pushed", &text.to_string(), tag.text.span);
        for (at, registry) in registries(self.site).iter().enumerate() {
            let mut reference = Text::literal(format!("{}:", super::build::joined(registry, &repository)));
            reference.extend(&text);
            if let (None, Some(known)) = (&self.made.known, reference.as_literal()) {
                self.made.known = Some(known);
            }
            let origin = Origin { span: Some(tag.text.span), via: Vec::new() };
            let made = Tag { reference, home: at == 0 && !registry.is_empty(), when: when.clone(), origin };
            if self.seen.insert((made.reference.clone(), made.when.clone())) {
                self.made.tags.push(made);
            }
        }
    }

    fn promote(&mut self, promote: &'a ast::Promote, around: &[Condition<'a>], matches: &[Match<'a>]) {
        let mut tags: Vec<PromotedTag> = Vec::new();
        for leaf in self.site.flatten(&promote.tags, None) {
            let TagItem::Tag(tag) = leaf.item else { continue };
            let conditions: Vec<Condition> = around.iter().chain(&leaf.when).cloned().collect();
            let Some(text) = self.site.literal(&tag.text, None) else { continue };
            let after = match &tag.after {
                Some(template) => match self.site.literal(template, None) {
                    Some(after) => Some(after),
                    None => continue,
                },
                None => None,
            };
            if let Some(problem) = tag_problem(&Text::literal(text.clone())) {
                self.bad_tag(text, problem, tag.text.span);
                continue;
            }
            self.check(&Text::literal(text.clone()), tag.text.span, matches.iter().filter(|one| one.all));
            let known = |name: &str| tags.iter().any(|tag| tag.tag == name);
            if let Some(after) = &after
                && !known(after)
            {
                let names: Vec<&str> = tags.iter().map(|tag| tag.tag.as_str()).collect();
                self.site.report(errors::unknown_after(
                    after,
                    tag.after.as_ref().map_or(tag.span, |after| after.span),
                    names,
                ));
                continue;
            }
            let references: Vec<String> = registries(self.site)
                .iter()
                .map(|registry| format!("{}:{text}", super::build::joined(registry, self.repository)))
                .collect();
            if self.made.known.is_none() {
                self.made.known = references.first().cloned();
            }
            let when = self.when(&conditions, "promoted", &text, tag.text.span);
            let origin = Origin { span: Some(tag.text.span), via: Vec::new() };
            tags.push(PromotedTag { references, tag: text, after, when, origin });
        }
        if !tags.is_empty() {
            let needs = promote.needs.iter().map(|name| name.value.clone()).collect();
            self.made.promotions.push(Promotion { needs, tags });
        }
    }

    /// The moments of a tag; that there is none is told.
    fn when(&self, conditions: &[Condition], done: &str, tag: &str, span: Span) -> When {
        let when = when(conditions);
        let moments = when.0.iter().map(|clause| match clause {
            Clause::On(_) => 1,
            Clause::NoneOf(all) => all.len(),
        });
        let _ = self.site.draw(Cost::Text, moments.sum::<usize>() * MOMENT, span);
        if let Some(why) = overlap::impossible(&when) {
            self.site.report_once(errors::never(done, tag, why, span));
        }
        when
    }

    /// The text of a tag, `git.branch.rest` being what the nearest `on` matched.
    fn text(&self, template: &'a ast::Template, conditions: &[Condition<'a>]) -> Option<Text> {
        let glob = conditions.iter().rev().find_map(|condition| match condition {
            Condition::On(moment) => moment.branch.as_ref().filter(|glob| glob.as_str().contains("**")),
            Condition::NoneOf(_) => None,
        });
        *self.site.rest.borrow_mut() = glob.map(|glob| glob.regex().to_string());
        let text = self.site.text(template, Position::Value, None, &mut Uses::default());
        *self.site.rest.borrow_mut() = None;
        text
    }

    fn bad_tag(&self, text: String, problem: String, span: Span) {
        let about = problem.clone();
        self.site.report_for_builds(span, &about, move |targets| errors::bad_tag(&text, &problem, span, targets));
    }

    fn check<'m>(&self, text: &Text, span: Span, matches: impl Iterator<Item = &'m Match<'a>>)
    where
        'a: 'm,
    {
        for one in matches {
            if self.site.draw(Cost::Question, 1, span).is_err() {
                return;
            }
            let broken = examples(text).into_iter().find(|example| !one.regex.is_match(example));
            if let Some(example) = broken {
                let part = longest_match(&one.pattern.value, &example);
                let pattern = one.pattern.span;
                self.site.report_for_builds(span, &one.pattern.value, move |targets| {
                    errors::no_match(&example, part, span, pattern, targets)
                });
            }
        }
    }
}

/// The `match`es that hold for each item: those of every block around it.
fn inner_matches<'a>(
    entries: &'a [ast::Entry<TagItem>],
    around: &Rc<Vec<Match<'a>>>,
    found: &mut BTreeMap<*const TagItem, Rc<Vec<Match<'a>>>>,
) {
    for entry in entries {
        match entry {
            ast::Entry::Plain(item) => {
                found.insert(std::ptr::from_ref(item), around.clone());
            }
            ast::Entry::When(block) => {
                let own: Vec<Match> = matches_of(&block.body).collect();
                let inside = if own.is_empty() { around.clone() } else { Rc::new([&around[..], &own].concat()) };
                inner_matches(&block.body, &inside, found);
            }
        }
    }
}

fn matches_of(entries: &[ast::Entry<TagItem>]) -> impl Iterator<Item = Match<'_>> {
    entries.iter().filter_map(|entry| match entry {
        ast::Entry::Plain(TagItem::Match { pattern, regex, all, .. }) => Some(Match { pattern, regex, all: *all }),
        _ => None,
    })
}

/// The registries that tags go to; `""` where the stack names none.
pub(super) fn registries(site: &Site) -> Vec<String> {
    let registries: Vec<String> = site.model().stack.registries.iter().map(|name| name.value.clone()).collect();
    if registries.is_empty() { vec![String::new()] } else { registries }
}

fn when(conditions: &[Condition]) -> When {
    let clause = |condition: &Condition| match condition {
        Condition::On(one) => Clause::On(moment(one)),
        Condition::NoneOf(all) => Clause::NoneOf(all.iter().map(|one| moment(one)).collect()),
    };
    When(conditions.iter().map(clause).collect())
}

fn moment(moment: &ast::Moment) -> Moment {
    let pattern = |glob: &Glob| Pattern {
        glob: glob.as_str().to_string(),
        regex: glob.regex().to_string(),
        literal: glob.is_literal(),
    };
    Moment {
        event: moment.event,
        branch: moment.branch.as_ref().map(pattern),
        git_tag: moment.git_tag.as_ref().map(pattern),
    }
}

/// What is wrong with a tag, as far as its text is known.
fn tag_problem(text: &Text) -> Option<String> {
    examples(text).iter().find_map(|example| reference::check_tag(example).err()).map(|mistake| mistake.message)
}

/// Texts that the tag may become: parts known only later stand in as what they can be.
fn examples(text: &Text) -> Vec<String> {
    ["main", "a-b.c_9"]
        .into_iter()
        .map(|slug| {
            text.0
                .iter()
                .map(|segment| match segment {
                    Segment::Literal(text) | Segment::Docker(text) => text.clone(),
                    Segment::Arg(_) => String::new(),
                    Segment::Variable(variable) => match variable {
                        Variable::GitSha => "0123456789abcdef0123456789abcdef01234567".to_string(),
                        Variable::GitShort => "0123456".to_string(),
                        Variable::Pr => "1234".to_string(),
                        Variable::Date => "2026-01-31".to_string(),
                        Variable::DateCompact => "20260131".to_string(),
                        Variable::Created => "2026-01-31T00-00-00Z".to_string(),
                        Variable::GitTag => "v1.2.3".to_string(),
                        Variable::GitBranch | Variable::GitBranchSlug | Variable::GitBranchRest(_) => slug.to_string(),
                        Variable::Stack(name) => name.clone(),
                    },
                })
                .collect()
        })
        .collect()
}

/// How many bytes of a tag the pattern can still follow: what comes after is what breaks it. Prefixes of each alternative
/// are tried one by one, which is slow and only for an error.
fn longest_match(pattern: &str, example: &str) -> usize {
    let Ok(hir) = regex_syntax::parse(pattern) else { return 0 };
    let mut alternatives = Vec::new();
    split(&hir, &mut alternatives);
    let mut longest = 0;
    for parts in &alternatives {
        for end in 1..=parts.len() {
            let prefix = Hir::concat(parts[..end].to_vec()).to_string();
            let found = regex::Regex::new(&prefix).ok().and_then(|regex| regex.find(example));
            longest = longest.max(found.filter(|found| found.start() == 0).map_or(0, |found| found.end()));
        }
    }
    longest
}

fn split(hir: &Hir, into: &mut Vec<Vec<Hir>>) {
    match hir.kind() {
        HirKind::Alternation(all) => all.iter().for_each(|one| split(one, into)),
        HirKind::Concat(parts) => into.push(parts.clone()),
        _ => into.push(vec![hir.clone()]),
    }
}
