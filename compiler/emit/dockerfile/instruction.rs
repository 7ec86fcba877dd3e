//! An instruction and its lines.
//!
//! In: [`Written`] parts. Out: text of whole lines. Must not know: what the instruction is for.

use super::shell;
use super::word::Written;

/// One instruction, on a line of its own or continued over several.
#[derive(Clone, Debug)]
pub(super) struct Instruction {
    /// Codes of hadolint that do not apply to it.
    ignored: Vec<&'static str>,
    lines: Vec<Line>,
    heredoc: Option<String>,
}

#[derive(Clone, Debug)]
enum Line {
    Code { indent: usize, text: String },
    Comment { indent: usize, text: String },
}

impl Instruction {
    pub fn new(keyword: &'static str, parts: &[Written]) -> Instruction {
        let mut text = keyword.to_string();
        for part in parts {
            text.push(' ');
            text.push_str(part.as_str());
        }
        Instruction { ignored: Vec::new(), lines: vec![Line::Code { indent: 0, text }], heredoc: None }
    }

    /// A line exactly as the user wrote it.
    pub fn raw(text: &str) -> Instruction {
        Instruction {
            ignored: Vec::new(),
            lines: vec![Line::Code { indent: 0, text: text.trim_end().to_string() }],
            heredoc: None,
        }
    }

    /// A further part on the line that is last.
    pub fn part(&mut self, part: &Written) {
        if let Some(Line::Code { text, .. }) = self.lines.last_mut() {
            text.push(' ');
            text.push_str(part.as_str());
        }
    }

    /// A further part on a line of its own.
    pub fn line(&mut self, depth: usize, part: &Written) {
        self.lines.push(Line::Code { indent: depth * 4, text: part.as_str().to_string() });
    }

    /// A comment between lines; at least one line must follow.
    pub fn comment(&mut self, depth: usize, comment: &str) {
        for line in comment.lines().map(str::trim).filter(|line| !line.is_empty()) {
            // A pragma is ours to give.
            let line = line.trim_start_matches('#').trim_end_matches('\\').trim();
            self.lines.push(Line::Comment { indent: depth * 4, text: format!("# {line}") });
        }
    }

    /// The text that follows, ended by a word that is not in it. Quoted: nothing in it is anyone's but the shell's.
    pub fn heredoc(&mut self, text: String) {
        self.part(&Written::from_one_line(format!("<<'{}'", shell::terminator(&text))));
        self.heredoc = Some(text);
    }

    /// `COPY <<'EOF' FILE`: an empty one.
    pub fn empty_file(&mut self, file: &str) {
        self.part(&Written::from_one_line(format!("<<'EOF' {file}")));
        self.heredoc = Some(String::new());
    }

    /// A comment above an instruction.
    pub fn remark(kind: &str, text: &str) -> String {
        format!("# {kind}: {}\n", text.replace(['\n', '\r'], " ").trim())
    }

    pub fn ignore(&mut self, code: &'static str) {
        if !self.ignored.contains(&code) {
            self.ignored.push(code);
        }
    }

    /// Whole lines; the last ends in a line break.
    pub fn text(&self) -> String {
        let mut out = String::new();
        if !self.ignored.is_empty() {
            let mut codes = self.ignored.clone();
            codes.sort_unstable();
            out.push_str("# hadolint ignore=");
            out.push_str(&codes.join(","));
            out.push('\n');
        }
        let last = self.lines.iter().rposition(|line| matches!(line, Line::Code { .. })).unwrap_or(0);
        for (at, line) in self.lines.iter().enumerate() {
            let (Line::Code { indent, text } | Line::Comment { indent, text }) = line;
            out.push_str(&" ".repeat(*indent));
            out.push_str(text);
            if matches!(line, Line::Code { .. }) && at < last {
                out.push_str(" \\");
            }
            out.push('\n');
        }
        if let Some(text) = &self.heredoc {
            out.push_str(text);
            if !text.is_empty() {
                out.push('\n');
            }
            out.push_str(&shell::terminator(text));
            out.push('\n');
        }
        out
    }
}
