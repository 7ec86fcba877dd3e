"""The team's own kernels: C++, and CUDA where PyTorch is for a GPU (for ROCm, PyTorch translates it)."""

import torch
from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CppExtension, CUDAExtension

gpu = bool(torch.version.cuda or torch.version.hip)
sources = ["ops.cpp", "scale.cu"] if gpu else ["ops.cpp"]
arguments = {"cxx": ["-O2"] + (["-DWITH_GPU"] if gpu else [])}
extension = (CUDAExtension if gpu else CppExtension)("acme_ops._ops", sources, extra_compile_args=arguments)

setup(packages=["acme_ops"], ext_modules=[extension], cmdclass={"build_ext": BuildExtension})
