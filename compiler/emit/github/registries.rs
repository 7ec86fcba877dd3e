//! Which registries a run writes to, and what it needs to be let in.

use super::yaml::quoted;
use crate::plan::{Plan, Segment, Text};
use std::collections::BTreeSet;

/// What the frames say of a registry.
#[derive(Clone, Debug)]
pub struct Login {
    /// As YAML.
    pub host: String,
    pub username: String,
    pub password: String,
    /// Names of the secrets: none where the run's own token does.
    pub secrets: Vec<String>,
}

/// All but those on the builder's own machine, sorted.
pub fn logins(plan: &Plan) -> Vec<Login> {
    let mut hosts: BTreeSet<String> =
        plan.stack.registries.iter().map(|registry| host(&format!("{registry}/"))).collect();
    for build in &plan.builds {
        hosts.extend(build.tags.iter().filter_map(|tag| start(&tag.reference)).map(|text| host(&text)));
        let promoted = build.promotions.iter().flat_map(|promotion| &promotion.tags).flat_map(|tag| &tag.references);
        hosts.extend(promoted.map(|reference| host(reference)));
    }
    let local = |host: &String| host.starts_with("localhost") || host.starts_with("127.");
    hosts.into_iter().filter(|host| !local(host)).map(|host| login(&host)).collect()
}

fn start(reference: &Text) -> Option<String> {
    match reference.0.first()? {
        Segment::Literal(text) => Some(text.clone()),
        _ => None,
    }
}

/// `docker.io` where a reference names none.
fn host(reference: &str) -> String {
    match reference.split_once('/') {
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => first.to_string(),
        _ => "docker.io".to_string(),
    }
}

fn login(host: &str) -> Login {
    if host == "ghcr.io" {
        let (username, password) = ("${{ github.actor }}", "${{ github.token }}");
        return Login { host: quoted(host), username: username.into(), password: password.into(), secrets: Vec::new() };
    }
    let name: String =
        host.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let secrets = vec![format!("REGISTRY_{name}_USERNAME"), format!("REGISTRY_{name}_PASSWORD")];
    Login {
        host: quoted(host),
        username: format!("${{{{ secrets.{} }}}}", secrets[0]),
        password: format!("${{{{ secrets.{} }}}}", secrets[1]),
        secrets,
    }
}

/// A reference without its tag.
pub fn repository(reference: &str) -> &str {
    match reference.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_owners() {
        assert_eq!(host("ghcr.io/acme/base:1"), "ghcr.io");
        assert_eq!(host("acme/base:1"), "docker.io");
        assert_eq!(host("base:1"), "docker.io");
        assert_eq!(host("localhost:5000/base"), "localhost:5000");
        assert_eq!(login("quay.io").secrets, ["REGISTRY_QUAY_IO_USERNAME", "REGISTRY_QUAY_IO_PASSWORD"]);
        assert_eq!(repository("localhost:5000/base"), "localhost:5000/base");
        assert_eq!(repository("localhost:5000/base:1"), "localhost:5000/base");
    }
}
