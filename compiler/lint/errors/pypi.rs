//! What is said of packages that are for another GPU than the build.

use super::clash::{some, toolkit};
use super::used_here;
use crate::ast::GpuFamily;
use crate::diag::{Diagnostic, rule};
use crate::lint::pypi::{For, From, Index, Taken};

pub fn pypi_wheels(taken: &Taken, of: &GpuFamily, meant: &For, index: Index) -> Diagnostic {
    let name = &taken.requirement;
    let from = match taken.from {
        From::Conda => format!("`{name}` brings {}", toolkit(of)),
        From::PyPi => format!("`{name}` comes from PyPI, whose build is for {}", toolkit(of)),
        From::AmongOthers => format!("pip may take `{name}` from PyPI, whose build is for {}", toolkit(of)),
    };
    let this = match meant.family {
        Some(family) => format!("this build is for {}", toolkit(family)),
        None => "this build has no GPU".to_string(),
    };
    let told = Diagnostic::new(&rule::PYPI_WHEELS, format!("{from}, and {this}"), taken.span);
    let told = match &taken.file {
        Some((path, line)) => told.label(taken.span, format!("`{path}` lists it in line {line}")),
        None => told,
    };
    let told = match (meant.said, meant.family) {
        (Some(said), Some(family)) => told.label(said, format!("{} is said here", toolkit(family))),
        _ => told,
    };
    let told = used_here(told, taken.via);
    if taken.from == From::Conda {
        return told.help("install the package that is built for this GPU, or none");
    }
    match index {
        Index::Arg(arg) => {
            let told = told.help(format!("name the index of its wheels for this build: `index=\"{{{arg}}}\"`"));
            match taken.alone {
                true => told.fix(format!("add `index=\"{{{arg}}}\"`"), behind(taken), format!(" index=\"{{{arg}}}\"")),
                false => told,
            }
        }
        Index::Address(address) => told.help(format!(
            "name the index of its wheels for this build alone: `index=\"{address}\"`, in a shell `--index-url {address}`"
        )),
        Index::Others(releases) => {
            let known: Vec<String> = releases.iter().map(|one| format!("`{one}`")).collect();
            told.help(format!("it has wheels for {} {}, each at an index of its own: name one with `index=`", this_toolkit(meant), known.join(", ")))
        }
        Index::Unknown => told.help("name the index that has its wheels for this build: `index=\"…\"`"),
    }
}

fn this_toolkit<'f>(meant: &For<'f>) -> &'f str {
    meant.family.map_or("no GPU", toolkit)
}

/// Where a property can be added to the entry's node: behind the entry.
fn behind(taken: &Taken) -> crate::source::Span {
    let length = taken.span.range().len();
    taken.span.part(length, length)
}

pub fn in_builds(told: Diagnostic, targets: &[&str]) -> Diagnostic {
    told.at(format!("in {}", some(targets)))
}
