//! What a build has because it is one for a GPU: the variables that a base of the catalogue would bring.

use super::{Lowering, Open};
use crate::plan::{Op, Origin, Step, Text};

impl Lowering<'_, '_> {
    /// The family whose own image a reference is.
    pub(in crate::plan) fn family_of(&self, reference: &str) -> Option<String> {
        let gpus = &self.site.model().gpus;
        gpus.families.keys().find(|family| gpus.is_of_family(family, reference)).cloned()
    }

    /// The variables of the build's family, where its base does not bring them; but for those that its own steps set,
    /// or those of a stage or build that it stands on.
    pub(super) fn gpu_env(&self, open: &mut Open) {
        let Some((gpu, _)) = self.site.gpu_node() else { return };
        let Some(family) = self.site.model().gpus.families.get(&gpu.family.value) else { return };
        if open.end.gpu.as_ref() == Some(&family.name.value) {
            return;
        }
        let missing = family.env.iter().filter(|(name, _)| !open.end.env.contains(&name.value));
        let pairs = missing.filter_map(|(name, value)| {
            self.site.literal(value, None).map(|value| (name.value.clone(), Text::literal(value)))
        });
        let pairs: Vec<(String, Text)> = pairs.collect();
        if !pairs.is_empty() {
            let origin = Origin { span: Some(gpu.span), via: Vec::new() };
            open.steps.insert(0, Step { op: Op::Env(pairs), args: Vec::new(), origin });
        }
    }
}
