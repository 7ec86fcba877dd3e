"""What lecturers count on in every image can be imported."""

import importlib

import pytest

EVERYWHERE = ["datascience", "matplotlib.pyplot", "nbgitpuller", "nbgrader", "nltk", "numpy", "pandas", "pyarrow", "scipy", "statsmodels.api"]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_import(name):
    importlib.import_module(name)
