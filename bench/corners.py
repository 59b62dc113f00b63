"""Corners of papers on photographs that we make: overlap with the truth, what is accepted, and CPU ms.

By set (overhead, handheld, hard) and part: `tuning` is what detectors were tuned on, `unseen` has surfaces
and papers that never occur there. Ours accepts where two independent detectors agree; the mat's picture is
known on the overhead camera only, as on a terminal. No outline at all counts as an overlap of 0. Beside it,
in the same run: a textbook detector (Canny, approxPolyDP), Otsu with the largest contour, and jscanify where
npm answers.
"""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import cv2
import numpy as np

from bench.corners_peers import Jscanify, otsu_contour, textbook_canny
from bench.plan import machine
from devices.document_camera.detection.agreement import Detected, SecondDetector, detect
from devices.document_camera.detection.classical import find_page
from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.network import CornerNetwork
from devices.document_camera.detection.quads import Picture, Quad, overlap
from devices.document_camera.simulator.sets import Photograph, empty_mat, photographs, size

SETS = ("overhead", "handheld", "hard")
PARTS = ("tuning", "unseen")
MAT_NOISE = 1.5
GOAL_OVERHEAD_MINIMUM = 0.995
GOAL_HANDHELD_MEAN = 0.93
GOAL_WORST_ACCEPTED = 0.90
COUNT = "YICIBAN_BENCH_PHOTOGRAPHS"
"""Set in the environment: so many of each set and part, for a quick look."""

Row = dict[str, Any]
Found = TypeVar("Found")


class Tally:
    """Overlaps and CPU ms of one detector."""

    def __init__(self) -> None:
        self.overlaps: list[float] = []
        self.ms: list[float] = []

    def add(self, truth: Quad, found: Quad | None, ms: float) -> None:
        self.overlaps.append(0.0 if found is None else overlap(found, truth))
        self.ms.append(ms)

    def row(self) -> Row:
        overlaps = np.array(self.overlaps)
        return {
            "mean": round(float(overlaps.mean()), 4),
            "minimum": round(float(overlaps.min()), 4),
            "from_0.90": int((overlaps >= GOAL_WORST_ACCEPTED).sum()),
            "cpu_ms_median": round(float(np.median(self.ms)), 1),
            "cpu_ms_p95": round(float(np.percentile(self.ms, 95)), 1),
        }


def main() -> Row:
    """Measure all sets, both parts."""
    cv2.setNumThreads(1)
    network = _network()
    jscanify = Jscanify.start()
    if jscanify is None:
        print("corners: jscanify is left out: npm or node is not there or does not answer")
    sets = {f"{name} {part}": _measured(name, part, network, jscanify) for name in SETS for part in PARTS}
    if jscanify is not None:
        jscanify.close()
    overhead = [sets[f"overhead {part}"] for part in PARTS]
    handheld = [sets[f"handheld {part}"] for part in PARTS]
    return {
        "machine": machine(),
        "network": network is not None,
        "sets": sets,
        "goal_overhead_minimum": GOAL_OVERHEAD_MINIMUM,
        "goal_handheld_mean": GOAL_HANDHELD_MEAN,
        "goal_worst_accepted": GOAL_WORST_ACCEPTED,
        "within_limit": all(row["ours"]["minimum"] >= GOAL_OVERHEAD_MINIMUM for row in overhead)
        and all(row["ours"]["mean"] >= GOAL_HANDHELD_MEAN for row in handheld)
        and all((row["worst_accepted"] or 1) >= GOAL_WORST_ACCEPTED for row in sets.values()),
    }


def _measured(name: str, part: str, network: CornerNetwork | None, jscanify: Jscanify | None) -> Row:
    count = int(os.environ.get(COUNT, size(name)))
    tallies = {way: Tally() for way in ("ours", "classical", "textbook canny", "otsu contour")}
    accepted: list[float] = []
    for photograph in photographs(name, part, count):
        truth = photograph.truth.papers[0].clockwise
        picture = np.asarray(
            cv2.imdecode(np.frombuffer(photograph.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8
        )
        seconds = _second_detectors(name, photograph, network)
        found, ms = _timed(partial(detect, picture, tuple(seconds.values())))
        _judge(tallies["ours"], accepted, truth, found, ms)
        ways: dict[str, Callable[[], Quad | None]] = {
            "classical": partial(_classical, picture),
            "textbook canny": partial(textbook_canny, picture),
            "otsu contour": partial(otsu_contour, picture),
        }
        for way, second in seconds.items():
            ways[way] = partial(_first, second, picture)
        for way, find in ways.items():
            tallies.setdefault(way, Tally()).add(truth, *_timed(find))
        if jscanify is not None:
            tallies.setdefault("jscanify", Tally()).add(truth, *jscanify.find(picture))
    rows: Row = {way: tally.row() for way, tally in tallies.items()}
    worst = round(min(accepted), 4) if accepted else None
    return {"photographs": count, "accepted": len(accepted), "worst_accepted": worst, **rows}


def _classical(picture: Picture) -> Quad | None:
    page = find_page(picture)
    return None if page is None else page.corners


def _first(detector: SecondDetector, picture: Picture) -> Quad | None:
    return next(iter(detector(picture)), None)


def _judge(tally: Tally, accepted: list[float], truth: Quad, found: Sequence[Detected], ms: float) -> None:
    tally.add(truth, found[0].corners if found else None, ms)
    if found and found[0].agreed:
        accepted.append(tally.overlaps[-1])


def _second_detectors(
    name: str, photograph: Photograph, network: CornerNetwork | None
) -> dict[str, SecondDetector]:
    seconds: dict[str, SecondDetector] = {}
    if network is not None:
        seconds["network"] = lambda picture: [page.corners for page in network.find_all(picture)]
    if name == "overhead":
        mat = cv2.resize(empty_mat(photograph.shot), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        seconds["mat difference"] = MatDifference(EmptyMat(np.asarray(mat, np.uint8), MAT_NOISE)).find
    return seconds


def _network() -> CornerNetwork | None:
    try:
        network = CornerNetwork()
        network.find(np.zeros((64, 64, 3), np.uint8))
    except (OSError, cv2.error) as error:
        print(f"corners: the network is left out: {type(error).__name__}")
        return None
    return network


def _timed(find: Callable[[], Found]) -> tuple[Found, float]:
    start = time.process_time()
    found = find()
    return found, (time.process_time() - start) * 1000
