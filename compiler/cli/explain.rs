//! `imgc explain`

use super::arguments::{Common, Explain};
use super::{Outcome, output, terminal};
use imgc::diag::{RULES, Severity, did_you_mean};
use imgc::{report, schema};

pub fn run(common: &Common, command: &Explain) -> Outcome {
    let Some(name) = &command.name else { return all(common) };
    let name = name.trim();
    let page = RULES.iter().find(|rule| rule.name == name).map(|rule| rule.page.to_string());
    if let Some(page) = page.or_else(|| schema::explain(name)) {
        return match terminal::of_pages(common) {
            Some(style) => output::print_styled(common, &report::page(&page, style)),
            None => output::print(&page),
        };
    }
    let names = RULES.iter().map(|rule| rule.name).chain(schema::node_names());
    let help = did_you_mean(name, names, "known").unwrap_or_else(|| "see all with `imgc explain`".to_string());
    output::usage(&format!("no rule or node is called `{name}`; {help}"))
}

/// Every rule and node, with a sentence each.
fn all(common: &Common) -> Outcome {
    let style = terminal::of_pages(common);
    let rules = |severity: Severity| -> Vec<(&str, String)> {
        let some = RULES.iter().filter(|rule| rule.severity == severity);
        some.map(|rule| (rule.name, report::first_sentence(report::introduction(rule.page)).to_string())).collect()
    };
    let lists = [
        ("Rules that are errors:", rules(Severity::Error)),
        ("Rules that are warnings:", rules(Severity::Warning)),
        ("Rules that are hints:", rules(Severity::Hint)),
        ("Nodes:", schema::summaries()),
    ];
    let heading = |title: &str| match style {
        Some(style) => report::page(&format!("# {title}"), style),
        None => format!("{title}\n"),
    };
    let texts = lists.map(|(title, terms)| heading(title) + &report::definitions(&terms, style));
    output::print_styled(common, &texts.join("\n"))
}
