//! What changes in a file, for a person to read.

use super::write::{Change, Step};
use anstyle::{AnsiColor, Style};
use imgc::paths::View;
use imgc::visible::visible;
use similar::TextDiff;

/// What changes in a file, as `diff -u` says it.
pub fn diff(step: &Step, view: &View) -> String {
    let path = view.shown(&step.path);
    let (from, to) = match step.change {
        Change::Create => ("/dev/null".to_string(), format!("b/{path}")),
        Change::Remove => (format!("a/{path}"), "/dev/null".to_string()),
        _ => (format!("a/{path}"), format!("b/{path}")),
    };
    let text = TextDiff::from_lines(&step.before, &step.after).unified_diff().header(&from, &to).to_string();
    let style = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    text.split_inclusive('\n')
        .map(|line| {
            // a carriage return there is a part of the line's end
            let (line, end) = line.split_at(line.trim_end_matches(['\n', '\r']).len());
            let line = visible(line);
            let style = match line.as_bytes().first() {
                _ if line.starts_with("+++") || line.starts_with("---") => Style::new().bold(),
                Some(b'+') => style(AnsiColor::Green),
                Some(b'-') => style(AnsiColor::Red),
                Some(b'@') => style(AnsiColor::Cyan),
                _ => return format!("{line}{end}"),
            };
            format!("{style}{line}{style:#}{end}")
        })
        .collect()
}
