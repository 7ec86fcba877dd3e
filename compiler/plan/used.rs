//! Where a component is used: what is wrong inside it is told there too.

use crate::ast::Use;
use crate::diag::{Diagnostic, Label};
use crate::source::{SourceId, Span};

/// A use of a component.
#[derive(Clone, Copy)]
pub(super) struct Used {
    /// The component's name, as it is used.
    at: Span,
    /// The file that the component is in.
    inside: SourceId,
    /// It is one of the standard library, in which a stack mends nothing.
    standard: bool,
}

impl Used {
    pub fn new(call: &Use, component: Span) -> Used {
        let standard = call.component.value.starts_with("std/");
        Used { at: call.component.span, inside: component.source, standard }
    }
}

/// Where a stack's own text says what is at a place: of the standard library, the `use` that brought it.
pub(super) fn own_place(at: Span, uses: &[Used]) -> Span {
    around(at, uses).iter().find(|one| one.standard).map_or(at, |one| one.at)
}

/// A mistake in another file than the component is used in is told with the uses; one in the standard library where the stack
/// uses that.
pub(super) fn told(mut diagnostic: Diagnostic, uses: &[Used]) -> Diagnostic {
    let around = around(diagnostic.primary(), uses);
    let own = around.iter().position(|one| one.standard);
    if let Some(own) = own {
        if diagnostic.labels[0].message.is_empty() {
            diagnostic.labels[0].message = "here".to_string();
        }
        diagnostic.labels.insert(0, Label { span: around[own].at, message: String::new() });
    }
    let others = around.iter().enumerate().rev().filter(|(at, _)| Some(*at) != own);
    diagnostic.labels.extend(others.map(|(_, one)| Label { span: one.at, message: "used here".to_string() }));
    diagnostic
}

/// The uses through which a place in another file was reached.
fn around(at: Span, uses: &[Used]) -> &[Used] {
    let reached = |one: &Used| one.inside == at.source && one.at.source != at.source;
    let last = uses.iter().rposition(reached);
    &uses[..last.map_or(0, |last| last + 1)]
}
