//! What is said of an image that another is built on, or takes something from.

use super::list;
use crate::ast::{ImageRef, Name};
use crate::diag::{Diagnostic, rule};
use crate::model::{Axis, Image};
use crate::source::Span;

pub fn parent_without_value(
    reference: &ImageRef,
    axis: &Axis,
    value: &str,
    given: Option<Span>,
    target: &str,
) -> Diagnostic {
    let image = &reference.image;
    Diagnostic::new(
        &rule::PARENT_NOT_BUILT,
        format!("`{}` is not built for {} `{value}`", image.value, axis.name),
        given.unwrap_or(image.span),
    )
    .at(format!("needed by `{target}`"))
    .label(
        axis.span,
        format!("`{}` takes {} here", image.value, list(axis.values.iter().map(|value| value.name.as_str()))),
    )
    .help(format!("narrow this image with `exclude {}=\"{value}\"`, or build the parent for it", axis.name))
}

pub fn open_axis(reference: &ImageRef, axis: &Axis) -> Diagnostic {
    let image = &reference.image;
    Diagnostic::new(&rule::OPEN_AXIS, format!("which `{}` of `{}` is meant?", axis.name, image.value), image.span)
        .at(format!("it has an axis `{}` that this image has not", axis.name))
        .label(axis.span, format!("its values are {}", list(axis.values.iter().map(|value| value.name.as_str()))))
        .help(format!(
            "say one: `image=\"{}\" {}=\"{}\"`, or take the axis: `axis \"{}\"`",
            image.value,
            axis.name,
            axis.values.first().map_or("", |value| &value.name),
            axis.name
        ))
}

pub fn parent_without_axis(reference: &ImageRef, name: &Name, parent: &Image) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_AXIS, format!("`{}` has no axis `{}`", reference.image.value, name.value), name.span)
        .suggest(name, parent.axes.iter().map(|axis| axis.name.as_str()), "its axes")
}

pub fn parent_excluded(reference: &ImageRef, parent: &str, by: Option<Span>, target: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::PARENT_NOT_BUILT, format!("`{parent}` is not built"), reference.image.span)
        .at(format!("`{target}` needs it"));
    match by {
        Some(by) => diagnostic.label(by, "it is taken away here"),
        None => diagnostic,
    }
    .help("exclude the same builds here, or build the parent")
}

/// `given`: the platforms that the parent is built for, at the place that says them.
pub fn parent_without_platform(
    reference: &ImageRef,
    lacking: &[String],
    given: &[String],
    said: Option<Span>,
    targets: &[String],
) -> Diagnostic {
    let image = &reference.image;
    let given_list = list(given.iter().map(String::as_str));
    let enough = given.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" ");
    let lacking = list(lacking.iter().map(String::as_str));
    let diagnostic = Diagnostic::new(
        &rule::PARENT_NOT_BUILT,
        format!("`{}` is not built for platform {lacking}", image.value),
        image.span,
    )
    .at(format!("{} needs it", list(targets.iter().map(String::as_str))));
    let is = format!("`{}` is built for {given_list}", image.value);
    match said {
        Some(said) => diagnostic.label(said, is),
        None => diagnostic.help(is),
    }
    .help(format!("say `platforms {enough}` in this image, or build the parent for more"))
}

/// An image without platforms of its own, whose parents have none in common.
pub fn no_common_platform(image: &Name, parents: &[(String, Vec<String>)], targets: &[String]) -> Diagnostic {
    let message = format!("the parents of `{}` are built for no platform that all of them have", image.value);
    let diagnostic = Diagnostic::new(&rule::PARENT_NOT_BUILT, message, image.span)
        .at(format!("{} would be for none", list(targets.iter().map(String::as_str))));
    let parents = parents.iter().filter(|(_, platforms)| !platforms.is_empty());
    let is = |(target, platforms): &(String, Vec<String>)| {
        format!("`{target}` is built for {}", list(platforms.iter().map(String::as_str)))
    };
    parents
        .fold(diagnostic, |diagnostic, parent| diagnostic.help(is(parent)))
        .help("build the parents for one in common")
}
