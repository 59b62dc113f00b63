"""Codes on camera pages: read by kind at three levels, and CPU ms a page; zxing alone, pyzbar alone, ours.

Pages are cut out where the generator says that they lie, so that only the reading is measured. `right` is the
exact bytes (and for ours the text too). Ours must read every code that either engine alone reads.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

from bench.plan import machine
from devices.document_camera.codes.finder import Original, find_codes
from devices.document_camera.flattening.light import even_light
from devices.document_camera.flattening.straighten import StraightPage, straighten
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.sets import picture, shots
from devices.document_camera.simulator.truth import TrueCode

LEVELS = ("good", "ordinary", "poor")
SHOTS = 42

Read = Callable[[], list[tuple[bytes, str]]]


def main() -> dict[str, object]:
    """Measure all levels, on the part that nobody tuned on."""
    cv2.setNumThreads(1)
    levels = {level: measured(level) for level in LEVELS}
    lost = sum(level["union_lost"] for level in levels.values())
    return {"machine": machine(), "levels": levels, "within_limit": lost == 0}


def measured(level: str) -> dict[str, Any]:
    """Return one level: codes by kind, those read by each way, and ms."""
    kinds: Counter[str] = Counter()
    right: dict[str, Counter[str]] = {}
    spent: dict[str, list[float]] = {}
    lost = wrong = 0
    for page, photograph, codes in pages(level):
        grey = np.asarray(cv2.cvtColor(page.picture, cv2.COLOR_BGR2GRAY), np.uint8)
        even = even_light(page.picture).picture
        original = Original(photograph, page.to_photograph)
        ways: dict[str, Read] = {
            "zxing": partial(by_zxing, grey),
            "pyzbar": partial(by_pyzbar, grey),
            "ours": partial(by_us, even, original),
        }
        read: dict[str, list[tuple[bytes, str]]] = {}
        for name, way in ways.items():
            start = time.process_time()
            read[name] = way()
            spent.setdefault(name, []).append((time.process_time() - start) * 1000)
        for code in codes:
            kinds[code.format] += 1
            data = bytes.fromhex(code.data)
            seen = {name: any(one == data for one, _ in found) for name, found in read.items()}
            for name, yes in seen.items():
                right.setdefault(name, Counter())[code.format] += yes
            lost += (seen["zxing"] or seen["pyzbar"]) and not seen["ours"]
            wrong += seen["ours"] and (data, code.text) not in read["ours"]
        known = {bytes.fromhex(code.data) for code in codes}
        wrong += sum(data not in known for data, _ in read["ours"])
    return {
        "codes": dict(kinds),
        "right": {name: dict(found) for name, found in right.items()},
        "all": sum(kinds.values()),
        "all_right": {name: found.total() for name, found in right.items()},
        "union_lost": lost,
        "ours_wrong": wrong,
        "cpu_ms_p50_p95": {name: quantiles(times) for name, times in spent.items()},
    }


def by_zxing(grey: NDArray[np.uint8]) -> list[tuple[bytes, str]]:
    """Read with zxing-cpp as it comes."""
    return [(one.bytes, one.text) for one in zxingcpp.read_barcodes(grey)]


def by_pyzbar(grey: NDArray[np.uint8]) -> list[tuple[bytes, str]]:
    """Read with pyzbar as it comes."""
    return [(one.data, "") for one in pyzbar.decode(grey)]


def by_us(even: NDArray[np.uint8], original: Original) -> list[tuple[bytes, str]]:
    """Read as the terminal does."""
    return [(one.data, one.text) for one in find_codes(even, original=original)]


def pages(level: str) -> Iterator[tuple[StraightPage, NDArray[np.uint8], tuple[TrueCode, ...]]]:
    """Yield straight pages that have codes, upright as the paper is read, with photograph and truth."""
    for _, shot in shots(level, "unseen", SHOTS):
        paper = truth(shot).papers[0]
        if not paper.codes:
            continue
        photograph = picture(shot)
        corners = np.array(paper.corners, np.float32)
        page = straighten(photograph, corners, expected_mm=paper.size_mm)
        yield page, photograph, paper.codes


def quantiles(times: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    return round(float(np.percentile(times, 50)), 1), round(float(np.percentile(times, 95)), 1)
