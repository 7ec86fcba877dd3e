# shellcheck shell=sh
# XLA looks here for ptxas and libdevice.
nvcc=$(python -c 'import nvidia.cuda_nvcc as package; print(list(package.__path__)[0])' 2> /dev/null) || nvcc=
if [ -n "$nvcc" ]; then
    export XLA_FLAGS="--xla_gpu_cuda_data_dir=$nvcc"
fi
unset nvcc
