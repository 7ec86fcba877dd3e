"""Every image of the stack is first of all a notebook that the hub can start."""

import json
import os
import pathlib
import subprocess


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_there_are_kernels_for_python_and_r():
    kernels = json.loads(output("jupyter", "kernelspec", "list", "--json"))["kernelspecs"]
    assert {"python3", "ir"} <= set(kernels)


def test_the_hub_can_start_it():
    output("jupyterhub-singleuser", "--version")


def test_runs_as_the_notebook_user():
    assert os.environ["NB_USER"] == "jovyan"
    assert os.getuid() != 0


def test_home_is_writable():
    assert os.access(pathlib.Path.home(), os.W_OK)


def test_students_can_install_packages():
    assert os.access(os.path.join(os.environ["CONDA_DIR"], "lib"), os.W_OK)


def test_nothing_but_the_temporary_folders_is_open_to_all():
    """`chmod -R 777 /var` was here once."""
    for folder in ("/var", "/var/lib", "/etc", "/usr/local/bin"):
        assert not os.stat(folder).st_mode & 0o002, folder
