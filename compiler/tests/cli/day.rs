//! The day on which the program compiles.

use super::program::{code, err, imgc, out};
use std::fs;

#[test]
fn source_date_epoch_is_the_day() {
    let folder = tempfile::tempdir().unwrap();
    let stack = "stack \"s\"\nimage \"a\" { from \"ubuntu:22.04\"; internal }\n";
    fs::write(folder.path().join("stack.kdl"), stack).unwrap();
    let check = |epoch: &str| {
        let mut command = imgc(folder.path(), &["check", "--format", "short"]);
        command.env("SOURCE_DATE_EPOCH", epoch).output().unwrap()
    };
    // the last second of 2027-04-01, and the next
    assert!(!out(&check("1806623999")).contains("end-of-life"));
    let after = check("1806624000");
    assert!(out(&after).contains("stack.kdl:2:18: warning[end-of-life]"), "{}", out(&after));
    assert_eq!(code(&after), 0);
    // without it there is a clock; every one that runs this stands after 2023-05-31
    let old = stack.replace("22.04", "18.04");
    fs::write(folder.path().join("stack.kdl"), old).unwrap();
    let clock = imgc(folder.path(), &["check", "--format", "short"]).env_remove("SOURCE_DATE_EPOCH").output().unwrap();
    assert!(out(&clock).contains("end-of-life"), "{}", out(&clock));
    assert!(out(&check("")).contains("end-of-life"), "empty is not set");
    for wrong in ["tomorrow", "-1", "1.5", "99999999999999999999999"] {
        let output = check(wrong);
        assert_eq!(code(&output), 2, "{wrong}");
        assert!(err(&output).contains("SOURCE_DATE_EPOCH"), "{}", err(&output));
    }
    assert_eq!(code(&check("18446744073709551615")), 0, "the furthest day there is");
}
