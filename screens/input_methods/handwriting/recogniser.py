"""Which hanzi a picture shows: the PP-OCRv6 recogniser that rapidocr ships, used for one character.

It was trained on print and handwriting, reads joined strokes, and knows 8103 of the 8105 characters of
通用规范汉字表. What it says of every column is put together by the maximum: a character stands once, wherever
its strokes lie.
"""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from devices.networks import onnxruntime
from screens.input_methods.handwriting.strokes import Stroke, picture

MODEL = "PP-OCRv6_rec_small.onnx"
MOST = 18
Draw = Callable[[Sequence[Stroke]], NDArray[np.uint8]]


class ModelMissing(RuntimeError):  # noqa: N818 - the field's word
    """The recogniser's model is not there."""


def installed_model() -> Path:
    """Return the model's file of the installed rapidocr, whose code is not imported. Raises ModelMissing."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        raise ModelMissing("rapidocr is not installed")
    model = Path(found.origin).with_name("models") / MODEL
    if not model.is_file():
        raise ModelMissing(f"rapidocr has no {MODEL}")
    return model


class Recogniser:
    """One loaded model: about 0.9 s and 100 MB to load, 5 ms of one core a character."""

    def __init__(self, model: Path | None = None, draw: Draw = picture) -> None:
        self._draw = draw
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        path = str(model or installed_model())
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        names = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        # Class 0 is "no character" (CTC); a hanzi is one that Unicode calls an ideograph.
        self._hanzi = np.array([index + 1 for index, name in enumerate(names) if _is_hanzi(name)])
        self._names = names

    def candidates(self, strokes: Sequence[Stroke], most: int = MOST) -> tuple[str, ...]:
        """Return the likeliest hanzi, best first. Raises ValueError where nothing was drawn."""
        grey = (self._draw(strokes).astype(np.float32) / 255 - 0.5) / 0.5
        shown = np.repeat(grey[None, None], 3, axis=1)
        columns = self._session.run(None, {"x": shown})[0][0]
        score = columns.max(axis=0)[self._hanzi]
        best = np.argsort(-score, kind="stable")[:most]
        return tuple(self._names[self._hanzi[index] - 1] for index in best)


def _is_hanzi(name: str) -> bool:
    blocks = (("\u4e00", "\u9fff"), ("\u3400", "\u4dbf"), ("\U00020000", "\U000323af"), ("〇", "〇"))
    return len(name) == 1 and any(first <= name <= last for first, last in blocks)
