"""The network: plain 3 x 3 convolutions down to 1/32, and back up to 1/4 with what was seen on the way.

In: (n, 3, 192, 256) BGR, -0.5..0.5. Out: (n, 5, 48, 64): corner, outline and inside as logits, and the way in
cells (x, y) from a cell to its corner, right near corners only.
"""

import torch
from torch import Tensor, nn

CHANNELS = (16, 32, 56, 96, 160)
BLOCKS = (1, 2, 2, 2)
LATERAL = 32


def _step(inside: int, outside: int, size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.step = _step(width, width, 3)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.step(x)


class _Mix(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.across, self.through = _step(width, width, 3, groups=width), _step(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.through(self.across(x))


class CornerModel(nn.Module):
    """See the module; about 1.4 million weights."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _step(3, CHANNELS[0], 3, 2)
        stages = []
        for i, blocks in enumerate(BLOCKS):
            more = [_Residual(CHANNELS[i + 1]) for _ in range(blocks - 1)]
            stages.append(nn.Sequential(_step(CHANNELS[i], CHANNELS[i + 1], 3, 2), *more))
        self.stages = nn.ModuleList(stages)
        self.lateral = nn.ModuleList([nn.Conv2d(width, LATERAL, 1) for width in CHANNELS[1:]])
        self.mix = nn.ModuleList([_Mix(LATERAL) for _ in range(3)])
        self.last = _step(LATERAL, LATERAL, 3)
        self.head = nn.Conv2d(LATERAL, 5, 1)
        with torch.no_grad():
            assert self.head.bias is not None
            self.head.bias.copy_(torch.tensor([-4.0, -3.0, -0.5, 0.0, 0.0]))

    def forward(self, x: Tensor) -> Tensor:
        """Logits and offsets, (n, 5, 48, 64)."""
        x = self.stem(x)
        seen = []
        for stage in self.stages:
            x = stage(x)
            seen.append(x)
        y = self.lateral[3](seen[3])
        for i in (2, 1, 0):
            larger = nn.functional.interpolate(y, scale_factor=2.0, mode="nearest")
            y = self.mix[i](larger + self.lateral[i](seen[i]))
        return self.head(self.last(y))
