"""What this image adds to upstream's notebook."""

import json
import os
import shutil
import stat
import subprocess

import pytest

TOOLS = ["7z", "cmake", "git", "htop", "jq", "nc", "rsync", "screen", "ssh", "strace", "tmux", "vim"]


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_is_on_the_path(tool):
    assert shutil.which(tool)


def test_screen_needs_no_group():
    assert not os.stat("/usr/bin/screen").st_mode & stat.S_ISGID


def test_scripts_can_be_run_by_everybody():
    for script in ("datahub-diagnose", "datahub-pull"):
        assert shutil.which(script)


def test_server_takes_our_configuration():
    with open("/etc/jupyter/jupyter_server_config.d/datahub.json") as file:
        assert json.load(file)["FileContentsManager"]["delete_to_trash"] is False


def test_extension_manager_is_off():
    listing = subprocess.run(["jupyter", "labextension", "list"], capture_output=True, text=True)
    text = listing.stdout + listing.stderr
    assert "@jupyterlab/extensionmanager-extension" in text.split("Disabled extensions:")[-1]
