//! Durations as Go reads them, and so Docker: `1m30s`, `1.5h`.

/// The units and how many nanoseconds they have. Source: Go's package `time`, `ParseDuration` (go1.25).
const UNITS: &[(&str, f64)] = &[
    ("ns", 1.0),
    ("us", 1e3),
    ("\u{b5}s", 1e3),
    ("\u{3bc}s", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// `None`: it is no duration, or a negative one, which Docker refuses, or too long for Go.
pub fn nanoseconds(text: &str) -> Option<u64> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    let mut all = 0.0;
    while !rest.is_empty() || all == 0.0 && text.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let digits = number.bytes().any(|c| c.is_ascii_digit()) && number.matches('.').count() < 2;
        let length = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit && digits)?;
        all += number.parse::<f64>().ok()? * unit;
        rest = after;
    }
    (text.len() > 1 && all < i64::MAX as f64).then_some(all as u64)
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn numbers_have_units() {
        const SECOND: u64 = 1_000_000_000;
        for (text, expected) in [
            ("30s", 30 * SECOND),
            ("1m30s", 90 * SECOND),
            ("1.5s", SECOND * 3 / 2),
            ("1h2m3s4ms5us6ns", 3723 * SECOND + 4_005_006),
            (".5s", SECOND / 2),
            ("5.s", 5 * SECOND),
            ("+1s", SECOND),
            ("0", 0),
            ("0s", 0),
            ("2\u{b5}s", 2000),
            ("1s1s", 2 * SECOND),
        ] {
            assert_eq!(nanoseconds(text), Some(expected), "{text}");
        }
        for text in
            ["", "+", "-1s", "30", "s", "30 s", "1m 30s", "1d", "1.2.3s", ".s", "1sec", "1S", "9999999999h", "1m30"]
        {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
