"""python -m acme_ops [--device DEVICE]: whether the kernels work."""

import argparse

import torch

from acme_ops import scale

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--device", default="cpu")
device = parser.parse_args().device
x = torch.arange(1000, dtype=torch.float32, device=device)
assert torch.equal(scale(x, 2.0), 2.0 * x)
print(f"{torch.__version__} on {device}: the kernels work")
