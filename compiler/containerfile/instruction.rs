//! One logical line to an instruction.

use super::file::{Arguments, Heredoc, Instruction, Keyword, Pair, Problem};
use super::lines::{Line, trimmed};
use super::words::{blank_separated, flags, json, quoted};
use crate::diag::nearest;
use crate::source::{Span, Spanned};
use std::ops::Range;

impl Instruction {
    /// Only the shell and word forms of these have here-documents.
    pub(super) fn takes_heredocs(&self) -> bool {
        match (&self.arguments, self.keyword) {
            (Arguments::Trigger(trigger), _) => trigger.takes_heredocs(),
            (Arguments::Exec(_), _) => false,
            (_, Keyword::Run | Keyword::Copy | Keyword::Add) => true,
            _ => false,
        }
    }

    pub(super) fn extend_to(&mut self, end: usize, heredocs: Vec<Heredoc>) {
        self.span = Span::new(self.span.source, self.span.start as usize, end);
        match &mut self.arguments {
            Arguments::Trigger(trigger) => trigger.extend_to(end, heredocs),
            _ => self.heredocs = heredocs,
        }
    }
}

/// Reads the instruction that stands at `range` of a logical line.
pub(super) fn read(line: &Line, range: Range<usize>, escape: char, problems: &mut Vec<Problem>) -> Instruction {
    let range = trimmed(&line.text, range);
    let name = blank_separated(&line.text, range.clone()).into_iter().next().unwrap_or(range.clone());
    let keyword = Keyword::of(&line.text[name.clone()]);
    let (flags, rest) = flags(line, name.end..range.end, escape);
    let name = line.word(name);
    for flag in &flags {
        if keyword != Keyword::Unknown && !keyword.flags().contains(&flag.name.value.as_str()) {
            let near = nearest(&flag.name.value, keyword.flags().iter().copied());
            let message = format!("`{}` has no flag `--{}`", name.value, flag.name.value);
            problems.push(Problem { message: hinted(message, near.map(|near| format!("--{near}"))), span: flag.span });
        }
    }
    let mut reader = Arg { line, range: trimmed(&line.text, rest..range.end), escape, name: &name, problems };
    let arguments = reader.read(keyword);
    Instruction { keyword, flags, arguments, heredocs: Vec::new(), span: line.span(range), name }
}

fn hinted(message: String, near: Option<String>) -> String {
    match near {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => message,
    }
}

/// The arguments of an instruction, about to be read.
struct Arg<'a> {
    line: &'a Line,
    range: Range<usize>,
    escape: char,
    name: &'a Spanned<String>,
    problems: &'a mut Vec<Problem>,
}

impl Arg<'_> {
    fn read(&mut self, keyword: Keyword) -> Arguments {
        match keyword {
            Keyword::Unknown => {
                let near = nearest(&self.name.value.to_ascii_uppercase(), Keyword::ALL.iter().copied());
                let message = format!("there is no instruction `{}`", self.name.value);
                self.problem(hinted(message, near.map(str::to_string)), self.name.span);
                Arguments::None
            }
            // a RUN of here-documents alone, and a CMD that resets an inherited one, may be empty
            _ if self.range.is_empty() && matches!(keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint) => {
                Arguments::None
            }
            _ if self.range.is_empty() => {
                self.problem(format!("`{}` needs an argument", self.name.value), self.name.span);
                Arguments::None
            }
            Keyword::From => self.from(),
            Keyword::Copy | Keyword::Add => {
                let words = self.json_or_words();
                self.destination(&words);
                words
            }
            Keyword::Volume => self.json_or_words(),
            Keyword::Expose => Arguments::Words(self.words()),
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => self.json_or_text(self.range.clone()),
            Keyword::Shell => match json(self.line, self.range.clone()) {
                Some(Ok(words)) if !words.is_empty() => Arguments::Exec(words),
                _ => self.refuse("`SHELL` takes a JSON array of strings"),
            },
            Keyword::Arg => self.args(),
            Keyword::Env | Keyword::Label => self.pairs(),
            Keyword::Healthcheck => self.healthcheck(),
            Keyword::Onbuild => self.onbuild(),
            Keyword::User | Keyword::Workdir | Keyword::Stopsignal | Keyword::Maintainer => {
                self.text(self.range.clone())
            }
        }
    }

    fn problem(&mut self, message: String, span: Span) {
        self.problems.push(Problem { message, span });
    }

    fn refuse(&mut self, message: &str) -> Arguments {
        self.problem(message.to_string(), self.line.span(self.range.clone()));
        Arguments::None
    }

    fn text(&self, range: Range<usize>) -> Arguments {
        Arguments::Text(self.line.word(range))
    }

    fn words(&self) -> Vec<Spanned<String>> {
        let words = blank_separated(&self.line.text, self.range.clone());
        words.into_iter().map(|word| self.line.word(word)).collect()
    }

    fn json_or_words(&mut self) -> Arguments {
        match json(self.line, self.range.clone()) {
            None => Arguments::Words(self.words()),
            Some(Ok(words)) => Arguments::Exec(words),
            Some(Err(())) => self.refuse("a JSON array here holds strings only"),
        }
    }

    fn json_or_text(&mut self, range: Range<usize>) -> Arguments {
        match json(self.line, range.clone()) {
            None => self.text(range),
            Some(Ok(words)) => Arguments::Exec(words),
            Some(Err(())) => self.refuse("a JSON array here holds strings only"),
        }
    }

    fn destination(&mut self, arguments: &Arguments) {
        if let Arguments::Words(words) | Arguments::Exec(words) = arguments
            && words.len() < 2
        {
            let message = format!("`{}` needs a source and a destination", self.name.value);
            self.problem(message, self.line.span(self.range.clone()));
        }
    }

    fn from(&mut self) -> Arguments {
        let words = self.words();
        match &words[..] {
            [_] => {}
            [_, r#as, name] if r#as.value.eq_ignore_ascii_case("as") => {
                let lower = name.value.to_ascii_lowercase();
                let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
                if !lower.starts_with(|c: char| c.is_ascii_lowercase()) || !lower.chars().all(valid) {
                    let message = format!("`{}` is no name for a stage", name.value);
                    self.problem(message, name.span);
                }
            }
            _ => {
                self.refuse("`FROM` takes a base, or a base, `AS` and a name");
            }
        }
        Arguments::Words(words)
    }

    fn args(&mut self) -> Arguments {
        let mut pairs = Vec::new();
        for word in quoted(&self.line.text, self.range.clone(), self.escape) {
            match self.line.text[word.clone()].find('=') {
                Some(0) => self.problem("an `ARG` has no name".to_string(), self.line.span(word)),
                Some(equals) => pairs.push(self.pair(word, equals)),
                None => pairs.push(Pair { name: self.line.word(word), value: None }),
            }
        }
        Arguments::Pairs(pairs)
    }

    /// `A=1 B=2`, or the old `A 1 2`.
    fn pairs(&mut self) -> Arguments {
        let words = quoted(&self.line.text, self.range.clone(), self.escape);
        let equals = |word: &Range<usize>| self.line.text[word.clone()].find('=');
        let Some(first) = words.first() else { return Arguments::None };
        if equals(first).is_none() {
            let split = blank_separated(&self.line.text, self.range.clone());
            let [name, value, ..] = &split[..] else {
                return self.refuse(&format!("`{}` needs a name and a value", self.name.value));
            };
            let value = Some(self.line.word(value.start..self.range.end));
            return Arguments::Pairs(vec![Pair { name: self.line.word(name.clone()), value }]);
        }
        let mut pairs = Vec::new();
        for word in words {
            match self.line.text[word.clone()].find('=') {
                None => {
                    let message = format!("there is no `=` in `{}`", &self.line.text[word.clone()]);
                    self.problem(message, self.line.span(word));
                }
                Some(0) => self.problem(format!("a name is missing in `{}`", self.name.value), self.line.span(word)),
                Some(equals) => pairs.push(self.pair(word, equals)),
            }
        }
        Arguments::Pairs(pairs)
    }

    fn pair(&self, word: Range<usize>, equals: usize) -> Pair {
        let equals = word.start + equals;
        Pair { name: self.line.word(word.start..equals), value: Some(self.line.word(equals + 1..word.end)) }
    }

    fn healthcheck(&mut self) -> Arguments {
        let kind = blank_separated(&self.line.text, self.range.clone()).into_iter().next().unwrap_or(0..0);
        let rest = trimmed(&self.line.text, kind.end..self.range.end);
        match self.line.text[kind.clone()].to_ascii_uppercase().as_str() {
            "NONE" if rest.is_empty() => Arguments::None,
            "NONE" => self.refuse("`HEALTHCHECK NONE` takes no argument"),
            "CMD" if rest.is_empty() => self.refuse("`HEALTHCHECK CMD` needs a command"),
            "CMD" => self.json_or_text(rest),
            _ => self.refuse("`HEALTHCHECK` is followed by `CMD` or `NONE`"),
        }
    }

    fn onbuild(&mut self) -> Arguments {
        let trigger = blank_separated(&self.line.text, self.range.clone()).into_iter().next().unwrap_or(0..0);
        match Keyword::of(&self.line.text[trigger.clone()]) {
            Keyword::Onbuild | Keyword::From | Keyword::Maintainer => {
                let message = format!("`ONBUILD` cannot trigger `{}`", &self.line.text[trigger.clone()]);
                self.problem(message, self.line.span(trigger));
                Arguments::None
            }
            _ => Arguments::Trigger(Box::new(read(self.line, self.range.clone(), self.escape, self.problems))),
        }
    }
}
