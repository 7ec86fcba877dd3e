//! All that is said of text that is not KDL.

use super::{Word, quoting};
use crate::diag::{Diagnostic, Edit, rule};
use crate::source::Span;

type Told = Box<Diagnostic>;

fn syntax(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::KDL_SYNTAX, message, span)
}

/// A character as it can be shown in a message.
fn shown(c: char) -> String {
    if c.is_control() || super::chars::is_forbidden(c) || super::chars::is_space(c) {
        format!("U+{:04X}", c as u32)
    } else {
        format!("`{c}`")
    }
}

pub fn stray_brace(span: Span) -> Told {
    syntax("`}` closes nothing", span)
        .at("no block is open here")
        .help("remove it, or look for a block above that is closed too early")
        .into()
}

/// A node without its `{`: what it holds stands behind it, and its `}` closes nothing.
pub fn unopened_brace(span: Span, closing: Span) -> Told {
    syntax("a `{` is missing at the end of this line", span)
        .at("what follows belongs into its braces")
        .label(closing, "and ends here")
        .help("add the `{`, on this line: a comment or a quote may have swallowed it")
        .into()
}

pub fn brace_below(span: Span, node: Span) -> Told {
    syntax("a `{` stands on the line of its node", span)
        .at("a new line starts a new node")
        .label(node, "its node")
        .help("move the brace up, to the end of that line")
        .into()
}

pub fn early_brace(span: Span, stray: Span) -> Told {
    syntax("this `}` closes more than its own block", span)
        .at("not indented like the block that it closes")
        .label(stray, "so this one has nothing left to close")
        .help("remove it, or add the `{` that it belongs to")
        .into()
}

pub fn too_deep(span: Span, deepest: usize) -> Told {
    syntax(format!("blocks are nested more than {deepest} deep"), span)
        .at("one block too many")
        .help("a stack needs fewer than ten levels: look for blocks that are never closed")
        .into()
}

pub fn unclosed_brace(span: Span) -> Told {
    Diagnostic::new(&rule::UNCLOSED, "this block is never closed", span)
        .at("opened here")
        .help("add the missing `}`")
        .into()
}

pub fn unclosed_comment(span: Span) -> Told {
    Diagnostic::new(&rule::UNCLOSED, "this comment is never closed", span)
        .at("opened here")
        .help("add the missing `*/`: comments nest, so each `/*` needs one of its own")
        .into()
}

/// `written` is all that stands on the line from its opening quotes on.
pub fn unclosed_string(span: Span, closing: &str, written: &str) -> Told {
    let told = Diagnostic::new(&rule::UNCLOSED, "this string is not closed on its line", span)
        .at(format!("`{closing}` is missing"))
        .help("close it, or write text of several lines between `\"\"\"` and `\"\"\"`, each on a line of its own");
    // of several words there is no telling which of them belong to it
    let word = written.trim_end();
    let inner = word.trim_start_matches('#').trim_start_matches('"');
    if inner.is_empty() || inner.contains(|c: char| super::chars::is_space(c) || "\"\\;{}".contains(c)) {
        return told.into();
    }
    told.fix("close the string", span.part(word.len(), word.len()), closing).into()
}

pub fn unclosed_lines(span: Span, closing: &str) -> Told {
    Diagnostic::new(&rule::UNCLOSED, "this string is never closed", span)
        .at("opened here")
        .help(format!("close it with `{closing}` on a line of its own"))
        .into()
}

pub fn lines_on_one_line(span: Span, text: &str) -> Told {
    let told =
        syntax("text between `\"\"\"` starts on a line of its own", span).at("nothing may follow the opening quotes");
    let inner = text.trim_matches('#').trim_matches('"');
    if inner.contains(super::chars::is_newline) {
        return told.help("start a new line after the opening quotes, and put the closing ones on their own").into();
    }
    told.help("use single quotes for a string of one line")
        .fix("use single quotes", span, quoting::quoted(inner))
        .into()
}

pub fn text_before_closing(span: Span) -> Told {
    syntax("the closing `\"\"\"` needs a line of its own", span)
        .at("text before the closing quotes")
        .help("put the closing quotes on the next line; their indentation is removed from all lines")
        .into()
}

pub fn indentation(span: Span, closing: Span) -> Told {
    syntax("this line is indented less than the quotes that close the string", span)
        .at("too far left")
        .label(closing, "this indentation is removed from every line")
        .help("indent the line at least as far as the closing quotes, with the same blanks and tabs")
        .help("or close the string before it, if it is no part of the text")
        .into()
}

pub fn forbidden(span: Span, c: char) -> Told {
    syntax(format!("the character {} may not stand in a file", shown(c)), span)
        .at("not visible in most editors")
        .help(format!("remove it, or write it as `\\u{{{:x}}}` in a plain string", c as u32))
        .into()
}

pub fn escape(span: Span, written: &str, string: Option<(Span, &str)>) -> Told {
    let told = Diagnostic::new(&rule::UNKNOWN_ESCAPE, format!("`{written}` is not an escape of KDL"), span)
        .at("in a plain string a backslash starts an escape")
        .maybe_help((written == "\\/").then(|| "write `/`: KDL reads it without a backslash".to_string()))
        .help("write the string raw, `#\"…\"#`: shell and regular expressions belong there")
        .help("or write `\\\\` for one backslash");
    let Some((string, text)) = string else { return told.into() };
    let told = match quoting::made_raw(text) {
        Some(raw) => told.fix("make the string raw", string, raw),
        None => told,
    };
    match written {
        "\\/" => told.or_edits("write `/`", slashes(string, text)).into(),
        _ => told.into(),
    }
}

/// Takes the backslash from each `\/` of a string, as JSON and KDL 1 have it.
fn slashes(string: Span, text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let (mut edits, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\\/") {
            edits.push(Edit { span: string.part(at, at + 2), text: "/".to_string() });
        }
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    edits
}

pub fn unicode_escape(span: Span) -> Told {
    Diagnostic::new(&rule::UNKNOWN_ESCAPE, "this escape names no character", span)
        .at("not `\\u{…}` with one to six hexadecimal digits")
        .help("write it as in `\\u{1f433}`, or write the string raw: `#\"…\"#`")
        .into()
}

pub fn backslash(span: Span) -> Told {
    syntax("`\\` outside a string continues the line, so nothing may follow it", span)
        .at("not the last thing on its line")
        .help("quote text that holds a backslash: `#\"…\"#`")
        .into()
}

pub fn unquoted(span: Span, text: &str) -> Told {
    if text.starts_with("*/") {
        return syntax("`*/` closes no comment", span)
            .at("no `/*` is open here")
            .help("remove it: the comment may have ended at an earlier `*/`")
            .into();
    }
    if text == "/" {
        return syntax("a `/` alone is nothing", span)
            .at("neither a comment nor a word")
            .help("a comment starts with `//`")
            .into();
    }
    let why = if text.contains("==") {
        "`==` ends a bare word"
    } else if text.contains('{') {
        "a bare `{` opens a block"
    } else if text.contains('/') {
        "`/` cannot stand in a bare word"
    } else if text.contains('=') {
        "`=` cannot stand in a bare word"
    } else if text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit()) {
        "what starts with a digit is a number"
    } else {
        "it holds characters that a bare word cannot"
    };
    // quotes of other languages are replaced, not kept
    let quoted = quoting::quoted(text.trim_matches(['\'', '`', '"', '“', '”', '‘', '’']));
    Diagnostic::new(&rule::UNQUOTED_TEXT, format!("`{text}` must be quoted"), span)
        .at(why)
        .help(format!("write `{quoted}`"))
        .fix("quote it", span, quoted)
        .into()
}

pub fn list((span, inner): (Span, Option<&str>), in_place_of_node: bool) -> Told {
    let told = Diagnostic::new(&rule::FOREIGN_SYNTAX, "KDL has no `[…]` lists", span).at("`[` means nothing here");
    let Some(inner) = inner else {
        return told
            .help("write a list of several lines between `{` and `}`, one value a line, else the values side by side")
            .into();
    };
    if in_place_of_node {
        return told.help(format!("open a block with a node: `{} {{ … }}`", inner.trim())).into();
    }
    let values: Vec<String> = inner
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(|value| if value.starts_with('"') { value.to_string() } else { quoting::quoted(value.trim_matches('\'')) })
        .collect();
    told.help(format!("write the values side by side: `{}`", values.join(" ")))
        .fix("write the values without brackets", span, values.join(" "))
        .into()
}

pub fn comma(span: Span) -> Told {
    Diagnostic::new(&rule::FOREIGN_SYNTAX, "KDL has no commas between values", span)
        .at("only a blank stands between two values")
        .help("remove the comma")
        .fix("remove the comma", span, "")
        .into()
}

/// `name` is the text before it and all up to the value behind it, where that is `"name": value`.
pub fn colon(span: Span, name: Option<(Span, &str)>) -> Told {
    let told = Diagnostic::new(&rule::FOREIGN_SYNTAX, "KDL has no colons between names and values", span)
        .at("not KDL")
        .help("write `name \"value\"` for a node, `name=\"value\"` for a property");
    match name {
        Some((span, name)) => told.fix("write `=`", span, format!("{name}=")).into(),
        None => told.into(),
    }
}

pub fn json_key(span: Span, name: &Word) -> Told {
    Diagnostic::new(&rule::FOREIGN_SYNTAX, "a node has no colon after its name", span)
        .at("this is JSON")
        .help(format!("write `{} …`", name.value))
        .fix("remove the quotes and the colon", span, name.value.clone())
        .into()
}

pub fn equals_after_node(equals: Span, with_space: Span, name: &Word) -> Told {
    let glued = equals == with_space;
    let told = Diagnostic::new(&rule::FOREIGN_SYNTAX, format!("the node `{}` takes no `=`", name.value), equals)
        .at("only properties have one")
        .help(format!("write `{} …`, with a blank in place of the `=`", name.value));
    match glued {
        // a node, or a property of the one before: no telling
        true => told.help("or end the line before it with `\\`, if it is a property of the node there").into(),
        false => told.fix("remove the `=`", with_space, "").into(),
    }
}

pub fn nameless_block(span: Span) -> Told {
    Diagnostic::new(&rule::FOREIGN_SYNTAX, "a block needs a node before it", span)
        .at("no name before this brace")
        .help("write the name of the node first, as in `stack \"demo\" { … }`: a file is a list of nodes")
        .into()
}

pub fn kdl_1_raw(span: Span, next: &str) -> Told {
    let told = Diagnostic::new(&rule::FOREIGN_SYNTAX, "raw strings have no `r` in KDL 2", span)
        .at("KDL 1")
        .help("write `#\"…\"#`");
    if next.starts_with('#') {
        return told.fix("remove the `r`", span, "").into();
    }
    let inner = next.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(inner, _)| inner);
    match inner.filter(|inner| !next.starts_with("\"\"\"") && !inner.contains(super::chars::is_newline)) {
        Some(inner) => {
            let whole = span.part(0, span.range().len() + inner.len() + 2);
            told.fix("write it raw as in KDL 2", whole, format!("#\"{inner}\"#")).into()
        }
        None => told.into(),
    }
}

pub fn bare_keyword(span: Span, word: &str) -> Told {
    Diagnostic::new(&rule::BARE_KEYWORD, format!("`{word}` is written `#{word}`"), span)
        .at("neither a keyword nor a string")
        .help(format!("write `#{word}`, or `\"{word}\"` if text is meant"))
        .fix("write the keyword", span, format!("#{word}"))
        .or_fix("quote it", span, quoting::quoted(word))
        .into()
}

pub fn keyword(span: Span, word: &str) -> Told {
    if word.is_empty() {
        return syntax("`#` starts no comment", span)
            .at("`#` starts a raw string or a keyword")
            .help("write comments as `// …`, and quote text that holds `#`")
            .into();
    }
    let told = syntax(format!("`#{word}` is not a keyword"), span).at("`#` starts a keyword or a raw string");
    match crate::diag::the_nearest(word, ["true", "false", "null"]) {
        Some(near) => told
            .help(format!("did you mean `#{near}`?"))
            .fix(format!("write `#{near}`"), span, format!("#{near}"))
            .into(),
        None => told.help("comments start with `//`, raw strings with `#\"`, and text with `#` is quoted").into(),
    }
}

pub fn annotation(span: Span) -> Told {
    syntax("`(` starts a type annotation, and this is none", span)
        .at("not `(name)`")
        .help("quote text that holds parentheses; a block stands between `{` and `}`")
        .into()
}

pub fn no_node_name(span: Span, c: char) -> Told {
    let help = match c {
        '#' => "a comment starts with `//`",
        ';' => "remove the `;`",
        '}' => "`/-` takes away the node behind it, and here is none: remove it",
        '\u{feff}' => "remove it: it is a byte order mark, which no editor shows",
        ']' | ')' => "remove it, or quote the text that it belongs to",
        _ => "start the line with a word, such as `image`",
    };
    syntax(format!("a node cannot start with {}", shown(c)), span).at("expected the name of a node").help(help).into()
}

pub fn no_value_here(span: Span, c: char) -> Told {
    syntax(format!("{} cannot start a value", shown(c)), span)
        .at("expected a value")
        .help("quote the text that it belongs to")
        .into()
}

pub fn no_value(span: Span, name: &str) -> Told {
    syntax(format!("`{name}=` has no value"), span)
        .at("expected a value after `=`")
        .help(format!("write `{name}=\"…\"`"))
        .into()
}

pub fn nothing_to_skip(span: Span) -> Told {
    syntax("the file ends where something must follow", span)
        .at("expected a node or a value")
        .help("complete it")
        .into()
}

/// `word"`: the quotes before it are missing at `start`, if those behind it are its own.
pub fn half_quoted(mut told: Told, start: Span, own: bool) -> Told {
    told.fix = None;
    if own {
        *told = told.clone().fix("add the quotes before it", start, "\"");
    }
    told
}

/// `before` is the last character of the value that ends here.
pub fn no_blank(span: Span, c: char, before: Option<char>) -> Told {
    let told = syntax(format!("a blank is missing before {}", shown(c)), span);
    match (before, c) {
        (Some('"'), '"') => {
            told.at("the string before it has ended").help("remove this quote, or put a blank before it")
        }
        (Some('"'), _) => told
            .at("the string has ended at the quote before this")
            .help("put a blank here, or add the quote that is missing further left")
            .help("or write text that holds quotes raw: `#\"…\"#`"),
        (Some(_), '"') => told
            .at("a quote in the middle of a word")
            .help("put the missing quote before the word, or a blank between two values"),
        _ => told.at("two values touch here").help("put a blank between them, or quote both as one text"),
    }
    .into()
}

pub fn second_block(span: Span) -> Told {
    syntax("a node has only one block", span).at("a second block").help("join the two, or name the second one").into()
}

pub fn after_block(span: Span) -> Told {
    syntax("nothing may follow a block on its line", span)
        .at("expected the end of the line or `;`")
        .help("move it before the block, or to a line of its own")
        .into()
}
