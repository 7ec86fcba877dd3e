//! The targets of a `gpu` node.

use super::{builds, refused};

fn targets(gpu: &str) -> Vec<String> {
    builds(&format!("image \"a\" {{ gpu {gpu}; from \"debian:bookworm-slim\" }}\n")).remove(0).gpu_targets
}

#[test]
fn targets_are_in_the_plan() {
    assert_eq!(targets("\"rocm\" version=\"7.2\" target=\"gfx942\""), ["gfx942"]);
    assert_eq!(targets("\"nvidia\" cuda=\"12.8\" { target \"sm_90\" \"sm_120\" }"), ["sm_90", "sm_120"]);
    assert_eq!(targets("\"nvidia\" target=\"sm_90\""), ["sm_90"]);
    assert_eq!(targets("\"nvidia\" cuda=\"12.8\""), Vec::<String>::new());
    // of a release whose targets are not known, any may be one
    assert_eq!(targets("\"rocm\" version=\"5.3\" target=\"gfx803\""), ["gfx803"]);
}

#[test]
fn a_target_that_the_release_has_not_is_refused_at_its_word() {
    let (said, at, help) =
        refused("\"nvidia\" cuda=\"12.6\" flavor=\"devel\" distro=\"ubuntu24.04\" { target \"sm_90\" \"sm_120\" }");
    assert_eq!(said, "unknown-gpu-target: `nvidia` 12.6.3 does not compile for `sm_120`");
    assert_eq!(at, "sm_120");
    assert!(help[0].starts_with("its targets are `sm_50`, "), "{help:?}");
    assert_eq!(help[1], "the newest `cuda` that has it is `13.4.2`");
    let (said, at, help) = refused("\"rocm\" target=\"gfx9000\"");
    assert_eq!(
        (said.as_str(), at.as_str()),
        ("unknown-gpu-target: no `rocm` that is known compiles for `gfx9000`", "gfx9000")
    );
    assert_eq!(help.len(), 1, "no release has it: {help:?}");
}
