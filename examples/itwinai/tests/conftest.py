"""Marks that say where a test can run; the image tests leave out what they cannot."""

MARKS = {
    "hpc": "needs a cluster",
    "functional": "runs a whole use case",
    "torch": "needs PyTorch",
    "tensorflow": "needs TensorFlow",
}


def pytest_configure(config):
    for name, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
