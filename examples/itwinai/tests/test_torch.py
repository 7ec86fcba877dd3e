import pytest

pytestmark = pytest.mark.torch


def test_learns_a_line():
    import torch

    torch.manual_seed(0)
    x = torch.linspace(-1, 1, 64).unsqueeze(1)
    y = 2 * x - 1
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(200):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    assert float(loss) < 1e-3


@pytest.mark.hpc
def test_two_nodes_agree():
    import torch.distributed as dist

    dist.init_process_group("nccl")
    assert dist.get_world_size() >= 2
