//! Scalars of YAML that readers of 1.1 and of 1.2 read alike, and that GitHub does not take for an expression.

use std::fmt::Write;

/// Double-quoted, and safe from `${{ … }}`.
pub fn quoted(text: &str) -> String {
    raw_quoted(&text.replace("${{", "${{ '${{' }}"))
}

/// Double-quoted. Only for what is no place for an expression: filters, and expressions of ours.
pub fn raw_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c if (c as u32) < 0x100 => write!(out, "\\x{:02X}", c as u32).expect("a String takes all"),
            c if (c as u32) < 0x1_0000 => write!(out, "\\u{:04X}", c as u32).expect("a String takes all"),
            c => write!(out, "\\U{:08X}", c as u32).expect("a String takes all"),
        }
    }
    out.push('"');
    out
}

/// `[a, b]`
pub fn flow<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quoted(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// Text for a comment: one line, no control characters.
pub fn comment(text: &str) -> String {
    text.chars().map(|c| if holds(c) && !c.is_whitespace() { c } else { ' ' }).collect()
}

/// Whether a character may stand in a plain text, a block or a comment.
pub fn holds(c: char) -> bool {
    matches!(c, ' '..='~') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_expression_is_only_text() {
        assert_eq!(quoted("a ${{ b }}"), r#""a ${{ '${{' }} b }}""#);
        assert_eq!(quoted("on"), "\"on\"");
        assert_eq!(quoted("a\u{2028}\u{1f600}\u{7}"), r#""a\u2028\U0001F600\x07""#);
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text in any::<String>()) {
            let read: String = serde_saphyr::from_str(&raw_quoted(&text)).unwrap();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn a_list_is_read_back(items in prop::collection::vec("[ -~]{0,12}", 0..5)) {
            prop_assume!(items.iter().all(|item| !item.contains("${{")));
            let read: Vec<String> = serde_saphyr::from_str(&flow(&items)).unwrap();
            prop_assert_eq!(read, items);
        }
    }
}
