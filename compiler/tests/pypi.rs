//! Packages that PyPI or Conda has for another GPU than the build's: told at the word, and nothing that only looks so.

use crate::family::{today, told};
use imgc::world::MemoryWorld;

/// What is told of an image, and the words that it points at.
fn said(files: &[(&str, &str)], rest: &str) -> Vec<String> {
    let text =
        format!("stack \"demo\" {{ registry \"ghcr.io/acme\" }}\ntags {{ tag \"{{values-}}latest\" }}\n{rest}\n");
    let world = MemoryWorld::new(files.iter().copied().chain([("stack.kdl", text.as_str())]));
    let compilation = imgc::check(&world, "stack.kdl", &today::options());
    assert!(!compilation.has_errors(), "{rest}: {:?}", told(&compilation));
    let of = compilation.diagnostics.iter().filter(|one| one.rule.name == "pypi-wheels");
    of.map(|one| format!("{} [{}]", compilation.sources.text(one.primary()), one.help.join("; "))).collect()
}

fn image(body: &str) -> String {
    format!("image \"a\" {{\n{body}\n}}")
}

const ROCM: &str = "gpu \"rocm\" version=\"7.0\" distro=\"ubuntu24.04\"\n";

/// The body of an image for ROCm 7.0, the word that is told, and a part of the help.
const WRONG: &[(&str, &str, &str)] = &[
    ("torch \"2.10\"; pip \"torch=={TORCH}\"", "\"torch=={TORCH}\"", "`index=\"{TORCH_INDEX}\"`"),
    ("pip \"torch\"", "\"torch\"", "/whl/rocm7.0"),
    ("pip { torchvision; numpy }", "torchvision", "/whl/rocm7.0"),
    ("pip \"torch==2.6.0\"", "\"torch==2.6.0\"", "`6.1`, `6.2.4`"),
    (
        "pip \"torch\" index=\"https://pypi.org/simple\" extra-index=\"https://download.pytorch.org/whl/rocm7.0\"",
        "\"torch\"",
        "/whl/rocm7.0",
    ),
    ("pip \"torch\" extra-index=\"https://download.pytorch.org/whl/rocm7.0\"", "\"torch\"", "/whl/rocm7.0"),
    ("pip \"onnxruntime-gpu\"", "\"onnxruntime-gpu\"", "name the index"),
    ("pip \"cupy-cuda12x\"", "\"cupy-cuda12x\"", "name the index"),
    ("pip \"tensorflow==2.18.0\" tool=\"uv\"", "\"tensorflow==2.18.0\"", "name the index"),
    ("run \"pip install torch\"", "torch", "--index-url https://download.pytorch.org/whl/rocm7.0"),
    ("run \"apt-get update && python3 -m pip install --no-cache-dir 'torch>=2' numpy\"", "'torch>=2'", "/whl/rocm7.0"),
    ("run \"uv pip install --system torch\"", "torch", "/whl/rocm7.0"),
    ("run \"pip install torch --extra-index-url https://download.pytorch.org/whl/rocm7.0\"", "torch", "/whl/rocm7.0"),
    ("arg \"V\" \"2.10.0\"; run \"pip install torch==$V\"", "torch==$V", "/whl/rocm7.0"),
    (
        "copy \"requirements.txt\" to=\"/tmp/\"; run \"pip install -r /tmp/requirements.txt\"",
        "/tmp/requirements.txt",
        "/whl/rocm7.0",
    ),
    ("run \"pip install -r r.txt\" { mount \"bind\" \"requirements.txt\" to=\"r.txt\" }", "r.txt", "/whl/rocm7.0"),
    (
        "copy \"requirements.txt\" to=\"/tmp/\"; pip requirements=\"/tmp/requirements.txt\"",
        "pip requirements=\"/tmp/requirements.txt\"",
        "/whl/rocm7.0",
    ),
    ("conda \"pytorch-cuda=12.4\"", "\"pytorch-cuda=12.4\"", "built for this GPU"),
    ("run \"conda install -y cudatoolkit\"", "cudatoolkit", "built for this GPU"),
];

/// What is right, or not certain.
const RIGHT: &[&str] = &[
    "torch \"2.10\"; pip \"torch=={TORCH}\" index=\"{TORCH_INDEX}\"",
    "pip \"torch\" index=\"https://download.pytorch.org/whl/rocm7.0\" extra-index=\"https://pypi.org/simple\"",
    "pip \"torch\" index=\"https://mirror.acme.org/simple\"",
    "pip \"numpy\" \"transformers\"",
    "pip \"torch\" extra-index=\"https://download.pytorch.org/whl/rocm7.0\" tool=\"uv\"",
    "pip \"torch==2.10.0+rocm7.0\" extra-index=\"https://download.pytorch.org/whl/rocm7.0\"",
    "pip \"torch @ https://repo.radeon.com/rocm/torch.whl\"",
    "env PIP_INDEX_URL=\"https://mirror.acme.org/simple\"; pip \"torch\"",
    "arg \"PIP_EXTRA_INDEX_URL\" \"https://mirror.acme.org/simple\"; run \"echo $PIP_EXTRA_INDEX_URL; pip install torch\"",
    "run \"pip config set global.index-url https://mirror.acme.org/simple\"; pip \"torch\"",
    "run \"pip install --index-url https://download.pytorch.org/whl/rocm7.0 torch\"",
    "run \"pip install --index-url=https://download.pytorch.org/whl/rocm7.0 torch\"",
    "run \"uv pip install torch --torch-backend=auto\"",
    "run \"if test -e /dev/nvidia0; then pip install torch; fi\"",
    "run \"pip install torch\" { mount \"secret\" \"pip\" to=\"/etc/pip.conf\" }",
    "run \"pip install torch\" { mount \"secret\" \"index\" env=\"PIP_INDEX_URL\" }",
    "run \"pip install ./torch-2.10-cp312.whl\"",
    "run \"pip install -f /wheels torch\"",
    "copy \"pinned.txt\" to=\"/tmp/\"; run \"pip install -r /tmp/pinned.txt\"",
    "run \"echo pip install torch\"",
    "stage \"other\" { from \"debian:12\"; run \"pip install torch\" }; copy \"/x\" to=\"/x\" stage=\"other\"",
];

const FILES: &[(&str, &str)] = &[
    ("requirements.txt", "# what is needed\nnumpy\ntorch==2.10.0\n"),
    ("pinned.txt", "--index-url https://download.pytorch.org/whl/rocm7.0\ntorch==2.10.0\n"),
];

#[test]
fn a_wheel_for_another_gpu_is_told_at_its_word() {
    let mut wrong = String::new();
    for (body, word, help) in WRONG {
        let found = said(FILES, &image(&format!("{ROCM}{body}")));
        if !matches!(&found[..], [one] if one.starts_with(&format!("{word} [")) && one.contains(help)) {
            wrong.push_str(&format!("{body}\n  {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_right_or_not_certain_is_quiet() {
    let mut wrong = String::new();
    for body in RIGHT {
        let found = said(FILES, &image(&format!("{ROCM}{body}")));
        if !found.is_empty() {
            wrong.push_str(&format!("{body}\n  {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A build that has nothing to do with GPUs may well want PyPI's.
#[test]
fn builds_without_a_gpu_are_told_of_beside_builds_with_one() {
    let pip = "torch \"2.6\"; pip \"torch=={TORCH}\"";
    assert_eq!(said(&[], &image(&format!("from \"ubuntu:24.04\"; {pip}"))), Vec::<String>::new());
    let nvidia = "gpu \"nvidia\" cuda=\"12.4\"";
    assert_eq!(said(&[], &image(&format!("{nvidia}; from \"ubuntu:24.04\"; {pip}"))), Vec::<String>::new());
    let both = image(&format!("variant \"cpu\"\nvariant \"cuda\" {{ {nvidia} }}\nfrom \"ubuntu:24.04\"\n{pip}"));
    let found = said(&[], &both);
    assert!(found.len() == 1 && found[0].contains("TORCH_INDEX"), "{found:?}");
    let arm = both.replace("variant \"cpu\"", "variant \"cpu\" { platforms \"linux/arm64\" }");
    assert_eq!(said(&[], &arm), Vec::<String>::new());
    let light = both.replace(pip, "pip \"tensorflow==2.18.0\"");
    assert_eq!(said(&[], &light), Vec::<String>::new(), "its wheel brings no CUDA");
}

/// Also where nothing but the base says the GPU, and in a Dockerfile that is adopted.
#[test]
fn the_base_says_the_gpu_too() {
    let base = "from \"rocm/dev-ubuntu-24.04:7.0-complete\"; pip \"torch\"";
    assert_eq!(said(&[], &image(base)).len(), 1);
    // this one brings it
    let whole = "from \"rocm/pytorch:rocm7.0_ubuntu24.04_py3.12_pytorch_release_2.8.0\"; run \"pip install torch\"";
    assert_eq!(said(&[], &image(whole)), Vec::<String>::new());
    let adopted = |text: &str| said(&[("Dockerfile", text)], &image("dockerfile \"Dockerfile\"")).len();
    assert_eq!(adopted("FROM rocm/dev-ubuntu-24.04:7.0-complete\nRUN pip install torch numpy\n"), 1);
    assert_eq!(
        adopted("FROM rocm/dev-ubuntu-24.04:7.0-complete\nENV PIP_INDEX_URL=https://m.org/s\nRUN pip install torch\n"),
        0
    );
    assert_eq!(adopted("FROM debian:12\nRUN pip install torch\n"), 0);
}

#[test]
fn the_repair_adds_the_index() {
    let text = format!(
        "stack \"demo\" {{ registry \"ghcr.io/acme\" }}\ntags {{ tag \"latest\" }}\nimage \"a\" {{\n{ROCM}torch \"2.10\"\n\
         pip \"torch=={{TORCH}}\" \"torchvision\" python=\"/opt/venv/bin/python\"\n}}\n"
    );
    let world = MemoryWorld::new([("stack.kdl", text.as_str())]);
    let fixed = imgc::fix::fix(&world, "stack.kdl", &today::options(), imgc::diag::Class::Safe, &|_| true);
    let now = fixed.files.values().next().map(|file| file.after.clone()).unwrap_or_default();
    assert!(now.contains("pip \"torch=={TORCH}\" index=\"{TORCH_INDEX}\" \"torchvision\""), "{now}");
    assert!(!fixed.compilation.diagnostics.iter().any(|one| one.rule.name == "pypi-wheels"));
}
