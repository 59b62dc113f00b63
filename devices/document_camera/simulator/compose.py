"""What the bench's camera sees: papers that somebody laid on the mat, photographed at 8 MP."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.simulator import papers
from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.papers.paper import Paper
from devices.document_camera.simulator.papers.plain import plain_page
from devices.document_camera.simulator.scene.hands import TONES, Hand
from devices.document_camera.simulator.scene.light import Highlight, Light
from devices.document_camera.simulator.scene.lying import Curl, Lying
from devices.document_camera.simulator.scene.sensor import encode
from devices.document_camera.simulator.scene.surfaces import surface
from devices.document_camera.simulator.scene.taking import Placed, Shot, bare, take
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.scene.view import View, overhead
from devices.document_camera.simulator.truth import Truth

__all__ = ["HEIGHT", "WIDTH", "Picture", "Scene", "corners_of", "encode", "photograph", "scene", "truth_of"]

WIDTH, HEIGHT = 3264, 2448
_A4 = (210.0, 297.0)
_GAP = 12.0
"""Mm between papers in a row."""
_SHOWN = 0.86
"""Of the frame's height, A4 upright takes this much."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scene:
    """A paper under the camera and how it was photographed. No title, lines nor layout: the bare sheet.

    `layout` a kind of paper (see `papers/layouts`) in its true size, `facts` what stands on it instead of
    the person's of `seed`; else A4 with `title` and `lines`. `rotate` degrees clockwise, `shift` in parts of
    the frame from its middle, `scale` of A4's height to the frame's, `tilt` how much narrower the far edge of
    A4 is, `blur` the lens's sigma in px, `glare` the radius of a highlight in px, `light` the lamp (1 is well
    lit), `seed` of the noise, `curl` mm by which an end of the paper stands up, `hand` mm by which fingers
    reach over its lower edge, `beside` further papers, each with a layout or title, `rotate` and `shift`.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    layout: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rotate: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = _SHOWN
    tilt: float = 0.015
    blur: float = 0.0
    glare: float = 0.0
    light: float = 1.0
    seed: int = 1
    paper: bool = True
    stamp: bool = False
    curl: float = 0.0
    hand: float = 0.0
    beside: tuple["Scene", ...] = field(default=())


def scene(arguments: Mapping[str, Any]) -> Scene:
    """Make a scene of JSON values.

    Raises TypeError for a name or a value that a scene does not have, KeyError for an unknown layout.
    """
    values = dict(arguments)
    values["lines"] = tuple(str(line) for line in values.get("lines") or ())
    values["facts"] = tuple(sorted((str(k), str(v)) for k, v in (values.get("facts") or {}).items()))
    beside = [dict(other) for other in values.get("beside") or ()]
    if "shift" in values:
        across, down = values["shift"]
        values["shift"] = (float(across), float(down))
    if values.pop("cut", False):
        values["shift"] = (0.0, 0.32)
    if values.pop("blank", False):
        values |= {"title": "", "lines": (), "layout": "", "stamp": False}
    values.pop("beside", None)
    made = Scene(**values)
    _size(made)
    return _in_a_row(made, [(scene(other), "shift" not in other) for other in beside])


def _in_a_row(first: Scene, others: list[tuple[Scene, bool]]) -> Scene:
    """Put papers beside the first, those that have no place of their own in a row with it."""
    free = [
        (_size(other)[0] + _GAP) * HEIGHT * first.scale / _A4[1] / WIDTH
        for other, is_free in others
        if is_free
    ]
    if not others:
        return first
    own = _size(first)[0] * HEIGHT * first.scale / _A4[1] / WIDTH
    left, height = first.shift[0] - sum(free) / 2, first.shift[1]
    row = replace(first, shift=(left, height))
    edge = left + own / 2
    placed = []
    for other, is_free in others:
        if is_free:
            wide = free.pop(0)
            other = replace(other, shift=(edge + wide / 2 + _GAP * own / _size(first)[0] / 2, height))
            edge += wide
        placed.append(other)
    return replace(row, beside=tuple(placed))


def photograph(wanted: Scene, fonts: Path) -> Picture:
    """Lay the papers on the mat and take the picture, (2448, 3264, 3) BGR."""
    shot = _shot(wanted, fonts)
    return take(shot, _mat(wanted.scale, wanted.tilt).copy())


def truth_of(wanted: Scene, fonts: Path) -> Truth:
    """Return what is true of the scene's photograph."""
    return truth(_shot(wanted, fonts))


def corners_of(wanted: Scene) -> NDArray[np.float32]:
    """Say where the sheet's corners lie in the frame: (4, 2), clockwise from the sheet's top left, px."""
    return _lying(wanted, wanted.scale).corners(_view(wanted.scale, wanted.tilt))


def _view(scale: float, tilt: float) -> View:
    px_per_mm = HEIGHT * scale / _A4[1]
    far = 1.15 * WIDTH / px_per_mm
    lean = float(np.degrees(np.arcsin(np.clip(tilt * far / _A4[1], -0.5, 0.5))))
    return overhead(WIDTH, HEIGHT, px_per_mm, (-lean, 0.0), 0.0)


@lru_cache(maxsize=2)
def _mat(scale: float, tilt: float) -> Picture:
    return bare(_view(scale, tilt), surface("rubber-mat", 1), 0.0)


def _size(wanted: Scene) -> tuple[float, float]:
    return size_of(wanted.layout) if wanted.layout else _A4


def _lying(wanted: Scene, scale: float) -> Lying:
    px_per_mm = HEIGHT * scale / _A4[1]
    middle = (wanted.shift[0] * WIDTH / px_per_mm, wanted.shift[1] * HEIGHT / px_per_mm)
    curl = Curl("end", wanted.curl, 90.0) if wanted.curl else None
    return Lying(_size(wanted), middle, wanted.rotate, curl)


def _drawn(wanted: Scene, fonts: Path, scale: float) -> Paper:
    px_per_mm = round(HEIGHT * scale / _A4[1] * 1.12, 1)
    if wanted.layout:
        return papers.draw(wanted.layout, wanted.seed, fonts, px_per_mm, dict(wanted.facts))
    return plain_page(wanted.title, wanted.lines, wanted.stamp, fonts, px_per_mm)


def _shot(wanted: Scene, fonts: Path) -> Shot:
    view = _view(wanted.scale, wanted.tilt)
    placed = []
    hands: tuple[Hand, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    if wanted.paper:
        for one in (wanted, *wanted.beside):
            paper = _drawn(one, fonts, wanted.scale)
            if wanted.glare:
                paper = replace(paper, gloss=1.0)
            placed.append(Placed(paper, _lying(one, wanted.scale), one.seed))
    if wanted.hand:
        width, height = _size(wanted)
        lying = _lying(wanted, wanted.scale)
        places = np.array([[width * 0.6, height - wanted.hand], [width * 0.6, height]])
        tip, edge = lying.in_picture(places, view)
        degrees = float(np.degrees(np.arctan2(tip[1] - edge[1], tip[0] - edge[0])))
        tone = wanted.seed % len(TONES)
        hands = (Hand((float(tip[0]), float(tip[1])), degrees, tone, "two"),)
    if wanted.glare:
        x, y = 0.5 + wanted.shift[0] + 0.06, 0.5 + wanted.shift[1] - 0.1
        radius = wanted.glare / WIDTH
        highlights = (Highlight(x, y, radius, radius, 0.0, 255.0),)
    return Shot(
        view,
        surface("rubber-mat", 1),
        tuple(placed),
        Light(0.92 * wanted.light, 0.03, 0.12, 220.0, 0.14, highlights=highlights),
        hands,
        blur=max(0.45, wanted.blur),
        noise=1.8,
        seed=wanted.seed,
    )
