"""What the pipeline makes of a photograph: values only, so that the window's process loads no image library.

Corners and marks are in px of the original photograph; lines, codes and fields in px of the straight page.
Quadrilaterals go clockwise from the top left, y down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.document_camera.values import Advice, Corner, Quality

Corners = tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where on the photograph something is wrong, for the screen to draw: a blob of glare, a hand, a side."""

    advice: Advice
    outline: tuple[Corner, ...]


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A bar code or two-dimensional code. `format` in the names of ISO and zxing (QRCode, PDF417, Code128 …).

    `text` is `data` read as UTF-8, else GB18030; empty where it is neither.
    """

    format: str
    text: str = field(repr=False)
    data: bytes = field(repr=False)
    corners: Corners


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of print. `score` 0..1 is the reader's own; it does not prove anything."""

    text: str = field(repr=False)
    score: float
    corners: Corners


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One paper of a photograph, straightened to `dpi`.

    `agreed`: two independent detectors put the corners in the same place, or a person did. `rotation`:
    degrees clockwise (0, 90, 180, 270) by which it was turned to stand upright. `advice` None: a good page.
    `lines` None: it was not read. `fingerprint` tells the same page taken twice. `milliseconds` by stage.
    """

    corners: Corners
    agreed: bool
    rotation: int
    quality: Quality
    advice: Advice | None
    marks: tuple[Mark, ...]
    width: int
    height: int
    dpi: float
    jpeg: bytes = field(repr=False)
    """The straight page, within the budget per page; a black-and-white page is grey JPEG here too."""
    black_and_white: bool
    fingerprint: bytes = field(repr=False)
    codes: tuple[ReadCode, ...] = ()
    lines: tuple[ReadLine, ...] | None = None
    milliseconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScannedPhoto:
    """All papers of one photograph, left to right, then downwards; `advice` where there is no page at all."""

    width: int
    height: int
    pages: tuple[ScannedPage, ...]
    advice: Advice | None = None
    marks: tuple[Mark, ...] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)
