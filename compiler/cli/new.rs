//! `imgc new`

use super::arguments::{Common, New, Template};
use super::{Outcome, output};
use std::fs;
use std::io::Write;

const MINIMAL: &str = include_str!("new/minimal.kdl");
const PLANS: &str = include_str!("new/plans.kdl");
const DISTRIBUTIONS: &str = include_str!("new/distributions.kdl");

pub fn run(common: &Common, command: &New) -> Outcome {
    let file = command.folder.join("stack.kdl");
    if file.symlink_metadata().is_ok() {
        return output::usage(&format!("there is a `{}` already", file.display()));
    }
    let absolute = std::path::absolute(&command.folder).unwrap_or_else(|_| command.folder.clone());
    let of_folder = absolute.file_name().and_then(|name| name.to_str()).unwrap_or("stack").to_string();
    let name = command.name.clone().unwrap_or(of_folder);
    let template = match command.template {
        Template::Minimal => MINIMAL,
        Template::Plans => PLANS,
        Template::Distributions => DISTRIBUTIONS,
    };
    let text = template.replace("\"acme\"", &imgc::syntax::quoted(&name));
    let written =
        fs::create_dir_all(&command.folder).and_then(|()| fs::File::create_new(&file)?.write_all(text.as_bytes()));
    if let Err(error) = written {
        return output::usage(&format!("cannot write `{}`: {error}", file.display()));
    }
    output::say(common, &format!("created {}\nnext: imgc compile {}\n", file.display(), file.display()));
    Outcome::Clean
}
