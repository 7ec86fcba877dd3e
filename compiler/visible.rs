//! Characters on which a terminal or an editor acts instead of showing them, and text in which they can be seen.
//!
//! In: text. Out: what such a character is, and text for people. Nothing here knows who writes or reads it.
//!
//! What joins emoji and letters (U+200C, U+200D, variation selectors) is neither refused nor spelt out: names and sentences
//! of many languages need it.

use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;

/// What a character is that acts on the text around it; a noun phrase. Tabs and line feeds are what they look like.
///
/// Source: Unicode 16, Bidi_Control and the categories Cc, Zl and Zp.
pub fn acting(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' => None,
        c if c.is_control() => Some("a control character"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("a character that changes the direction of text")
        }
        '\u{2028}' | '\u{2029}' => Some("a character that ends a line for some readers"),
        '\u{feff}' => Some("a byte order mark"),
        _ => None,
    }
}

/// Whether nothing at all is seen of a character, and no word needs it there.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether people are shown a character by its number.
pub fn is_spelt(c: char) -> bool {
    acting(c).is_some() || is_invisible(c)
}

/// `\u{1b}`, as KDL writes it.
pub fn spelt(c: char) -> String {
    format!("\\u{{{:x}}}", c as u32)
}

/// The text as people are to see it.
pub fn visible(text: &str) -> Cow<'_, str> {
    // ASCII without controls, which is most text there is
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) || !text.contains(is_spelt) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_spelt(c) { out.push_str(&spelt(c)) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// The same of a JSON value, laid out in lines: any reader of JSON finds the characters themselves.
pub fn json(value: &Value) -> String {
    let text = format!("{value:#}\n");
    if !text.contains(is_spelt) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // outside of strings JSON has none of them
        if is_spelt(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_hides_is_spelt() {
        let spelt = "\u{0}\u{7}\u{8}\r\u{1b}\u{7f}\u{85}\u{9b}\u{9d}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{e0041}";
        assert!(spelt.chars().all(is_spelt));
        let text = format!("a{spelt}b");
        assert!(visible(&text).is_ascii(), "{:?}", visible(&text));
        assert_eq!(visible("a\u{1b}[0mb\r\n"), "a\\u{1b}[0mb\\u{d}\n");
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "",
            "a\tb\n",
            "naïve",
            "漢字かな",
            "שלום",
            "مرحبا",
            "می\u{200c}خواهم",
            "👩\u{200d}🚀",
            "❤\u{fe0f}",
            "e\u{301}",
            "…→é",
        ] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "a\u{9b}": ["\u{202e}x\u{1b}", "\u{e0041}", "é\n"] });
        let text = json(&value);
        assert!(!text.contains(is_spelt), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
