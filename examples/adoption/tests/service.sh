# Run in each image, before it is published.
set -eu
[ "$(id -un)" = "$SERVICE_USER" ]
grep -q '^built for ' /etc/about
[ ! -e /etc/desk ]
