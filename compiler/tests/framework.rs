//! Frameworks against GPUs, Pythons and platforms: what is set, and what is refused.

use crate::family;

use family::written::{builds, compiled, standard};

const PIP: &str =
    "pip \"torch=={TORCH}\" \"torchvision=={TORCHVISION}\" \"torchaudio=={TORCHAUDIO}\" index=\"{TORCH_INDEX}\"\n";

/// torch, torchvision, torchaudio and the index's last part.
fn torch(head: &str) -> [String; 4] {
    let build = builds(&format!("image \"a\" {{\n{head}\n{PIP}}}\n")).remove(0);
    let arg = |name: &str| build.args[name].to_string();
    let index = arg("TORCH_INDEX");
    let index = index.strip_prefix("https://download.pytorch.org/whl/").unwrap_or(&index).to_string();
    [arg("TORCH"), arg("TORCHVISION"), arg("TORCHAUDIO"), index]
}

fn nvidia(cuda: &str) -> String {
    format!("gpu \"nvidia\" cuda=\"{cuda}\" flavor=\"runtime\" distro=\"ubuntu22.04\"")
}

#[test]
fn a_release_brings_its_companions_and_the_index_of_its_gpu() {
    let cpu = "from \"ubuntu:24.04\"\n";
    assert_eq!(torch(&format!("{cpu}torch \"2.6\"")), ["2.6.0", "0.21.0", "2.6.0", "cpu"]);
    assert_eq!(torch(&format!("{}\ntorch \"2.6\"", nvidia("12.4"))), ["2.6.0", "0.21.0", "2.6.0", "cu124"]);
    assert_eq!(torch(&format!("{}\ntorch \"2.14\"", nvidia("13.0"))), ["2.14.1", "0.29.1", "2.11.0", "cu130"]);
    let rocm = "gpu \"rocm\" version=\"7.14\" flavor=\"full\" distro=\"ubuntu24.04\"\n";
    assert_eq!(torch(&format!("{rocm}torch \"2.14.0\"")), ["2.14.0", "0.29.0", "2.11.0", "rocm7.14"]);
    // the patch of the base is another than that of the wheels
    let rocm = "gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"\n";
    assert_eq!(torch(&format!("{rocm}torch \"2.13\"")), ["2.13.0", "0.28.0", "2.11.0", "rocm7.2"]);
    let rocm = "gpu \"rocm\" version=\"10.1\" flavor=\"full\" distro=\"ubuntu26.04\"\n";
    assert_eq!(torch(&format!("{rocm}torch \"2.13\""))[3], "https://stable.repo.amd.com/rocm/whl-next/");
}

/// Wheels bring their own CUDA: the base may be a plain distribution.
#[test]
fn a_base_of_its_own_is_as_good() {
    let given = torch("from \"ubuntu:24.04\"\ngpu \"nvidia\" cuda=\"12.6\"\ntorch \"2.7\"");
    assert_eq!(given, ["2.7.1", "0.22.1", "2.7.1", "cu126"]);
}

#[test]
fn values_of_an_axis_have_a_release_each() {
    let text = format!(
        "axis \"torch\" \"2.13\" \"2.14\"\nimage \"a\" {{ axis \"torch\"\nvariant \"cpu\" {{ from \"ubuntu:22.04\" }}\n\
         variant \"cuda\" {{ {} }}\ntorch \"{{torch}}\" python=\"3.12\"\n{PIP}}}\n",
        nvidia("12.6")
    );
    let found = builds(&text);
    let said = |name: &str| found.iter().map(|build| build.args[name].to_string()).collect::<Vec<_>>();
    assert_eq!(said("TORCH"), ["2.13.0", "2.13.0", "2.14.1", "2.14.1"]);
    let ends = said("TORCH_INDEX").iter().map(|index| index[index.len() - 3..].to_string()).collect::<Vec<_>>();
    assert_eq!(ends, ["cpu", "126", "cpu", "126"]);
    assert!(found.iter().all(|build| build.dockerfile == found[0].dockerfile), "one file serves them all");
}

#[test]
fn a_value_brings_its_own_release() {
    let text = format!(
        "image \"a\" {{ variant \"old\" {{ torch \"2.4\" }}\nvariant \"new\"\nfrom \"ubuntu:22.04\"\ntorch \"2.14\"\n{PIP}}}\n"
    );
    let said: Vec<String> = builds(&text).iter().map(|build| build.args["TORCH"].to_string()).collect();
    assert_eq!(said, ["2.14.1", "2.4.1"]);
}

/// A parent's GPU is its children's.
#[test]
fn a_child_has_the_gpu_of_its_parent() {
    let text = format!(
        "image \"base\" {{ {} }}\nimage \"a\" {{ tags replace=#true {{ tag \"x\" }}\nfrom image=\"base\"\ntorch \"2.7\"\n{PIP}}}\n",
        nvidia("12.8")
    );
    let found = builds(&text);
    let child = found.iter().find(|build| build.image == "a").expect("it is there");
    assert_eq!(child.args["TORCH_INDEX"].to_string(), "https://download.pytorch.org/whl/cu128");
    assert_eq!(child.gpu_and_release(), Some(("nvidia".to_string(), Some("12.8.2".to_string()))));
}

#[test]
fn tensorflow_runs_on_what_it_was_built_with_and_on_newer() {
    let on = |gpu: &str, release: &str| {
        let text = format!(
            "image \"a\" {{\n{gpu}\ntensorflow \"{release}\"\npip \"tensorflow[and-cuda]=={{TENSORFLOW}}\"\n}}\n"
        );
        builds(&text)[0].args["TENSORFLOW"].to_string()
    };
    let base = |cuda: &str, distro: &str| {
        format!("gpu \"nvidia\" cuda=\"{cuda}\" cudnn=\"9\" flavor=\"runtime\" distro=\"{distro}\"")
    };
    assert_eq!(on(&base("12.6", "ubuntu22.04"), "2.18"), "2.18.0");
    assert_eq!(on(&nvidia("12.5"), "2.18"), "2.18.0");
    assert_eq!(on(&base("12.9", "ubuntu24.04"), "2.21"), "2.21.0");
    assert_eq!(on("from \"debian:12\"", "2.16"), "2.16.1");
}

/// What is said of an image: rule and message, the text that it points at, and the helps.
fn refused(body: &str) -> (String, String, Vec<String>) {
    family::written::refused(&format!("image \"a\" {{\n{body}\n}}\n"))
}

/// Forty combinations that do not exist, the word that is wrong, and a part of the help.
#[test]
fn what_does_not_exist_is_refused_at_its_word() {
    let n = |cuda: &str, torch: &str| format!("{}\ntorch \"{torch}\"", nvidia(cuda));
    let r = |version: &str, torch: &str| {
        format!("from \"ubuntu:24.04\"\ngpu \"rocm\" version=\"{version}\"\ntorch \"{torch}\"")
    };
    let q =
        |cuda: &str, torch: &str| format!("from \"ubuntu:24.04\"\ngpu \"nvidia\" cuda=\"{cuda}\"\ntorch \"{torch}\"");
    let p = |python: &str, torch: &str| format!("from \"ubuntu:24.04\"\ntorch \"{torch}\" python=\"{python}\"");
    let t = |cuda: &str, tensorflow: &str| format!("{}\ntensorflow \"{tensorflow}\"", nvidia(cuda));
    let c = |cuda: &str, cudnn: &str, tensorflow: &str| {
        format!(
            "gpu \"nvidia\" cuda=\"{cuda}\" cudnn=\"{cudnn}\" flavor=\"runtime\" distro=\"ubuntu22.04\"\ntensorflow \"{tensorflow}\""
        )
    };
    let cases: Vec<(String, &str, &str, &str)> = vec![
        (n("12.8", "2.6"), "no-wheels: torch 2.6.0 has no wheels for CUDA 12.8.2", "\"2.6\"", "torch `2.7` does"),
        (n("12.8", "2.6"), "no-wheels: torch 2.6.0 has no wheels for CUDA 12.8.2", "\"2.6\"", "CUDA `11.8`, `12.4`, `12.6`"),
        (n("12.1", "2.6"), "no-wheels: torch 2.6.0 has no wheels for CUDA 12.1.1", "\"2.6\"", "torch `2.5` does"),
        (n("12.4", "2.7"), "no-wheels: torch 2.7.1 has no wheels for CUDA 12.4.1", "\"2.7\"", "torch `2.6` does"),
        (n("12.8", "2.12"), "no-wheels: torch 2.12.1 has no wheels for CUDA 12.8.2", "\"2.12\"", "torch `2.11` does"),
        (q("12.9", "2.10"), "no-wheels: torch 2.10.0 has no wheels for CUDA 12.9.2", "\"2.10\"", "torch `2.9`, `2.11` do"),
        (q("13.2", "2.11"), "no-wheels: torch 2.11.0 has no wheels for CUDA 13.2.1", "\"2.11\"", "torch `2.12` does"),
        (q("13.0", "2.8"), "no-wheels: torch 2.8.0 has no wheels for CUDA 13.0.3", "\"2.8\"", "torch `2.9` does"),
        (n("11.8", "2.8"), "no-wheels: torch 2.8.0 has no wheels for CUDA 11.8.0", "\"2.8\"", "torch `2.7` does"),
        (n("12.2", "2.2"), "no-wheels: torch 2.2.2 has no wheels for CUDA 12.2.2", "\"2.2\"", "CUDA `11.8`, `12.1`"),
        (n("12.3", "2.4"), "no-wheels: torch 2.4.1 has no wheels for CUDA 12.3.2", "\"2.4\"", "`12.1`, `12.4`"),
        (n("12.5", "2.14"), "no-wheels: no wheels of torch 2.14.1 for CUDA 12.5.1 are known here", "\"2.14\"", "`12.6`, `13.0`, `13.2`"),
        (q("13.3", "2.14.1"), "no-wheels: no wheels of torch 2.14.1 for CUDA 13.3.1 are known here", "\"2.14.1\"", "`12.6`, `13.0`, `13.2`"),
        (q("13.1", "2.13"), "no-wheels: torch 2.13.0 has no wheels for CUDA 13.1.2", "\"2.13\"", "`12.6`, `13.0`, `13.2`"),
        (n("12.0", "2.0"), "no-wheels: torch 2.0.1 has no wheels for CUDA 12.0.1", "\"2.0\"", "CUDA `11.7`, `11.8`"),
        (n("12.6", "2.5"), "no-wheels: torch 2.5.1 has no wheels for CUDA 12.6.3", "\"2.5\"", "torch `2.6` does"),
        (r("7.2", "2.10"), "no-wheels: torch 2.10.0 has no wheels for ROCm 7.2.4", "\"2.10\"", "torch `2.11` does"),
        (r("7.0", "2.11"), "no-wheels: torch 2.11.0 has no wheels for ROCm 7.0.2", "\"2.11\"", "torch `2.10` does"),
        (r("7.14", "2.13"), "no-wheels: torch 2.13.0 has no wheels for ROCm 7.14.1", "\"2.13\"", "torch `2.14` does"),
        (r("10.0", "2.14"), "no-wheels: no wheels of torch 2.14.1 for ROCm 10.0.0 are known here", "\"2.14\"", "`7.2`, `7.14`"),
        (r("6.4", "2.10"), "no-wheels: torch 2.10.0 has no wheels for ROCm 6.4.4", "\"2.10\"", "torch `2.9` does"),
        (r("6.2", "2.12"), "no-wheels: torch 2.12.1 has no wheels for ROCm 6.2.4", "\"2.12\"", "`7.1`, `7.2`"),
        (r("7.1", "1.12"), "no-wheels: torch 1.12.1 has no wheels for ROCm 7.1.1", "\"1.12\"", "has none for `rocm` at all"),
        (p("3.14", "2.8"), "no-wheels: torch 2.8.0 has no wheels for Python 3.14", "\"3.14\"", "torch `2.9` does"),
        (p("3.9", "2.9"), "no-wheels: torch 2.9.1 has no wheels for Python 3.9", "\"3.9\"", "torch `2.8` does"),
        (p("3.13", "2.4"), "no-wheels: torch 2.4.1 has no wheels for Python 3.13", "\"3.13\"", "torch `2.6` does"),
        (p("3.8", "2.6"), "no-wheels: torch 2.6.0 has no wheels for Python 3.8", "\"3.8\"", "torch `2.4` does"),
        (p("3.12", "2.1"), "no-wheels: torch 2.1.2 has no wheels for Python 3.12", "\"3.12\"", "`3.8`, `3.9`, `3.10`, `3.11`"),
        (p("3.16", "2.14"), "not-in-catalogue: as far as is known here, torch 2.14.1 has no wheels for Python 3.16", "\"3.16\"", "`3.13`, `3.14`"),
        (p("3.12", "2.15"), "unknown-framework: no torch 2.15 is known here", "\"2.15\"", "`2.14.1`"),
        (p("3.12", "3.0"), "unknown-framework: no torch 3.0 is known here", "\"3.0\"", "framework-release"),
        (p("3.12", "latest"), "unknown-framework: no torch latest is known here", "\"latest\"", "`2.14.1`"),
        (p("3.10", "2.6.1"), "unknown-framework: no torch 2.6.1 is known here", "\"2.6.1\"", "`2.6.0`, `2.7.0`"),
        (t("11.8", "2.18"), "no-wheels: tensorflow 2.18.0 has no wheels for CUDA 11.8.0", "\"2.18\"", "CUDA `12.5`"),
        (t("12.2", "2.18"), "no-wheels: tensorflow 2.18.0 has no wheels for CUDA 12.2.2", "\"2.18\"", "tensorflow `2.15` does"),
        (t("13.0", "2.21"), "no-wheels: tensorflow 2.21.0 has no wheels for CUDA 13.0.2", "\"2.21\"", "CUDA `12.5`"),
        (t("12.4", "2.14"), "no-wheels: tensorflow 2.14.0 has no wheels for CUDA 12.4.1", "\"2.14\"", "tensorflow `2.15` does"),
        (c("12.8", "9", "2.15"), "no-wheels: tensorflow 2.15.0 is built with cudnn 8.9, and the base has cudnn 9.8.0.87", "\"2.15\"", "cudnn 8.9"),
        (c("12.5", "9", "2.18"), "no-wheels: tensorflow 2.18.0 is built with cudnn 9.3, and the base has cudnn 9.2.1.18", "\"2.18\"", "cudnn 9.3 or a later one"),
        (
            "from \"ubuntu:24.04\"\ngpu \"rocm\" version=\"7.2\"\ntensorflow \"2.18\"".to_string(),
            "no-wheels: tensorflow 2.18.0 has no wheels for ROCm 7.2.4",
            "\"2.18\"",
            "has none for `rocm` at all",
        ),
        (
            "from \"ubuntu:24.04\"\ntensorflow \"2.18\" python=\"3.13\"".to_string(),
            "no-wheels: tensorflow 2.18.0 has no wheels for Python 3.13",
            "\"3.13\"",
            "tensorflow `2.20` does",
        ),
        (
            "from \"ubuntu:24.04\"\ngpu \"nvidia\"\ntorch \"2.14\"".to_string(),
            "no-wheels: torch 2.14.1 has wheels for one CUDA each, and this build says none",
            "\"2.14\"",
            "`12.6`, `13.0`, `13.2`",
        ),
        (
            "from \"ubuntu:24.04\"\nplatforms \"linux/amd64\" \"linux/arm64\"\ngpu \"nvidia\" cuda=\"12.4\"\ntorch \"2.6\"".to_string(),
            "no-wheels: torch 2.6.0 has no wheels for all of `linux/amd64`, `linux/arm64`",
            "\"2.6\"",
            "build for fewer",
        ),
    ];
    let mut wrong = Vec::new();
    for (body, message, at, help) in &cases {
        let (said, place, helps) = refused(body);
        if (said.as_str(), place.as_str()) != (*message, *at) || !helps.iter().any(|one| one.contains(help)) {
            wrong.push(format!("{body}\n{said}\n{place}\n{helps:#?}"));
        }
        wrong.extend(suggested(body, &helps));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

/// What still does not resolve when a help is followed: each release that it says would do.
fn suggested(body: &str, helps: &[String]) -> Vec<String> {
    let framework = if body.contains("tensorflow") { "tensorflow" } else { "torch" };
    let said = helps.iter().filter(|help| help.ends_with(" does") || help.ends_with(" do"));
    let releases = said.flat_map(|help| help.split('`').skip(1).step_by(2));
    let (before, node) = body.split_once(&format!("{framework} \"")).expect("it asks for one");
    let (_, after) = node.split_once('"').expect("its version is quoted");
    let tried = releases.map(|release| format!("{before}{framework} \"{release}\"{after}"));
    tried.filter(|body| !compiled(&format!("image \"a\" {{\n{body}\n}}\n")).diagnostics.is_empty()).collect()
}

#[test]
fn every_release_has_a_source_a_date_and_wheels() {
    for name in ["torch.kdl", "tensorflow.kdl"] {
        let document = standard(name);
        assert!(document.framework_releases.len() >= 18, "{name}");
        for release in &document.framework_releases {
            let what = format!("{name}: {}", release.version.value);
            assert!(release.source.is_some() && release.date.is_some(), "{what} says no source or no date");
            assert!(!release.pythons.is_empty() && !release.wheels.is_empty(), "{what} says no Pythons or no wheels");
            assert!(release.wheels.iter().any(|wheels| wheels.family.value == "cpu"), "{what} has none without a GPU");
            for wheels in &release.wheels {
                let index = wheels.index.as_ref().map(|index| index.value.as_str());
                assert!(index.is_none_or(|index| index.starts_with("https://")), "{what}: {index:?}");
                assert!(index.is_some() || name == "tensorflow.kdl", "{what}: wheels without an index");
                assert!(!wheels.platforms.is_empty(), "{what}: wheels without platforms");
            }
        }
    }
}
