//! What is known of an adopted Dockerfile.

use super::*;
use std::collections::BTreeMap;

fn outlined(text: &str, given: &[(&str, &str)]) -> Outline {
    let given: BTreeMap<String, Var> =
        given.iter().map(|(name, value)| (name.to_string(), Var::Set(value.to_string()))).collect();
    super::super::outline(&good(text), &given)
}

const STAGES: &str = "\
ARG BASE=debian
ARG TAG=12
ARG SUFFIX=${TAG:+-slim}
FROM --platform=$BUILDPLATFORM golang:1 AS Build
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=bind,target=. --mount=type=secret,id=npmrc --mount=type=ssh make
FROM ${BASE}:${TAG}${SUFFIX} AS base
ARG NB_USER=jovyan
ENV HOME=/home/$NB_USER
WORKDIR $HOME
USER ${NB_USER}
FROM base AS extra
WORKDIR work
COPY --from=build /out /usr/bin/
COPY --from=ghcr.io/acme/tools:1 /x /y
ADD https://example.org/x.tar.gz local.tar.gz /opt/
COPY <<EOF config/$HOME /etc/
x
EOF
";

#[test]
fn bases_are_evaluated_with_the_args_given() {
    let outline = outlined(STAGES, &[]);
    assert_eq!(outline.problems, []);
    assert_eq!(outline.stages[1].base, Base::Image("debian:12-slim".into()));
    assert_eq!(outline.stages[1].from_args, ["BASE", "TAG", "SUFFIX"]);
    assert_eq!(outline.stages[2].base, Base::Stage(1));
    let given = outlined(STAGES, &[("BASE", "ubuntu"), ("TAG", ""), ("NB_USER", "me")]);
    assert_eq!(given.stages[1].base, Base::Image("ubuntu:".into()));
    assert_eq!(given.user(2).unwrap().value.as_deref(), Some("me"));
}

#[test]
fn sources_and_references_are_told() {
    let outline = outlined(STAGES, &[]);
    let takes = outline.stages.iter().flat_map(|stage| &stage.takes);
    let context: Vec<_> =
        takes.filter(|take| take.from == TakenFrom::Context).map(|take| (take.how, take.value.as_deref())).collect();
    assert_eq!(
        context,
        [
            (How::Copy, Some("go.mod")),
            (How::Copy, Some("go.sum")),
            (How::Mount, Some("")),
            (How::Add, Some("local.tar.gz")),
            (How::Copy, Some("config//home/jovyan")),
        ]
    );
    let references: Vec<String> = outline.references(2).into_iter().map(|reference| reference.value).collect();
    assert_eq!(references, ["golang:1", "debian:12-slim", "ghcr.io/acme/tools:1"]);
    assert_eq!(outline.needed(2), [0, 1, 2]);
    assert_eq!(outline.needed(1), [1]);
    assert_eq!(outline.stages[0].secrets[0].value, "npmrc");
    assert_eq!(outline.stages[0].ssh[0].value, "default");
}

#[test]
fn user_and_workdir_come_through_stages() {
    let outline = outlined(STAGES, &[]);
    assert_eq!(outline.user(2).unwrap().value.as_deref(), Some("jovyan"));
    assert_eq!(outline.workdir(2).unwrap().value.as_deref(), Some("/home/jovyan/work"));
    assert_eq!(outline.user(0), None);
    assert_eq!(outline.root(2), &Base::Image("debian:12-slim".into()));
    // an arg of a parent stage is no longer there, its ENV is
    let later = outlined("FROM scratch AS a\nARG X=1\nENV Y=$X\nFROM a\nUSER u$X-$Y\n", &[]);
    assert_eq!(later.user(1).unwrap().value.as_deref(), Some("u-1"));
    // the environment of a base image is not known
    assert_eq!(outlined("FROM x\nUSER $NB_UID\n", &[]).user(0).unwrap().value, None);
    assert_eq!(outlined("FROM x\nWORKDIR y\n", &[]).workdir(0).unwrap().value, None);
}

#[test]
fn stages_are_named_or_counted() {
    let outline = outlined(STAGES, &[]);
    assert_eq!(outline.target(None), Some(2));
    assert_eq!(outline.target(Some("BUILD")), Some(0));
    assert_eq!(outline.target(Some("1")), Some(1));
    assert_eq!(outline.target(Some("nope")), None);
    let declares = |target: usize, name: &str| outline.declared(target).contains(name);
    assert!(declares(2, "TARGETARCH") && declares(1, "TAG") && !declares(1, "TARGETARCH"));
    let counted = outlined("FROM a\nFROM b\nCOPY --from=0 x y\nRUN --mount=from=0,target=/z true\n", &[]);
    assert_eq!(counted.needed(1), [0, 1]);
}

#[test]
fn what_values_show_is_told() {
    let message = |text: &str| outlined(text, &[]).problems.into_iter().map(|p| p.message).collect::<Vec<_>>();
    assert_eq!(message("ARG BASE\nFROM $BASE\n"), ["the base is empty: `BASE` has no value"]);
    assert_eq!(message("FROM a\nCOPY --from=3 x y\n"), ["there is no stage 3 before this one"]);
    let from = "Docker expands no variables in `from`; give the image a stage of its own";
    assert_eq!(message("FROM a\nCOPY --from=$X x y\n"), [from]);
    assert_eq!(message("FROM a\nUSER ${x\n"), ["a `}` is missing"]);
    assert_eq!(outlined("FROM img-$TARGETARCH\n", &[]).stages[0].base, Base::Unknown);
    let given = outlined("FROM img-$TARGETARCH\n", &[("TARGETARCH", "arm64")]);
    assert_eq!(given.stages[0].base, Base::Image("img-arm64".into()));
    let host = outlined("FROM a\nRUN --network=host --security=insecure x\n", &[]);
    let wanted: Vec<_> = host.stages[0].entitlements.iter().map(|entitlement| entitlement.value.as_str()).collect();
    assert_eq!(wanted, ["network.host", "security.insecure"]);
}
