"""A use case in miniature: one epoch over made-up digits, in the environment that TORCH_ENV names."""

import torch


def main() -> None:
    torch.manual_seed(0)
    pictures, digits = torch.rand(256, 28 * 28), torch.randint(0, 10, (256,))
    model = torch.nn.Linear(28 * 28, 10)
    optimizer = torch.optim.Adam(model.parameters())
    for start in range(0, 256, 32):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(pictures[start : start + 32]), digits[start : start + 32])
        loss.backward()
        optimizer.step()
    print(f"loss {float(loss.detach()):.3f}")


if __name__ == "__main__":
    main()
