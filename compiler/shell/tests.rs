//! Tests of the reading of shell.

use super::*;
use proptest::prelude::*;

fn used(text: &str) -> Vec<String> {
    scan(text).uses.into_iter().map(|used| text[used.start..used.end].to_string()).collect()
}

fn assigned(text: &str) -> Vec<String> {
    scan(text).assigned.into_iter().map(|assigned| assigned.name).collect()
}

fn installed(text: &str) -> Vec<(String, Vec<String>)> {
    let installs = scan(text).installs().into_iter();
    installs.map(|i| (i.program, i.packages.into_iter().map(|word| word.text).collect())).collect()
}

#[test]
fn uses_are_found_where_the_shell_expands() {
    assert_eq!(used("echo $A ${B} \"$C-${D:-x}\" pre$E"), ["$A", "${B}", "$C", "${D:-x}", "$E"]);
    assert_eq!(used("echo '$A' \\$B \"\\$C\" $1 $@ $$ ${#} ${@} $'$D'"), [""; 0]);
    assert_eq!(used("echo a # $A\necho a#$B"), ["$B"]);
    assert_eq!(used("${A:-${B:-\"$C\"}} ${#D} ${!E} ${F[0]} ${G//a/$H}").len(), 8);
    assert_eq!(used("x=$(echo \"$(cat $A)\" `cat $B`) && echo $x"), ["$A", "$B", "$x"]);
    assert_eq!(used("echo $((JOBS * 2 + $N + 0x1F))"), ["JOBS", "$N"]);
    assert_eq!(used("cat <(echo $A) 2>$B <<< $C"), ["$A", "$B", "$C"]);
    assert_eq!(used("echo \"it's $A\" 'and \"' $B"), ["$A", "$B"]);
}

#[test]
fn heredocs_expand_unless_they_are_quoted() {
    let text = "cat <<EOF >x <<-'RAW'; echo $A\n$B 'q' $C\nEOF\n\t$D\n\tRAW\necho $E";
    assert_eq!(used(text), ["$A", "$B", "$C", "$E"]);
    assert_eq!(scan(text).quoted.iter().map(|used| used.name.as_str()).collect::<Vec<_>>(), ["D"]);
    assert_eq!(used("cat <<EOF\n$A"), ["$A"]);
}

#[test]
fn what_an_inner_shell_may_see_is_told_apart() {
    let found = scan("bash -c 'echo $A ${B:-x}' $C");
    assert_eq!(found.quoted.iter().map(|used| used.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(found.free(), ["C"]);
}

#[test]
fn what_the_text_sets_is_not_free() {
    let cases: [(&str, &[&str]); 9] = [
        ("X=1\necho $X $Y", &["Y"]),
        ("X=$X; echo $X", &["X"]),
        ("X=1 cmd $X", &["X"]),
        ("for f in $LIST; do echo $f; done", &["LIST"]),
        ("while read -r -p hi a b; do echo $a$b; done < $FILE", &["FILE"]),
        ("export A=1 B; echo $A $B", &["B"]),
        (": \"${V:=3}\"; echo $V", &["V"]),
        ("if [ -z \"$Q\" ]; then R=1; fi; echo $R", &["Q"]),
        ("printf -v P x; read -a L; getopts ab: o; N+=1; M[2]=3; echo $P $L $o $N $M", &[]),
    ];
    for (text, free) in cases {
        assert_eq!(scan(text).free(), free, "{text}");
    }
    assert_eq!(assigned("env X=1 echo --y=2 'Z=3'"), [""; 0]);
}

#[test]
fn commands_are_split() {
    let text = "set -eu; (cd /x && make -j) | tee log 2>&1 && case $A in a) b;; esac";
    let found = scan(text);
    let commands: Vec<Vec<&str>> =
        found.commands.iter().map(|command| command.words.iter().map(|word| word.text.as_str()).collect()).collect();
    assert_eq!(
        commands,
        [
            vec!["set", "-eu"],
            vec!["cd", "/x"],
            vec!["make", "-j"],
            vec!["tee", "log"],
            vec!["case", "$A", "in", "a"],
            vec!["b"]
        ]
    );
    let nested = scan("x=$(case a in a) echo 1;; esac; echo $A); echo $B");
    assert_eq!(nested.free(), ["A", "B"]);
}

#[test]
fn installed_packages_are_told() {
    let text = "apt-get update && DEBIAN_FRONTEND=x apt-get -o A=b install -y --no-install-recommends \\\n  git \"curl=7.*\" lib$V # not this\n";
    assert_eq!(installed(text), [("apt-get".into(), vec!["git".into(), "curl=7.*".into(), "lib$V".into()])]);
    assert!(!scan(text).installs()[0].packages[2].literal);
    let pip = installed(
        "python3 -m pip install -r req.txt --index-url https://x 'torch==2' && uv pip install --system a && /opt/pip3.11 install b",
    );
    assert_eq!(
        pip,
        [
            ("pip".into(), vec!["torch==2".into()]),
            ("uv pip".into(), vec!["a".into()]),
            ("pip3.11".into(), vec!["b".into()])
        ]
    );
    assert_eq!(installed("apk add --no-cache -t .build gcc"), [("apk".into(), vec!["gcc".into()])]);
    assert_eq!(installed("sudo -E dnf -y install x; mamba install -c conda-forge y").len(), 2);
    assert_eq!(installed("apt-get remove git; echo apt-get install x"), []);
}

fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$A"),
        Just("${B:-"),
        Just("}"),
        Just("$("),
        Just(")"),
        Just("$(("),
        Just("))"),
        Just("`"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("\n"),
        Just("#"),
        Just("<<E"),
        Just("<<-'E'"),
        Just("E\n"),
        Just(" "),
        Just(";"),
        Just("é"),
        Just("X="),
        Just("for i in "),
        Just("case a in "),
        Just("esac"),
        Just("${#"),
        Just("(("),
        Just(">&2"),
        Just("apt-get install "),
        Just("$'"),
        Just("\r\n"),
        Just("<("),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn offsets_are_right_and_nothing_panics(text in prop_oneof![odd(), "\\PC{0,60}", "(?s).{0,40}"]) {
        let found = scan(&text);
        for used in found.uses.iter().chain(&found.quoted) {
            prop_assert!(text[used.start..used.end].contains(&used.name));
        }
        for assigned in &found.assigned {
            prop_assert_eq!(&text[assigned.start..assigned.end], &assigned.name);
            prop_assert!(assigned.from <= text.len());
        }
        for command in &found.commands {
            prop_assert!(!command.words.is_empty() && text.get(command.start..command.end).is_some());
            for word in &command.words {
                prop_assert!(word.start < word.end && text.get(word.start..word.end).is_some());
            }
        }
        let _ = (found.free(), found.installs());
    }
}

#[test]
fn what_may_be_passed_over_is_marked() {
    // the commands of each text that are sure to run
    let cases = [
        ("a && b && c", "a b c"),
        ("a; b\nc | d & e", "a b c d e"),
        ("[ -f x ] && a && b; c", "[ c"),
        ("test x && a\nb", "test b"),
        ("command -v a && b &&\n c\nd", "command d"),
        ("! a && b; c", "a c"),
        ("a || b; c", "a c"),
        ("a || { b; c; }; d", "a d"),
        ("a || (b; c) && d; e", "a e"),
        ("{ a; b; } && c", "a b c"),
        ("(a; b); c", "a b c"),
        ("if a; then b; else c; fi; d", "d"),
        ("if a; then if b; then c; fi; d; fi; e", "e"),
        ("case x in y) a ;; (z) b ;; esac; c", "c"),
        ("[ -f x ] && a \"$(b; c)\"; d \"$(e)\"", "[ d e"),
        ("for x in y; do a; done; b", "for a b"),
        ("}; ); fi; esac; a", "a"),
    ];
    for (text, expected) in cases {
        let found = scan(text);
        let sure = found.commands.iter().filter(|command| !command.conditional);
        let sure: Vec<&str> = sure.map(|command| command.words[0].text.as_str()).collect();
        assert_eq!(sure.join(" "), expected, "{text}");
    }
}

#[test]
fn deep_nesting_ends() {
    for piece in ["$(", "${A:-", "\"$(", "`", "<(", "$((", "\"${A:-"] {
        scan(&piece.repeat(20_000));
    }
}

#[test]
fn a_quote_that_is_never_closed_is_found() {
    let unclosed = |text: &str| scan(text).unclosed;
    assert_eq!(unclosed("echo it's"), Some(7));
    assert_eq!(unclosed("echo \"a $(b 'c') d"), Some(5));
    assert_eq!(unclosed("echo $'a\\'"), Some(6));
    assert_eq!(unclosed("a; echo \"$(echo 'b)\""), Some(8));
    for closed in [
        "echo \"it's\" # don't",
        "cat <<EOF\nit's\nEOF",
        "cat <<'EOF'\nit's \"\nEOF\necho",
        "echo it\\'s",
        "echo \"${x:-it's}\" ${x%\\'}",
        "case $x in a) echo 'b' ;; esac",
        "echo $(case a in a) echo \")\";; esac)",
        "echo \"a\\\"b\"",
        "[ \"$#\" -eq 0 ] && x=${#y}",
        "awk '{ print \"it\" }'",
        "# it's\ntrue",
    ] {
        assert_eq!(unclosed(closed), None, "{closed}");
    }
    // what nests too deep to be read is not judged
    assert_eq!(unclosed(&format!("echo \"{}\"", "$(".repeat(100))), None);
}
