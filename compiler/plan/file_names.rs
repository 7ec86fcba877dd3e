//! What generated files are called: short, and each its own even where a disk ignores case.

use crate::paths;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// So many values are in a name; of more only the first is, so that one more does not rename the file.
const FEW: usize = 3;

/// What tells the files of an image apart takes at most so many bytes: with the longest name of an image a disk holds it.
const MOST: usize = 80;

/// The names that files have, and those that they must not get.
#[derive(Debug)]
pub struct FileNames {
    /// In lower case.
    taken: BTreeSet<String>,
}

impl FileNames {
    /// `others` are paths of files that are there.
    pub fn new<'a>(others: impl IntoIterator<Item = &'a str>) -> FileNames {
        FileNames { taken: others.into_iter().map(str::to_lowercase).collect() }
    }

    /// The path of an image's file. `values` are those that tell it from the image's others, as many as each axis has;
    /// `target` is the first build that it is for, and says which file it is where the values do not.
    pub fn take(&mut self, folder: &str, image: &str, values: &[Vec<&str>], target: &str, ending: &str) -> String {
        let told: String = values.iter().filter_map(|of_axis| few(of_axis)).map(|words| format!(".{words}")).collect();
        let hash = hash(target);
        let by_values = (told.len() <= MOST).then_some(told);
        let by_target = (1..).map(|at| if at == 1 { format!(".{hash}") } else { format!(".{hash}-{at}") });
        let mut paths =
            by_values.into_iter().chain(by_target).map(|told| paths::join(folder, &format!("{image}{told}{ending}")));
        paths.find(|path| self.taken.insert(path.to_lowercase())).unwrap_or_default()
    }
}

/// A name, or the start of a long one and what tells it from others.
pub fn short(name: &str) -> String {
    let start: String = name.chars().take(MOST / 2).collect();
    if name.len() <= MOST { name.to_string() } else { format!("{start}-{}", hash(name)) }
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// `a+b+c`, or `a+more`.
fn few(values: &[&str]) -> Option<String> {
    let values: Vec<String> = values.iter().filter(|value| !value.is_empty()).map(|value| safe(value)).collect();
    match values.as_slice() {
        [] => None,
        [first, ..] if values.len() > FEW => Some(format!("{first}+more")),
        few => Some(few.join("+")),
    }
}

fn safe(value: &str) -> String {
    value.chars().map(|c| if c.is_ascii_alphanumeric() || "_+-.".contains(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(names: &mut FileNames, values: &[Vec<&str>], target: &str) -> String {
        names.take("out", "a", values, target, ".Dockerfile")
    }

    #[test]
    fn one_more_value_does_not_rename_a_file_of_many() {
        let mut names = FileNames::new([]);
        assert_eq!(take(&mut names, &[], "a"), "out/a.Dockerfile");
        assert_eq!(take(&mut names, &[vec!["x", "y", "z"], vec!["b c"]], "a"), "out/a.x+y+z.b-c.Dockerfile");
        let of = |values: &[Vec<&str>]| take(&mut FileNames::new([]), values, "a");
        let many = of(&[vec!["1", "2", "3", "4"]]);
        assert_eq!(many, "out/a.1+more.Dockerfile");
        assert_eq!(of(&[vec!["1", "2", "3", "4", "5"]]), many);
    }

    #[test]
    fn no_two_files_have_one_name_in_any_case() {
        let mut names = FileNames::new(["out/A.Dockerfile", "out/a.x.Dockerfile"]);
        let mut all = BTreeSet::from(["out/a.dockerfile".to_string(), "out/a.x.dockerfile".to_string()]);
        for (values, target) in
            [(vec![], "a"), (vec![vec!["X"]], "a-x"), (vec![vec!["x"]], "a-x"), (vec![vec!["x"]], "b")]
        {
            assert!(all.insert(take(&mut names, &values, target).to_lowercase()));
        }
    }

    #[test]
    fn a_name_is_short_whatever_the_values_are() {
        let long = "v".repeat(300);
        let values = [vec![long.as_str()], vec!["x", &long, "y"]];
        let path = take(&mut FileNames::new([]), &values, "a-target");
        assert!(path.len() < 100, "{path}");
        assert_eq!(path, take(&mut FileNames::new([]), &values, "a-target"), "it is the same each time");
    }
}
