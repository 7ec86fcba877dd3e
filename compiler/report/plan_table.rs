//! The builds as a table, for `imgc plan`.

use crate::plan::{Build, BuildId, Plan};

const HEADS: [&str; 5] = ["TARGET", "IMAGE", "FROM", "PLATFORMS", "TAGS"];

/// A row a build. With a `width` in columns, cells are folded to fit; without one (a pipe), a row is one line and the
/// columns are separated by two blanks or more.
pub fn plan_table(plan: &Plan, ids: &[BuildId], width: Option<usize>) -> String {
    let rows: Vec<[Vec<String>; 5]> = ids.iter().map(|&id| row(plan, plan.build(id))).collect();
    let mut widths: [usize; 5] = std::array::from_fn(|column| {
        rows.iter().map(|row| one_line(&row[column]).chars().count()).chain([HEADS[column].len()]).max().unwrap_or(0)
    });
    if let Some(width) = width {
        narrow(&mut widths, &rows, width);
    }
    let mut out = String::new();
    let heads: [Vec<String>; 5] = std::array::from_fn(|column| vec![HEADS[column].to_string()]);
    write_row(&mut out, &heads, &widths);
    for row in &rows {
        write_row(&mut out, row, &widths);
    }
    out
}

/// Each cell as its entries.
fn row(plan: &Plan, build: &Build) -> [Vec<String>; 5] {
    let from = match build.parents.as_slice() {
        [] => vec![build.from.clone()],
        parents => parents.iter().map(|&id| plan.build(id).target.clone()).collect(),
    };
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

fn one_line(entries: &[String]) -> String {
    entries.join(", ")
}

/// Takes from the widest column until the table fits, or no column can be narrower.
fn narrow(widths: &mut [usize; 5], rows: &[[Vec<String>; 5]], width: usize) {
    // first one entry a line
    let total = |widths: &[usize; 5]| widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    for column in (0..widths.len()).rev() {
        if total(widths) > width {
            let entries = rows.iter().flat_map(|row| &row[column]).map(|entry| entry.chars().count() + 1);
            widths[column] = entries.chain([HEADS[column].len()]).max().unwrap_or(0).min(widths[column]);
        }
    }
    // then entries are folded
    while total(widths) > width {
        let Some(widest) = (0..widths.len()).filter(|&column| widths[column] > 9).max_by_key(|&column| widths[column])
        else {
            return;
        };
        widths[widest] -= 1;
    }
}

fn write_row(out: &mut String, row: &[Vec<String>; 5], widths: &[usize; 5]) {
    let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(entries, &width)| fold(entries, width)).collect();
    for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let mut text = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let part = cell.get(line).map(String::as_str).unwrap_or_default();
            text.push_str(&format!("{part:width$}  "));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

/// Entries on as few lines as they fit on; one that is too long is cut after `/`, `:`, `-` or `@` where there is one.
fn fold(entries: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut entry = entry.replace(char::is_control, " ");
        if at + 1 < entries.len() {
            entry.push(',');
        }
        let fits = |line: &String| line.chars().count() + 1 + entry.chars().count() <= width;
        if let Some(last) = lines.last_mut().filter(|last| fits(last)) {
            last.push(' ');
            last.push_str(&entry);
            continue;
        }
        let mut rest: Vec<char> = entry.chars().collect();
        while rest.len() > width {
            let cut = rest[..width].iter().rposition(|c| "/:-@".contains(*c)).map_or(width, |at| at + 1);
            lines.push(rest.drain(..cut).collect());
        }
        lines.push(rest.into_iter().collect());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample::{build, moment, stack, tag};
    use crate::plan::{BuildId, Clause};

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
