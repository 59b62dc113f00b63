"""What the worker looks with: at every frame in passing, at a photograph in full; calibrated or not."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.document_camera.calibration.store import CalibrationError, load
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.detection.classical import find_page
from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.quads import Picture, Quad, scaled, shrunk
from devices.document_camera.pipeline import Looked, Pipeline, production_pipeline
from devices.document_camera.values import Corner, Wanted

_log = logging.getLogger(__name__)

_GLANCE_PX = 400
"""Long side of what is looked at in passing: sharp enough for a frame around the paper."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a preview frame shows, in px of it; `hands` and `empty` None without a calibrated mat."""

    corners: tuple[Corner, ...] | None
    hands: bool | None = None
    empty: bool | None = None


class Sight:
    """One camera's calibration at work. `path` "" or a file that cannot be used: uncalibrated, said once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stamp = _stamp(path)
        self.calibration = _loaded(path)
        self._mat: MatDifference | None = None
        mat = self.calibration.mat if self.calibration is not None else None
        if mat is not None:
            coarse, _ = shrunk(mat.picture, _GLANCE_PX)
            self._mat = MatDifference(EmptyMat(coarse, mat.noise))

    def is_of(self, path: str) -> bool:
        """Whether this is what that file says now: a site may be calibrated while the worker lives."""
        return path == self._path and _stamp(path) == self._stamp

    def glance(self, small: Picture) -> Glance:
        """Look at a preview frame, BGR: a few ms."""
        coarse, scale = shrunk(small, _GLANCE_PX)
        if self._mat is None or not self._same_shape(small):
            found = find_page(coarse, thorough=False)
            return Glance(None if found is None else _corners(scaled(found.corners, 1 / scale)))
        seen = self._mat.look(coarse)
        corners = _corners(scaled(seen.papers[0], 1 / scale)) if seen.papers else None
        return Glance(corners, bool(seen.hands.any()), seen.empty)

    def _same_shape(self, small: Picture) -> bool:
        """Whether a preview frame is of the shape that was calibrated: its size is a part of that one's."""
        if self.calibration is None:
            return False
        (width, height), (high, wide) = self.calibration.size, small.shape[:2]
        return abs(width * high - height * wide) <= 4 * max(width, height)


class CameraPipeline:
    """The production pipeline over a sight; made by the first photograph."""

    def __init__(self, sight: Callable[[], Sight]) -> None:
        self._sight = sight
        self._of: Sight | None = None
        self._pipeline: Pipeline | None = None

    def look(self, jpeg: bytes, wanted: Wanted, corners: tuple[Corner, ...] | None) -> Looked:
        """Make the pages of a photograph."""
        sight = self._sight()
        if self._pipeline is None or self._of is not sight:
            self._of, self._pipeline = sight, production_pipeline(sight.calibration)
        return self._pipeline.look(
            jpeg, expected_mm=wanted.expected_mm, expected=wanted.papers, corners=corners
        )


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _loaded(path: str) -> Calibration | None:
    if not path:
        return None
    try:
        return load(Path(path))
    except CalibrationError as error:
        _log.warning("uncalibrated: %s", error)
        return None


def _corners(quad: Quad) -> tuple[Corner, ...]:
    return tuple((float(x), float(y)) for x, y in quad)
