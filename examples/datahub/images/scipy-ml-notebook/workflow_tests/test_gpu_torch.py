"""PyTorch on the GPU of a node."""

import torch


def test_device_is_found():
    assert torch.cuda.is_available()


def test_multiplies_there():
    a = torch.ones(256, 256, device="cuda")
    assert float((a @ a).sum()) == 256.0**3


def test_trains_there():
    torch.manual_seed(0)
    x = torch.linspace(-1, 1, 64, device="cuda").unsqueeze(1)
    y = 3 * x + 1
    model = torch.nn.Linear(1, 1).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(200):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    assert float(loss) < 1e-3
