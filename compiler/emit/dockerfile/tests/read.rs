//! A reader of Docker's words, layer by layer as BuildKit has them, with no environment: `$` expands to nothing.

/// The words of an `ENV`, `LABEL` or `ARG`: split at blanks outside quotes (`parseWords`).
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None | Some('"'), '\\') => {
                word.push('\\');
                word.extend(chars.next());
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Quotes, backslashes and `$` resolved (`ProcessWord`); `${…}` is kept as it is.
pub fn word(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), c) => out.push(c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '\\') => out.extend(chars.next()),
            (Some('"'), '\\') => match chars.next_if(|c| matches!(c, '"' | '$' | '\\')) {
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            (_, '$') => {
                assert_eq!(chars.peek(), Some(&'{'), "a bare $ in {text}");
                out.push('$');
            }
            (_, c) => out.push(c),
        }
    }
    assert_eq!(quote, None, "an open quote in {text}");
    out
}

/// The flags at the head of a line, and what follows (`extractBuilderFlags`): ASCII.
pub fn flags(line: &str) -> (Vec<String>, &str) {
    let mut flags = Vec::new();
    let mut rest = line.trim_start();
    while rest.starts_with("--") {
        let mut flag = String::new();
        let mut quote = None;
        let mut end = rest.len();
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match (quote, c) {
                (None, c) if c.is_whitespace() => {
                    end = at;
                    break;
                }
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (_, '\\') => flag.extend(chars.next().map(|(_, c)| c)),
                (_, c) => flag.push(c),
            }
        }
        flags.push(flag);
        rest = rest[end..].trim_start();
    }
    (flags, rest)
}

/// The fields of a `--mount`.
pub fn csv(text: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        let mut field = String::new();
        if chars.next_if_eq(&'"').is_some() {
            while let Some(c) = chars.next() {
                if c == '"' && chars.next_if_eq(&'"').is_none() {
                    break;
                }
                field.push(c);
            }
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',') {
                field.push(c);
            }
        }
        fields.push(field);
        if chars.next().is_none() {
            return fields;
        }
    }
}

/// Logical lines (`Parse`): comments and line ends gone, continuations joined, heredocs beside them.
pub fn instructions(file: &str) -> Vec<(String, Option<String>)> {
    let mut out = Vec::new();
    let mut lines = file.split('\n');
    while let Some(line) = lines.next() {
        if line.trim_start().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let mut whole = String::new();
        let mut line = line.trim_start();
        loop {
            let trimmed = line.trim_end_matches([' ', '\t']);
            match trimmed.strip_suffix('\\').filter(|head| !head.ends_with('\\')) {
                Some(head) => whole.push_str(head),
                None => {
                    whole.push_str(line);
                    break;
                }
            }
            line =
                lines.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).expect("a next line");
        }
        let word =
            whole.starts_with("RUN ").then(|| whole.rsplit_once("<<'")).flatten().map(|(_, word)| word.to_string());
        let heredoc = word.map(|word| {
            let end = word.trim_end_matches('\'');
            lines.by_ref().take_while(|line| *line != end).collect::<Vec<_>>().join("\n")
        });
        out.push((whole, heredoc));
    }
    out
}
