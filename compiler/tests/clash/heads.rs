//! What images of the tables begin with.

pub const NODE: &str = "gpu \"nvidia\" cuda=\"12.6\" flavor=\"runtime\" distro=\"ubuntu24.04\"\n";
pub const MARK: &str = "gpu \"nvidia\"\nfrom \"ubuntu:24.04\"\n";
pub const BASE: &str = "from \"nvidia/cuda:12.6.3-runtime-ubuntu24.04\"\n";
pub const ROCM: &str = "gpu \"rocm\" version=\"7.2\" flavor=\"complete\" distro=\"ubuntu24.04\"\n";
pub const NOBLE: &str = "from \"ubuntu:24.04\"\n";
