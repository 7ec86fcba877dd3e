//! Paths from the stack's root: `/` between names, no `.` and no `..`; `""` is the root.

use crate::visible::acting;

/// The folder of a path.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last name of a path.
pub fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path as it is said in a folder; one that would leave the root ends at it.
pub fn join(folder: &str, path: &str) -> String {
    walk(folder, path).0
}

/// A path as it is said in a folder; `None` if it leaves the root or is absolute.
pub fn below(folder: &str, path: &str) -> Option<String> {
    let (path, inside) = walk(folder, path);
    inside.then_some(path)
}

fn walk(folder: &str, path: &str) -> (String, bool) {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut inside = !path.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => inside &= parts.pop().is_some(),
            part => parts.push(part),
        }
    }
    (parts.join("/"), inside)
}

/// Whether a name is Git's folder, as any disk may spell it.
pub fn is_of_git(name: &str) -> bool {
    let name = name.trim_end_matches(['.', ' ']);
    name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case("git~1")
}

/// Whether Windows can hold a name as well.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
pub fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.starts_with(|c| ('1'..='9').contains(&c)))
    };
    let is_device = matches!(stem.trim_end(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt");
    !is_device && !name.ends_with(['.', ' ']) && !name.contains(['<', '>', ':', '"', '|', '?', '*'])
}

/// Bytes in a name, and in a path: of more no disk and no other tool can be sure.
const MOST: (usize, usize) = (255, 2048);

/// What is wrong with a path, wherever it is used; what it names may be anything.
pub fn unusable(path: &str) -> Option<&'static str> {
    // they would end lines and deceive readers in whatever names the file
    let deceives = |c: char| c.is_control() || acting(c).is_some();
    if path.contains(deceives) {
        Some("holds a control character")
    } else if path.split('/').any(is_of_git) {
        Some("is in Git's own folder")
    } else if path.len() > MOST.1 || path.split('/').any(|name| name.len() > MOST.0) {
        Some("is longer than a disk holds")
    } else {
        None
    }
}

/// How `to` is said from `from`, both folders or files below the root: `../../x`, `.` for the same.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - same];
    parts.extend(&to[same..]);
    if parts.is_empty() { ".".to_string() } else { parts.join("/") }
}

/// Where the user is when paths from the root are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// In this folder of the root; `""` is the root itself.
    Inside(String),
    /// Elsewhere: what leads to the root from there, `examples/quickstart`.
    Outside(String),
}

impl Default for View {
    fn default() -> View {
        View::Inside(String::new())
    }
}

impl View {
    /// A path from the root, as the user would write it.
    pub fn shown(&self, path: &str) -> String {
        match self {
            View::Inside(folder) => relative(folder, path),
            View::Outside(way) => format!("{}/{path}", way.trim_end_matches('/')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses() {
        for name in ["con", "CON", "nul.x", "aux.Dockerfile", "com1", "lpt9.a.b", "a.", "a ", "a:b", "x?", "con .x"] {
            assert!(!is_portable(name), "{name}");
        }
        for name in ["console", "com", "com0", "com10", "nule.x", ".git", "a.b", "a b", "x.con"] {
            assert!(is_portable(name), "{name}");
        }
    }

    #[test]
    fn paths_are_shown_from_where_the_user_is() {
        let inside = |folder: &str, path: &str| View::Inside(folder.to_string()).shown(path);
        assert_eq!(View::default().shown("a/b"), "a/b");
        assert_eq!(inside("a", "a/b"), "b");
        assert_eq!(inside("a/c", "a/b"), "../b");
        assert_eq!(View::Outside("../st".to_string()).shown("a/b"), "../st/a/b");
        assert_eq!(View::Outside("/".to_string()).shown("a/b"), "/a/b");
    }

    #[test]
    fn paths_stay_below_the_root() {
        assert_eq!(join("a/b", "./c/../d"), "a/b/d");
        assert_eq!(below("a", "../b").as_deref(), Some("b"));
        assert_eq!(below("a", "../../b"), None);
        assert_eq!(below("a", "/b"), None);
        assert_eq!(relative("a/b", "a/c/d"), "../c/d");
        assert_eq!(relative("", "x/y"), "x/y");
        assert_eq!(relative("x", "x"), ".");
    }
}
