#!/usr/bin/env bash
# What the cluster's launcher starts when it is given no command.
exec jupyter notebook "$@"
