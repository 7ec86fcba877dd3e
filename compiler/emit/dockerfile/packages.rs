//! Packages of the distribution, in one layer.
//!
//! In: [`Packages`]. Out: an [`Instruction`]. Must not know: pip, conda.
//!
//! What a manager downloads stays out of the layer in one of two ways. apt, dnf and zypper write theirs to cache mounts:
//! a later build finds the lists again, and nothing needs to be cleaned. The others, of small systems, clean up at the end.
//! Measured (Debian 12): the layer has neither lists nor archives, `extended_states` is in it, and of a mount on a folder that
//! the base does not have no trace is left, so that dnf 4 and 5 can be served alike.
//!
//! - `sharing=private`, not `locked`: a family of images is built side by side and for several platforms, and with `locked`
//!   all `packages` of all of them would wait for each other. A private mount is as warm where nobody else holds it.
//! - of apt's state only `lists` is mounted: `/var/lib/apt/extended_states` says what was installed by hand and belongs to
//!   the image.
//! - Debian's `docker-clean` stays where it is: taking it away would change the image for those who build on it. It
//!   empties the archive after each run; where a base has none, the mount keeps the archive out of the layer.
//! - an interactive question would wait for ever: `DEBIAN_FRONTEND` for the one command, not for the image.

use super::instruction::Instruction;
use super::list::{Commands, Words};
use super::run;
use super::word::Written;
use crate::plan::{Item, Manager, Mount, Packages, Text};

struct Form {
    /// Folders of downloads that are kept out of the layer.
    caches: &'static [&'static str],
    before: &'static [&'static str],
    install: &'static str,
    /// Switches weak dependencies off, or on where off is the default.
    only_needed: &'static str,
    recommended: &'static str,
    after: &'static [&'static str],
    /// hadolint's finding for packages without a version.
    unpinned: &'static str,
    /// hadolint's finding for a clean-up that the cache mounts make needless.
    unclean: Option<&'static str>,
}

fn form(manager: Manager) -> Form {
    match manager {
        Manager::Apt => Form {
            caches: &["/var/cache/apt", "/var/lib/apt/lists"],
            before: &["apt-get update -q"],
            install: "DEBIAN_FRONTEND=noninteractive apt-get install -y -q",
            only_needed: "--no-install-recommends",
            recommended: "--install-recommends",
            after: &[],
            unpinned: "DL3008",
            unclean: None,
        },
        Manager::Dnf => Form {
            // dnf 4 and 5
            caches: &["/var/cache/dnf", "/var/cache/libdnf5"],
            before: &[],
            install: "dnf install -y -q --setopt=keepcache=1",
            only_needed: "--setopt=install_weak_deps=0",
            recommended: "--setopt=install_weak_deps=1",
            after: &[],
            unpinned: "DL3041",
            unclean: Some("DL3040"),
        },
        Manager::Microdnf => Form {
            caches: &[],
            before: &[],
            install: "microdnf install -y",
            only_needed: "--setopt=install_weak_deps=0",
            recommended: "--setopt=install_weak_deps=1",
            after: &["microdnf clean all"],
            unpinned: "DL3041",
            unclean: None,
        },
        Manager::Yum => Form {
            caches: &[],
            before: &[],
            install: "yum install -y -q",
            // yum knows no weak dependencies; where yum is dnf, it does.
            only_needed: "--setopt=install_weak_deps=0",
            recommended: "--setopt=install_weak_deps=1",
            after: &["yum clean all", "rm -rf /var/cache/yum"],
            unpinned: "DL3033",
            unclean: None,
        },
        Manager::Tdnf => Form {
            caches: &[],
            before: &[],
            install: "tdnf install -y -q",
            // tdnf installs none.
            only_needed: "",
            recommended: "",
            after: &["tdnf clean all"],
            unpinned: "DL3041",
            unclean: None,
        },
        Manager::Zypper => Form {
            caches: &["/var/cache/zypp"],
            before: &["zypper --non-interactive --quiet refresh"],
            install: "zypper --non-interactive --quiet install",
            only_needed: "--no-recommends",
            recommended: "--recommends",
            after: &[],
            unpinned: "DL3037",
            unclean: Some("DL3036"),
        },
        Manager::Apk => Form {
            caches: &[],
            before: &[],
            install: "apk add --quiet --no-cache",
            // apk has no weak dependencies.
            only_needed: "",
            recommended: "",
            after: &[],
            unpinned: "DL3018",
            unclean: None,
        },
    }
}

pub(super) fn packages(packages: &Packages) -> Instruction {
    let form = form(packages.manager);
    let mounts: Vec<Written> = form.caches.iter().map(|folder| run::mount(&cache(folder))).collect();
    let mut commands = Commands::new(&mounts);
    for before in form.before {
        commands.command(&[Words::fixed(before)]);
    }
    let mut install = vec![Words::fixed(form.install)];
    let weak = if packages.recommends { form.recommended } else { form.only_needed };
    if !weak.is_empty() {
        install.push(Words::fixed(weak));
    }
    commands.command(&install).items(&packages.items);
    for after in form.after {
        commands.command(&[Words::fixed(after)]);
    }
    let mut out = commands.finish();
    if !packages.items.iter().all(|item| is_pinned(packages.manager, item)) {
        out.ignore(form.unpinned);
    }
    if let Some(code) = form.unclean {
        out.ignore(code);
    }
    out
}

fn cache(folder: &str) -> Mount {
    Mount::Cache { to: Text::literal(folder), id: None, sharing: Some("private".to_string()) }
}

/// Whether hadolint sees a version in it.
fn is_pinned(manager: Manager, item: &Item) -> bool {
    let text = item.text.to_string();
    match manager {
        Manager::Apt | Manager::Zypper | Manager::Apk => text.contains('='),
        Manager::Dnf | Manager::Microdnf | Manager::Yum | Manager::Tdnf => {
            text.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
        }
    }
}
