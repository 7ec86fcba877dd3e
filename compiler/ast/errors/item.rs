//! What is said of items of `packages`, `pip` and `conda` that are none.

use crate::ast::read_items::parts;
use crate::diag::{Diagnostic, Edit, rule};
use crate::source::Span;
use crate::syntax::{Node, Property, Word, quoted};

/// `argument`: it stands behind the node's name, and not in its braces.
pub fn several_items(word: &Word, argument: bool) -> Diagnostic {
    let each: Vec<String> = parts(&word.value).map(quoted).collect();
    let apart = each.join(if argument { " " } else { "; " });
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("no package is called `{}`", word.value), word.span)
        .at("a name has no blanks or commas in it")
        .help(format!("give each package quotes of its own: `{apart}`"))
        .fix("part them", word.span, apart)
}

/// `install`, as on a command's line.
pub fn command_word(word: &Word, node: &str) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` is read as a package", word.value), word.span)
        .at("a word of the command, not of what it installs")
        .help(format!("leave it out: `{node}` installs what it lists"))
}

/// An option that is a property here; `value` is what stands behind it.
pub fn option_for_item(word: &Word, property: &str, value: Option<&str>) -> Diagnostic {
    let value = value.map_or_else(|| quoted("…"), quoted);
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` is an option, not a package", word.value), word.span)
        .at("read as a package")
        .help(format!("write `{property}={value}`"))
}

/// A version of pip's, as conda writes one.
pub fn conda_pin(word: &Word, name: &str, version: &str) -> Diagnostic {
    let right = quoted(&format!("{name}=={version}"));
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` is no requirement of pip", word.value), word.span)
        .at("one `=` is conda's")
        .help(format!("write `{right}`"))
        .fix("write two", word.span, right)
}

/// A property that holds a list, separated by blanks, where a node in braces takes one.
pub fn list_in_braces(told: Diagnostic, property: &Property, list: &str, node: &Node, text: &str) -> Diagnostic {
    let each: Vec<String> = list.split_whitespace().map(quoted).collect();
    let body = format!("{{ {} {} }}", property.name.value, each.join(" "));
    let (start, end) = (property.span.start as usize, property.span.end as usize);
    // with the blanks before it
    let start = text[..start].trim_end_matches(' ').len();
    let gone = |text: String| Edit { span: Span::new(property.span.source, start, end), text };
    let edits = match node.head.end as usize {
        last if last == end => vec![gone(format!(" {body}"))],
        last => {
            let added = Edit { span: Span::new(property.span.source, last, last), text: format!(" {body}") };
            vec![gone(String::new()), added]
        }
    };
    told.help(format!("write each in quotes, in braces: `{body}`")).edits("write each in quotes", edits)
}
