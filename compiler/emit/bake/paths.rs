//! Paths from one place of the root to another. All are relative to the root, with `/`.

/// `to` as seen from the folder `from`; `.` for itself.
pub fn relative(from: &str, to: &str) -> String {
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut steps = vec![".."; from.len() - shared];
    steps.extend(&to[shared..]);
    let path = steps.join("/");
    match path.as_str() {
        "" => ".".to_string(),
        // Bake would take it for an address
        _ if path.contains(':') || path.starts_with("github.com/") || path.starts_with("git@") => format!("./{path}"),
        _ => path,
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !matches!(*part, "" | ".")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_up_and_down() {
        assert_eq!(relative("", ""), ".");
        assert_eq!(relative("", "images/base"), "images/base");
        assert_eq!(relative("generated", "images/base"), "../images/base");
        assert_eq!(relative("a/b", "a/c"), "../c");
        assert_eq!(relative("a/b", "a"), "..");
        assert_eq!(relative("./a", "a/x:y"), "./x:y");
    }
}
