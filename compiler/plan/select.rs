//! Builds chosen from outside: `imgc build base py39`, `imgc plan 'os=alma*'`.

use super::{BuildId, Plan};
use crate::diag::did_you_mean;
use crate::glob::Glob;
use std::collections::BTreeSet;
use std::fmt;

/// An expression that chooses nothing, or is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectError {
    pub expression: String,
    pub message: String,
    /// An imperative or a question, where there is something to say.
    pub help: Option<String>,
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for SelectError {}

/// The builds that any of the expressions chooses, in build order; without expressions, all.
///
/// An expression is the name of an image, of what it is published as, of a target or of a group, or a glob over them; or
/// terms like those of a selector, separated by blanks, which must all hold: `plan=py39 os=alma*|ubi9 variant=!cpu`. A `+`
/// after it adds what is built on them, a `+` before it what they are built on.
pub fn select(plan: &Plan, expressions: &[String]) -> Result<Vec<BuildId>, SelectError> {
    if expressions.is_empty() {
        return Ok(ids(plan).collect());
    }
    let mut chosen = BTreeSet::new();
    for expression in expressions {
        let (ancestors, rest) = match expression.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, expression.as_str()),
        };
        let (dependents, core) = match rest.strip_suffix('+') {
            Some(core) => (true, core),
            None => (false, rest),
        };
        for id in find(plan, core.trim()).map_err(|(message, help)| error(expression, message, help))? {
            chosen.insert(id);
            if ancestors {
                chosen.extend(plan.with_ancestors(id));
            }
            if dependents {
                chosen.extend(plan.with_dependents(id));
            }
        }
    }
    Ok(chosen.into_iter().collect())
}

type Complaint = (String, Option<String>);

fn error(expression: &str, message: String, help: Option<String>) -> SelectError {
    SelectError { expression: expression.to_string(), message, help }
}

fn ids(plan: &Plan) -> impl Iterator<Item = BuildId> {
    (0..plan.builds.len()).map(BuildId)
}

fn find(plan: &Plan, core: &str) -> Result<Vec<BuildId>, Complaint> {
    if core.is_empty() {
        return Err(("an empty name chooses no build".to_string(), None));
    }
    if core.contains('=') {
        return by_terms(plan, core);
    }
    let glob = glob(core)?;
    let groups = plan.groups.iter().filter(|(name, _)| glob.matches(name));
    let grouped: BTreeSet<&str> = groups.flat_map(|(_, members)| members.iter().map(String::as_str)).collect();
    let chosen = |id: &BuildId| {
        grouped.contains(plan.build(*id).target.as_str()) || names(plan, *id).iter().any(|name| glob.matches(name))
    };
    let found: Vec<BuildId> = ids(plan).filter(chosen).collect();
    if found.is_empty() {
        let all: Vec<String> = ids(plan).flat_map(|id| names(plan, id)).chain(plan.groups.keys().cloned()).collect();
        let help = did_you_mean(core, all.iter().map(String::as_str), "there are");
        return Err((format!("no build, image or group is called `{core}`"), help));
    }
    Ok(found)
}

/// All that a build itself may be called.
fn names(plan: &Plan, id: BuildId) -> Vec<String> {
    let build = plan.build(id);
    let published = plan.stack.registries.iter().map(|registry| format!("{registry}/{}", build.repository));
    [&build.target, &build.image, &build.repository].into_iter().cloned().chain(published).collect()
}

fn by_terms(plan: &Plan, core: &str) -> Result<Vec<BuildId>, Complaint> {
    let mut found: Vec<BuildId> = ids(plan).collect();
    for term in core.split_whitespace() {
        let Some((key, value)) = term.split_once('=') else {
            return Err((
                format!("`{term}` is no term"),
                Some("write `key=value`, or give names one by one".to_string()),
            ));
        };
        if !is_key(plan, key) {
            let keys = keys(plan);
            let help = did_you_mean(key, keys.iter().map(String::as_str), "keys here");
            return Err((format!("no axis is called `{key}`"), help));
        }
        let (negated, alternatives) = match value.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, value),
        };
        let globs: Vec<Glob> = alternatives.split('|').map(glob).collect::<Result<_, _>>()?;
        let holds = |id: &BuildId| {
            let value = value_of(plan, *id, key);
            globs.iter().any(|glob| glob.matches(value)) != negated
        };
        if !ids(plan).any(|id| holds(&id)) {
            let values: BTreeSet<&str> =
                ids(plan).map(|id| value_of(plan, id, key)).filter(|v| !v.is_empty()).collect();
            let help = did_you_mean(alternatives, values, "values here");
            return Err((format!("no build has `{term}`"), help));
        }
        found.retain(holds);
    }
    if found.is_empty() {
        return Err((format!("no build has all of `{core}`"), None));
    }
    Ok(found)
}

fn glob(text: &str) -> Result<Glob, Complaint> {
    Glob::new(text).map_err(|problem| (format!("`{text}` is no glob: {problem}"), None))
}

fn is_key(plan: &Plan, key: &str) -> bool {
    matches!(key, "image" | "gpu" | "plan" | "variant") || plan.builds.iter().any(|build| build.axes.contains_key(key))
}

fn keys(plan: &Plan) -> BTreeSet<String> {
    let axes = plan.builds.iter().flat_map(|build| build.axes.keys().cloned());
    axes.chain(["image".to_string(), "gpu".to_string()]).collect()
}

/// Empty where the build has no such axis.
fn value_of<'p>(plan: &'p Plan, id: BuildId, key: &str) -> &'p str {
    let build = plan.build(id);
    match key {
        "image" => &build.image,
        "gpu" => build.gpu.as_deref().unwrap_or_default(),
        key => build.axes.get(key).map(String::as_str).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample::{build, stack};

    fn chosen(expressions: &[&str]) -> String {
        let mut base = build("base-py39", "base");
        base.axes.insert("plan".into(), "py39".into());
        let mut older = build("base-py38", "base");
        older.axes.insert("plan".into(), "py38".into());
        let mut child = build("ml", "ml");
        child.repository = "ml-notebook".into();
        child.axes.insert("os".into(), "alma8".into());
        child.parents = vec![BuildId(1)];
        let plan = stack(vec![older, base, child]);
        let expressions: Vec<String> = expressions.iter().map(|text| text.to_string()).collect();
        match select(&plan, &expressions) {
            Ok(ids) => ids.iter().map(|&id| plan.build(id).target.as_str()).collect::<Vec<_>>().join(" "),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn names_globs_and_relations_choose() {
        assert_eq!(chosen(&[]), "base-py38 base-py39 ml");
        assert_eq!(chosen(&["base"]), "base-py38 base-py39");
        assert_eq!(chosen(&["ml-notebook"]), "ml");
        assert_eq!(chosen(&["ghcr.io/acme/ml-notebook"]), "ml");
        assert_eq!(chosen(&["base-*8", "ml"]), "base-py38 ml");
        assert_eq!(chosen(&["base-py39+"]), "base-py39 ml");
        assert_eq!(chosen(&["+ml"]), "base-py39 ml");
        assert_eq!(chosen(&["plan=py39"]), "base-py39");
        assert_eq!(chosen(&["plan=py39|py38 image=!x"]), "base-py38 base-py39");
        assert_eq!(chosen(&["os=!alma*"]), "base-py38 base-py39");
        assert_eq!(chosen(&["os=alma*"]), "ml");
    }

    #[test]
    fn what_chooses_nothing_is_an_error() {
        assert_eq!(chosen(&["basse"]), "error: no build, image or group is called `basse`; did you mean `base`?");
        assert_eq!(chosen(&["plan=py37"]), "error: no build has `plan=py37`; did you mean `py38` or `py39`?");
        assert_eq!(chosen(&["plam=py39"]), "error: no axis is called `plam`; did you mean `plan`?");
        assert_eq!(chosen(&["plan=py39 os=alma8"]), "error: no build has all of `plan=py39 os=alma8`");
        assert!(chosen(&["[a"]).starts_with("error: `[a` is no glob"));
        assert!(chosen(&["+"]).starts_with("error: an empty name"));
    }
}
