//! Files that are not in the repository, and are there when an image is built.

use super::{Changes, Generated};

impl Changes {
    /// What a source is made of where it is made before the images are built: globs, `**` where nobody says. `source` is a
    /// path or a pattern, from the root.
    pub fn generated(&self, source: &str) -> Option<Vec<&str>> {
        let mut made = self.generated.iter().filter(|one| one.makes(source)).peekable();
        made.peek()?;
        Some(made.map(|one| one.from.as_ref().map_or("**", |glob| glob.value.as_str())).collect())
    }
}

impl Generated {
    /// Whether a source is among what is made, or holds some of it.
    fn makes(&self, source: &str) -> bool {
        let sample = sample(source.trim_end_matches('/'));
        let inside = format!("{sample}/");
        self.globs.iter().map(|glob| &glob.value).any(|glob| {
            glob.matches(&sample) || glob.matches(&format!("{inside}x")) || glob.as_str().starts_with(&inside)
        })
    }
}

/// A path that a pattern finds.
fn sample(pattern: &str) -> String {
    let mut sample = String::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '*' | '?' => sample.push('x'),
            '[' => {
                rest.by_ref().find(|c| *c == ']');
                sample.push('x');
            }
            c => sample.push(c),
        }
    }
    sample
}
