"""What the base adds to upstream's notebook."""

import importlib
import os
import shutil
import stat
import unittest

TOOLS = ["7z", "cmake", "curl", "git", "htop", "nano", "rsync", "screen", "ssh", "tmux", "unzip", "vim", "wget"]


class Tools(unittest.TestCase):
    def test_are_on_the_path(self):
        for tool in TOOLS:
            with self.subTest(tool=tool):
                self.assertIsNotNone(shutil.which(tool))

    def test_screen_needs_no_group(self):
        self.assertFalse(os.stat("/usr/bin/screen").st_mode & stat.S_ISGID)


class Grading(unittest.TestCase):
    def test_exports_for_canvas(self):
        plugin = importlib.import_module("nbgrader.plugins.export")
        self.assertIn("Canvas", plugin.__doc__)

    def test_configuration_is_ours(self):
        with open("/etc/jupyter/jupyter_notebook_config.py") as file:
            self.assertIn("DataHub", file.read())
