//! Commands, separators, comments and here-documents.

use super::{Assignment, Command, Scan, Use, Word, assign, name_length};
use crate::budget::SHELL_NESTING;

/// Reads a shell text.
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        at: 0,
        out: Scan::default(),
        heredocs: Vec::new(),
        depth: 0,
        backticks: 0,
        command: Vec::new(),
        guard: Guard::default(),
        passed_over: false,
    };
    scanner.commands(None);
    let mut out = scanner.out;
    out.unclosed = out.unclosed.filter(|_| !scanner.passed_over);
    out.uses.sort_by_key(|used| used.start);
    out.quoted.sort_by_key(|used| used.start);
    out.assigned.sort_by_key(|assigned| assigned.start);
    out.commands.sort_by_key(|command| command.start);
    out
}

/// Commands that are run for how they end.
const ASKING: &[&str] = &["[", "[[", "test", "command", "which", "type", "hash", "grep", "dpkg", "rpm", "false"];

pub(super) struct Scanner<'t> {
    pub text: &'t str,
    pub at: usize,
    pub out: Scan,
    /// Waiting for the end of the line.
    heredocs: Vec<Heredoc>,
    pub depth: usize,
    /// How many `` ` `` are open.
    pub backticks: usize,
    /// The words of the command that is being read.
    command: Vec<Word>,
    guard: Guard,
    /// Something was not read, so that what seems to be missing may be there.
    passed_over: bool,
}

/// Whether the commands that are read may be passed over.
#[derive(Default)]
struct Guard {
    /// How many `if`s and `case`s are open.
    branches: usize,
    /// An operator before it in the list makes it depend on how another command ends.
    listed: bool,
    /// What `listed` was before each `{` and `(` that is open.
    groups: Vec<bool>,
    /// How many of them are true.
    listed_groups: usize,
    /// The command that was read last asks something.
    asks: bool,
    /// The list goes on: nothing has come behind its last operator.
    open: bool,
}

impl Guard {
    /// That of what is nested in a command.
    fn within(&self) -> Guard {
        let group = self.listed || self.listed_groups > 0;
        let Guard { branches, listed, asks, open, .. } = *self;
        Guard { branches, listed, groups: vec![group], listed_groups: usize::from(group), asks, open }
    }

    fn conditional(&self) -> bool {
        self.branches > 0 || self.listed || self.listed_groups > 0
    }

    fn keyword(&mut self, word: &str) {
        match word {
            "if" => self.branches += 1,
            "fi" | "esac" => self.branches = self.branches.saturating_sub(1),
            "{" => {
                self.listed_groups += usize::from(self.listed);
                self.groups.push(std::mem::take(&mut self.listed));
            }
            "}" => self.leave(),
            _ => {}
        }
    }

    fn leave(&mut self) {
        self.listed = self.groups.pop().unwrap_or_default();
        self.listed_groups -= usize::from(self.listed);
    }

    /// `;`, `&`, `|`, `&&` or `||`
    fn operator(&mut self, written: &str) {
        match written {
            "||" => self.listed = true,
            "&&" => self.listed |= self.asks,
            "|" => {}
            _ => self.listed = false,
        }
        self.open = matches!(written, "&&" | "||" | "|");
    }

    fn line_end(&mut self) {
        self.listed &= self.open;
    }
}

struct Heredoc {
    end: String,
    tabs: bool,
    quoted: bool,
}

impl Scanner<'_> {
    pub fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    pub fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Commands up to `)` or `` ` ``, which is taken; to the end of the text without one.
    pub fn commands(&mut self, stop: Option<char>) {
        let outer = std::mem::take(&mut self.command);
        let mut parentheses = 0usize;
        let mut cases = 0usize;
        while let Some(c) = self.peek() {
            match c {
                '\n' => {
                    self.end_command();
                    self.guard.line_end();
                    self.bump();
                    self.heredoc_bodies();
                }
                c if c.is_whitespace() => {
                    self.bump();
                }
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                '#' => self.comment(),
                ')' if stop == Some(')') && parentheses == 0 && cases == 0 => break,
                '`' if stop == Some('`') => break,
                '(' => {
                    parentheses += 1;
                    self.end_command();
                    self.guard.keyword("{");
                    self.bump();
                }
                ')' => {
                    self.end_command();
                    // that of a pattern of `case` closes nothing
                    if parentheses > 0 {
                        self.guard.leave();
                    }
                    parentheses = parentheses.saturating_sub(1);
                    self.bump();
                }
                ';' | '&' | '|' => {
                    let redirects = self.rest().starts_with("&>");
                    if !redirects {
                        self.end_command();
                        let twice = self.rest()[1..].starts_with(c) && c != ';';
                        let written = &self.text[self.at..=self.at + usize::from(twice)];
                        self.guard.operator(written);
                        self.at += usize::from(twice);
                    }
                    self.bump();
                }
                '<' | '>' => self.redirection(),
                _ => {
                    let word = self.word();
                    if self.command.is_empty() {
                        match word.text.as_str() {
                            "case" => cases += 1,
                            "esac" => cases = cases.saturating_sub(1),
                            _ => {}
                        }
                    }
                    let descriptor =
                        matches!(self.peek(), Some('<' | '>')) && word.text.bytes().all(|byte| byte.is_ascii_digit());
                    if !descriptor {
                        self.command.push(word);
                    }
                }
            }
        }
        self.end_command();
        self.command = outer;
        if stop.is_some() {
            self.bump();
        }
    }

    fn end_command(&mut self) {
        let mut words = std::mem::take(&mut self.command);
        let keyword = |word: &&Word| word.literal && is_keyword(&word.text, &self.text[word.start..]);
        let keywords = words.iter().take_while(keyword).count();
        let mut negated = false;
        for word in words.drain(..keywords) {
            negated = word.text == "!";
            self.guard.keyword(&word.text);
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        self.guard.open = false;
        self.guard.asks = negated || ASKING.contains(&first.text.as_str());
        self.guard.branches += usize::from(first.text == "case");
        let conditional = self.guard.conditional();
        let command = Command { start: first.start, end: last.end, words, conditional };
        assign::assignments(self.text, &command, &mut self.out.assigned);
        self.out.commands.push(command);
    }

    fn comment(&mut self) {
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.at += length;
    }

    /// `>file`, `2>&1`, `<<EOF`, `<<<word`, `<(command)`
    fn redirection(&mut self) {
        if self.take("<<<") {
            self.operand();
        } else if self.take("<<") {
            let tabs = self.take("-");
            self.blanks();
            let start = self.at;
            let word = self.delimiter();
            let quoted = self.text[start..self.at].contains(['\'', '"', '\\']);
            if !word.is_empty() {
                self.heredocs.push(Heredoc { end: word, tabs, quoted });
            }
        } else if self.take("<(") || self.take(">(") {
            self.nested(')');
        } else {
            self.bump();
            while matches!(self.peek(), Some('>' | '&' | '|')) {
                self.bump();
            }
            self.operand();
        }
    }

    /// Reads commands up to `stop`, unless they are nested too deep.
    pub fn nested(&mut self, stop: char) {
        if self.depth >= SHELL_NESTING {
            self.at = self.text.len();
            self.passed_over = true;
            return;
        }
        self.depth += 1;
        let inner = self.guard.within();
        let outer = std::mem::replace(&mut self.guard, inner);
        self.commands(Some(stop));
        self.guard = outer;
        self.depth -= 1;
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.bump();
        }
    }

    /// The file of a redirection: no word of the command.
    fn operand(&mut self) {
        self.blanks();
        if !matches!(self.peek(), None | Some('\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' | '#')) {
            self.word();
        }
    }

    /// The word that ends a here-document, unquoted; nothing in it is expanded.
    fn delimiter(&mut self) -> String {
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) = self.peek() {
            match (c, quote) {
                ('\n', _) => break,
                (c, Some(open)) if c == open => quote = None,
                (c, Some(_)) => word.push(c),
                ('\'' | '"', None) => quote = Some(c),
                ('\\', None) => {
                    self.bump();
                    word.extend(self.peek().filter(|&c| c != '\n'));
                }
                (c, None) if c.is_whitespace() || ";&|()<>`".contains(c) => break,
                (c, None) => word.push(c),
            }
            if self.peek() != Some('\n') {
                self.bump();
            }
        }
        word
    }

    fn heredoc_bodies(&mut self) {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            let mut end = self.text.len();
            while self.at < self.text.len() {
                let line_start = self.at;
                self.at += self.rest().find('\n').map_or(self.rest().len(), |found| found + 1);
                let line = self.text[line_start..self.at].trim_end_matches(['\n', '\r']);
                let line = if heredoc.tabs { line.trim_start_matches('\t') } else { line };
                if line == heredoc.end {
                    end = line_start;
                    break;
                }
            }
            let after = self.at;
            if heredoc.quoted {
                self.quoted_uses(start, end);
            } else {
                self.expanded_text(start, end);
            }
            self.at = after;
        }
    }

    /// A body in which the shell expands.
    fn expanded_text(&mut self, start: usize, end: usize) {
        let (whole, unclosed) = (self.text, self.out.unclosed);
        self.text = &whole[..end];
        self.at = start;
        while let Some(c) = self.peek() {
            match c {
                '\\' => {
                    self.bump();
                    self.bump();
                }
                '$' => {
                    self.dollar(true);
                }
                '`' => self.backtick(),
                _ => {
                    self.bump();
                }
            }
        }
        self.text = whole;
        // in a here-document a quote is a letter
        self.out.unclosed = unclosed;
    }

    /// The text has ended within the quote at `start`.
    pub fn never_closed(&mut self, start: usize) {
        let first = self.out.unclosed.map_or(start, |before| before.min(start));
        self.out.unclosed = Some(first);
    }

    /// What looks like a variable where this shell expands nothing.
    pub fn quoted_uses(&mut self, start: usize, end: usize) {
        let text = &self.text[start..end];
        // where the next `}` is, looked for once
        let mut close: Option<usize> = None;
        for (at, _) in text.match_indices('$') {
            let rest = &text[at + 1..];
            let (skip, name) = match rest.strip_prefix('{') {
                Some(inner) => (1, &inner[..name_length(inner)]),
                None => (0, &rest[..name_length(rest)]),
            };
            if name.is_empty() {
                continue;
            }
            let after = at + 1 + skip + name.len();
            if skip == 1 && close.is_none_or(|close| close < after) {
                close = Some(text[after..].find('}').map_or(usize::MAX, |found| after + found));
            }
            let closed = close.filter(|close| skip == 1 && *close != usize::MAX).map_or(after, |close| close + 1);
            self.out.quoted.push(Use { name: name.to_string(), start: start + at, end: start + closed });
        }
    }

    pub fn used(&mut self, name: &str, start: usize) {
        self.out.uses.push(Use { name: name.to_string(), start, end: self.at });
    }

    /// `${X:=…}`
    pub fn defaulted(&mut self, name: &str, start: usize) {
        let end = start + name.len();
        let assignment = Assignment { name: name.to_string(), start, end, from: self.at, one_command: false };
        self.out.assigned.push(assignment);
    }
}

/// What may stand before a command. `source` is the text from the word on: a quoted `if` is a command.
fn is_keyword(word: &str, source: &str) -> bool {
    let keywords = ["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "time", "esac"];
    keywords.contains(&word) && source.starts_with(word)
}
