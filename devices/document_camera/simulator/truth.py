"""What is true of a photograph. Pixels of the photograph, pixel centres at integers; exact to 0.1 px.

`corners` are those of the paper as it lies; of a corner that is folded over or outside the frame they say
where it would be.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.flattening.straighten import Rotation

Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]
"""Four points, clockwise from the thing's own top left as it is read."""


@dataclass(frozen=True, slots=True)
class TrueField:
    """A value on a paper, in the picture (`corners`) and on the paper (`box`: x, y, width, height in mm)."""

    kind: str
    label: str
    text: str
    box: tuple[float, float, float, float]
    corners: Corners
    handwritten: bool
    stamped: bool
    hidden: bool
    """A hand, another paper or a highlight lies over part of it, or it is outside the frame."""


@dataclass(frozen=True, slots=True)
class TrueCode:
    """A code; `data` as hexadecimal digits, `box` in mm."""

    format: str
    data: str
    text: str
    box: tuple[float, float, float, float]
    corners: Corners
    hidden: bool


@dataclass(frozen=True, slots=True)
class TruePaper:
    """A paper of the photograph.

    `corners` from the paper's own top left clockwise as it is read. `rotation`: degrees clockwise (0, 90,
    180, 270) by which the picture must be turned for the paper to stand upright. `wrong`: what is wrong with
    it (cut, hand, glare, bent, curled, covered). `curl` mm of height. `px_per_mm` where it lies.
    """

    kind: str
    type: str
    material: str | None
    side: str
    title: str
    seed: int
    size_mm: tuple[float, float]
    corners: Corners
    rotation: Rotation
    px_per_mm: float
    curl: float
    wrong: tuple[str, ...]
    fields: tuple[TrueField, ...] = ()
    codes: tuple[TrueCode, ...] = ()

    @property
    def clockwise(self) -> NDArray[np.float32]:
        """Return the corners (4, 2) clockwise from the one nearest to the picture's top left."""
        points = np.array(self.corners, np.float32)
        return np.roll(points, -int(np.argmin(points.sum(axis=1))), axis=0)


@dataclass(frozen=True, slots=True)
class Truth:
    """`papers` are those that are meant, left to right, then downwards; `clutter` counts the others.

    `blur`: sigma of the defocus in px; `motion`: px; `wrong`: what is wrong with the whole (blurred, moved,
    dark, glare, hand, cut, empty, several, nopage). `px_per_mm` on the table in the middle of the frame.
    """

    papers: tuple[TruePaper, ...]
    blur: float
    motion: float
    light: float
    background: str
    px_per_mm: float
    clutter: int = 0
    hand: Corners | None = None
    wrong: tuple[str, ...] = ()
    note: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return asdict(self)
