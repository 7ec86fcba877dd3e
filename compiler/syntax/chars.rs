//! The classes of characters that KDL 2 names.

pub fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// White space within a line.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Characters that may stand nowhere in a file: controls, and those that change the direction of text.
pub fn is_forbidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// What a bare word is made of.
pub fn is_word(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => true,
        '\\' | '/' | '(' | ')' | '{' | '}' | ';' | '[' | ']' | '"' | '#' | '=' => false,
        other => !is_space(other) && !is_newline(other) && !is_forbidden(other),
    }
}

/// Where the line that `text` starts in ends: the offset of its line end, or the length of the text.
pub fn line_length(text: &str) -> usize {
    // the first bytes of all line ends
    let candidate = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0xb | 0xc | 0xc2 | 0xe2);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(candidate) {
        at += found;
        if bytes[at].is_ascii() || text[at..].starts_with(is_newline) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// The first character of `text` that may not stand in a file.
pub fn first_forbidden(text: &str) -> Option<(usize, char)> {
    let suspect = |byte: &u8| matches!(byte, 0..=8 | 0xe..=0x1f | 0x7f | 0xe2 | 0xef);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(suspect) {
        at += found;
        if let Some(c) = text[at..].chars().next().filter(|&c| is_forbidden(c)) {
            return Some((at, c));
        }
        at += 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}
