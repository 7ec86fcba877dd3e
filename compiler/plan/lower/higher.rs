//! Steps that know the distribution: `packages`, `pip`, `conda`.

use super::{Lowering, Open};
use crate::ast;
use crate::plan::site::{Frame, Position, Uses};
use crate::plan::used::own_place;
use crate::plan::{Conda, Item, Manager, Origin, Packages, Pip, PipTool, Text, errors};
use crate::source::Span;

/// What is told of bases at a `packages`.
const UNKNOWN_BASE: &str = "the distribution of a base";

impl<'p, 'a> Lowering<'p, 'a> {
    pub(super) fn packages(
        &mut self,
        open: &mut Open<'a>,
        packages: &'a ast::Packages,
        span: Span,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Packages> {
        let items = self.items(&packages.items, frame, uses)?;
        let name = match (&packages.manager, open.end.distribution) {
            (Some(said), _) => said.as_ref(),
            (None, Some(distribution)) => distribution.manager.as_ref(),
            (None, None) => {
                let model = self.site.model();
                // a parent that is never published has no reference that anybody knows
                let parent = self.parents.first().map(|&at| &self.draft(at).build).filter(|parent| parent.internal);
                let from = parent.map_or(&self.from, |parent| &parent.image);
                // once for each base, and not for each of its children
                if !open.end.told && !self.site.has_told_of(from, UNKNOWN_BASE) {
                    let image = model.images.contains_key(from).then(|| from.clone());
                    let known = model.distributions.clone();
                    let place = own_place(span, &self.site.uses.borrow());
                    self.site.report_for(from, place, UNKNOWN_BASE, move |bases| {
                        errors::unknown_base(span, bases, &known, image.as_deref())
                    });
                }
                open.end.told = true;
                return None;
            }
        };
        let Some(manager) = Manager::from_name(name.value) else {
            self.site.report(errors::unknown_manager(name.value, name.span));
            return None;
        };
        if let Some(user) = open.end.user.as_deref().filter(|user| !is_root(user)) {
            self.site.report(errors::packages_as_user(span, user, open.end.user_span));
        }
        Some(Packages { manager, items, recommends: packages.recommends })
    }

    pub(super) fn pip(
        &mut self,
        open: &Open<'a>,
        pip: &'a ast::Pip,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Pip> {
        let python = self.maybe(&pip.python, frame, uses)?;
        let requirements = self.texts(&pip.requirements, frame, uses)?;
        let managed =
            open.end.distribution.is_some_and(|distribution| distribution.externally_managed) && !open.end.own_python;
        Some(Pip {
            items: self.items(&pip.items, frame, uses)?,
            externally_managed: managed && python.is_none(),
            python,
            index: self.maybe(&pip.index, frame, uses)?,
            extra_index: self.texts(&pip.extra_index, frame, uses)?,
            requirements,
            constraints: self.texts(&pip.constraints, frame, uses)?,
            tool: match pip.tool.as_ref().map(|tool| tool.value.as_str()) {
                Some("uv") => PipTool::Uv,
                _ => PipTool::Pip,
            },
        })
    }

    pub(super) fn conda(
        &mut self,
        conda: &'a ast::Conda,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Conda> {
        Some(Conda {
            items: self.items(&conda.items, frame, uses)?,
            channels: self.texts(&conda.channels, frame, uses)?,
            tool: conda.tool.as_ref().map_or_else(|| "conda".to_string(), |tool| tool.value.clone()),
        })
    }

    /// Sorted, none twice; an entry that is a list parameter becomes its entries.
    fn items(&self, items: &'a [ast::Item], frame: Option<&Frame<'_, 'a>>, uses: &mut Uses) -> Option<Vec<Item>> {
        let mut all: Vec<Item> = Vec::new();
        let mut whole = true;
        for item in items {
            for text in self.spliced(&item.text, frame, Position::Step, uses) {
                match text {
                    Some(text) => all.push(Item {
                        text,
                        comment: item.comment.clone(),
                        origin: Origin { span: Some(item.text.span), via: Vec::new() },
                    }),
                    None => whole = false,
                }
            }
        }
        all.sort_by_key(|item| item.text.to_string());
        all.dedup_by(|later, first| later.text == first.text);
        whole.then_some(all)
    }

    /// An entry of a list; one that is a list parameter is its entries.
    pub(super) fn spliced(
        &self,
        template: &'a ast::Template,
        frame: Option<&Frame<'_, 'a>>,
        position: Position,
        uses: &mut Uses,
    ) -> Vec<Option<Text>> {
        if let (Some(frame), [ast::Segment::Name(reference)]) = (frame, template.segments.as_slice())
            && let Some(bound) = frame.params.get(reference.name.as_str())
            && let ast::UseValue::List(items, _) = bound.value
        {
            let inner = if bound.given { frame.caller } else { None };
            return items.iter().flat_map(|item| self.spliced(item, inner, position, uses)).collect();
        }
        vec![self.site.text(template, position, frame, uses)]
    }
}

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), Some("root" | "0"))
}

impl Manager {
    pub const ALL: &[(&str, Manager)] = &[
        ("apk", Manager::Apk),
        ("apt", Manager::Apt),
        ("dnf", Manager::Dnf),
        ("microdnf", Manager::Microdnf),
        ("tdnf", Manager::Tdnf),
        ("yum", Manager::Yum),
        ("zypper", Manager::Zypper),
    ];

    /// By what it is called with.
    pub fn from_name(name: &str) -> Option<Manager> {
        Manager::ALL.iter().find(|(known, _)| *known == name).map(|(_, manager)| *manager)
    }
}
