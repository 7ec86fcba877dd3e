# shellcheck shell=sh
# The pip wheels bring cuDNN inside the Python packages; other programs must be told where.
cudnn=$(python -c 'import nvidia.cudnn as package; print(list(package.__path__)[0])' 2> /dev/null) || cudnn=
if [ -n "$cudnn" ]; then
    export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$cudnn/lib"
fi
unset cudnn
