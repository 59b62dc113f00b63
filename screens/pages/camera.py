"""Pictures on a page: what the camera sees now, and a photograph made small enough for the screen."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Protocol

from kivy.clock import Clock
from PIL import Image


class Preview(Protocol):
    """One picture of the camera."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    @property
    def rgb(self) -> bytes:
        """Width * height * 3 bytes, rows from the top."""

    @property
    def corners(self) -> Sequence[tuple[float, float]] | None:
        """Corners of the page in px, clockwise from the top left; None: no page found."""

    @property
    def shutter(self) -> str:
        """What the automatic shutter waits for: off, placing, hands, holdStill, counting, taking, change."""

    @property
    def share(self) -> float:
        """How much of the countdown has passed, 0 to 1."""


class CameraPreview(Protocol):
    """What a page may ask of the camera."""

    def preview(self) -> Preview | None:
        """Return the newest picture not returned before, or None; never waits."""


@dataclass(frozen=True, slots=True)
class Still:
    """A photograph, ready to be shown: rgb holds width * height * 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes


Box = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""


def small(jpeg: bytes, width: int, height: int, part: Box | None = None) -> Still | None:
    """Return a photograph that fits width x height px; None for bytes that are no picture.

    part: only this part of it, in px of the whole photograph. The JPEG decoder itself leaves out what would
    not be seen, so a page of 200 dpi takes some milliseconds.
    """
    try:
        with Image.open(io.BytesIO(jpeg)) as image:
            if part is not None:
                cut = image.convert("RGB").crop(part)
                cut.thumbnail((width, height), Image.Resampling.LANCZOS)
                return Still(*cut.size, cut.tobytes())
            share = min(width / image.width, height / image.height, 1.0)
            size = max(1, round(image.width * share)), max(1, round(image.height * share))
            image.draft("RGB", size)
            picture = image.convert("RGB")
    except (OSError, ValueError):
        return None
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    return Still(*picture.size, picture.tobytes())


def decode(
    pool: Executor | None,
    jpeg: bytes,
    size: tuple[int, int],
    done: Callable[[Still | None], None],
    part: Box | None = None,
) -> None:
    """Call done on the UI thread with the photograph at this size (px); without a pool at once."""
    if pool is None:
        done(small(jpeg, *size, part))
        return

    def told(future: Future[Still | None]) -> None:
        if not future.cancelled():
            Clock.schedule_once(lambda _: done(future.result()))

    pool.submit(small, jpeg, *size, part).add_done_callback(told)
