//! What is brought in: `copy`, `add` and mounts.

use super::Lowering;
use crate::ast::{self, MountKind, Template};
use crate::plan::site::{Frame, Position, Uses};
use crate::plan::{Add, BuildId, Copy, Mount, NamedContext, Source, Text, errors, parents};
use crate::reference::Reference;

impl<'p, 'a> Lowering<'p, 'a> {
    pub(super) fn copy(&mut self, copy: &'a ast::Copy, frame: Option<&Frame<'_, 'a>>, uses: &mut Uses) -> Option<Copy> {
        let from = self.source(&copy.origin, frame)?;
        let sources = self.texts(&copy.sources, frame, uses)?;
        if from == Source::Context {
            for source in &sources {
                self.context_source(source, uses);
            }
        }
        let site = self.site;
        Some(Copy {
            to: self.site.text(&copy.to, Position::Step, frame, uses)?,
            chown: self.maybe(&copy.chown, frame, uses)?,
            chmod: self.maybe(&copy.chmod, frame, uses)?,
            // Docker expands nothing there
            exclude: {
                let literal = |template| site.literal(template, frame).map(Text::literal);
                copy.exclude.iter().map(literal).collect::<Option<_>>()?
            },
            sources,
            from,
            link: copy.link,
            parents: copy.parents,
        })
    }

    pub(super) fn add(&mut self, add: &'a ast::Add, frame: Option<&Frame<'_, 'a>>, uses: &mut Uses) -> Option<Add> {
        let sources = self.texts(&add.sources, frame, uses)?;
        for source in &sources {
            let remote = source.0.first().is_some_and(|segment| {
                matches!(segment, crate::plan::Segment::Literal(text) if text.contains("://") || text.starts_with("git@"))
            });
            if !remote {
                self.context_source(source, uses);
            }
        }
        Some(Add {
            sources,
            to: self.site.text(&add.to, Position::Step, frame, uses)?,
            checksum: self.maybe(&add.checksum, frame, uses)?,
            chown: self.maybe(&add.chown, frame, uses)?,
            chmod: self.maybe(&add.chmod, frame, uses)?,
            link: add.link,
            unpack: add.unpack,
        })
    }

    /// Outer `None`: it was reported.
    pub(super) fn maybe(
        &self,
        template: &'a Option<Template>,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Option<Text>> {
        match template {
            Some(template) => self.site.text(template, Position::Step, frame, uses).map(Some),
            None => Some(None),
        }
    }

    /// Remembers what is taken from the build's own context.
    fn context_source(&mut self, source: &Text, uses: &Uses) {
        // a platform's arg is any of its values
        let mut pattern = String::new();
        for segment in &source.0 {
            match segment {
                crate::plan::Segment::Arg(name) => {
                    let value = uses.derived.get(name).cloned().or_else(|| self.site.arg(name));
                    pattern.push_str(&value.and_then(|text| text.as_literal()).unwrap_or_else(|| "*".to_string()));
                }
                crate::plan::Segment::Literal(text) => pattern.push_str(text),
                crate::plan::Segment::Docker(_) | crate::plan::Segment::Variable(_) => pattern.push('*'),
            }
        }
        self.sources.insert(pattern);
    }

    /// Where a `copy` or a mount takes from.
    fn source(&mut self, origin: &'a ast::Origin, frame: Option<&Frame<'_, 'a>>) -> Option<Source> {
        Some(match origin {
            ast::Origin::Context => Source::Context,
            ast::Origin::Stage(name) => Source::Stage(self.stage_name(name, frame)?),
            ast::Origin::Image(reference) => {
                let (at, parent) = parents::find(self.site, self.drafts, reference, frame)?;
                self.parent(at);
                let text = parent.reference.clone();
                let key = Reference::parse(&text).map_or_else(|_| text.clone(), |reference| reference.familiar());
                let named = self.contexts.add(&key, NamedContext::Build(BuildId(at)), &parent.build.target);
                Source::From(if named == key { text } else { named })
            }
            ast::Origin::Reference(template) => {
                let literal = self.site.literal(template, frame)?;
                if let Err(error) = Reference::parse(&literal) {
                    self.site.report(errors::bad_reference(&literal, &error.message, template.span));
                    return None;
                }
                Source::From(literal)
            }
            ast::Origin::Named(name) => {
                let known: Vec<&str> = self
                    .site
                    .leaves
                    .iter()
                    .filter_map(|leaf| match leaf.item {
                        ast::ImageItem::Context(context) => context.name.as_ref().map(|name| name.value.as_str()),
                        _ => None,
                    })
                    .collect();
                if !known.contains(&name.value.as_str()) {
                    self.site.report(errors::unknown_context(name, known));
                    return None;
                }
                Source::From(name.value.clone())
            }
        })
    }

    pub(in crate::plan) fn mount(&mut self, mount: &'a ast::Mount, frame: Option<&Frame<'_, 'a>>) -> Option<Mount> {
        let site = self.site;
        let literal = |template: &'a Template| site.literal(template, frame).map(Text::literal);
        Some(match &mount.kind {
            MountKind::Bind { source, to, origin, writable } => {
                let from = self.source(origin, frame)?;
                let source = literal(source)?;
                if from == Source::Context {
                    self.sources.insert(source.to_string());
                }
                Mount::Bind { source, to: literal(to)?, from, writable: *writable }
            }
            MountKind::Cache { to, id, sharing } => Mount::Cache {
                to: literal(to)?,
                id: match id {
                    Some(id) => Some(literal(id)?),
                    None => None,
                },
                sharing: sharing.as_ref().map(|sharing| sharing.value.clone()),
            },
            MountKind::Secret { id, env, to, required } => {
                self.secrets.insert(id.value.clone());
                Mount::Secret {
                    id: id.value.clone(),
                    env: env.as_ref().map(|env| env.value.clone()),
                    to: match to {
                        Some(to) => Some(literal(to)?),
                        None => None,
                    },
                    required: *required,
                }
            }
            MountKind::Tmpfs { to } => Mount::Tmpfs { to: literal(to)? },
            MountKind::Ssh { id } => {
                let id = id.as_ref().map(|id| id.value.clone());
                self.ssh.insert(id.clone().unwrap_or_else(|| "default".to_string()));
                Mount::Ssh { id }
            }
        })
    }
}
