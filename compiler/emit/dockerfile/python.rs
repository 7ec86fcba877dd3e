//! Python packages: pip, uv, conda, mamba.
//!
//! In: [`Pip`] or [`Conda`]. Out: an [`Instruction`]. Must not know: the distribution, but for what the plan says of it.
//!
//! No cache mounts here: whose home the cache would be in depends on the user that the step runs as, which only the base
//! may know. Measured (Debian 12): without `--break-system-packages` the distribution's own pip refuses to install anything
//! ("externally-managed-environment").

use super::instruction::Instruction;
use super::list::{Commands, Words};
use crate::plan::{Conda, Pip, PipTool, Text};

pub(super) fn pip(pip: &Pip) -> Instruction {
    let python = pip.python.clone().unwrap_or_else(|| Text::literal("python3"));
    let mut words = match pip.tool {
        PipTool::Pip => vec![Words::of(&python), Words::fixed("-m pip install --no-cache-dir")],
        PipTool::Uv => vec![Words::fixed("uv pip install --no-cache"), Words::option("--python", &python)],
    };
    if pip.externally_managed {
        words.push(Words::fixed("--break-system-packages"));
    }
    let mut commands = Commands::new(&[]);
    commands.command(&words);
    let mut option = |name: &'static str, values: &[Text]| {
        for value in values {
            commands.argument(&Words::option(name, value));
        }
    };
    option("--index-url", pip.index.as_slice());
    option("--extra-index-url", &pip.extra_index);
    option("--constraint", &pip.constraints);
    option("--requirement", &pip.requirements);
    commands.items(&pip.items);
    let mut out = commands.finish();
    if pip.tool == PipTool::Pip && !pip.items.iter().all(|item| item.text.to_string().contains("==")) {
        out.ignore("DL3013");
    }
    out
}

pub(super) fn conda(conda: &Conda) -> Instruction {
    let tool = Text::literal(conda.tool.clone());
    let mut commands = Commands::new(&[]);
    commands.command(&[Words::of(&tool), Words::fixed("install --yes --quiet")]);
    for channel in &conda.channels {
        commands.argument(&Words::option("--channel", channel));
    }
    commands.items(&conda.items);
    commands.command(&[Words::of(&tool), Words::fixed("clean --all --force-pkgs-dirs --yes")]);
    commands.finish()
}
