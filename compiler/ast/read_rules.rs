//! Tags, rules of roles and policies, changes and CI.

use super::checked::{Checked, Reader, name_of, pattern as pattern_of};
use super::*;
use crate::schema::Context as Place;
use crate::syntax::{Node, Value};

/// What a policy says of the weight of rules.
type Levels = Vec<(Name, Spanned<Level>)>;

impl Reader<'_> {
    pub fn tags(&mut self, node: Checked) -> Tags {
        let body = self.entries(node.children(), Place::Tags, true, &mut |reader, child| reader.tag_item(child));
        Tags { replace: node.flag("replace"), body, span: node.head() }
    }

    fn tag_item(&mut self, node: Checked) -> Option<TagItem> {
        Some(match node.row.name {
            "tag" => TagItem::Tag(self.tag(node)?),
            "match" => {
                let pattern = node.word(0)?.clone();
                let (regex, _) = pattern_of(&pattern.value).ok()?;
                TagItem::Match { pattern, regex, all: node.flag("all"), span: node.head() }
            }
            "promote" => {
                let (said, rest): (Vec<Node>, Vec<Node>) =
                    node.children().iter().cloned().partition(|child| child.name.value == "needs");
                let mut needs: Vec<Name> = node.name_property("needs").into_iter().collect();
                needs.extend(self.nodes(&said, Place::Promote).iter().flat_map(|child| self.names(&child.words(0))));
                let tags = self.entries(&rest, Place::Promote, true, &mut |reader, child| {
                    if child.row.name == "needs" {
                        reader.error(errors::not_under_condition(child.node));
                        return None;
                    }
                    Some(TagItem::Tag(reader.tag(child)?))
                });
                TagItem::Promote(Promote { needs, tags, span: node.head() })
            }
            other => unreachable!("`{other}` has a row and no reader"),
        })
    }

    fn tag(&mut self, node: Checked) -> Option<Tag> {
        let mut maybe = |name: &str| match node.property_word(name) {
            Some(word) => self.template(word).map(Some),
            None => Some(None),
        };
        let repository = maybe("repository")?;
        let after = maybe("after")?;
        Some(Tag { text: self.template(node.word(0)?)?, repository, after, span: node.head() })
    }

    pub fn rules(&mut self, node: Checked, place: Place) -> (Rules, Vec<Floating>, Levels) {
        let (mut rules, mut floating, mut levels) = (Rules::default(), Vec::new(), Vec::new());
        for child in self.nodes(node.children(), place) {
            match child.row.name {
                "deny" => {
                    let Some(what) = self.denied(child) else { continue };
                    let reason = child.property_word("reason").map(|word| word.value.clone());
                    rules.denies.push(Deny { what, reason, span: child.head() });
                }
                "require" => self.require(child, &mut rules),
                "floating-tags" => {
                    let Some(Value::Number { integer: Some(max), .. }) = child.property("max") else {
                        self.error(errors::missing_property(child.node, "max"));
                        continue;
                    };
                    let globs = self.globs(&child.words(0));
                    let max = u32::try_from(*max).unwrap_or(u32::MAX);
                    floating.extend(globs.into_iter().map(|glob| Floating { glob, max, span: child.head() }));
                }
                "level" => {
                    let (Some(rule), Some(level)) = (child.word(0), child.word(1)) else { continue };
                    let value = match level.value.as_str() {
                        "error" => Level::Error,
                        "warn" => Level::Warn,
                        _ => Level::Allow,
                    };
                    match crate::diag::RULES.iter().find(|known| known.name == rule.value) {
                        None => self.error(errors::unknown_rule(rule)),
                        Some(known) if !known.may_change() => self.error(errors::fixed_level(rule)),
                        Some(_) => levels.push((name_of(rule), Spanned::new(value, level.span))),
                    }
                }
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        (rules, floating, levels)
    }

    fn require(&mut self, node: Checked, rules: &mut Rules) {
        let before = rules.requires.len();
        if node.flag("digest") {
            rules.requires.push(Require::Digest(node.head()));
        }
        if let Some(property) = node.node.properties.iter().find(|property| property.name.value == "user")
            && let Some(term) = self.term(property)
        {
            rules.requires.push(Require::User { term });
        }
        for child in self.nodes(node.children(), Place::Require) {
            rules.requires.push(Require::Labels(self.names(&child.words(0))));
        }
        if rules.requires.len() == before {
            self.error(errors::empty_require(node.node));
        }
    }

    /// What a `deny` or an `allow` speaks of: exactly one thing.
    pub fn denied(&mut self, node: Checked) -> Option<Denied> {
        let said: Vec<_> = node.node.properties.iter().filter(|property| property.name.value != "reason").collect();
        let together = self.nodes(node.children(), Place::Denied);
        let property = match (&said[..], &together[..]) {
            ([property], []) => property,
            ([], [names]) => {
                return Some(Denied::Together(names.words(0).iter().map(|word| word.value.clone()).collect()));
            }
            _ => {
                self.error(errors::denies_what(node.node, said.len() + together.len()));
                return None;
            }
        };
        let word = node.property_word(&property.name.value)?;
        let mut glob = || self.glob(word);
        Some(match property.name.value.as_str() {
            "package" => Denied::Package(glob()?),
            "pip" => Denied::Pip(glob()?),
            "base" => Denied::Base(glob()?),
            "path" => Denied::Path(glob()?),
            "index" => Denied::Index(glob()?),
            "wheel" => Denied::Wheel(glob()?),
            _ => Denied::Run(pattern_of(&word.value).ok()?.0),
        })
    }

    pub fn changes(&mut self, node: Checked) -> Changes {
        let mut changes =
            Changes { rebuild_all: Vec::new(), ignore: Vec::new(), generated: Vec::new(), span: node.head() };
        for child in self.nodes(node.children(), Place::Changes) {
            let globs = self.files(&child.words(0));
            if child.row.name == "ignore" {
                changes.ignore.extend(globs);
                continue;
            }
            if child.row.name == "generated" {
                let from = child.property_word("from").and_then(|word| self.files(&[word]).pop());
                changes.generated.push(Generated { globs, from });
                continue;
            }
            let branch = child.property_word("branch").and_then(|word| self.glob(word));
            let message = child.property_word("message").and_then(|word| self.glob(word));
            if child.words(0).is_empty() && branch.is_none() && message.is_none() {
                self.error(errors::empty_rebuild(child.node));
                continue;
            }
            changes.rebuild_all.push(RebuildAll { globs, branch, message });
        }
        changes
    }

    /// Globs of files, from the stack's root.
    fn files(&mut self, words: &[&Word]) -> Vec<Spanned<Glob>> {
        let (never, good): (Vec<&Word>, Vec<&Word>) =
            words.iter().partition(|word| ["/", "./", "!"].iter().any(|start| word.value.starts_with(start)));
        never.into_iter().for_each(|word| self.error(errors::never_a_path(word)));
        self.globs(&good)
    }

    /// What runs cannot be filtered by; without its filter the trigger would start others than were meant.
    fn filters(&mut self, node: Checked, event: Option<Event>) {
        let property = |name: &str| node.node.properties.iter().find(|property| property.name.value == name);
        let (branch, git_tag) = (property("branch"), property("git-tag"));
        let refused = match event {
            Some(Event::Release | Event::Schedule | Event::Dispatch) => [branch, git_tag],
            Some(Event::PullRequest) => [None, git_tag],
            Some(Event::Push) | None => [None, git_tag.filter(|_| branch.is_some())],
        };
        for property in refused.into_iter().flatten() {
            self.error(errors::no_filter(property, event));
        }
    }

    pub fn ci(&mut self, node: Checked, system: Name) -> Ci {
        let mut ci = Ci {
            system,
            moments: Vec::new(),
            strategy: Strategy::default(),
            runners: Vec::new(),
            environment: None,
            attest: false,
            cache: None,
            secrets: Vec::new(),
            span: node.head(),
        };
        for child in self.nodes(node.children(), Place::Ci) {
            match child.row.name {
                "on" => {
                    if let Some(moment) = self.moment(child) {
                        if moment.event == Some(Event::Schedule) && moment.cron.is_none() {
                            self.error(errors::missing_property(child.node, "cron"));
                            continue;
                        }
                        self.filters(child, moment.event);
                        ci.moments.push(Spanned::new(moment, child.head()));
                    }
                }
                "strategy" if child.word(0).is_some_and(|word| word.value == "per-image") => {
                    ci.strategy = Strategy::PerImage
                }
                "strategy" => ci.strategy = Strategy::Single,
                "runner" => ci.runners.push(Runner {
                    labels: self.names(&child.words(0)),
                    gpu: child.name_property("gpu"),
                    platform: child.property_word("platform").and_then(|word| self.platform(word)),
                    pull_requests: child.flag("pull-requests"),
                }),
                "environment" => ci.environment = child.word(0).map(name_of),
                "attest" => ci.attest = self.switch(child, 0).value,
                "cache" => {
                    ci.cache = child.word(0).map(|word| {
                        let cache = match word.value.as_str() {
                            "gha" => Cache::Gha,
                            "registry" => Cache::Registry,
                            _ => Cache::Inline,
                        };
                        Spanned::new(cache, word.span)
                    });
                }
                "secret" => {
                    let id = child.word(0).map(name_of);
                    let named = self.required(child, "ci").map(name_of);
                    if let (Some(id), Some(ci_name)) = (id, named) {
                        ci.secrets.push(CiSecret { id, ci: ci_name });
                    }
                }
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        ci
    }
}
