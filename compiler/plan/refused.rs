//! What a value of the moment must not spell: the tags of other rules.
//!
//! A branch called `latest` would take the tag `latest`, and one called `stage-foo` that of the branch `stage/docker/foo`.
//! Such a value is refused when building, where the rule that would spell it holds.

use super::{Build, Clause, Form, Pattern, Refused, Segment, Tag, Text, Variable, When};
use std::collections::{BTreeMap, BTreeSet};

/// A tag that must not be spelled; without a `when` it is a promoted one.
struct Taken<'a> {
    reference: Text,
    target: &'a str,
    when: Option<&'a When>,
}

/// What one variable must not spell where one rule holds.
#[derive(Default)]
struct Found {
    words: BTreeSet<String>,
    /// By regular expression, the tags that have that form.
    forms: BTreeMap<String, BTreeSet<String>>,
}

pub(super) fn refused(builds: &[Build]) -> Vec<Refused> {
    let taken: Vec<Taken> = builds
        .iter()
        .flat_map(|build| {
            let target = build.target.as_str();
            let pushed = build.tags.iter().map(|tag| (tag.reference.clone(), Some(&tag.when)));
            let promoted = build.promotions.iter().flat_map(|promotion| &promotion.tags);
            let promoted = promoted.flat_map(|tag| tag.references.iter().map(|text| (Text::literal(text), None)));
            pushed.chain(promoted).map(move |(reference, when)| Taken { reference, target, when })
        })
        .collect();
    // by what they begin with
    let mut beginning: BTreeMap<&str, Vec<&Taken>> = BTreeMap::new();
    for one in &taken {
        beginning.entry(begin(&one.reference)).or_default().push(one);
    }
    let mut found: BTreeMap<(&Variable, &When), Found> = BTreeMap::new();
    for (build, tag) in builds.iter().flat_map(|build| build.tags.iter().map(move |tag| (build, tag))) {
        let Some((prefix, variable, suffix)) = free(tag) else { continue };
        let heads = heads(variable, &tag.when);
        // of two that may be the same, one begins as the other goes on; both in one repository
        let longer = beginning.range(prefix..).take_while(|(text, _)| text.starts_with(prefix));
        let shorter = (repository(&tag.reference).len() + 1..prefix.len()).filter_map(|end| prefix.get(..end));
        let shorter = shorter.filter_map(|text| beginning.get(text));
        for other in shorter.chain(longer.map(|(_, all)| all)).flatten() {
            let Some(between) = between(&other.reference, prefix, suffix) else { continue };
            if !between.first().is_some_and(|first| heads.iter().all(|head| first.may_begin(head))) {
                continue;
            }
            match between.as_slice() {
                // anything at all: there is nothing that could be told apart
                [Part::Like(ANYTHING | SOMETHING)] => {}
                // what this build is pushed with at that moment anyway may be spelled twice
                [Part::Text(_)]
                    if other.target == build.target && other.when.is_some_and(|when| tag.when.implies(when)) => {}
                [Part::Text(word)] => {
                    found.entry((variable, &tag.when)).or_default().words.insert(word.clone());
                }
                parts => {
                    let regex = parts.iter().map(Part::regex).collect::<String>();
                    let forms = &mut found.entry((variable, &tag.when)).or_default().forms;
                    forms.entry(format!("^{regex}$")).or_default().insert(without_repository(&other.reference));
                }
            }
        }
    }
    let refused = found.into_iter().map(|((variable, when), found)| Refused {
        variable: variable.clone(),
        when: when.clone(),
        words: found.words.into_iter().collect(),
        forms: found.forms.into_iter().map(|(regex, tags)| Form { regex, tags: tags.into_iter().collect() }).collect(),
    });
    refused.collect()
}

/// The variable of a tag that people name as they like, and what stands around it; none, if the rule settles it.
fn free(tag: &Tag) -> Option<(&str, &Variable, &str)> {
    let (prefix, variable, suffix) = match tag.reference.0.as_slice() {
        [Segment::Literal(prefix), Segment::Variable(variable)] => (prefix, variable, ""),
        [Segment::Literal(prefix), Segment::Variable(variable), Segment::Literal(suffix)] => {
            (prefix, variable, suffix.as_str())
        }
        _ => return None,
    };
    let settled = patterns(variable, &tag.when).any(|pattern| pattern.literal);
    (like(variable) == SOMETHING && !settled).then_some((prefix, variable, suffix))
}

/// What the branch or the git tag behind a variable must match where a rule holds.
fn patterns<'a>(variable: &Variable, when: &'a When) -> impl Iterator<Item = &'a Pattern> {
    let git_tag = *variable == Variable::GitTag;
    when.0.iter().filter_map(move |clause| match clause {
        Clause::On(moment) if git_tag => moment.git_tag.as_ref(),
        Clause::On(moment) => moment.branch.as_ref(),
        Clause::NoneOf(_) => None,
    })
}

/// How the value begins where a rule holds: `v`, of `on git-tag="v*"`.
fn heads<'a>(variable: &Variable, when: &'a When) -> Vec<&'a str> {
    let of = patterns(variable, when).filter(|_| !matches!(variable, Variable::GitBranchRest(_)));
    of.map(|pattern| pattern.glob.split(|c| !in_a_tag(c)).next().unwrap_or_default()).collect()
}

/// A part of a tag.
#[derive(Clone)]
enum Part {
    Text(String),
    /// Any text that this regular expression matches.
    Like(&'static str),
}

/// A name that somebody chose: it is in a tag, so it has the characters of one.
const SOMETHING: &str = "[A-Za-z0-9_.-]+";
/// The same, of which a part stands elsewhere.
const ANYTHING: &str = "[A-Za-z0-9_.-]*";

impl Part {
    /// Whether a text of it, and what comes behind, can begin so; as far as the first character tells.
    fn may_begin(&self, head: &str) -> bool {
        match self {
            Part::Text(text) => text.starts_with(head) || head.starts_with(text.as_str()),
            Part::Like(ANYTHING | SOMETHING) => true,
            // the others are digits
            Part::Like(_) => head.is_empty() || head.starts_with(|c: char| c.is_ascii_hexdigit()),
        }
    }

    fn regex(&self) -> String {
        match self {
            // of the characters of a tag, only this one means something
            Part::Text(text) => text.replace('.', r"\."),
            Part::Like(regex) => regex.to_string(),
        }
    }
}

/// What the value of a variable is like.
fn like(variable: &Variable) -> &'static str {
    match variable {
        Variable::GitSha => "(?:[0-9a-f]{40}|[0-9a-f]{64})",
        Variable::GitShort => "[0-9a-f]{7}",
        Variable::Pr => "[0-9]+",
        Variable::Date => "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        Variable::DateCompact => "[0-9]{8}",
        Variable::GitBranch
        | Variable::GitBranchSlug
        | Variable::GitBranchRest(_)
        | Variable::GitTag
        | Variable::Created
        | Variable::Stack(_) => SOMETHING,
    }
}

/// What must stand between the two for it to be the other tag; `None`: nothing makes it that.
fn between(other: &Text, prefix: &str, suffix: &str) -> Option<Vec<Part>> {
    let parts = other.0.iter().map(|segment| match segment {
        Segment::Literal(text) | Segment::Docker(text) => Some(Part::Text(text.clone())),
        Segment::Variable(variable) => Some(Part::Like(like(variable))),
        Segment::Arg(_) => None,
    });
    let parts = cut(parts.collect::<Option<_>>()?, prefix, |text, end| text.strip_prefix(end))?;
    let backwards = cut(parts.into_iter().rev().collect(), suffix, |text, end| text.strip_suffix(end))?;
    let parts: Vec<Part> = backwards.into_iter().rev().collect();
    let of_a_tag = |part: &Part| match part {
        Part::Text(text) => text.chars().all(in_a_tag),
        Part::Like(_) => true,
    };
    parts.iter().all(of_a_tag).then_some(parts)
}

/// Takes a text off the end where the parts begin; a name that somebody chose may hold what is left of it.
fn cut(mut parts: Vec<Part>, end: &str, strip: for<'t> fn(&'t str, &str) -> Option<&'t str>) -> Option<Vec<Part>> {
    let mut left = end;
    if let Some(Part::Text(text)) = parts.first() {
        match (strip(text, end), strip(end, text)) {
            (Some(rest), _) => {
                let rest = rest.to_string();
                parts.remove(0);
                if !rest.is_empty() {
                    parts.insert(0, Part::Text(rest));
                }
                return Some(parts);
            }
            (None, Some(rest)) => left = rest,
            (None, None) => return None,
        }
        parts.remove(0);
    }
    match parts.first_mut() {
        _ if left.is_empty() => {}
        Some(Part::Like(like @ (SOMETHING | ANYTHING))) if left.chars().all(in_a_tag) => *like = ANYTHING,
        _ => return None,
    }
    Some(parts)
}

fn in_a_tag(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// What is known of it from the left.
fn begin(reference: &Text) -> &str {
    match reference.0.first() {
        Some(Segment::Literal(text)) => text,
        _ => "",
    }
}

/// Which is always known when compiling.
fn repository(reference: &Text) -> &str {
    match reference.0.first() {
        Some(Segment::Literal(text)) => &text[..text.rfind(':').unwrap_or(0)],
        _ => "",
    }
}

/// The tag alone, for people.
fn without_repository(reference: &Text) -> String {
    let text = reference.to_string();
    text.rfind(':').map_or(text.clone(), |colon| text[colon + 1..].to_string())
}
