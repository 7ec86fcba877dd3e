//! Instructions, and what is wrong with them.

use super::*;
use proptest::prelude::*;

fn words(instruction: &Instruction) -> Vec<&str> {
    instruction.words().iter().map(|word| word.value.as_str()).collect()
}

fn text(instruction: &Instruction) -> &str {
    match &instruction.arguments {
        Arguments::Text(text) => &text.value,
        other => panic!("no text: {other:?}"),
    }
}

#[test]
fn directives_count_only_at_the_top() {
    let source = "\u{feff}#  Syntax = docker/dockerfile:1 \r\n# escape=`\r\n\r\n# check=skip=all\r\nFROM a\r\nRUN b `\r\n  c\r\n";
    let file = good(source);
    assert_eq!(file.directive("syntax").unwrap().value, "docker/dockerfile:1");
    assert_eq!(at(source, file.directives[0].value.span), "docker/dockerfile:1");
    assert_eq!(file.directive("check"), None);
    assert_eq!(file.escape, '`');
    assert_eq!(text(&file.instructions[1]), "b   c");
    assert!(good("# a comment\n# escape=`\nFROM a").escape == '\\');
    assert_eq!(problems("# escape=x\nFROM a")[0].1, "x");
    assert_eq!(problems("# syntax=a\n# syntax=b\nFROM a")[0].0, "the directive `syntax` may stand only once");
}

#[test]
fn continuations_skip_comments_and_empty_lines() {
    let source = "FROM a\nRUN one \\\n  # said of two \\\n\n  two \\  \n  three\nRUN four \\\\\nUSER five";
    let file = good(source);
    assert_eq!(text(&file.instructions[1]), "one   two   three");
    assert_eq!(at(source, file.instructions[1].span), "RUN one \\\n  # said of two \\\n\n  two \\  \n  three");
    // an escaped escape continues nothing
    assert_eq!(text(&file.instructions[2]), "four \\\\");
    assert_eq!(text(&file.instructions[3]), "five");
}

#[test]
fn a_word_that_a_continuation_cuts_has_its_place() {
    let source = "FROM a\nCOPY on\\\ne /two";
    let copy = &good(source).instructions[1];
    assert_eq!(words(copy), ["one", "/two"]);
    assert_eq!(at(source, copy.words()[0].span), "on\\\ne");
    assert_eq!(at(source, copy.words()[1].span), "/two");
}

#[test]
fn heredocs_belong_to_their_instruction() {
    let source = "FROM a\nRUN <<EOF\nFROM b\nEOF\nCOPY <<-\"ONE\" <<TWO /x/\n\tONE $x\n\tONE\n$y\nTWO\nRUN cat <<A && cat 3<<'B'\na\nA\nb\nB\nUSER c";
    let file = good(source);
    assert_eq!(file.instructions.len(), 5);
    let run = &file.instructions[1];
    assert_eq!(run.heredocs[0].content.value, "FROM b\n");
    assert_eq!(at(source, run.span), "RUN <<EOF\nFROM b\nEOF");
    let copy = &file.instructions[2].heredocs;
    assert_eq!((copy[0].name.value.as_str(), copy[0].expand, copy[0].chomp), ("ONE", false, true));
    assert_eq!(at(source, copy[0].name.span), "<<-\"ONE\"");
    assert_eq!((copy[1].name.value.as_str(), copy[1].expand, copy[1].chomp), ("TWO", true, false));
    assert_eq!(copy[0].content.value, "\tONE $x\n");
    assert_eq!(copy[1].content.value, "$y\n");
    let run = &file.instructions[3].heredocs;
    assert_eq!((run[0].content.value.as_str(), run[1].content.value.as_str()), ("a\n", "b\n"));
    assert!(!run[1].expand);
}

#[test]
fn what_only_looks_like_a_heredoc_is_none() {
    for run in [
        "RUN cat <<<word",
        "RUN echo '<<EOF'",
        "RUN echo \"<<EOF\"",
        "RUN echo it's <<EOF",
        "ENV A=<<EOF",
        "RUN [\"a\", \"<<EOF\"]",
        "RUN echo \\<<EOF",
        "RUN a<<EOF",
    ] {
        let file = good(&format!("FROM a\n{run}\nUSER b"));
        assert_eq!(file.instructions.len(), 3, "{run}");
    }
    let onbuild = good("FROM a\nONBUILD RUN <<EOF\nx\nEOF\nUSER b");
    assert_eq!(onbuild.instructions.len(), 3);
    let Arguments::Trigger(trigger) = &onbuild.instructions[1].arguments else { panic!("no trigger") };
    assert_eq!(trigger.heredocs[0].content.value, "x\n");
}

#[test]
fn a_heredoc_without_an_end_hides_nothing() {
    let source = "FROM a\nRUN <<EOF\necho\nUSER b";
    let file = read(source);
    assert_eq!(file.instructions.last().unwrap().keyword, Keyword::User);
    let (message, place) = &problems(source)[0];
    assert_eq!((message.as_str(), place.as_str()), ("the here-document never ends: there is no line `EOF`", "<<EOF"));
}

#[test]
fn flags_are_told_apart_from_arguments() {
    let source = "FROM --platform=$BUILDPLATFORM a AS b\nCOPY --from=b --link --chown=\"a b\" -- --x /y\nRUN --mount=type=cache,target=/c --network=none make --jobs=2";
    let file = good(source);
    assert_eq!(words(&file.instructions[0]), ["a", "AS", "b"]);
    let copy = &file.instructions[1];
    assert_eq!(words(copy), ["--x", "/y"]);
    assert_eq!(copy.flag("from").unwrap().value.as_ref().unwrap().value, "b");
    assert_eq!(at(source, copy.flag("from").unwrap().value.as_ref().unwrap().span), "b");
    assert_eq!(copy.flag("link").unwrap().value, None);
    assert_eq!(copy.flag("chown").unwrap().value.as_ref().unwrap().value, "a b");
    assert_eq!(text(&file.instructions[2]), "make --jobs=2");
    let mount = &mounts(&file.instructions[2])[0];
    assert_eq!(mount.kind, MountKind::Cache);
    assert_eq!(at(source, mount.target.as_ref().unwrap().span), "/c");
}

#[test]
fn every_instruction_has_its_form() {
    let source = "from a\nENV A=1 B=\"x y\" C=a\\ b\nENV D one  two\nARG E F=1\nLABEL \"k\"=v\nCMD [\"a\", \"b \\\" c\"]\nENTRYPOINT [ -f x ] && y\nHEALTHCHECK --interval=5s CMD curl x\nHEALTHCHECK NONE\nSHELL [\"/bin/bash\", \"-c\"]\nEXPOSE 80 443/tcp\nVOLUME [\"/a\", \"/b\"]\nSTOPSIGNAL SIGTERM\nMAINTAINER me and you\nONBUILD ADD . /x";
    let file = good(source);
    let pairs = |at: usize| -> Vec<(String, Option<String>)> {
        let pairs = file.instructions[at].pairs().iter();
        pairs.map(|pair| (pair.name.value.clone(), pair.value.as_ref().map(|value| value.value.clone()))).collect()
    };
    let some = |name: &str, value: &str| (name.to_string(), Some(value.to_string()));
    assert_eq!(pairs(1), [some("A", "1"), some("B", "\"x y\""), some("C", "a\\ b")]);
    assert_eq!(pairs(2), [some("D", "one  two")]);
    assert_eq!(pairs(3), [("E".to_string(), None), some("F", "1")]);
    assert_eq!(words(&file.instructions[5]), ["a", "b \" c"]);
    assert_eq!(at(source, file.instructions[5].words()[1].span), "\"b \\\" c\"");
    assert_eq!(text(&file.instructions[6]), "[ -f x ] && y");
    assert_eq!(text(&file.instructions[7]), "curl x");
    assert_eq!(file.instructions[8].arguments, Arguments::None);
    assert_eq!(words(&file.instructions[10]), ["80", "443/tcp"]);
    assert_eq!(text(&file.instructions[13]), "me and you");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let cases = [
        ("FROM a\nCOYP b c", "there is no instruction `COYP`; did you mean `COPY`?", "COYP"),
        ("FROM a\nCOPY b", "`COPY` needs a source and a destination", "b"),
        ("FROM a\nCOPY --form=x b c", "`COPY` has no flag `--form`; did you mean `--from`?", "--form=x"),
        ("FROM a b", "`FROM` takes a base, or a base, `AS` and a name", "a b"),
        ("FROM a AS 1x", "`1x` is no name for a stage", "1x"),
        ("RUN x\nFROM a", "`RUN` stands before the first `FROM`; only `ARG` may", "RUN"),
        ("FROM a\nENV A=1 B", "there is no `=` in `B`", "B"),
        ("FROM a\nENV A", "`ENV` needs a name and a value", "A"),
        ("FROM a\nARG", "`ARG` needs an argument", "ARG"),
        ("FROM a\nRUN [1]", "a JSON array here holds strings only", "[1]"),
        ("FROM a\nSHELL bash", "`SHELL` takes a JSON array of strings", "bash"),
        ("FROM a\nONBUILD FROM b", "`ONBUILD` cannot trigger `FROM`", "FROM"),
        ("FROM a\nHEALTHCHECK curl", "`HEALTHCHECK` is followed by `CMD` or `NONE`", "curl"),
        ("# nothing\n", "there is no `FROM`", ""),
    ];
    for (source, message, place) in cases {
        let found = problems(source);
        assert_eq!(found, [(message.to_string(), place.to_string())], "{source}");
    }
}

/// Pieces from which odd Dockerfiles come about.
fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("FROM a AS b\n"),
        Just("RUN "),
        Just("COPY --from=b "),
        Just("<<EOF"),
        Just("<<-'E'"),
        Just("EOF\n"),
        Just("\\\n"),
        Just("\n"),
        Just("# c\n"),
        Just("# escape=`\n"),
        Just("`\r\n"),
        Just("\""),
        Just("'"),
        Just("["),
        Just("\"é\"]"),
        Just("ENV A=${x:-"),
        Just("}"),
        Just("ONBUILD "),
        Just("--mount=type=bind,from=b,source=é "),
        Just("\u{feff}"),
        Just("\t"),
        Just("é"),
        Just("\\"),
        Just("= "),
        Just("ARG X="),
        Just("HEALTHCHECK CMD "),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_makes_it_panic(source in prop_oneof![odd(), "\\PC{0,60}", "(?s).{0,40}"]) {
        let file = read(&source);
        for span in spans(&file) {
            prop_assert!(source.get(span.range()).is_some(), "{:?} in {:?}", span, source);
        }
        for pair in file.instructions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        let outline = super::super::outline(&file, &Default::default());
        for at in 0..outline.stages.len() {
            let _ = (outline.needed(at), outline.references(at), outline.user(at), outline.workdir(at));
        }
    }
}
