"""Run on a GPU node: each framework finds the device and computes on it."""

import tensorflow
import torch

assert torch.cuda.is_available(), "torch sees no GPU"
product = torch.ones(64, 64, device="cuda") @ torch.ones(64, 64, device="cuda")
assert float(product.sum()) == 64.0**3
print("torch", torch.__version__, "on", torch.cuda.get_device_name(0))

devices = tensorflow.config.list_physical_devices("GPU")
assert devices, "tensorflow sees no GPU"
with tensorflow.device("/GPU:0"):
    product = tensorflow.ones((64, 64)) @ tensorflow.ones((64, 64))
assert float(tensorflow.reduce_sum(product)) == 64.0**3
print("tensorflow", tensorflow.__version__, "on", devices[0].name)
