//! `allow "RULE" reason="…"`, in the braces of the node that it is for.

use super::checked::{Reader, as_word, name_of};
use super::{Permit, errors};
use crate::diag::RULES;
use crate::syntax::Node;

impl Reader<'_> {
    /// Takes the permits out of some nodes, so that no other reader sees them. `None`: there are none.
    pub fn permits(&mut self, nodes: &[Node], permits: &mut Vec<Permit>) -> Option<Vec<Node>> {
        // most files have none
        if !self.text.contains("allow") || !nodes.iter().any(holds_permit) {
            return None;
        }
        let (wrong, mut rest): (Vec<Node>, Vec<Node>) = nodes.iter().cloned().partition(is_permit);
        wrong.iter().for_each(|node| self.error(errors::permit_at_top(node)));
        rest.iter_mut().for_each(|node| self.take_permits(node, permits));
        Some(rest)
    }

    fn take_permits(&mut self, node: &mut Node, permits: &mut Vec<Permit>) {
        let Some(children) = node.children.take() else { return };
        let (taken, mut rest): (Vec<Node>, Vec<Node>) = children.into_iter().partition(is_permit);
        for permit in &taken {
            permits.extend(self.permit(permit, node));
        }
        rest.iter_mut().for_each(|child| self.take_permits(child, permits));
        // braces that hold nothing else are not the node's own
        node.children = (taken.is_empty() || !rest.is_empty()).then_some(rest);
    }

    fn permit(&mut self, permit: &Node, node: &Node) -> Option<Permit> {
        let rule = as_word(&permit.arguments[0])?;
        let problem = match RULES.iter().find(|known| known.name == rule.value) {
            None => Some(errors::unknown_rule(rule)),
            Some(known) if !known.may_change() => Some(errors::fixed_permit(rule)),
            Some(_) if permit.arguments.len() > 1 => Some(errors::permit_of_several(permit)),
            Some(_) => None,
        };
        let reason = permit.properties.iter().find(|property| property.name.value == "reason");
        let reason = reason.and_then(|property| as_word(&property.value)).filter(|word| !word.value.trim().is_empty());
        let problem = problem.or_else(|| match reason {
            None => Some(errors::missing_property(permit, "reason")),
            Some(_) if permit.properties.len() > 1 => Some(errors::permit_of_several(permit)),
            Some(_) => None,
        });
        if let Some(problem) = problem {
            self.error(problem);
            return None;
        }
        Some(Permit { rule: name_of(rule), node: node.span, span: permit.head, removal: permit.removal })
    }
}

/// `allow package="…"` permits what is denied, and is read as any other node.
fn is_permit(node: &Node) -> bool {
    node.name.value == "allow" && node.arguments.first().and_then(as_word).is_some()
}

fn holds_permit(node: &Node) -> bool {
    is_permit(node) || node.children.iter().flatten().any(holds_permit)
}
