"""Every image of the stack is first of all a notebook."""

import json
import os
import subprocess
import unittest


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Notebook(unittest.TestCase):
    def test_there_is_a_python_kernel(self):
        kernels = json.loads(output("jupyter", "kernelspec", "list", "--json"))["kernelspecs"]
        self.assertIn("python3", kernels)

    def test_the_hub_can_start_it(self):
        output("jupyterhub-singleuser", "--version")

    def test_it_runs_as_the_notebook_user(self):
        self.assertEqual(os.environ["NB_USER"], "jovyan")
        self.assertNotEqual(os.getuid(), 0)


class Home(unittest.TestCase):
    def test_is_writable(self):
        self.assertTrue(os.access(os.path.expanduser("~"), os.W_OK))

    def test_students_can_install_packages(self):
        self.assertTrue(os.access(os.path.join(os.environ["CONDA_DIR"], "lib"), os.W_OK))
