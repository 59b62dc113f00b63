"""The steps of a calibration over an open camera: each looks, and returns the calibration with more in it.

What a person does between two steps is asked for by the caller. Every step raises StepError with a sentence
that says what is wrong and what to do.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import cv2
import numpy as np

from devices.document_camera.calibration import glass, light, mat, scale
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.detection.agreement import detect
from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.frame_watch import jpeg_size
from devices.document_camera.stillness import Stillness

Step = Literal["mat", "scale", "light", "glass"]
STEPS: tuple[Step, ...] = ("mat", "scale", "light", "glass")
Reference = Literal["sheet", "card", "a4"]
SHRINK = 4
"""The mat is kept, and dirt looked for, at a quarter of each side."""
_SETTLED = 12
"""Frames until exposure and focus have found their place after the camera was opened."""
_STILL_S = 0.6
_SURELY_PAPER = 0.8
"""A detector's score on the bare mat stays well under it."""
_MOVED_PX = 6.0
"""Of the quarter picture: what stays in its place then does not lie on the sheet."""
_WARM_LIGHT = (0.75, 1.3)
_LEAST_EVENNESS = 0.6
_DARKEST, _BRIGHTEST = 110.0, 248.0


class StepError(Exception):
    """A step did not succeed; the message says why and what to do, `code` the same for programs.

    moving, pictures, mat, not-empty, sheet, no-paper, edges, not-moved.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Source(Protocol):
    """A camera that streams; `read` raises CameraGone."""

    def read(self) -> bytes:
        """Wait for the next frame and return its JPEG."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph, whole and at a quarter of each side, BGR."""

    whole: Picture
    small: Picture


class Eye:
    """Takes photographs of what lies still. `clock` and `patience` in s."""

    def __init__(
        self, camera: Source, clock: Callable[[], float] = time.monotonic, patience: float = 20.0
    ) -> None:
        self._camera = camera
        self._clock = clock
        self._patience = patience
        for _ in range(_SETTLED):
            jpeg = camera.read()
        self.size = jpeg_size(jpeg)
        """Width and height of the photographs, px."""

    def until(self) -> float:
        """Return the moment at which the patience that begins now ends."""
        return self._clock() + self._patience

    def late(self, until: float) -> bool:
        """Whether that moment has passed."""
        return self._clock() >= until

    def shot(self) -> Shot:
        """Return the next photograph in which nothing has moved for a while. Raises StepError."""
        still = Stillness()
        until = self.until()
        while not self.late(until):
            jpeg = self._camera.read()
            small = _decoded(jpeg, cv2.IMREAD_REDUCED_COLOR_4)
            if small is None:
                continue
            now = self._clock()
            still.feed(small, now)
            if still.still_for(now) < _STILL_S:
                continue
            whole = _decoded(jpeg, cv2.IMREAD_COLOR)
            if whole is not None:
                return Shot(whole, shrunk(whole))
        raise StepError("something moves under the camera: take the hands away and let go", "moving")

    def shots(self, count: int) -> list[Shot]:
        """Return several in a row, the first of them still."""
        taken = [self.shot()]
        while len(taken) < count:
            whole = _decoded(self._camera.read(), cv2.IMREAD_COLOR)
            if whole is None or whole.shape != taken[0].whole.shape:
                damaged = "the camera sends damaged pictures: see kiosk devices check --camera"
                raise StepError(damaged, "pictures")
            taken.append(Shot(whole, shrunk(whole)))
        return taken


def shrunk(whole: Picture) -> Picture:
    """Return a BGR picture at a quarter of each side."""
    small = cv2.resize(whole, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def begun(eye: Eye, known: Calibration | None) -> Calibration:
    """Return what is known of this camera; nothing where it takes photographs of another size now."""
    return known if known is not None and known.fits(*eye.size) else Calibration("", eye.size)


def learn_mat(eye: Eye, calibration: Calibration) -> Calibration:
    """The mat is empty: learn it."""
    shots = eye.shots(mat.FRAMES)
    try:
        learnt = mat.learn_mat([shot.small for shot in shots])
    except mat.MatError as error:
        raise StepError(f"{error}: leave it empty, keep hands and shadows away", "mat") from error
    if any(page.score > _SURELY_PAPER for page in detect(shots[0].whole, expected=None)):
        raise StepError("something that looks like a paper lies there: clear the mat", "not-empty")
    known = calibration.light
    lit = known if known is not None and known.on_paper else light.on_mat(learnt.picture)
    return replace(calibration, mat=learnt, light=lit)


def learn_scale(eye: Eye, calibration: Calibration, by: Reference, ruler_mm: float) -> Calibration:
    """A printed sheet, a card or a sheet of A4 lies there: learn how many mm a px is."""
    shot = eye.shot()
    try:
        if by == "sheet":
            plane = scale.from_sheet(shot.whole, ruler_mm)
        elif by == "card":
            plane = scale.from_card(shot.whole, _only_paper(shot.whole, calibration.mat))
        else:
            plane = scale.from_a4(shot.whole, _only_paper(shot.whole, calibration.mat))
    except scale.ScaleError as error:
        raise StepError(str(error), "sheet") from error
    return replace(calibration, plane=plane)


def learn_light(eye: Eye, calibration: Calibration) -> Calibration:
    """A blank white sheet lies there: learn how it is lit. `light_faults` judges it."""
    shot = eye.shot()
    seen = light.on_paper(shot.small, _smaller(_only_paper(shot.whole, calibration.mat)))
    return replace(calibration, light=seen)


def learn_glass(eye: Eye, calibration: Calibration, move: Callable[[], None]) -> Calibration:
    """A blank white sheet lies there: look for dirt. `move` asks to move it, which is awaited."""
    first = eye.shot()
    lay = _smaller(_only_paper(first.whole, calibration.mat))
    move()
    until = eye.until()
    while True:
        second = eye.shot()
        lies = _smaller(_only_paper(second.whole, calibration.mat))
        if float(np.abs(lies.mean(axis=0) - lay.mean(axis=0)).max()) >= _MOVED_PX:
            break
        if eye.late(until):
            raise StepError("the sheet lies where it lay: move it by two fingers' breadth", "not-moved")
    noise = calibration.mat.noise if calibration.mat is not None else 1.0
    found = glass.specks((first.small, second.small), (lay, lies), SHRINK, noise)
    return replace(calibration, glass=found)


def light_faults(calibration: Calibration) -> tuple[str, ...]:
    """Say what is wrong with the lamp on a white sheet, one sentence each."""
    seen = calibration.light
    if seen is None:
        return ()
    words = {
        "dark": f"white paper is only {seen.level:.0f} of 255: more light, or a longer exposure",
        "bright": f"white paper is {seen.level:.0f} of 255: less light, or a shorter exposure",
        "uneven": f"the darkest place has {seen.evenness:.0%} of the brightest: turn or move the lamp",
        "coloured": "white paper is coloured: a lamp of neutral white, or a fixed white balance",
    }
    return tuple(words[code] for code in light_codes(calibration))


def light_codes(calibration: Calibration) -> tuple[str, ...]:
    """Return what is wrong with the lamp on a white sheet: dark, bright, uneven, coloured."""
    seen = calibration.light
    if seen is None or not seen.on_paper:
        return ()
    wrong = {
        "dark": seen.level < _DARKEST,
        "bright": seen.level > _BRIGHTEST,
        "uneven": seen.evenness < _LEAST_EVENNESS,
        "coloured": not all(_WARM_LIGHT[0] <= part <= _WARM_LIGHT[1] for part in seen.cast),
    }
    return tuple(code for code, is_so in wrong.items() if is_so)


def _only_paper(whole: Picture, empty: EmptyMat | None) -> Quad:
    second = () if empty is None else (MatDifference(empty).find,)
    found = detect(whole, second, expected=1)
    if not found:
        missing = "no paper is seen: lay it flat in the middle, all four corners in the picture"
        raise StepError(missing, "no-paper")
    if empty is not None and not found[0].agreed:
        raise StepError("where its edges are is not sure: lay it alone and flat on the mat", "edges")
    return found[0].corners


def _smaller(corners: Quad) -> Quad:
    """From px of a photograph to px at a quarter of it; pixel centres stand at whole numbers in both."""
    return np.asarray((corners + 0.5) / SHRINK - 0.5, np.float32)


def _decoded(jpeg: bytes, flags: int) -> Picture | None:
    if len(jpeg) < 4:
        return None
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags)
    return None if picture is None else np.asarray(picture, np.uint8)
