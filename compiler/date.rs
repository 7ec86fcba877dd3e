//! A day: all that is known here of time.

use std::fmt;

/// A day of the Gregorian calendar, as in `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    /// Reads `2026-11-21`, and nothing else.
    pub fn parse(text: &str) -> Option<Date> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return None };
        let number = |text: &str, digits: usize| {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u64>().ok()).flatten()
        };
        let date = Date { year: number(year, 4)?, month: number(month, 2)?, day: number(day, 2)? };
        let last = match date.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if date.year.is_multiple_of(4) && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => return None,
        };
        (1..=last).contains(&date.day).then_some(date)
    }

    /// The day, in UTC, of a second since the beginning of 1970.
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    pub fn of_seconds(seconds: u64) -> Date {
        // years begin in March there, so that a leap day is the last of its year
        let days = seconds / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Date { year: year + era * 400 + u64::from(month <= 2), month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_of_a_day() {
        // as `date --utc --date=@SECONDS +%F` says
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_795_219_200, "2026-11-21"),
            (4_107_542_399, "2100-02-28"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(Date::of_seconds(seconds).to_string(), day, "{seconds}");
        }
        assert!(Date::of_seconds(u64::MAX) > Date::of_seconds(0));
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        for day in ["1970-01-01", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert_eq!(Date::parse(day).map(|date| date.to_string()).as_deref(), Some(day));
        }
        for text in ["", "2026", "2026-1-01", "26-01-01", "2026-13-01", "2026-02-29", "2100-02-29", "2026-04-31"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        for text in ["2026-00-10", "2026-01-00", "2026-01-01 ", "+026-01-01", "2026-01-01-01", "２026-01-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_ordered() {
        let day = |text| Date::parse(text).unwrap();
        assert!(day("2026-11-21") > day("2026-11-20"));
        assert!(day("2026-11-21") < day("2026-12-01"));
        assert!(day("2026-11-21") < day("2027-01-01"));
    }
}
