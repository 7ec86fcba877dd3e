#!/bin/bash
# RStudio, R and the proxy between RStudio and Jupyter are there and fit together.
set -euo pipefail

rstudio-server version
Rscript -e 'stopifnot(nzchar(R.home()))'
python -c 'import jupyter_rsession_proxy'
jupyter server extension list 2>&1 | grep jupyter_server_proxy

# The name that the cluster makes up is found through the wrapper.
grep -q libnss_wrapper /opt/conda/lib/R/etc/Renviron.site
test -r /usr/lib/x86_64-linux-gnu/libnss_wrapper.so
