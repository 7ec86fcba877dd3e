//! Prints the frames: text that is fixed but for values that are YAML already.

use super::yaml::holds;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

const FRAMES: [(&str, &str); 9] = [
    ("environment.j2", include_str!("environment.j2")),
    ("environment-login.j2", include_str!("environment-login.j2")),
    ("step-buildx.j2", include_str!("step-buildx.j2")),
    ("step-checkout.j2", include_str!("step-checkout.j2")),
    ("step-images.j2", include_str!("step-images.j2")),
    ("step-login.j2", include_str!("step-login.j2")),
    ("images.yml.j2", include_str!("images.yml.j2")),
    ("images-build.yml.j2", include_str!("images-build.yml.j2")),
    ("promote.yml.j2", include_str!("promote.yml.j2")),
];

/// The frames, with `shared` known to each.
pub fn frames(shared: impl IntoIterator<Item = (&'static str, Value)>) -> Environment<'static> {
    let mut frames = Environment::new();
    let syntax = SyntaxConfig::builder()
        .block_delimiters("[%", "%]")
        .variable_delimiters("[[", "]]")
        .comment_delimiters("[#", "#]")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the delimiters differ");
    frames.set_syntax(syntax);
    frames.set_undefined_behavior(UndefinedBehavior::Strict);
    frames.set_formatter(|out, _, value| {
        let text = value.as_str().ok_or_else(|| refused("is no text", value))?;
        if !text.chars().all(|c| c == '\n' || holds(c)) || text.lines().any(|line| line.ends_with(' ')) {
            return Err(refused("would not be read back", value));
        }
        out.write_str(text).map_err(Error::from)
    });
    for (name, text) in FRAMES {
        frames.add_template(name, text).expect("a frame of ours is well-formed");
    }
    for (name, value) in shared {
        frames.add_global(name, value);
    }
    frames
}

fn refused(why: &str, value: &Value) -> Error {
    Error::new(ErrorKind::BadSerialization, format!("a value {why}: {value:?}"))
}

pub fn print(frames: &Environment, name: &str, values: Value) -> String {
    let frame = frames.get_template(name).expect("it is one of the frames");
    match frame.render(values) {
        Ok(text) => text,
        Err(error) => panic!("{name}: {error:#}"),
    }
}
