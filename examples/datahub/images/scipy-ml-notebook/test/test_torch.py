"""PyTorch without a GPU; what it does on one is in workflow_tests."""

import torch


def test_multiplies():
    assert float((torch.ones(2, 3) @ torch.ones(3, 4)).sum()) == 24.0


def test_follows_a_gradient():
    x = torch.tensor(3.0, requires_grad=True)
    (x**2).backward()
    assert float(x.grad) == 6.0


def test_its_companions_load():
    import torchaudio
    import torchvision

    assert torchvision.__version__ and torchaudio.__version__
