#!/usr/bin/env bash
# The user that tests run as: add_tester.sh GROUP, the group that may use sudo.
set -euo pipefail
admins="${1:?which group may use sudo?}"

useradd --create-home --shell /bin/bash --groups "${admins}" tester
# The group that opens GPUs has no fixed number; 109 is that of the test machines.
getent group render > /dev/null || groupadd --gid 109 render
usermod --append --groups render,video tester
mkdir -p /etc/sudoers.d
echo 'tester ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/tester
chmod 0440 /etc/sudoers.d/tester
