"""A drawn paper and what is true of it. Places are in mm from its top left corner, y down."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""x, y, width, height in mm."""


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A value on the paper: `kind` is the fact's name (name, number, birth_date …), `text` what is printed.

    `stamped`: a seal lies over part of it.
    """

    kind: str
    label: str
    text: str
    box: Box
    handwritten: bool = False
    stamped: bool = False


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A bar code or two-dimensional code; `format` in zxing's names, `box` without the quiet zone."""

    format: str
    data: bytes
    text: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """`picture` is (h, w, 3) BGR uint8 at `px_per_mm`; `kind` names the layout, `material` the catalogue's.

    `type` is the sort of paper whatever material asks for it (household-register, marriage-certificate …);
    `side` its page as the material names it, empty where there is one only. `gloss` 0..1: how much it
    mirrors a lamp. `radius` of its corners in mm.
    """

    kind: str
    type: str
    material: str | None
    side: str
    title: str
    width: float
    height: float
    px_per_mm: float
    picture: Picture = field(repr=False)
    fields: tuple[PrintedField, ...]
    codes: tuple[PrintedCode, ...]
    gloss: float = 0.0
    radius: float = 0.0
