//! Addresses in text: their host, and the words of their paths.

/// `https://download.pytorch.org/whl/cu126`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'t> {
    pub text: &'t str,
    /// In the text that it was found in.
    pub start: usize,
    pub host: &'t str,
}

/// Every address in a text: it ends where no address goes on.
pub(super) fn addresses(text: &str) -> Vec<Address<'_>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let scheme = text[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '+')).map_or(0, |at| at + 1);
        let whole = &text[scheme..];
        let end = whole.find(|c: char| c.is_whitespace() || "\"'`<>()|;,\\]".contains(c)).unwrap_or(whole.len());
        let (rest, before) = (&whole[..end], at - scheme + 3);
        if before == 3 || before > rest.len() {
            continue;
        }
        let host = rest[before..].split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or(host);
        found.push(Address { text: rest, start: scheme, host });
    }
    found
}

impl<'t> Address<'t> {
    /// The words between the slashes of its path, and where each starts in the address.
    pub fn words(&self) -> Vec<(usize, &'t str)> {
        let path = &self.text[..self.text.find(['?', '#']).unwrap_or(self.text.len())];
        let mut start = 0;
        let mut words = Vec::new();
        for word in path.split('/') {
            words.push((start, word));
            start += word.len() + 1;
        }
        // the scheme, what is between its slashes, and the host
        words.into_iter().skip(3).filter(|(_, word)| !word.is_empty()).collect()
    }

    /// The address with one of its words replaced.
    pub fn with(&self, start: usize, word: &str, other: &str) -> String {
        format!("{}{other}{}", &self.text[..start], &self.text[start + word.len()..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_out_of_text() {
        let text = "deb [signed-by=/x] https://user@apt.llvm.org:80/jammy/?a=/b llvm; curl 'http://a.b/c' ftp:// ://x";
        let all = addresses(text);
        assert_eq!(
            all.iter().map(|one| one.text).collect::<Vec<_>>(),
            ["https://user@apt.llvm.org:80/jammy/?a=/b", "http://a.b/c", "ftp://"]
        );
        assert_eq!((all[0].host, all[1].host), ("apt.llvm.org:80", "a.b"));
        assert_eq!(all[0].words(), [(29, "jammy")]);
        assert_eq!(&text[all[1].start..][..12], "http://a.b/c");
        assert_eq!(all[1].with(11, "c", "dd"), "http://a.b/dd");
    }
}
