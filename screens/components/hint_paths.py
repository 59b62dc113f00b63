"""The drawings of what to do with the hands: 120 x 72 grid, y down, round ends; drawn for this product."""

from dataclasses import dataclass

GRID = (120, 72)
STROKE = 2.6


@dataclass(frozen=True)
class Hint:
    """What stands still, what moves and from where to where (right, down); `sign` is gone while it moves."""

    still: str
    moving: str
    begin: tuple[float, float]
    end: tuple[float, float]
    sign: str = ""


HINTS: dict[str, Hint] = {
    "place-card": Hint(
        "M14 56h92l8 10h-108zM38 56l4-7h36l4 7",
        "M40 3h40a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4h-40a4 4 0 0 1-4-4v-18a4 4 0 0 1 4-4zM43 11h14M43 18h10"
        "M71 8.5a3.6 3.6 0 1 0 .01 0M64.5 23c1-4 3.2-5.5 6.5-5.5s5.5 1.5 6.5 5.5",
        (0, 0),
        (0, 16),
        "M60 33v9M55 37.5l5 5 5-5",
    ),
    "take-card": Hint(
        "M14 50h92l8 14h-108zM40 50l4-7h32l4 7M98 34v-22M91 19l7-7 7 7",
        "M38 12h44a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-44a4 4 0 0 1-4-4v-16a4 4 0 0 1 4-4zM42 19h16M42 26h12"
        "M72 17a3.5 3.5 0 1 0 .01 0M66 31c1-3 3-5 6-5s5 2 6 5",
        (0, 4),
        (0, -9),
    ),
    "place-page": Hint(
        "M12 64h96M104 64v-52h-30M48 5h26v14h-26zM61 9.5a2.5 2.5 0 1 0 .01 0M50 25l-9 19M72 25l9 19",
        "M32 64l8-13h42l8 13M52 57.5h20",
        (-26, 0),
        (0, 0),
    ),
    "take-slip": Hint(
        "M20 26h80v38h-80zM34 26v-14h52v14M60 30h.01",
        "M42 40h36v24M42 40v24M50 48h20M50 55h14",
        (0, 0),
        (0, 6),
    ),
    "place-code": Hint(
        "M16 52h88l8 12h-104z",
        "M48 6h24a3 3 0 0 1 3 3v34a3 3 0 0 1-3 3h-24a3 3 0 0 1-3-3v-34a3 3 0 0 1 3-3zM52 14h5v5h-5z"
        "M63 14h5v5h-5zM52 26h5v5h-5zM63 26h.01M68 31h.01M57 40h6",
        (0, -4),
        (0, 4),
    ),
}
