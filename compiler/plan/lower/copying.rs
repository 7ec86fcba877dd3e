//! What is brought in: `copy`, `add` and mounts.

use super::Lowering;
use crate::ast::{self, MountKind, Template};
use crate::inputs::SourceKind;
use crate::plan::site::{Frame, Position, Uses};
use crate::plan::{Add, BuildId, Copy, Mount, NamedContext, Origin, Segment, Source, Taken, Text, errors, parents};
use crate::reference::{Reference, context_key};
use crate::source::Span;

impl<'p, 'a> Lowering<'p, 'a> {
    pub(super) fn copy(&mut self, copy: &'a ast::Copy, frame: Option<&Frame<'_, 'a>>, uses: &mut Uses) -> Option<Copy> {
        let from = self.source(&copy.origin, frame)?;
        let sources = self.texts(&copy.sources, frame, uses)?;
        let kind = if copy.parents { SourceKind::CopyParents } else { SourceKind::Copy };
        for (source, said) in sources.iter().zip(&copy.sources) {
            let source = self.known(source, uses);
            self.takes(&from, source, said.span, kind);
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
        for (source, said) in sources.iter().zip(&add.sources) {
            let source = self.known(source, uses);
            if !source.contains("://") && !source.starts_with("git@") {
                self.takes(&Source::Context, source, said.span, SourceKind::Copy);
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

    /// A path with every arg replaced that is known when compiling.
    fn known(&self, path: &Text, uses: &Uses) -> String {
        let segments = path.0.iter().map(|segment| match segment {
            Segment::Arg(name) => {
                let value = uses.derived.get(name).cloned().or_else(|| self.site.arg(name));
                value.and_then(|text| text.as_literal()).unwrap_or_else(|| format!("${{{name}}}"))
            }
            Segment::Literal(text) | Segment::Docker(text) => text.clone(),
            Segment::Variable(variable) => format!("${{{}}}", variable.template_name()),
        });
        segments.collect()
    }

    /// Remembers what is taken from a folder: the build's own context, or a named one.
    fn takes(&mut self, from: &Source, source: String, span: Span, kind: SourceKind) {
        let folder = match from {
            Source::Context => self.context.clone(),
            Source::From(name) => match self.contexts.list.get(&context_key(name)) {
                Some(NamedContext::Folder(folder)) => folder.clone(),
                _ => return,
            },
            Source::Stage(_) => return,
        };
        let origin = Origin { span: Some(span), via: Vec::new() };
        self.taken.push(Taken { folder, source, kind, origin });
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
                let key = context_key(&text);
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
                let span = source.span;
                let source = literal(source)?;
                self.takes(&from, source.to_string(), span, SourceKind::Mount);
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
                self.secret(id);
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
