//! `imgc gpu`

mod host;
mod tool;

use super::arguments::{Common, Gpu, GpuCommand, GpuList, GpuShow, GpuStack, PlanFormat, Stack};
use super::loading::Found;
use super::{Outcome, loading, output, terminal};
use imgc::ast::GpuFamily;
use imgc::diag::{did_you_mean, nearest_are};
use imgc::gpu::{Choice, choices};
use imgc::model::Catalogue;
use imgc::report;
use serde_json::Value;
use std::path::Path;

pub fn run(common: &Common, command: &Gpu) -> Outcome {
    match &command.command {
        GpuCommand::List(command) => list(common, command),
        GpuCommand::Show(command) => show(common, command),
        GpuCommand::Check(command) => check(common, command),
        GpuCommand::Host(command) => host(common, command),
    }
}

fn list(common: &Common, command: &GpuList) -> Outcome {
    let catalogue = match catalogue() {
        Ok(catalogue) => catalogue,
        Err(outcome) => return outcome,
    };
    let families = match &command.family {
        None => catalogue.families.values().collect(),
        Some(name) => match family(common, &catalogue, name) {
            Ok(family) => vec![family],
            Err(outcome) => return outcome,
        },
    };
    print(
        command.format,
        || report::gpu_list(&catalogue, &families, terminal::width()),
        || report::gpu_list_json(&catalogue, &families),
    )
}

fn show(common: &Common, command: &GpuShow) -> Outcome {
    let catalogue = match catalogue() {
        Ok(catalogue) => catalogue,
        Err(outcome) => return outcome,
    };
    let family = match family(common, &catalogue, &command.family) {
        Ok(family) => family,
        Err(outcome) => return outcome,
    };
    let name = &family.name.value;
    let Some(release) = catalogue.meant(name, &command.release).into_iter().next() else {
        let near = catalogue.nearest(name, &command.release);
        let said = format!("`{name}` has no release {}; {}", command.release, nearest_are(near));
        return failed(common, &said);
    };
    print(
        command.format,
        || report::gpu_show(family, release, terminal::width()),
        || report::gpu_show_json(family, release),
    )
}

fn check(common: &Common, command: &GpuStack) -> Outcome {
    with_choices(common, &command.stack, |choices| {
        print(command.format, || report::gpu_check(choices, terminal::width()), || report::gpu_check_json(choices))
    })
}

fn host(common: &Common, command: &GpuStack) -> Outcome {
    let host = host::read(Path::new("/"), tool::run);
    let shown = |choices: Option<&[Choice]>| {
        print(
            command.format,
            || report::gpu_host(&host, choices, terminal::width()),
            || report::gpu_host_json(&host, choices),
        )
    };
    match command.stack.stack.is_none() && !loading::is_below_a_stack() {
        true => shown(None),
        false => with_choices(common, &command.stack, |choices| shown(Some(choices))),
    }
}

/// Reads a stack, and what its builds for GPUs are for.
fn with_choices(common: &Common, stack: &Stack, then: impl FnOnce(&[Choice]) -> Outcome) -> Outcome {
    let loaded = match loading::load(stack, None, None) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    loading::tell(common, &loaded.compilation, loaded.compilation.has_errors());
    match &loaded.compilation.plan {
        Some(plan) => then(&choices(plan)),
        None => Outcome::Failed,
    }
}

/// The catalogue, with what the nearest stack upwards adds to it.
fn catalogue() -> Result<Catalogue, Outcome> {
    Ok(imgc::catalogue(loading::nearest()?.as_ref().map(Found::stack)))
}

fn family<'c>(common: &Common, catalogue: &'c Catalogue, name: &str) -> Result<&'c GpuFamily, Outcome> {
    catalogue.families.get(name).ok_or_else(|| {
        let near = did_you_mean(name, catalogue.families.keys().map(String::as_str), "families");
        failed(common, &format!("no GPU family is called `{name}`; {}", near.unwrap_or_default()))
    })
}

fn failed(common: &Common, message: &str) -> Outcome {
    output::error(common, &format!("error: {message}\n"));
    Outcome::Failed
}

fn print(format: PlanFormat, table: impl FnOnce() -> String, json: impl FnOnce() -> Value) -> Outcome {
    match format {
        PlanFormat::Table => output::print(&table()),
        PlanFormat::Json => output::print(&imgc::visible::json(&json())),
    }
}
