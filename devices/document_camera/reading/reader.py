"""The reader: networks loaded on first need and given back, a page read within a budget."""

import gc
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.reading.find_lines import Quad, find_lines
from devices.document_camera.reading.models import ModelFiles, installed
from devices.document_camera.reading.read_line import load_characters, read_line, straight_width
from devices.document_camera.reading.sessions import Network, load
from devices.document_camera.scanned import Corners, ReadLine
from devices.free_memory import hand_back

Picture = NDArray[np.uint8]

BUDGET = 24_000
"""Px of line, at the network's height, that are read of a page: about 350 ms. A whole form is within it; of a
page full of running text the long lines further down are left out."""
_LONG = 0.55
"""Part of the page's width from which a line is running text rather than a title or a field."""
_UPRIGHT = 1.5
"""A box so much higher than wide is a column; the network reads rows only."""
_SCORE = 0.5
"""Below it a line is noise, a stamp or a pattern."""


class TextReader:
    """Reads pages. Not for several threads at once.

    `find_models` is asked on the first page; what it raises (ModelsMissingError) comes out of `read`.
    """

    def __init__(
        self,
        find_models: Callable[[], ModelFiles] = installed,
        load_network: Callable[[Path], Network] = load,
        budget: int = BUDGET,
    ) -> None:
        self._find_models = find_models
        self._load_network = load_network
        self._budget = budget
        self._loaded: tuple[Network, Network, tuple[str, ...]] | None = None

    @property
    def loaded(self) -> bool:
        """Whether the networks are in memory."""
        return self._loaded is not None

    def read(self, page: Picture) -> tuple[ReadLine, ...]:
        """Return the lines of a straight, upright page ((h, w, 3) BGR, about 200 dpi), from the top.

        Corners are in px of the page. Lines that could not be read, and those beyond the budget, are not
        among them.

        Raises:
            ModelsMissingError: if the networks are not installed.

        """
        detection, recognition, characters = self._networks()
        quads = find_lines(page, detection)
        lines = []
        for number in sorted(within(quads, page.shape[1], self._budget)):
            text, score = read_line(page, quads[number], recognition, characters)
            if text.strip() and score >= _SCORE:
                lines.append(ReadLine(text.strip(), score, _corners(quads[number])))
        return tuple(lines)

    def give_back(self) -> None:
        """Forget the networks and hand their memory back to the system; the next page loads them again."""
        if self._loaded is None:
            return
        self._loaded = None
        gc.collect()
        hand_back()

    def _networks(self) -> tuple[Network, Network, tuple[str, ...]]:
        if self._loaded is None:
            files = self._find_models()
            self._loaded = (
                self._load_network(files.detection),
                self._load_network(files.recognition),
                load_characters(files.characters),
            )
        return self._loaded


def within(quads: Sequence[Quad], page_width: int, budget: int) -> list[int]:
    """Return which lines are read, as positions in `quads`: titles and fields first, then running text."""

    def long(number: int) -> bool:
        return float(np.ptp(quads[number][:, 0])) > _LONG * page_width

    def row(number: int) -> bool:
        return float(np.ptp(quads[number][:, 1])) < _UPRIGHT * max(1.0, float(np.ptp(quads[number][:, 0])))

    taken: list[int] = []
    spent = 0
    for number in sorted(filter(row, range(len(quads))), key=lambda one: (long(one), one)):
        spent += straight_width(quads[number])
        if spent > budget and taken:
            break
        taken.append(number)
    return taken


def _corners(quad: Quad) -> Corners:
    a, b, c, d = ((round(float(x), 1), round(float(y), 1)) for x, y in quad)
    return a, b, c, d
