//! Commands that install packages.

use super::{Command, Word, is_name};

/// What kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstallKind {
    /// Of a distribution: `apt-get`, `dnf`, `apk` and their kin.
    System,
    Pip,
    Conda,
}

/// `apt-get install -y git curl`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    pub kind: InstallKind,
    /// As called: `apt-get`, `pip3`.
    pub program: String,
    /// As written: names, with versions where they stand.
    pub packages: Vec<Word>,
    /// `-i URL`, `--index-url=URL`: names, and their values where they have one.
    pub options: Vec<(String, Option<Word>)>,
    /// As that of its command.
    pub conditional: bool,
    pub start: usize,
    pub end: usize,
}

/// How a program is told to install, and which of its options take the next word.
struct Program {
    kind: InstallKind,
    names: &'static [&'static str],
    verbs: &'static [&'static str],
    with_value: &'static [&'static str],
}

const PROGRAMS: &[Program] = &[
    Program {
        kind: InstallKind::System,
        names: &["apt-get", "apt", "aptitude"],
        verbs: &["install"],
        with_value: &["-o", "--option", "-t", "--target-release", "-c", "--config-file"],
    },
    Program {
        kind: InstallKind::System,
        names: &["dnf", "dnf5", "yum", "microdnf", "tdnf"],
        verbs: &["install"],
        with_value: &["-c", "--config", "-x", "--repo", "--repoid", "--installroot", "--releasever"],
    },
    Program {
        kind: InstallKind::System,
        names: &["zypper"],
        verbs: &["install", "in"],
        with_value: &["-r", "--repo", "--from", "-t", "--type"],
    },
    Program {
        kind: InstallKind::System,
        names: &["apk"],
        verbs: &["add"],
        with_value: &["-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir"],
    },
    Program {
        kind: InstallKind::Conda,
        names: &["conda", "mamba", "micromamba"],
        verbs: &["install", "create"],
        with_value: &["-c", "--channel", "-n", "--name", "-p", "--prefix", "-f", "--file"],
    },
    Program {
        kind: InstallKind::Pip,
        names: &["pip", "pip3"],
        verbs: &["install"],
        with_value: &[
            "-r",
            "--requirement",
            "-c",
            "--constraint",
            "-i",
            "--index-url",
            "--extra-index-url",
            "-f",
            "--find-links",
            "-t",
            "--target",
            "--prefix",
            "--root",
            "-e",
            "--editable",
            "--no-binary",
            "--only-binary",
            "--platform",
            "--python-version",
            "--timeout",
            "--retries",
            "--trusted-host",
            "--cache-dir",
            "-p",
            "--python",
            "--config-settings",
            "-C",
            "--index",
            "--default-index",
            "--index-strategy",
            "--proxy",
            "--upgrade-strategy",
            "--log",
            "--report",
            "--src",
            "--implementation",
            "--abi",
            "--group",
            "--build-constraint",
            "--torch-backend",
        ],
    },
];

/// What a command installs, if it does.
pub(super) fn install(command: &Command) -> Option<Install> {
    let words = unwrapped(&command.words);
    let (first, rest) = words.split_first()?;
    let name = first.text.rsplit('/').next().unwrap_or(&first.text);
    let (program, name, rest) = match name {
        "uv" if rest.first().is_some_and(|word| word.text == "pip") => (of("pip")?, "uv pip", &rest[1..]),
        "python" | "python3" if rest.len() > 1 && rest[0].text == "-m" && rest[1].text == "pip" => {
            (of("pip")?, "pip", &rest[2..])
        }
        _ if name
            .strip_prefix("pip")
            .is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.')) =>
        {
            (of("pip")?, name, rest)
        }
        _ => (of(name)?, name, rest),
    };
    let mut verb = false;
    let mut packages = Vec::new();
    let mut options = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if word.text.starts_with('-') {
            options.push(match word.text.split_once('=') {
                Some((name, value)) => (name.to_string(), Some(Word { text: value.to_string(), ..word.clone() })),
                None if program.with_value.contains(&word.text.as_str()) => (word.text.clone(), words.next().cloned()),
                None => (word.text.clone(), None),
            });
        } else if verb {
            packages.push(word.clone());
        } else if program.verbs.contains(&word.text.as_str()) {
            verb = true;
        } else {
            return None;
        }
    }
    let name = name.to_string();
    let (start, end, conditional) = (command.start, command.end, command.conditional);
    verb.then_some(Install { kind: program.kind, program: name, packages, options, conditional, start, end })
}

fn of(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.names.contains(&name))
}

/// Without assignments and programs that run another: `sudo -E env X=1 apt-get …`.
pub(super) fn unwrapped(mut words: &[Word]) -> &[Word] {
    let assigns = |word: &Word| word.text.split_once('=').is_some_and(|(name, _)| is_name(name));
    loop {
        match words {
            [word, rest @ ..] if assigns(word) => words = rest,
            [word, rest @ ..]
                if matches!(
                    word.text.as_str(),
                    "sudo" | "env" | "exec" | "command" | "nohup" | "nice" | "eatmydata"
                ) =>
            {
                let options = rest.iter().take_while(|word| word.text.starts_with('-')).count();
                words = &rest[options..];
            }
            _ => return words,
        }
    }
}
