//! The builds as a table, for `imgc plan`.

use super::table::Table;
use crate::plan::{Build, BuildId, Clause, Moment, Pattern, Plan, When, event_name};

const HEADS: [&str; 5] = ["TARGET", "IMAGE", "FROM", "PLATFORMS", "TAGS"];
const IMAGE: usize = 1;
const FROM: usize = 2;
const PLATFORMS: usize = 3;

/// How wide the table may be, and what stands for what is cut.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    pub width: usize,
    pub mark: &'a str,
}

/// A row a build, with every column in full; for a terminal a line each, without columns that tell nothing.
pub fn plan_table(plan: &Plan, ids: &[BuildId], fit: Option<Fit<'_>>) -> String {
    let rows: Vec<[Vec<String>; 5]> = ids.iter().map(|&id| row(plan, plan.build(id))).collect();
    let Some(fit) = fit else {
        return Table { heads: &HEADS, rows: rows.into_iter().map(Vec::from).collect() }.text(None);
    };
    let tells = |at: usize| match at {
        // a target that begins with its image's name says it
        IMAGE => rows.iter().any(|row| !row[0][0].starts_with(&row[IMAGE][0])),
        PLATFORMS => rows.iter().any(|row| row[PLATFORMS] != rows[0][PLATFORMS]),
        _ => true,
    };
    let kept: Vec<usize> = (0..HEADS.len()).filter(|&at| tells(at)).collect();
    let heads: Vec<&str> = kept.iter().map(|&at| HEADS[at]).collect();
    let cells = rows.iter().map(|row| kept.iter().map(|&at| row[at].clone()).collect()).collect();
    // the end of a reference tells most
    let from = kept.iter().position(|&at| at == FROM);
    Table { heads: &heads, rows: cells }.cut(fit.width, from.as_slice(), fit.mark)
}

/// What the signs of the table mean, as far as they stand in it, and what all rows have in common.
pub fn plan_legend(plan: &Plan, ids: &[BuildId], fit: Option<Fit<'_>>) -> String {
    let builds: Vec<&Build> = ids.iter().map(|&id| plan.build(id)).collect();
    let mut text = String::new();
    let common = builds.first().map(|first| &first.platforms).filter(|platforms| !platforms.is_empty());
    if let (Some(_), Some(platforms)) = (fit, common)
        && builds.iter().all(|build| build.platforms == *platforms)
    {
        text.push_str(&format!("every build is for {}\n", platforms.join(", ")));
    }
    if builds.iter().any(|build| !build.internal && build.tags.iter().any(|tag| !tag.when.0.is_empty())) {
        text.push_str("`?`: at some moments only; `imgc plan --select TARGET` says when\n");
    }
    text
}

/// One build in full.
pub fn plan_build(plan: &Plan, id: BuildId) -> String {
    let build = plan.build(id);
    let [_, image, from, platforms, _] = row(plan, build);
    let dockerfile = vec![plan.dockerfiles[build.dockerfile].path.clone()];
    let args = build.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let tags = match build.internal {
        true => vec!["internal".to_string()],
        false => build.tags.iter().map(|tag| format!("{}{}", tag.reference, moments(&tag.when))).collect(),
    };
    let target = vec![build.target.clone()];
    let mut text = String::new();
    for (name, entries) in [
        ("target", target),
        ("image", image),
        ("from", from),
        ("dockerfile", dockerfile),
        ("platforms", platforms),
        ("args", args),
        ("tags", tags),
    ] {
        for (at, entry) in entries.iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            text.push_str(&format!("{name:10}  {}\n", entry.replace(char::is_control, " ")));
        }
    }
    text
}

/// ` on branch="main"`, as a stack says it.
fn moments(when: &When) -> String {
    let clauses = when.0.iter().map(|clause| match clause {
        Clause::On(one) => format!(" on {}", moment(one)),
        Clause::NoneOf(several) => {
            format!(" unless on {}", several.iter().map(moment).collect::<Vec<_>>().join(" or "))
        }
    });
    clauses.collect()
}

fn moment(moment: &Moment) -> String {
    let event = moment.event.map(|event| event_name(event).to_string());
    let glob = |name: &str, pattern: &Option<Pattern>| pattern.as_ref().map(|one| format!("{name}=\"{}\"", one.glob));
    let parts = [event, glob("branch", &moment.branch), glob("git-tag", &moment.git_tag)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
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
    use crate::plan::NamedContext;
    use crate::plan::sample::{build, moment, stack, tag};

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
        let narrow = plan_table(&plan, &ids, Some(Fit { width: 80, mark: "…" }));
        assert_eq!((wide.lines().count(), narrow.lines().count()), (3, 3), "{wide}{narrow}");
        assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
        insta::with_settings!({ snapshot_path => "../../snapshots/plan", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("table", format!("{wide}\n{narrow}\n{}\n{}", plan_legend(&plan, &ids, None), plan_build(&plan, BuildId(0))));
        });
    }
}
