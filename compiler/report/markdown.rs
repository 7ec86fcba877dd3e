//! Markdown as the pages of the manual have it.

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

/// A table, as lines of `| cell | cell |`.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escaped = |cell: &String| cell.replace('|', "\\|");
    let rows: String = rows.iter().map(|row| line(row.iter().map(escaped).collect())).collect();
    let heads_line = line(heads.iter().map(|head| head.to_string()).collect());
    format!("{heads_line}|{}\n{rows}", "---|".repeat(heads.len()))
}

/// The cells of a table's line.
#[cfg(feature = "cli")]
pub fn cells(line: &str) -> Vec<String> {
    const BAR: &str = "\u{0}";
    let line = line.trim().replace("\\|", BAR);
    let inner = line.trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().replace(BAR, "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "cli")]
    fn a_table_is_read_as_it_was_written() {
        let rows = vec![vec!["a|b".to_string(), String::new()], vec!["`|`".to_string(), "d".to_string()]];
        let text = table(&["x", "y"], &rows);
        assert_eq!(text, "| x | y |\n|---|---|\n| a\\|b |  |\n| `\\|` | d |\n");
        assert_eq!(text.lines().skip(2).map(cells).collect::<Vec<_>>(), rows);
    }

    #[test]
    fn a_page_is_told_in_a_sentence() {
        let page = "# it\n\nNo `.x. y` of 1.2 is it. More.\n\nWhy.\n\n## Fails\n\nText.\n";
        assert_eq!(introduction(page), "No `.x. y` of 1.2 is it. More.\n\nWhy.");
        assert_eq!(first_sentence(introduction(page)), "No `.x. y` of 1.2 is it.");
        assert_eq!(first_sentence("no end\n\nnext."), "no end");
        assert_eq!(first_sentence(""), "");
    }
}
