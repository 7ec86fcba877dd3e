#!/usr/bin/env bash
# Adds LunarG's packages of one Vulkan SDK to apt.
#
#   add_vulkan_repository.sh VERSION
set -euo pipefail

version="${1:?which version?}"
# shellcheck source=/dev/null
codename="$(. /etc/os-release && echo "${VERSION_CODENAME}")"
keyring=/usr/share/keyrings/lunarg.gpg

curl --fail --silent --show-error --location https://packages.lunarg.com/lunarg-signing-key-pub.asc | gpg --dearmor > "${keyring}"
echo "deb [signed-by=${keyring}] https://packages.lunarg.com/vulkan/${version} ${codename} main" \
  > /etc/apt/sources.list.d/lunarg-vulkan.list
