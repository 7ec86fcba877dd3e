//! Numbers: kept as written, because `3.10` is a version to a person.

/// The length of the KDL number at the start of `text`; 0 if there is none.
pub fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let unsigned = &bytes[sign..];
    let digits = |bytes: &[u8], is_digit: fn(&u8) -> bool| match bytes.first() {
        Some(first) if is_digit(first) => bytes.iter().take_while(|byte| is_digit(byte) || **byte == b'_').count(),
        _ => 0,
    };
    let based: Option<fn(&u8) -> bool> = match unsigned {
        [b'0', b'x', ..] => Some(u8::is_ascii_hexdigit),
        [b'0', b'o', ..] => Some(|byte| matches!(byte, b'0'..=b'7')),
        [b'0', b'b', ..] => Some(|byte| matches!(byte, b'0' | b'1')),
        _ => None,
    };
    if let Some(is_digit) = based {
        let length = digits(&unsigned[2..], is_digit);
        return if length == 0 { 0 } else { sign + 2 + length };
    }
    let mut length = digits(unsigned, u8::is_ascii_digit);
    if length == 0 {
        return 0;
    }
    if unsigned.get(length) == Some(&b'.') {
        match digits(&unsigned[length + 1..], u8::is_ascii_digit) {
            0 => return sign + length,
            fraction => length += 1 + fraction,
        }
    }
    if let Some(b'e' | b'E') = unsigned.get(length) {
        let exponent_sign = usize::from(matches!(unsigned.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(&unsigned[length + 1 + exponent_sign..], u8::is_ascii_digit);
        if exponent > 0 {
            length += 1 + exponent_sign + exponent;
        }
    }
    sign + length
}

/// The number as an integer, if it is one that fits.
pub fn integer(text: &str) -> Option<i64> {
    let clean = text.replace('_', "");
    let (sign, unsigned) = match clean.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", clean.strip_prefix('+').unwrap_or(&clean)),
    };
    let (digits, base) = match unsigned.get(..2) {
        Some("0x") => (&unsigned[2..], 16),
        Some("0o") => (&unsigned[2..], 8),
        Some("0b") => (&unsigned[2..], 2),
        _ => (unsigned, 10),
    };
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_they_end() {
        for (text, expect) in [
            ("3.10", 4),
            ("3.10.2", 4),
            ("7zip", 1),
            ("-1", 2),
            ("0x1F_f rest", 6),
            ("0xg", 0),
            ("1e5", 3),
            ("1e", 1),
            ("1.", 1),
            ("a", 0),
            ("+", 0),
            ("1_000", 5),
            ("0o8", 0),
        ] {
            assert_eq!(length(text), expect, "{text}");
        }
        assert_eq!(integer("-0x10"), Some(-16));
        assert_eq!(integer("1_000"), Some(1000));
        assert_eq!(integer("3.10"), None);
    }
}
