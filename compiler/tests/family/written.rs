//! Stacks that a test writes, and what comes of them; the standard library, read.

use super::{Compilation, MemoryWorld, told};
use imgc::ast::{self, Document};
use imgc::diag::{Diagnostic, Diagnostics};
use imgc::plan::Build;
use imgc::source::Sources;
use imgc::{Options, check, stdlib, syntax};

/// A stack whose builds have each a tag.
pub const HEAD: &str = "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t{-values}\" }\n";

/// What comes of a stack that says this, too.
pub fn compiled(rest: &str) -> Compilation {
    compiled_with(rest, &Options::default())
}

pub fn compiled_with(rest: &str, options: &Options) -> Compilation {
    check(&MemoryWorld::new([("stack.kdl", format!("{HEAD}{rest}"))]), "stack.kdl", options)
}

/// The builds of a compilation that has nothing to tell.
pub fn planned(compilation: Compilation) -> Vec<Build> {
    assert_eq!(told(&compilation), Vec::<String>::new());
    compilation.plan.expect("nothing is wrong").builds
}

pub fn builds(rest: &str) -> Vec<Build> {
    planned(compiled(rest))
}

/// The one thing that a compilation has to tell.
pub fn only(compilation: &Compilation) -> &Diagnostic {
    let [one] = compilation.diagnostics.as_slice() else { panic!("{:?}", told(compilation)) };
    one
}

/// The rule and its message, the words where it is told, and the help, of the only mistake.
pub fn refused(rest: &str) -> (String, String, Vec<String>) {
    let compilation = compiled(rest);
    let one = only(&compilation);
    let at = compilation.sources.text(one.primary()).to_string();
    (format!("{}: {}", one.rule.name, one.message), at, one.help.clone())
}

/// A file of the standard library.
pub fn standard(file: &str) -> Document {
    let (_, text) = stdlib::FILES.iter().find(|(name, _)| *name == file).expect("it is in the library");
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let id = sources.add(file, *text);
    let document = ast::read(&syntax::parse(id, text, &mut diagnostics), text, &mut diagnostics);
    assert!(diagnostics.check().is_ok(), "{file}");
    document
}
