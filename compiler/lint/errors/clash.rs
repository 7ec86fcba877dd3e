//! What is said of facts that contradict one another.

use super::used_here;
use crate::ast::GpuFamily;
use crate::diag::{Diagnostic, Severity, rule};
use crate::lint::cure::Cure;
use crate::lint::gpu::{By, Fact};
use crate::source::Span;

/// What a family has releases of, as people call it.
pub fn toolkit(family: &GpuFamily) -> &str {
    family.toolkit.as_ref().map_or(&family.name.value, |toolkit| &toolkit.value)
}

/// `CUDA 12.6`
fn of(fact: &Fact) -> String {
    match (fact.family, &fact.release) {
        (Some(family), Some(release)) => format!("{} {release}", toolkit(family)),
        (Some(family), None) => format!("GPUs of `{}`", family.name.value),
        (None, _) => "no GPU".to_string(),
    }
}

/// `adopted`: it is so in Dockerfiles that others keep.
pub fn gpu_mismatch(wrong: &Fact, right: &Fact, cure: Cure, targets: &[&str], adopted: bool) -> Diagnostic {
    let says = match wrong.by {
        By::Node => format!("`{}` is {}", wrong.word, of(wrong)),
        By::Base | By::Step => format!("`{}` is for {}", wrong.word, of(wrong)),
    };
    let but = match right.by {
        By::Node if wrong.by == By::Node => format!("its parent is for {}", of(right)),
        By::Node => format!("this build is for {}", of(right)),
        By::Base => format!("its base is of {}", of(right)),
        By::Step => format!("`{}` is for {}", right.word, of(right)),
    };
    let told = Diagnostic::new(&rule::GPU_MISMATCH, format!("{says}, and {but}"), wrong.span)
        .at(format!("in {}", some(targets)))
        .label(right.span, format!("{} is said here", of(right)));
    let told = or_meant(used_here(told, wrong.via).maybe_help(cure.help), adopted);
    match cure.certain {
        Some(word) => told.fix(format!("write `{word}`"), wrong.span, word),
        None => told,
    }
}

/// Dockerfiles stay as they are, and may well be built so.
fn or_meant(told: Diagnostic, adopted: bool) -> Diagnostic {
    let told = told.or_permit();
    match adopted {
        true => Diagnostic { severity: Severity::Warning, ..told },
        false => told,
    }
}

/// A word, what it says, and what it must agree with.
pub struct Claim<'s> {
    pub word: String,
    /// The release that it names: `ubuntu22.04`.
    pub names: String,
    pub span: Span,
    pub via: &'s [Span],
}

pub fn distribution_mismatch(
    claim: &Claim,
    (stage, is): (Option<&str>, &str),
    base: Option<Span>,
    instead: Option<String>,
    targets: &[&str],
    adopted: bool,
) -> Diagnostic {
    let place = stage.map_or("this build".to_string(), |stage| format!("stage `{stage}`"));
    let message = format!("`{}` is {}, and {place} is on {is}", claim.word, claim.names);
    let told = Diagnostic::new(&rule::DISTRIBUTION_MISMATCH, message, claim.span).at(format!("in {}", some(targets)));
    let told = match base {
        Some(base) if base != claim.span => told.label(base, format!("{is} is said here")),
        _ => told,
    };
    let told = or_meant(used_here(told, claim.via).maybe_help(instead), adopted);
    // beside the base itself, which is known
    if claim.word == "distro" { told.rename(&claim.names, claim.span, is) } else { told }
}

/// The first few of them, and how many there are beside.
pub fn some(targets: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut shown: Vec<String> = targets.iter().take(SHOWN).map(|target| format!("`{target}`")).collect();
    if targets.len() > SHOWN {
        shown.push(format!("{} more", targets.len() - SHOWN));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
