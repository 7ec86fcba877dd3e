//! What the terminal can show, as it and the environment say.

use super::arguments::{Color, Common};
use super::output;
use imgc::report::HumanStyle;
use std::io::IsTerminal;

/// Columns where nothing says how many there are, and the most that prose is set in.
pub const COLUMNS: usize = 80;

/// For messages to the person, on standard error.
pub fn of_messages(common: &Common) -> HumanStyle {
    let terminal = std::io::stderr().is_terminal();
    HumanStyle {
        width: columns(terminal_size::terminal_size_of(std::io::stderr())).unwrap_or(COLUMNS).clamp(20, 160),
        colors: output::colored(common),
        unicode: !terminal || is_unicode(variable),
        graphics: draws(variable),
    }
}

/// Whether standard output shows more than ASCII.
pub fn shows_unicode() -> bool {
    !std::io::stdout().is_terminal() || is_unicode(variable)
}

/// For pages on standard output; `None` where they stay as they are written.
pub fn of_pages(common: &Common) -> Option<HumanStyle> {
    let asked = common.color == Color::Always;
    let width = width().or(asked.then_some(COLUMNS))?;
    Some(HumanStyle {
        width: width.clamp(20, COLUMNS),
        // they are taken away again where they are not wanted
        colors: true,
        unicode: shows_unicode(),
        graphics: draws(variable),
    })
}

/// How many columns standard output has; `None` where it is no terminal.
pub fn width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(std::io::stdout());
    std::io::stdout().is_terminal().then(|| columns(size).unwrap_or(COLUMNS))
}

/// What `COLUMNS` says, else what the terminal does.
fn columns(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    let said = variable("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
    // a terminal that does not know its size says 0
    said.or(size.map(|(width, _)| usize::from(width.0)).filter(|&width| width > 0))
}

/// A variable of the environment; an empty one is as good as none.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the locale is one of UTF-8, and the terminal more than a dumb one.
fn is_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    if variable("TERM").is_some_and(|terminal| terminal == "dumb") {
        return false;
    }
    // Windows has no such locales, and its consoles are written to in Unicode
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default().to_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}

/// Whether frames are drawn: `NO_GRAPHICS`, unless it is `0`, asks for words alone.
fn draws(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("NO_GRAPHICS").is_none_or(|value| value == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(of: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| of.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
    }

    #[test]
    #[cfg(not(windows))]
    fn the_locale_says_whether_there_is_unicode() {
        assert!(is_unicode(environment(&[("LANG", "en_GB.UTF-8")])));
        assert!(is_unicode(environment(&[("LC_CTYPE", "C.utf8"), ("LANG", "C")])));
        assert!(!is_unicode(environment(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")])));
        assert!(!is_unicode(environment(&[("LANG", "de_DE.ISO-8859-1")])));
        assert!(!is_unicode(environment(&[("LANG", "en_GB.UTF-8"), ("TERM", "dumb")])));
        assert!(!is_unicode(environment(&[])));
    }

    #[test]
    fn graphics_can_be_left_out() {
        assert!(draws(environment(&[])));
        assert!(draws(environment(&[("NO_GRAPHICS", "0")])));
        assert!(!draws(environment(&[("NO_GRAPHICS", "1")])));
    }
}
