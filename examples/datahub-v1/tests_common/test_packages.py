"""What lecturers count on in every image can be imported, and Conda agrees with itself."""

import importlib
import subprocess
import unittest

EVERYWHERE = ["matplotlib.pyplot", "nbgrader", "nbgitpuller", "nltk", "numpy", "pandas", "scipy"]


class Packages(unittest.TestCase):
    def test_imports(self):
        for name in EVERYWHERE:
            with self.subTest(package=name):
                importlib.import_module(name)

    def test_conda_lists_what_is_installed(self):
        subprocess.run(["conda", "list", "--quiet"], check=True, stdout=subprocess.DEVNULL)
