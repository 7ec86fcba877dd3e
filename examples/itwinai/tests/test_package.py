import subprocess
import sys

import itwinai


def test_version_has_three_parts():
    assert len(itwinai.__version__.split(".")) >= 3


def test_sanity_check_finds_what_is_there():
    assert run("--optional-deps", "json").returncode == 0


def test_sanity_check_names_what_is_missing():
    result = run("--optional-deps", "no_such_package")
    assert result.returncode == 1
    assert "no_such_package" in result.stdout


def run(*arguments):
    command = [sys.executable, "-m", "itwinai.cli", "sanity-check", *arguments]
    return subprocess.run(command, capture_output=True, text=True)
