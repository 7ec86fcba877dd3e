//! The day on which tests compile.

use imgc::Options;
use imgc::date::Date;

pub fn options() -> Options {
    Options { today: Date::parse("2026-11-21"), ..Options::default() }
}
