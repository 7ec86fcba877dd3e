//! The catalogue of GPUs and what builds and machines have to do with it, for `imgc gpu`.

mod check;
mod host;
mod list;
mod release;
mod show;

pub use check::{gpu_check, gpu_check_json};
pub use host::{gpu_host, gpu_host_json};
pub use list::{gpu_list, gpu_list_json};
pub use show::{gpu_show, gpu_show_json};

use crate::ast::Name;

/// The version of the JSON formats. Fields may be added within one; anything else makes a new one.
const FORMAT: u32 = 1;

fn said(name: &Option<Name>) -> Option<&str> {
    name.as_ref().map(|name| name.value.as_str())
}

fn words(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

/// A cell of what is said, or of a dash.
fn cell(entries: Vec<String>) -> Vec<String> {
    if entries.is_empty() { vec!["-".to_string()] } else { entries }
}

/// Targets in short: the first and the last of many.
fn shortened(targets: &[String]) -> Vec<String> {
    match targets {
        [first, .., last] if targets.len() > 3 => vec![format!("{first} … {last} ({})", targets.len())],
        _ => cell(targets.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_the_catalogue_fit_eighty_columns() {
        let catalogue = crate::catalogue(None);
        let families: Vec<_> = catalogue.families.values().collect();
        let mut texts = vec![gpu_list(&catalogue, &families, Some(80))];
        for family in families {
            let releases = catalogue.releases_of(&family.name.value);
            texts.extend(releases.into_iter().map(|release| gpu_show(family, release, Some(80))));
        }
        assert!(texts.len() > 80);
        let wide: Vec<&str> =
            texts.iter().flat_map(|text| text.lines()).filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{wide:#?}");
    }

    #[test]
    fn many_targets_are_shortened() {
        let targets = |names: &[&str]| shortened(&names.iter().map(|name| name.to_string()).collect::<Vec<_>>());
        assert_eq!(targets(&["a", "b", "c", "d"]), ["a … d (4)"]);
        assert_eq!(targets(&["a", "b"]), ["a", "b"]);
        assert_eq!(targets(&[]), ["-"]);
        let distros = ["ubuntu24.04", "ubi8", "ubuntu9.10", "ubi10"].map(str::to_string);
        assert_eq!(release::gathered(&distros), ["ubi8 10", "ubuntu9.10 24.04"]);
    }
}
