"""Straight pages: CPU ms by stage, KB a page, which way up.

Bytes beside two peers in the same run on the same pages: the straight photograph as a JPEG of quality 90, and
Pillow's own PDF. Which way up is asked in all four rotations of each paper, beside tesseract's orientation
(OSD) where tesseract is installed.
"""

import io
import os
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import cv2
import numpy as np
from PIL import Image

from bench.plan import machine
from devices.document_camera.detection.quads import Picture, clockwise
from devices.document_camera.flattening.budget import encode_within, is_black_and_white
from devices.document_camera.flattening.light import even_light
from devices.document_camera.flattening.orientation import Orientation
from devices.document_camera.flattening.straighten import ROTATIONS, straighten, turned
from devices.document_camera.simulator.sets import photographs, size
from kiosk.submission.page_pdf import PdfPage, as_pdf_a

PARTS = ("tuning", "unseen")
SET = "overhead"
COLOUR_LIMIT_KB, PLAIN_LIMIT_KB = 303, 30
"""A page's picture is within 300 kB; the PDF around it with its colour profile takes 3 kB."""
COUNT = "YICIBAN_BENCH_PHOTOGRAPHS"
"""Set in the environment: so many of each set and part, for a quick look."""

Row = dict[str, Any]
Made = TypeVar("Made")


@dataclass(slots=True)
class Tally:
    """What is measured of one part."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kb: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    upright: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def timed(self, stage: str, make: Callable[[], Made]) -> Made:
        """Make it and note the CPU time."""
        start = time.process_time()
        made = make()
        self.ms[stage].append((time.process_time() - start) * 1000)
        return made

    def row(self) -> Row:
        """Return the figures."""
        return {
            "cpu_ms_p50": {stage: round(float(np.median(ms)), 1) for stage, ms in self.ms.items()},
            "cpu_ms_p95": {stage: round(float(np.percentile(ms, 95)), 1) for stage, ms in self.ms.items()},
            "kb_median": {way: round(float(np.median(kb)), 1) for way, kb in self.kb.items()},
            "kb_largest": {way: round(max(kb), 1) for way, kb in self.kb.items()},
            "upright": {way: f"{sum(right)} of {len(right)}" for way, right in self.upright.items()},
        }


def main() -> Row:
    """Measure both parts."""
    cv2.setNumThreads(1)
    orientation = Orientation()
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        print("pages: tesseract is left out: it is not installed")
    parts, within = {}, True
    for part in PARTS:
        tally = Tally()
        for page in _papers(part, tally):
            _packed(page, tally)
            _turned_upright(page, tally, orientation, tesseract)
        parts[part] = tally.row()
        within &= max(tally.kb["colour page in PDF/A"], default=0) <= COLOUR_LIMIT_KB
        within &= max(tally.kb["black-and-white page in PDF/A"], default=0) <= PLAIN_LIMIT_KB
        within &= all(tally.upright["ours"])
    return {"machine": machine(), "parts": parts, "within_limit": within}


def _papers(part: str, tally: Tally) -> Iterator[Picture]:
    """Yield upright straight pages as photographed; corners and rotation are the true ones."""
    for photograph in photographs(SET, part, int(os.environ.get(COUNT, size(SET)))):
        data = np.frombuffer(photograph.jpeg, np.uint8)
        picture = tally.timed("decode", lambda data=data: cv2.imdecode(data, cv2.IMREAD_COLOR))  # type: ignore[misc]
        for paper in photograph.truth.papers:
            corners = clockwise(np.array(paper.corners, np.float32))
            start = time.process_time()
            lying = straighten(np.asarray(picture, np.uint8), corners, expected_mm=paper.size_mm)
            tally.ms["straighten"].append((time.process_time() - start) * 1000)
            yield turned(lying, paper.rotation).picture


def _packed(page: Picture, tally: Tally) -> None:
    even = tally.timed("even light", lambda: even_light(page))
    plain = tally.timed("black and white?", lambda: is_black_and_white(even))
    grey = np.asarray(cv2.cvtColor(even.picture, cv2.COLOR_BGR2GRAY), np.uint8)
    jpeg = tally.timed("JPEG", lambda: encode_within(grey if plain else even.picture))
    pdf = tally.timed("PDF/A", lambda: as_pdf_a([PdfPage(jpeg, 200.0, plain)]))
    kind = "black-and-white" if plain else "colour"
    tally.kb[f"{kind} page in PDF/A"].append(len(pdf) / 1000)
    _, naive = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 90])
    tally.kb[f"{kind} page, plain JPEG of quality 90"].append(naive.size / 1000)
    rgb = Image.fromarray(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2RGB), np.uint8))
    made = io.BytesIO()
    tally.timed("Pillow's PDF", lambda: rgb.save(made, "PDF", resolution=200))
    tally.kb[f"{kind} page, Pillow's PDF"].append(made.tell() / 1000)


def _turned_upright(page: Picture, tally: Tally, orientation: Orientation, tesseract: str | None) -> None:
    for lying in ROTATIONS:
        view = np.asarray(np.rot90(page, -lying // 90), np.uint8).copy()
        found = tally.timed("orientation", lambda view=view: orientation.upright(view))  # type: ignore[misc]
        tally.upright["ours"].append((lying + found.rotation) % 360 == 0)
        if tesseract is not None:
            start = time.monotonic()
            tally.upright["tesseract OSD"].append((lying + _by_osd(tesseract, view)) % 360 == 0)
            tally.ms["tesseract OSD (wall)"].append((time.monotonic() - start) * 1000)


def _by_osd(tesseract: str, page: Picture) -> int:
    """Return the turn that tesseract proposes, 0 where it proposes none."""
    _, data = cv2.imencode(".png", page)
    command = [tesseract, "stdin", "stdout", "--dpi", "200", "--psm", "0"]
    answer = subprocess.run(command, input=data.tobytes(), capture_output=True, check=False)
    for line in answer.stdout.decode(errors="replace").splitlines():
        if line.startswith("Rotate:"):
            return int(line.split(":")[1])
    return 0
