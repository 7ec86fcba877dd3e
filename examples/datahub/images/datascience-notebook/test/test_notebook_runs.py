"""A notebook with a plot runs from its first cell to its last."""

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

CELLS = [
    "%matplotlib inline\nimport pandas as pd",
    "table = pd.DataFrame({'term': ['fall', 'winter'], 'students': [41, 37]})",
    "table.plot.bar(x='term', y='students')",
    "int(table.students.sum())",
]


def test_notebook_runs(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    ExecutePreprocessor(timeout=300).preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
    assert notebook.cells[-1].outputs[0]["data"]["text/plain"] == "78"
