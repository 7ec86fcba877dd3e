//! `imgc explain`

use super::arguments::{Common, Explain};
use super::{Outcome, output};
use imgc::diag::{RULES, did_you_mean};
use imgc::schema;

pub fn run(common: &Common, command: &Explain) -> Outcome {
    let Some(name) = &command.name else { return output::print(&all()) };
    let name = name.trim();
    if let Some(rule) = RULES.iter().find(|rule| rule.name == name) {
        return output::print_styled(common, &page(rule.page));
    }
    if let Some(text) = schema::explain(name) {
        return output::print_styled(common, &page(&text));
    }
    let names = RULES.iter().map(|rule| rule.name).chain(schema::node_names());
    let help = did_you_mean(name, names, "known").unwrap_or_else(|| "see all with `imgc explain`".to_string());
    output::usage(&format!("no rule or node is called `{name}`; {help}"))
}

/// Every rule and node, by name.
fn all() -> String {
    let mut text = String::from("Rules:\n");
    for rule in RULES {
        text.push_str(&format!("  {:<24} {}\n", rule.name, rule.severity.name()));
    }
    text.push_str("\nNodes:\n");
    let mut names: Vec<&str> = schema::node_names().collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        text.push_str(&format!("  {name}\n"));
    }
    text
}

/// Markdown as it is written; on a terminal headings stand out and code stands back.
fn page(markdown: &str) -> String {
    let bold = anstyle::Style::new().bold();
    let dim = anstyle::Style::new().dimmed();
    let mut text = String::new();
    let mut code = false;
    for line in markdown.lines() {
        let fence = line.starts_with("```");
        code ^= fence;
        if code || fence {
            text.push_str(&format!("{dim}{line}{dim:#}\n"));
        } else if line.starts_with('#') {
            text.push_str(&format!("{bold}{line}{bold:#}\n"));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}
