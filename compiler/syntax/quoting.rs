//! Writing a string back as KDL.

/// A KDL string of this value: plain if that needs no escapes, else raw, else with escapes.
pub fn quoted(value: &str) -> String {
    let as_it_is = !value.chars().any(|c| super::chars::is_newline(c) || super::chars::is_forbidden(c));
    if as_it_is && !value.contains(['"', '\\']) {
        return format!("\"{value}\"");
    }
    if as_it_is && !three_quotes(value) {
        let hashes = "#".repeat(hashes(value));
        return format!("{hashes}\"{value}\"{hashes}");
    }
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if super::chars::is_newline(c) || super::chars::is_forbidden(c) => {
                text.push_str(&format!("\\u{{{:x}}}", c as u32));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Whether between `"` and `"` it would start with the `"""` of a text of several lines.
fn three_quotes(value: &str) -> bool {
    value.starts_with("\"\"") || value == "\""
}

/// How many `#` a raw string of this value needs.
fn hashes(value: &str) -> usize {
    let mut most = 0;
    for (at, _) in value.match_indices('"') {
        most = most.max(value[at + 1..].bytes().take_while(|&byte| byte == b'#').count() + 1);
    }
    most.max(1)
}

/// The plain string `written` (with its quotes) made raw, for shell and regular expressions: `\"` and `\\` lose their
/// backslash, all other backslashes are what was meant. Nothing if that cannot be written raw.
pub fn made_raw(written: &str) -> Option<String> {
    let quotes = if written.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let inner = written.strip_prefix(quotes)?.strip_suffix(quotes)?;
    let mut text = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, chars.as_str().chars().next()) {
            ('\\', Some(next @ ('"' | '\\'))) => {
                chars.next();
                text.push(next);
            }
            (c, _) => text.push(c),
        }
    }
    if quotes.len() == 1 && (three_quotes(&text) || text.chars().any(super::chars::is_newline)) {
        return None;
    }
    let hashes = "#".repeat(hashes(&text));
    Some(format!("{hashes}{quotes}{text}{quotes}{hashes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_so_that_it_reads_back() {
        assert_eq!(quoted("a"), "\"a\"");
        assert_eq!(quoted("a\"b"), "#\"a\"b\"#");
        assert_eq!(quoted("a\"#b"), "##\"a\"#b\"##");
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert_eq!(quoted("\"\"a"), "\"\\\"\\\"a\"");
    }

    #[test]
    fn a_plain_string_is_made_raw_as_it_was_meant() {
        assert_eq!(made_raw(r#""a \"b\" \d\\.""#).as_deref(), Some(r##"#"a "b" \d\."#"##));
    }
}
