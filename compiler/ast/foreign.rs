//! What is said of words and signs that belong to another language, or to another place of this one.

use crate::diag::{Diagnostic, Edit, rule};
use crate::schema::{self, Context, Kind, Row, rows};
use crate::source::Span;
use crate::syntax::{Node, Quoting, Value, Word, quoted};

/// Words of package managers, compose files, Bake and GitHub workflows, and what they are here.
const WORDS: &[(&str, &str)] = &[
    ("apk", "`packages`, which installs with the distribution's own manager"),
    ("apt", "`packages`, which installs with the distribution's own manager"),
    ("apt-get", "`packages`, which installs with the distribution's own manager"),
    ("dnf", "`packages`, which installs with the distribution's own manager"),
    ("yum", "`packages`, which installs with the distribution's own manager"),
    ("build", "`context \"DIR\"` for the folder, `dockerfile \"PATH\"` for an existing Dockerfile"),
    ("command", "`cmd`"),
    ("depends_on", "`from image=\"NAME\"`, which makes one image the base of another"),
    ("elif", "another `in SELECTOR { … }`"),
    ("else", "`otherwise { … }`"),
    ("environment", "`env NAME=\"value\"`"),
    ("if", "`in SELECTOR { … }`"),
    ("jobs", "`strategy`: the jobs themselves are made of the images"),
    ("maintainer", "`authors`, in `stack`"),
    ("matrix", "`axis \"NAME\" \"a\" \"b\"`"),
    ("ports", "`expose`"),
    ("runs-on", "`runner`"),
    ("service", "`image \"NAME\" { … }`, at the top level"),
    ("services", "`image \"NAME\" { … }`, at the top level"),
    ("target", "`image \"NAME\" { … }`, at the top level"),
    ("volumes", "`volume`"),
];

/// The row that is meant by a name that is none, where that is plain.
pub fn meant(name: &Word, node: &Node, context: Context) -> Option<&'static Row> {
    let bare = name.value.trim_end_matches([':', '=']);
    let lower = bare.to_lowercase();
    if let Some(row) = schema::find(context, &lower) {
        return Some(row);
    }
    if let Some(row) = swapped(node, context) {
        return Some(row);
    }
    schema::find(context, crate::diag::nearest(bare, rows(context).into_iter().map(|row| row.name))?)
}

/// `"data" image { … }`
fn swapped(node: &Node, context: Context) -> Option<&'static Row> {
    match node.arguments.first()? {
        Value::String(word) if word.quoting == Quoting::Bare => schema::find(context, &word.value),
        _ => None,
    }
}

/// The repair of a node whose name says nothing here, if it is not a slip of the pen.
pub fn repair(node: &Node, context: Context) -> Option<String> {
    let text = node.name.value.as_str();
    if let Some(bare) = text.strip_suffix([':', '=']) {
        return Some(format!("write `{bare} …`, with nothing but a blank between a name and its values"));
    }
    if matches!(text, "--" | "<!--" | ";;" | "%") {
        return Some("a comment starts with `//`".to_string());
    }
    if text == "-" {
        return Some("write lists without dashes: one word a line, or side by side".to_string());
    }
    if let (Context::Top, "pins") = (context, text) {
        return Some("remove it: imgc does not keep references at their newest digest yet".to_string());
    }
    if let (Context::Image | Context::Component | Context::Stage, "from-image" | "FROM") = (context, text) {
        return Some("write `from \"REFERENCE\"` or `from image=\"NAME\"`".to_string());
    }
    if let Some(row) = swapped(node, context) {
        return Some(format!("a node's name stands first: `{} \"{text}\"`", row.name));
    }
    if let Some((_, here)) = WORDS.iter().find(|(word, _)| *word == text) {
        return Some(format!("this is {here}"));
    }
    if schema::find(context, &text.to_lowercase()).is_some() {
        return None;
    }
    // `tags "x"` among tags is one tag, and `platform "x"` in an image is a list of one
    let one = text.strip_suffix('s').is_some_and(|one| schema::find(context, one).is_some());
    let several = schema::find(context, &format!("{text}s")).is_some_and(|row| !row.arguments.is_empty());
    if node.children.is_none() && (one || several) {
        return None;
    }
    let mut places: Vec<&str> =
        Context::ALL.iter().filter(|&&other| schema::find(other, text).is_some()).map(|other| other.place()).collect();
    places.dedup();
    if !places.is_empty() {
        // the more usual places come last
        let shown: Vec<&str> = places.into_iter().rev().take(3).collect();
        return Some(format!("`{text}` stands {}", shown.join(", or ")));
    }
    if crate::diag::nearest(text, rows(context).into_iter().map(|row| row.name)).is_some() {
        return None;
    }
    let of = rows(context).into_iter().find(|row| row.properties.iter().any(|property| property.name == text));
    of.map(|row| format!("`{text}=` is a property of `{}`: write it on that line", row.name))
}

/// Quotes of shells, of Markdown and of word processors: to KDL they are letters.
const QUOTES: &[char] = &['\'', '`', '“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '‹', '›', '＂', '＇'];

/// Characters that nobody sees, and nobody means in a bare word.
pub fn hidden(text: &str) -> Option<char> {
    text.chars().find(|c| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}'))
}

/// What is wrong with how the values of a node are written, though KDL reads them.
pub fn spelling(node: &Node, row: &Row) -> Option<Diagnostic> {
    let words: Vec<&Word> = node
        .arguments
        .iter()
        .chain(node.properties.iter().map(|property| &property.value))
        .filter_map(|value| match value {
            Value::String(word) if word.quoting == Quoting::Bare => Some(word),
            _ => None,
        })
        .collect();
    if let Some(first) = words.iter().find(|word| word.value.starts_with(QUOTES)) {
        let last = words.iter().find(|word| word.span >= first.span && word.value.ends_with(QUOTES)).unwrap_or(first);
        return Some(quotes(Span::new(
            first.span.source,
            first.span.start as usize,
            last.span.end.max(first.span.end) as usize,
        )));
    }
    words.into_iter().find_map(|word| {
        let property =
            word.value.strip_suffix(':').filter(|bare| row.properties.iter().any(|known| known.name == *bare));
        match property {
            Some(property) => Some(
                Diagnostic::new(&rule::FOREIGN_SYNTAX, "a property has `=` between its name and its value", word.span)
                    .at("a colon means nothing here")
                    .help(format!("write `{property}=\"…\"`")),
            ),
            None => bare(word),
        }
    })
}

/// What is wrong with the word that an entry of a list starts with.
pub fn in_list(entry: &Node) -> Option<Diagnostic> {
    let told = bare(&entry.name)?;
    // one entry with an argument, where two entries are meant
    let comma = entry.name.value.ends_with(',') && !entry.arguments.is_empty();
    if !comma {
        return Some(told);
    }
    let at = told.primary();
    Some(Diagnostic { help: Vec::new(), ..told }.help("put each on a line of its own, or `;` between them").fix(
        "write `;`",
        at,
        ";",
    ))
}

/// What is wrong with one bare word.
pub fn bare(word: &Word) -> Option<Diagnostic> {
    if word.quoting != Quoting::Bare {
        return None;
    }
    if let Some(c) = hidden(&word.value) {
        let clean: String = word.value.chars().filter(|c| hidden(&c.to_string()).is_none()).collect();
        let what = format!("`{clean}` has an invisible character in it");
        return Some(
            Diagnostic::new(&rule::FOREIGN_SYNTAX, what, word.span)
                .at(format!("U+{:04X} is in this word", c as u32))
                .help("write the word anew"),
        );
    }
    if word.value.len() > 1 && word.value.ends_with(',') {
        let end = word.span.end as usize;
        return Some(
            Diagnostic::new(
                &rule::FOREIGN_SYNTAX,
                "KDL has no commas between values",
                Span::new(word.span.source, end - 1, end),
            )
            .at("this would be a part of the word")
            .help("remove the comma")
            .fix("remove the comma", Span::new(word.span.source, end - 1, end), ""),
        );
    }
    word.value.starts_with(QUOTES).then(|| quotes(word.span))
}

fn quotes(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::FOREIGN_SYNTAX, "these quotes are letters to KDL", span)
        .at("only `\"` quotes text")
        .help("write `\"…\"`, with the plain quotes of the keyboard")
}

/// Flags before the arguments, as instructions of a Dockerfile have them: here they are properties.
pub fn flags(node: &Node, row: &Row) -> Option<Diagnostic> {
    // these take options as words, or say themselves what is wrong
    if matches!(row.name, "entrypoint" | "cmd" | "shell" | "packages" | "pip" | "conda") {
        return None;
    }
    let flags: Vec<(usize, Span, &str, Option<&str>)> = node
        .arguments
        .iter()
        .enumerate()
        .filter_map(|(at, value)| match value {
            Value::String(word) => {
                let flag = word.value.strip_prefix("--")?;
                let (name, value) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
                let known = name == "mount" || row.properties.iter().any(|property| property.name == name);
                known.then_some((at, word.span, name, value))
            }
            _ => None,
        })
        .collect();
    let &(_, span, name, _) = flags.first()?;
    let told = Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`--{name}` is a property here, not an argument"), span);
    match name {
        "mount" => {
            return Some(
                told.help(format!("write it in braces: `{} \"…\" {{ mount \"cache\" \"/root/.cache\" }}`", row.name)),
            );
        }
        "from" => {
            return Some(told.help(
                "write `stage=\"…\"` for a stage, `image=\"…\"` for an image of the stack, `from=\"…\"` for another",
            ));
        }
        _ => {}
    }
    let mut written = String::new();
    let mut edits = Vec::new();
    for (at, span, name, value) in flags {
        let kind = row.properties.iter().find(|property| property.name == name)?.kind;
        let value = match (kind, value) {
            (Kind::Boolean, None | Some("true")) => "#true".to_string(),
            (Kind::Boolean, _) => "#false".to_string(),
            (_, None) => return Some(told.help(format!("write `{name}=\"…\"`"))),
            (Kind::Integer, Some(value)) => value.to_string(),
            (_, Some(value)) => quoted(value),
        };
        written.push_str(&format!(" {name}={value}"));
        // with the blanks behind it, or those before the last one
        let next = node.arguments.get(at + 1).map(Value::span);
        let end = next
            .or(node.properties.first().map(|property| property.span))
            .map_or(span.end, |next| next.start.max(span.end));
        edits.push(Edit { span: Span { end, ..span }, text: String::new() });
    }
    edits.push(Edit { span: Span { start: node.head.end, ..node.head }, text: written.clone() });
    Some(told.help(format!("write `{}`", written.trim_start())).edits("write it as a property", edits))
}
