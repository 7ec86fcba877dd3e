//! `imgc explain`

use super::arguments::{Common, Explain};
use super::loading::Found;
use super::{Outcome, loading, output, terminal};
use imgc::ast::Component;
use imgc::diag::{RULES, Severity, did_you_mean};
use imgc::{report, schema};

pub fn run(common: &Common, command: &Explain) -> Outcome {
    let found = match loading::nearest() {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let components = imgc::components(found.as_ref().map(Found::stack));
    let Some(name) = &command.name else { return all(common, components.values()) };
    let name = name.trim();
    // a name may be that of several: `end-of-life` is a rule and a node, and a stack's component may be called as a node is
    let rule = RULES.iter().find(|rule| rule.name == name).map(|rule| rule.page.to_string());
    let pages = [rule, schema::explain(name), components.get(name).map(report::component)];
    let pages: Vec<String> = pages.into_iter().flatten().collect();
    if !pages.is_empty() {
        let pages = pages.join("\n");
        return match terminal::of_pages(common) {
            Some(style) => output::print_styled(common, &report::page(&pages, style)),
            None => output::print(&pages),
        };
    }
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).chain(schema::node_names()).collect();
    names.extend(components.keys().map(String::as_str));
    let help = did_you_mean(name, names, "known").unwrap_or_else(|| "see all with `imgc explain`".to_string());
    output::usage(&format!("no rule, node or component is called `{name}`; {help}"))
}

/// Every rule, node and component, with a sentence each.
fn all<'a>(common: &Common, components: impl Iterator<Item = &'a Component>) -> Outcome {
    let style = terminal::of_pages(common);
    let rules = |severity: Severity| -> Vec<(&str, String)> {
        let some = RULES.iter().filter(|rule| rule.severity == severity);
        some.map(|rule| (rule.name, report::first_sentence(report::introduction(rule.page)).to_string())).collect()
    };
    let sentence = |component: &'a Component| (component.name.value.as_str(), report::summary(component).to_string());
    let lists = [
        ("Rules that are errors:", rules(Severity::Error)),
        ("Rules that are warnings:", rules(Severity::Warning)),
        ("Rules that are hints:", rules(Severity::Hint)),
        ("Nodes:", schema::summaries()),
        ("Components:", components.map(sentence).collect()),
    ];
    let heading = |title: &str| match style {
        Some(style) => report::page(&format!("# {title}"), style),
        None => format!("{title}\n"),
    };
    let lists = lists.into_iter().filter(|(_, terms)| !terms.is_empty());
    let texts: Vec<String> = lists.map(|(title, terms)| heading(title) + &report::definitions(&terms, style)).collect();
    output::print_styled(common, &texts.join("\n"))
}
