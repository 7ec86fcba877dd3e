//! What the catalogue knows of a `manylinux` node: the policy that is meant, and the base that it gives.

use super::build::platforms;
use super::errors;
use super::site::{Frame, Site};
use crate::ast::{Manylinux, ManylinuxBase, ManylinuxPolicy, Name, Template};
use crate::model::covers_platform;
use crate::reference::Reference;
use crate::source::Span;

/// What a `manylinux` node means in one build.
pub(super) struct Chosen<'a> {
    pub policy: &'a ManylinuxPolicy,
    pub reference: String,
    /// The folder of the interpreter that is asked for.
    pub python: Option<String>,
    /// Where the policy is said.
    pub said: Span,
}

/// `None`: it was reported.
pub(super) fn choose<'a>(site: &Site<'a>, node: &'a Manylinux, frame: Option<&Frame<'_, 'a>>) -> Option<Chosen<'a>> {
    let known = &site.model().manylinux_policies;
    let wanted = site.literal(&node.policy, frame)?;
    let said = if frame.is_none() { site.said(&node.policy) } else { node.policy.span };
    let Some(policy) = known.get(short(&wanted)) else {
        let fitting: Vec<_> = known.values().filter(|policy| has_all(policy, platforms(site))).collect();
        let meant = if fitting.is_empty() { known.values().collect() } else { fitting };
        site.report(errors::unknown_policy(&wanted, said, meant));
        return None;
    };
    let tag = match &node.tag {
        Some(template) => Some((site.literal(template, frame)?, template)),
        None => None,
    };
    let base = base(site, said, policy, tag.as_ref())?;
    let repository = &base.repository.value;
    let reference = match &tag {
        // a digest alone
        Some((tag, _)) if tag.starts_with('@') => format!("{repository}{tag}"),
        Some((tag, _)) => format!("{repository}:{tag}"),
        None => format!("{repository}:{}", policy.tags.first().map_or("latest", |tag| &tag.value)),
    };
    if let Err(error) = Reference::parse(&reference) {
        let at = tag.map_or(base.repository.span, |(_, template)| template.span);
        site.report(errors::bad_reference(&reference, &error.message, at));
        return None;
    }
    let python = match &node.python {
        Some(template) => Some(interpreter(site, policy, template, frame, tag.is_some())?),
        None => None,
    };
    Some(Chosen { policy, reference, python, said })
}

/// The base for the platforms of the build.
fn base<'a>(
    site: &Site<'a>,
    said: Span,
    policy: &'a ManylinuxPolicy,
    tag: Option<&(String, &'a Template)>,
) -> Option<&'a ManylinuxBase> {
    let platforms = platforms(site);
    if let Some(lacking) = platforms.iter().find(|platform| of(policy, platform).is_none()) {
        let all = site.model().manylinux_policies.values();
        let others = all.filter(|other| other.end_of_life.is_none() && has_all(other, platforms));
        let others = others.map(|other| other.name.value.as_str()).collect();
        site.report(errors::policy_without_platform(policy, lacking, said, others));
        return None;
    }
    if let [platform] = platforms {
        return of(policy, platform);
    }
    let Some(base) = policy.bases.iter().find(|base| base.platform.is_none()) else {
        // the builder's own platform, and there is one
        if let ([], [only]) = (platforms, &policy.bases[..]) {
            return Some(only);
        }
        site.report(errors::no_base_of_all(policy, said));
        return None;
    };
    let (Some(since), Some((tag, template))) = (&base.since, tag) else { return Some(base) };
    // tags are days: their text is in order
    if !tag.starts_with('@') && tag.starts_with(|c: char| c.is_ascii_digit()) && *tag < since.value {
        site.report(errors::before_all(policy, tag, template.span, &since.value));
        return None;
    }
    Some(base)
}

fn has_all(policy: &ManylinuxPolicy, platforms: &[Name]) -> bool {
    platforms.iter().all(|platform| of(policy, platform).is_some())
}

/// The base for a platform.
fn of<'a>(policy: &'a ManylinuxPolicy, platform: &Name) -> Option<&'a ManylinuxBase> {
    let is = |base: &&ManylinuxBase| {
        base.platform.as_ref().is_some_and(|known| covers_platform(&known.value, &platform.value))
    };
    policy.bases.iter().find(is)
}

/// The folder of an interpreter: of `3.12`, `3.14t`, or by its whole name, `cp312-cp312`. `named`: of an image whose tag
/// the stack says.
fn interpreter<'a>(
    site: &Site<'a>,
    policy: &'a ManylinuxPolicy,
    template: &'a Template,
    frame: Option<&Frame<'_, 'a>>,
    named: bool,
) -> Option<String> {
    let wanted = site.literal(template, frame)?;
    let is = |name: &&Name| name.value == wanted || version(&name.value).as_deref() == Some(&wanted);
    let Some(found) = policy.pythons.iter().find(is) else {
        let known = policy.pythons.iter().map(|name| version(&name.value).unwrap_or_else(|| name.value.clone()));
        let told = errors::no_interpreter(policy, &wanted, template.span, &known.collect::<Vec<_>>());
        // images of other days have others, and a whole name says the folder
        let whole = named && wanted.split_once('-').is_some_and(|(python, abi)| is_tag(python) && is_tag(abi));
        site.report(if whole { errors::as_warning(told) } else { told });
        return whole.then(|| format!("/opt/python/{wanted}"));
    };
    Some(format!("/opt/python/{}", found.value))
}

/// `cp36m`, `pp311`
fn is_tag(text: &str) -> bool {
    let letters = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
    letters.len() < text.len() && letters.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `3.14t` of `cp314-cp314t`. Source: PEP 425, whose tags are the folders' names.
fn version(tag: &str) -> Option<String> {
    let (python, abi) = tag.split_once('-')?;
    let digits = python.strip_prefix("cp").filter(|digits| digits.is_ascii() && digits.len() > 1)?;
    let (major, minor) = digits.split_at(1);
    Some(format!("{major}.{minor}{}", abi.strip_prefix(python)?))
}

/// As wheels have it, `manylinux_2_28`, or as people do, `2_28`.
fn short(name: &str) -> &str {
    name.strip_prefix("manylinux_").or_else(|| name.strip_prefix("manylinux")).unwrap_or(name)
}
