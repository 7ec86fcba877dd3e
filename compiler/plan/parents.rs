//! Which build of another image a build means.

use super::draft::{Draft, Drafts};
use super::errors;
use super::site::{Frame, Site};
use crate::ast::ImageRef;
use crate::model::{Combination, covers_platform};

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
