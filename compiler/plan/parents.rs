//! Which build of another image a build means.

use super::draft::{Draft, Drafts};
use super::errors;
use super::site::{Frame, Site};
use crate::ast::{Base, From, ImageItem, ImageRef, Segment, Template};
use crate::model::{Axis, Combination, covers_platform};

/// Each axis of the other image takes the property given, else this build's value, else its only value.
/// `None`: it was reported.
pub(super) fn find<'d, 'a>(
    site: &Site<'a>,
    drafts: &'d Drafts<'a>,
    reference: &'a ImageRef,
    frame: Option<&Frame<'_, 'a>>,
) -> Option<(usize, &'d Draft<'a>)> {
    let parent = site.model().images.get(&reference.image.value)?;
    if drafts.lost.contains(parent.name()) {
        return None;
    }
    let mut chosen = Vec::new();
    for axis in &parent.axes {
        let given = reference.axes.iter().find(|(name, _)| name.value == axis.name);
        let (value, span) = match given {
            Some((name, template)) => (Some(site.literal(template, frame)?), Some(name.span)),
            None => (site.image.value(site.combination, &axis.name).map(|value| value.name.clone()), None),
        };
        let at = match value {
            Some(value) => match axis.values.iter().position(|known| known.name == value) {
                Some(at) => at,
                None => {
                    site.report(errors::parent_without_value(reference, axis, &value, span, &site.target));
                    return None;
                }
            },
            None if axis.values.len() == 1 => 0,
            None => {
                site.report(errors::open_axis(reference, axis));
                return None;
            }
        };
        chosen.push(at);
    }
    for (name, _) in &reference.axes {
        if !parent.axes.iter().any(|axis| axis.name == name.value) {
            site.report(errors::parent_without_axis(reference, name, parent));
            return None;
        }
    }
    let combination = Combination(chosen);
    match drafts.find(parent.name(), &combination) {
        Some(at) => {
            platforms(site, &drafts.list[at], reference);
            Some((at, &drafts.list[at]))
        }
        None if drafts.lost.contains(parent.name()) => None,
        None => {
            let by = parent.excluded.iter().find(|(excluded, _)| *excluded == combination).map(|(_, span)| *span);
            site.report(errors::parent_excluded(reference, &parent.target(&combination), by, &site.target));
            None
        }
    }
}

/// The GPU family of the image that a build is based on, while its selectors are settled: nothing is reported, and args are not
/// known yet.
pub(super) fn gpu_of_base(site: &Site, drafts: &Drafts) -> Option<String> {
    let froms = || site.leaves.iter().filter_map(|leaf| Some((as_from(leaf.item)?, leaf.conditional)));
    let mut bodies = site.image.values(site.combination).flat_map(|(_, value)| &value.bodies);
    let of_value = bodies.find_map(|body| body.body.from.as_ref().filter(|_| !body.inherited));
    let conditional = froms().find(|(_, conditional)| *conditional).map(|(from, _)| from);
    let from = conditional.or(of_value).or_else(|| froms().next().map(|(from, _)| from))?;
    let Base::Image(reference) = &from.base else { return None };
    let parent = site.model().images.get(&reference.image.value)?;
    let own = |axis: &str| site.image.value(site.combination, axis).map(|value| value.name.as_str());
    let text = |template: &Template| -> Option<String> {
        let part = |segment: &Segment| match segment {
            Segment::Literal(text) => Some(text.clone()),
            Segment::Name(name) => own(&name.name).map(String::from),
            Segment::Docker { .. } => None,
        };
        template.segments.iter().map(part).collect()
    };
    let value = |axis: &Axis| {
        let given = reference.axes.iter().find(|(name, _)| name.value == axis.name);
        let name = match given {
            Some((_, template)) => Some(text(template)?),
            None => own(&axis.name).map(String::from),
        };
        match name {
            Some(name) => axis.values.iter().position(|known| known.name == name),
            None => (axis.values.len() == 1).then_some(0),
        }
    };
    let combination = Combination(parent.axes.iter().map(value).collect::<Option<_>>()?);
    drafts.list[drafts.find(parent.name(), &combination)?].build.gpu.clone()
}

fn as_from(item: &ImageItem) -> Option<&From> {
    match item {
        ImageItem::From(from) => Some(from),
        _ => None,
    }
}

/// A build is for a part of the platforms of each of its parents.
fn platforms<'a>(site: &Site<'a>, parent: &Draft<'a>, reference: &'a ImageRef) {
    let there = &parent.build.platforms;
    let wanted = super::build::platforms(site).iter().map(|platform| platform.value.as_str());
    let lacking: Vec<String> =
        wanted.filter(|wanted| !there.iter().any(|one| covers_platform(one, wanted))).map(String::from).collect();
    // without any, the parent is built for the platform of the builder, whichever that is
    if there.is_empty() || lacking.is_empty() {
        return;
    }
    let said = super::build::platforms(&parent.site).first().map(|name| name.span);
    let (reference, there) = (reference.clone(), there.clone());
    let about = format!("platforms {}", lacking.join(" "));
    site.report_for_builds(reference.image.span, &about, move |targets| {
        errors::parent_without_platform(&reference, &lacking, &there, said, targets)
    });
}
