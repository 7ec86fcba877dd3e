//! Files of `editors/` from their templates and the words of the language.
//!
//! In a template `<<LIST:FORM>>` stands for the words of a list: `re` joins them by `|`, `scm` quotes each for a tree-sitter
//! predicate, on lines of its own where they are many.

use super::words::Words;
use regex::{Captures, Regex};

const WIDTH: usize = 110;

/// Where a template goes, from `editors/`, and what captures are called there.
pub struct Output {
    pub template: &'static str,
    pub path: &'static str,
    captures: &'static [(&'static str, &'static str)],
}

const HELIX: &[(&str, &str)] = &[
    ("boolean", "constant.builtin.boolean"),
    ("number", "constant.numeric"),
    ("property", "variable.other.member"),
    ("string.escape", "constant.character.escape"),
];
const ZED: &[(&str, &str)] = &[("string.regexp", "string.regex")];

const fn output(template: &'static str, path: &'static str) -> Output {
    Output { template, path, captures: &[] }
}

pub const OUTPUTS: &[Output] = &[
    output("imgc-stack.tmLanguage.json", "vscode/syntaxes/imgc-stack.tmLanguage.json"),
    output("imgcstack.vim", "vim/syntax/imgcstack.vim"),
    output("highlights.scm", "queries/highlights.scm"),
    output("injections.scm", "queries/injections.scm"),
    output("highlights.scm", "neovim/queries/imgc_stack/highlights.scm"),
    output("injections.scm", "neovim/queries/imgc_stack/injections.scm"),
    Output { template: "highlights.scm", path: "helix/queries/imgc-stack/highlights.scm", captures: HELIX },
    output("injections.scm", "helix/queries/imgc-stack/injections.scm"),
    Output { template: "highlights.scm", path: "zed/languages/imgc-stack/highlights.scm", captures: ZED },
    output("injections.scm", "zed/languages/imgc-stack/injections.scm"),
];

impl Output {
    pub fn render(&self, template: &str, words: &Words) -> String {
        let place = Regex::new("(?m)^( *)(.*?)<<([a-z-]+):(re|scm)>>").unwrap();
        let mut text = template.to_string();
        while let Some(found) = place.captures(&text) {
            let filled = fill(&found, words);
            text.replace_range(found.get(0).unwrap().range(), &filled);
        }
        for (ours, theirs) in self.captures {
            let name = Regex::new(&format!(r"@{}([\s)])", regex::escape(ours))).unwrap();
            text = name.replace_all(&text, |end: &Captures| format!("@{theirs}{}", &end[1])).into_owned();
        }
        self.banner() + &text
    }

    /// JSON has no comments: there the template itself says where it comes from.
    fn banner(&self) -> String {
        let start = match self.path.rsplit('.').next() {
            Some("scm") => "; ",
            Some("vim") => "\" ",
            _ => return String::new(),
        };
        format!(
            "{start}Generated from editors/templates/{}: change it there (editors/README.md tells how).\n",
            self.template
        )
    }
}

fn fill(found: &Captures, words: &Words) -> String {
    let (indent, before, list, form) = (&found[1], &found[2], &found[3], &found[4]);
    let list = words.get(list).unwrap_or_else(|| panic!("a template names the words `{list}`, which there are not"));
    if form == "re" {
        // A list of none matches nothing.
        let words =
            if list.is_empty() { "(?!)".to_string() } else { list.iter().copied().collect::<Vec<_>>().join("|") };
        return format!("{indent}{before}{words}");
    }
    let quoted: Vec<String> = list.iter().map(|word| format!("\"{word}\"")).collect();
    let line = format!("{indent}{before}{}", quoted.join(" "));
    if line.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{indent}{}", before.trim_end());
    let mut width = WIDTH;
    for word in quoted {
        if width + word.len() + 1 > WIDTH {
            text.push_str(&format!("\n{indent}  {word}"));
            width = indent.len() + 2 + word.len();
        } else {
            text.push_str(&format!(" {word}"));
            width += word.len() + 1;
        }
    }
    text
}
