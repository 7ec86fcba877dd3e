//! How many tags that move a stack may have.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn floating_tags(subject: &Subject, diagnostics: &mut Diagnostics) {
    for budget in subject.model.policies.iter().flat_map(|policy| &policy.floating) {
        // by repository and tag, whatever the registry
        let mut tags: BTreeMap<String, Option<Span>> = BTreeMap::new();
        for build in &subject.plan.builds {
            for tag in &build.tags {
                let reference = tag.reference.to_string();
                let Some((name, text)) = reference.rsplit_once(':') else { continue };
                if budget.glob.value.matches(text) {
                    tags.entry(format!("{}:{text}", name.rsplit('/').next().unwrap_or(name)))
                        .or_insert(tag.origin.span);
                }
            }
            for tag in build.promotions.iter().flat_map(|promotion| &promotion.tags) {
                if budget.glob.value.matches(&tag.tag) {
                    tags.entry(format!("{}:{}", build.repository, tag.tag)).or_insert(build.origin.span);
                }
            }
        }
        if tags.len() > budget.max as usize {
            diagnostics.report(errors::too_many_floating(budget, &tags));
        }
    }
}
