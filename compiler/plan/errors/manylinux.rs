//! What is said of manylinux policies and their bases.

use super::list;
use crate::ast::{LibcKind, ManylinuxPolicy, Name};
use crate::diag::{Diagnostic, did_you_mean, nearest_are, rule};
use crate::source::Span;

pub fn unknown_policy(wanted: &str, span: Span, known: Vec<&ManylinuxPolicy>) -> Diagnostic {
    let told = Diagnostic::new(&rule::UNKNOWN_MANYLINUX, format!("no manylinux policy `{wanted}` is known here"), span);
    let names = || known.iter().map(|policy| policy.name.value.as_str());
    let bare = wanted.strip_prefix("manylinux").map_or(wanted, |rest| rest.trim_start_matches('_'));
    if let Some(policy) = names().find(|name| bare.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'))) {
        return told
            .help(format!("did you mean `{policy}`?"))
            .help("which architecture it is follows from `platforms`");
    }
    let alive = known.iter().copied().filter(|policy| policy.end_of_life.is_none());
    // `2_30` and `2.30` are versions of glibc
    let version = |text: &str| -> Option<Vec<u64>> { text.split(['_', '.']).map(|part| part.parse().ok()).collect() };
    let by_version = version(bare).filter(|version| version.len() == 2);
    if let Some(version_of) = by_version {
        let mut all: Vec<(Option<Vec<u64>>, &str)> = alive
            .filter(|policy| policy.libc.kind == LibcKind::Glibc)
            .map(|policy| (version(&policy.libc.version), policy.name.value.as_str()))
            .collect();
        all.sort();
        if let Some((_, same)) = all.iter().find(|(version, _)| version.as_ref() == Some(&version_of)) {
            return told.help(format!("did you mean `{same}`?")).rename(wanted, span, same);
        }
        let at = all.partition_point(|(version, _)| version.as_ref() < Some(&version_of));
        let near = all[at.saturating_sub(1)..].iter().take(2).map(|(_, name)| *name);
        return told.help(nearest_are(near));
    }
    let near = did_you_mean(bare, names(), "policies");
    let alive: Vec<&str> = alive.map(|policy| policy.name.value.as_str()).collect();
    match near {
        Some(near) if near.starts_with("did") => told.help(near),
        _ => told.help(format!("policies that are kept up: {}", list(alive))),
    }
}

/// `others` have all platforms of the build.
pub fn policy_without_platform(policy: &ManylinuxPolicy, platform: &Name, said: Span, others: Vec<&str>) -> Diagnostic {
    let name = &policy.name.value;
    let platforms = policy.bases.iter().filter_map(|base| base.platform.as_ref()).map(|one| one.value.as_str());
    let told = Diagnostic::new(
        &rule::NO_MANYLINUX_BASE,
        format!("manylinux `{name}` is not there for `{}`", platform.value),
        platform.span,
    )
    .label(said, "asked for here")
    .help(format!("it is there for {}", list(platforms)));
    match others[..] {
        [] => told.help("no policy has all platforms of this build: part them with an axis"),
        _ => told.help(format!("for what this build is for there is {}", list(others))),
    }
}

pub fn no_base_of_all(policy: &ManylinuxPolicy, said: Span) -> Diagnostic {
    let platforms = policy.bases.iter().filter_map(|base| base.platform.as_ref()).map(|one| one.value.as_str());
    Diagnostic::new(
        &rule::NO_MANYLINUX_BASE,
        format!("manylinux `{}` has no base for several platforms", policy.name.value),
        said,
    )
    .help(format!("say one: `platforms` {}", list(platforms)))
}

/// `since` is the first tag of the repository for all platforms.
pub fn before_all(policy: &ManylinuxPolicy, tag: &str, span: Span, since: &str) -> Diagnostic {
    let newest = policy.tags.first().map_or(since, |tag| tag.value.as_str());
    Diagnostic::new(
        &rule::NO_MANYLINUX_BASE,
        format!("at `{tag}` manylinux `{}` had no base for several platforms", policy.name.value),
        span,
    )
    .at(format!("the first is `{since}`"))
    .help(format!("use a newer one, as `{newest}`, or build for one platform"))
}

pub fn no_interpreter(policy: &ManylinuxPolicy, wanted: &str, span: Span, known: &[String]) -> Diagnostic {
    let told = Diagnostic::new(
        &rule::NO_MANYLINUX_BASE,
        format!("manylinux `{}` has no Python {wanted}", policy.name.value),
        span,
    );
    match known {
        [] => told.help("it is not known which it has: leave `python=` out, and set `PATH` where it is needed"),
        known => told.help(format!("it has {}", list(known.iter().map(String::as_str)))),
    }
}

/// A `gpu` node asks for two bases.
pub fn manylinux_and(name: &str, span: Span, policy: Span) -> Diagnostic {
    Diagnostic::new(&rule::NO_MANYLINUX_BASE, format!("`manylinux=` gives the base, and so would `{name}=`"), span)
        .label(policy, "the base")
        .help("leave one of them out")
}
