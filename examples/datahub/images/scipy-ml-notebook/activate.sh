# shellcheck shell=sh disable=SC1090
# Read by login shells: everything in the folder, in order.
for part in /etc/datahub-profile.d/*.sh; do
    [ -r "$part" ] && . "$part"
done
unset part
