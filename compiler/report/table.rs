//! Tables of text.

use crate::visible::visible;

/// Columns with a head each, and rows of cells; a cell is its entries.
pub struct Table<'a> {
    pub heads: &'a [&'a str],
    pub rows: Vec<Vec<Vec<String>>>,
}

impl Table<'_> {
    /// A row a line. With a `width` in columns, cells are folded to fit; without one (a pipe), a row is one line and the
    /// columns are separated by two blanks or more.
    pub fn text(&self, width: Option<usize>) -> String {
        let cells =
            |row: &Vec<Vec<String>>| row.iter().map(|cell| cell.iter().map(|entry| shown(entry)).collect()).collect();
        Table { heads: self.heads, rows: self.rows.iter().map(cells).collect() }.laid_out(width)
    }

    fn laid_out(&self, width: Option<usize>) -> String {
        let column = |at: usize| self.rows.iter().map(move |row| one_line(&row[at]).chars().count());
        let mut widths: Vec<usize> = self.heads.iter().map(|head| head.len()).collect();
        for (at, wide) in widths.iter_mut().enumerate() {
            *wide = column(at).chain([*wide]).max().unwrap_or(0);
        }
        if let Some(width) = width {
            self.narrow(&mut widths, width);
        }
        let mut out = String::new();
        let heads: Vec<Vec<String>> = self.heads.iter().map(|head| vec![head.to_string()]).collect();
        write_row(&mut out, &heads, &widths);
        for row in &self.rows {
            write_row(&mut out, row, &widths);
        }
        out
    }

    /// A row a line of at most `width` columns: what does not fit is cut, in the columns `from_left` at its beginning.
    pub fn cut(&self, width: usize, from_left: &[usize], mark: &str) -> String {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| shown(&one_line(cell))).collect()).collect();
        let longest = |at: usize| rows.iter().map(move |row| row[at].chars().count()).max().unwrap_or(0);
        let mut widths: Vec<usize> =
            self.heads.iter().enumerate().map(|(at, head)| longest(at).max(head.len())).collect();
        while widths.iter().sum::<usize>() + 2 * (widths.len() - 1) > width {
            // the first column, which names the row, last of all
            let wide = |from: usize| (from..widths.len()).filter(|&at| widths[at] > 12).max_by_key(|&at| widths[at]);
            let Some(widest) = wide(1).or_else(|| wide(0)) else { break };
            widths[widest] -= 1;
        }
        let heads: Vec<String> = self.heads.iter().map(|head| head.to_string()).collect();
        let line = |row: &Vec<String>| {
            let cell = |(at, cell): (usize, &String)| {
                format!("{:width$}  ", shortened(cell, widths[at], from_left.contains(&at), mark), width = widths[at])
            };
            let text: String = row.iter().enumerate().map(cell).collect();
            format!("{}\n", text.trim_end())
        };
        std::iter::once(&heads).chain(&rows).map(line).collect()
    }

    /// Takes from the widest column until the table fits, or no column can be narrower.
    fn narrow(&self, widths: &mut [usize], width: usize) {
        // first one entry a line
        let total = |widths: &[usize]| widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
        for column in (0..widths.len()).rev() {
            if total(widths) > width {
                let entries = self.rows.iter().flat_map(|row| &row[column]).map(|entry| entry.chars().count() + 1);
                widths[column] = entries.chain([self.heads[column].len()]).max().unwrap_or(0).min(widths[column]);
            }
        }
        // then entries are folded
        while total(widths) > width {
            let Some(widest) =
                (0..widths.len()).filter(|&column| widths[column] > 9).max_by_key(|&column| widths[column])
            else {
                return;
            };
            widths[widest] -= 1;
        }
    }
}

/// As much of a text as `width` columns hold, with a mark where the rest was.
fn shortened(text: &str, width: usize, from_left: bool, mark: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let room = width.saturating_sub(mark.chars().count());
    match from_left {
        _ if chars.len() <= width => chars.iter().collect(),
        true => format!("{mark}{}", chars[chars.len() - room..].iter().collect::<String>()),
        false => format!("{}{mark}", chars[..room].iter().collect::<String>().trim_end()),
    }
}

/// On one line, as people are to see it.
fn shown(entry: &str) -> String {
    visible(entry).replace(['\n', '\t'], " ")
}

fn one_line(entries: &[String]) -> String {
    entries.join(", ")
}

fn write_row(out: &mut String, row: &[Vec<String>], widths: &[usize]) {
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

/// Entries on as few lines as they fit on; one that is too long is cut at a blank, else after `/`, `:`, `-` or `@` where
/// there is one.
fn fold(entries: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut entry = entry.clone();
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
            // a blank behind the last column is as good as one in it
            let blank = rest[..=width].iter().rposition(|c| *c == ' ').filter(|&at| at > 0);
            let cut = rest[..width].iter().rposition(|c| "/:-@".contains(*c)).map_or(width, |at| at + 1);
            let line: String = rest.drain(..blank.unwrap_or(cut)).collect();
            lines.push(line);
            if blank.is_some() {
                rest.remove(0);
            }
        }
        lines.push(rest.into_iter().collect());
    }
    lines
}
