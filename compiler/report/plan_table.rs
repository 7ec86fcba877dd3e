//! The builds as a table, for `imgc plan`.

use super::table::Table;
use crate::plan::{Build, BuildId, Plan};

const HEADS: [&str; 5] = ["TARGET", "IMAGE", "FROM", "PLATFORMS", "TAGS"];

/// A row a build; folded to a `width` in columns, where there is one.
pub fn plan_table(plan: &Plan, ids: &[BuildId], width: Option<usize>) -> String {
    let rows = ids.iter().map(|&id| row(plan, plan.build(id)).into()).collect();
    Table { heads: &HEADS, rows }.text(width)
}

/// Each cell as its entries.
fn row(plan: &Plan, build: &Build) -> [Vec<String>; 5] {
    let base = build.base();
    let outside = base.is_none().then(|| build.from.clone());
    let others = build.parents.iter().copied().filter(|&id| Some(id) != base);
    let parents = base.into_iter().chain(others).map(|id| plan.build(id).target.clone());
    let from = outside.into_iter().chain(parents).collect();
    let tags = match build.tags.as_slice() {
        _ if build.internal => vec!["internal".to_string()],
        tags => tags.iter().map(|tag| short(plan, build, &tag.reference.to_string(), tag.when.0.is_empty())).collect(),
    };
    [vec![build.target.clone()], vec![build.image.clone()], from, build.platforms.clone(), tags]
}

/// The tag alone where it is in the build's own repository; what depends on the moment has a `?`.
fn short(plan: &Plan, build: &Build, reference: &str, always: bool) -> String {
    let own = plan.stack.registries.first().map(|registry| format!("{registry}/{}", build.repository));
    let tag = own.and_then(|own| reference.strip_prefix(&own).map(str::to_string));
    let mut tag = tag.filter(|tag| tag.starts_with(':')).unwrap_or_else(|| reference.to_string());
    if !always {
        tag.push('?');
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample::{build, moment, stack, tag};
    use crate::plan::{BuildId, Clause, NamedContext};

    #[test]
    fn a_table_fits_eighty_columns_and_is_plain_in_a_pipe() {
        let mut base = build("datahub-base-notebook-py39", "datahub-base-notebook");
        base.from = "quay.io/jupyter/datascience-notebook:python-3.9.5".into();
        base.platforms = vec!["linux/amd64".into(), "linux/arm64".into()];
        base.tags = vec![
            tag("ghcr.io/acme/datahub-base-notebook:2021.3-{git.short}", vec![]),
            tag("ghcr.io/acme/datahub-base-notebook:latest", vec![Clause::On(moment(None, Some("main"), None))]),
        ];
        let mut child = build("scipy", "scipy");
        child.parents = vec![BuildId(0)];
        child.from = "ghcr.io/acme/datahub-base-notebook:2021.3".into();
        child.contexts.insert(child.from.clone(), NamedContext::Build(BuildId(0)));
        child.internal = true;
        let plan = stack(vec![base, child]);
        let ids = [BuildId(0), BuildId(1)];
        let wide = plan_table(&plan, &ids, None);
        let narrow = plan_table(&plan, &ids, Some(80));
        assert_eq!(wide.lines().count(), 3, "{wide}");
        assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
        insta::with_settings!({ snapshot_path => "../../snapshots/plan", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("table", format!("{wide}\n{narrow}"));
        });
    }
}
