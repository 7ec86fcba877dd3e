//! Bases that get no fixes any more.

use super::{Subject, errors};
use crate::ast::{Distribution, EndOfLife, ManylinuxPolicy};
use crate::date::Date;
use crate::diag::Diagnostics;
use crate::plan::OutsideBase;

/// So many successors are named.
const MOST: usize = 3;

pub(super) fn end_of_life(subject: &Subject, diagnostics: &mut Diagnostics) {
    let Some(today) = subject.today else { return };
    for base in subject.plan.builds.iter().flat_map(|build| &build.outside) {
        if let Some((policy, life)) = ended_policy(subject, base, today) {
            diagnostics.report(errors::policy_ended(base, policy, life, &living_policies(subject, policy, today)));
        } else if let Some((row, life)) = ended_distribution(subject, base, today) {
            diagnostics.report(errors::distribution_ended(base, row, life, &successors(subject, row, today)));
        }
    }
}

fn ended_policy<'s>(
    subject: &Subject<'s>,
    base: &OutsideBase,
    today: Date,
) -> Option<(&'s ManylinuxPolicy, &'s EndOfLife)> {
    let policy = subject.model.manylinux_policies.get(base.policy.as_ref()?)?;
    let life = policy.end_of_life.as_ref().filter(|life| life.date < today)?;
    Some((policy, life))
}

fn ended_distribution<'s>(
    subject: &Subject<'s>,
    base: &OutsideBase,
    today: Date,
) -> Option<(&'s Distribution, &'s EndOfLife)> {
    let row = subject.distribution(base.distribution.as_ref()?)?;
    let life = row.end_of_life.as_ref().filter(|life| life.date < today)?;
    Some((row, life))
}

/// Policies of the same C library that are kept up, the oldest first: it runs in the most places.
fn living_policies<'s>(subject: &Subject<'s>, of: &ManylinuxPolicy, today: Date) -> Vec<&'s str> {
    let alive = subject.model.manylinux_policies.values().filter(|policy| {
        policy.libc.kind == of.libc.kind
            && !policy.alpha
            && policy.end_of_life.as_ref().is_none_or(|life| life.date >= today)
            && policy.bases.iter().any(|base| of.bases.iter().any(|other| other.platform == base.platform))
    });
    alive.map(|policy| policy.name.value.as_str()).take(MOST).collect()
}

/// Releases of the distribution that live, the newest first; where it has none, the newest of each of its family.
fn successors<'s>(subject: &Subject<'s>, of: &Distribution, today: Date) -> Vec<(&'s str, Date)> {
    let (of_lineage, of_version) = parts(&of.name.value);
    let mut alive: Vec<(String, Vec<u64>, &str, Date)> = subject
        .model
        .distributions
        .iter()
        .filter(|row| row.family.value == of.family.value)
        .filter_map(|row| {
            let date = row.end_of_life.as_ref().map(|life| life.date).filter(|date| *date >= today)?;
            let (lineage, version) = parts(&row.name.value);
            Some((lineage, version, row.name.value.as_str(), date))
        })
        .collect();
    alive.sort_by(|(_, a, ..), (_, b, ..)| b.cmp(a));
    let named = |row: &(String, Vec<u64>, &'s str, Date)| (row.2, row.3);
    let own: Vec<_> =
        alive.iter().filter(|row| row.0 == of_lineage && row.1 > of_version).map(named).take(MOST).collect();
    if !own.is_empty() {
        return own;
    }
    let mut seen: Vec<&str> = Vec::new();
    let newest = alive.iter().filter(|row| {
        let first = !seen.contains(&row.0.as_str()) && !row.0.contains('-');
        seen.push(&row.0);
        first
    });
    newest.map(named).take(MOST).collect()
}

/// `ubuntu` and 24.4 of `ubuntu24.04`; `ubi-minimal` and 9 of `ubi9-minimal`.
fn parts(name: &str) -> (String, Vec<u64>) {
    let is_version = |c: char| c.is_ascii_digit() || c == '.';
    let version: String = name.chars().filter(|&c| is_version(c)).collect();
    let lineage = name.chars().filter(|&c| !is_version(c)).collect();
    (lineage, version.split('.').filter_map(|part| part.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_name_is_a_lineage_and_a_version() {
        assert_eq!(parts("ubuntu24.04"), ("ubuntu".to_string(), vec![24, 4]));
        assert_eq!(parts("ubi9-minimal"), ("ubi-minimal".to_string(), vec![9]));
        assert_eq!(parts("wolfi"), ("wolfi".to_string(), vec![]));
        assert_eq!(parts("2.x."), ("x".to_string(), vec![2]));
    }
}
