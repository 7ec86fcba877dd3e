//! The smallest text that fails as another one does.

/// So many trials at most: each is a compilation.
const MOST: usize = 1500;

/// Takes away lines, then characters, as long as the text fails with the same words; `fails` says what a text fails with.
pub fn smaller(text: &str, said: &str, fails: impl Fn(&str) -> Option<String>) -> String {
    let mut trials = 0;
    let mut same = |text: &str| {
        trials += 1;
        trials < MOST && fails(text).is_some_and(|now| kind(&now) == kind(said))
    };
    let lines: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
    let lines = fewer(lines, &mut same);
    let characters: Vec<String> = lines.concat().chars().map(String::from).collect();
    fewer(characters, &mut same).concat()
}

/// What a failure is, whatever its places and values are.
fn kind(said: &str) -> String {
    said.chars().take(40).filter(|c| !c.is_ascii_digit()).collect()
}

/// Without as many pieces as can be taken away: halves first, then ever smaller parts.
fn fewer(mut pieces: Vec<String>, same: &mut impl FnMut(&str) -> bool) -> Vec<String> {
    let mut size = pieces.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < pieces.len() {
            let end = (at + size).min(pieces.len());
            let rest: Vec<String> = pieces[..at].iter().chain(&pieces[end..]).cloned().collect();
            if same(&rest.concat()) { pieces = rest } else { at += size }
        }
        size /= 2;
    }
    pieces
}
