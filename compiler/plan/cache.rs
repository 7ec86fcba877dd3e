//! Where the layers of a build are kept between runs.

use super::{Build, Plan, slug};
use crate::ast::Cache;
use sha2::{Digest, Sha256};

/// The caches of one build, as BuildKit writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildCache {
    pub kind: Cache,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

impl Plan {
    /// One scope a target: two targets that shared one would throw each other's layers away.
    pub fn cache(&self, build: &Build) -> Option<BuildCache> {
        let kind = self.ci.as_ref()?.cache.as_ref()?.value;
        let (from, to) = match kind {
            Cache::Gha => {
                let scope = format!("{}-{}", slug(&self.stack.name), build.target);
                (vec![format!("type=gha,scope={scope}")], format!("type=gha,scope={scope},mode=max,ignore-error=true"))
            }
            Cache::Registry => {
                let registry = self.stack.registries.first()?;
                let reference = format!("{registry}/{}:{}", build.repository, cache_tag(&build.target));
                (
                    vec![format!("type=registry,ref={reference}")],
                    format!(
                        "type=registry,ref={reference},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"
                    ),
                )
            }
            Cache::Inline => {
                let pushed = build.tags.iter().find_map(|tag| tag.reference.as_literal());
                (
                    pushed.map(|reference| format!("type=registry,ref={reference}")).into_iter().collect(),
                    "type=inline".into(),
                )
            }
        };
        Some(BuildCache { kind, from, to: vec![to] })
    }
}

/// `buildcache-TARGET`, within the 128 characters of a tag.
fn cache_tag(target: &str) -> String {
    let tag = format!("buildcache-{target}");
    if tag.len() <= 128 {
        return tag;
    }
    let hash: String = Sha256::digest(target).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", &tag[..111])
}
