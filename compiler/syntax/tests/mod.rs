//! What reading KDL is tested by: broken text, nasty text, real files, places, and another reader as an oracle.

mod broken;
mod nasty;
mod oracle;
mod places;
mod suite;

use super::*;
use crate::diag::Diagnostic;
use crate::source::Sources;

/// A text, read.
struct Read {
    sources: Sources,
    tree: Tree,
    diagnostics: Vec<Diagnostic>,
}

fn read(text: &str) -> Read {
    let mut sources = Sources::default();
    let id = sources.add("stack.kdl", text);
    let mut diagnostics = Diagnostics::default();
    let tree = parse(id, text, &mut diagnostics);
    Read { sources, tree, diagnostics: diagnostics.sorted() }
}

impl Read {
    /// One line a diagnostic: rule, the text it points at, message.
    fn told(&self) -> Vec<String> {
        let line =
            |told: &Diagnostic| format!("{} `{}`: {}", told.rule.name, self.sources.text(told.primary()), told.message);
        self.diagnostics.iter().map(line).collect()
    }

    /// The text with the fixes of all diagnostics.
    fn fixed(&self) -> String {
        let mut text = self.tree.text.to_string();
        for told in self.diagnostics.iter().rev() {
            for edit in told.fix.iter().flat_map(|fix| fix.edits.iter().rev()) {
                text.replace_range(edit.span.range(), &edit.text);
            }
        }
        text
    }
}
