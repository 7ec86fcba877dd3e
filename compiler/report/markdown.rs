//! Parts of a rule's page.

/// What stands between the title and the first section.
pub fn introduction(page: &str) -> &str {
    let text = page.split_once('\n').map_or("", |(_, rest)| rest);
    text.split("\n## ").next().unwrap_or_default().trim()
}

/// Up to the first full stop that ends a sentence: one in back-ticks, or within a word, does not.
pub fn first_sentence(text: &str) -> &str {
    let mut code = false;
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        match c {
            '`' => code = !code,
            '.' if !code && (after.is_empty() || after.starts_with(char::is_whitespace)) => return &text[..=at],
            '\n' if after.starts_with('\n') => return &text[..at],
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_in_a_sentence() {
        let page = "# it\n\nNo `.x. y` of 1.2 is it. More.\n\nWhy.\n\n## Fails\n\nText.\n";
        assert_eq!(introduction(page), "No `.x. y` of 1.2 is it. More.\n\nWhy.");
        assert_eq!(first_sentence(introduction(page)), "No `.x. y` of 1.2 is it.");
        assert_eq!(first_sentence("no end\n\nnext."), "no end");
        assert_eq!(first_sentence(""), "");
    }
}
