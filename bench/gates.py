"""Gates on photographs that we make: what is found, what is called wrong without being so, CPU ms.

Blur as the area under the ROC curve beside the variance of the Laplacian over the whole page, the usual peer;
then glare, empty pages, darkness, skin at the edge, and the same page taken twice. Corners are the true ones,
so that only the gates are judged. By part: `tuning` is what limits were set on, `unseen` has surfaces and
papers that never occur there.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from bench.plan import machine
from devices.document_camera.detection.quads import Picture, clockwise
from devices.document_camera.flattening.light import even_light
from devices.document_camera.flattening.straighten import straighten, turned
from devices.document_camera.gates.fingerprint import fingerprint
from devices.document_camera.gates.judge import Judgement, judge
from devices.document_camera.gates.twice import same
from devices.document_camera.simulator.sets import Photograph, photographs, size
from devices.document_camera.values import Advice

PARTS = ("tuning", "unseen")
GOOD_SETS = ("overhead", "ordinary", "blur", "glare", "dark", "hand")
"""Sets in which photographs without any fault occur: each fault said of one of those is a false alarm."""
COUNT = "YICIBAN_BENCH_PHOTOGRAPHS"
"""Set in the environment: so many of each set and part, for a quick look."""
GOAL_AUC = 0.99

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One paper of a photograph."""

    photograph: Photograph
    kind: str
    wrong: frozenset[str]
    judgement: Judgement
    laplacian: float
    known_by: bytes
    ms: float


def main() -> Row:
    """Measure both parts."""
    cv2.setNumThreads(1)
    parts = {part: _part(part) for part in PARTS}
    return {
        "machine": machine(),
        "parts": parts,
        "goal_auc": GOAL_AUC,
        "within_limit": all(
            row["blur"]["auc"] >= GOAL_AUC
            and row["blur"]["auc"] >= row["blur"]["auc_variance_of_laplacian"]
            and row["false_alarms"]["glare"] == 0
            and row["false_alarms"]["emptyPage"] == 0
            and row["twice"]["others_called_same"] == 0
            for row in parts.values()
        ),
    }


def _part(part: str) -> Row:
    sets = {name: list(_judged(name, part)) for name in (*GOOD_SETS, "empty", "twice")}
    good = [page for name in GOOD_SETS for page in sets[name] if not page.wrong]
    ms = [page.ms for name in GOOD_SETS for page in sets[name]]
    return {
        "blur": _blur(sets["blur"]),
        "found": {
            "blurred": _found(sets["blur"], {"blurred", "moved"}, Advice.BLURRED),
            "glare": _found(sets["glare"], {"glare"}, Advice.GLARE),
            "tooDark": _found(sets["dark"], {"dark"}, Advice.TOO_DARK),
            "hand_by_skin_alone": _found(sets["hand"], {"hand"}, Advice.HAND),
            "emptyPage": _empty(sets["empty"]),
        },
        "good_pages": len(good),
        "false_alarms": {
            advice.value: sum(page.judgement.advice is advice for page in good)
            for advice in (Advice.BLURRED, Advice.GLARE, Advice.TOO_DARK, Advice.HAND, Advice.EMPTY_PAGE)
        },
        "twice": _twice(sets["twice"]),
        "cpu_ms_p50": round(float(np.median(ms)), 1),
        "cpu_ms_p95": round(float(np.percentile(ms, 95)), 1),
    }


def _judged(name: str, part: str) -> Iterator[Judged]:
    for photograph in photographs(name, part, int(os.environ.get(COUNT, size(name)))):
        picture = cv2.imdecode(np.frombuffer(photograph.jpeg, np.uint8), cv2.IMREAD_COLOR)
        for paper in photograph.truth.papers:
            corners = clockwise(np.array(paper.corners, np.float32))
            lying = straighten(np.asarray(picture, np.uint8), corners, expected_mm=paper.size_mm)
            page = turned(lying, paper.rotation).picture
            even = even_light(page)
            start = time.process_time()
            judgement = judge(page, even.picture)
            known_by = fingerprint(even.picture)
            ms = (time.process_time() - start) * 1000
            wrong = frozenset(photograph.truth.wrong) | frozenset(paper.wrong)
            yield Judged(photograph, paper.kind, wrong, judgement, _laplacian(page), known_by, ms)


def _laplacian(page: Picture) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def _blur(pages: list[Judged]) -> Row:
    blurred = [page for page in pages if page.wrong & {"blurred", "moved"}]
    sharp = [page for page in pages if not page.wrong]
    widths = [[page.judgement.quality.blur or 0.0 for page in side] for side in (blurred, sharp)]
    return {
        "auc": _auc(*widths),
        "auc_variance_of_laplacian": _auc(*([-page.laplacian for page in side] for side in (blurred, sharp))),
        "sharp_at_most_px": round(max(widths[1]), 2),
        "blurred_at_least_px": round(min(widths[0]), 2),
        "n": len(pages),
    }


def _auc(positive: list[float], negative: list[float]) -> float:
    wins = [(a > b) + 0.5 * (a == b) for a in positive for b in negative]
    return round(float(np.mean(wins)), 4)


def _found(pages: list[Judged], faults: set[str], advice: Advice) -> str:
    there = [page for page in pages if page.wrong & faults]
    return f"{sum(page.judgement.advice is advice for page in there)} of {len(there)}"


def _empty(pages: list[Judged]) -> Row:
    blank = [page for page in pages if page.kind == "blank-sheet"]
    little = [page for page in pages if page.kind != "blank-sheet"]
    return {
        "found": f"{sum(page.judgement.advice is Advice.EMPTY_PAGE for page in blank)} of {len(blank)}",
        "little_written_called_empty": sum(page.judgement.advice is Advice.EMPTY_PAGE for page in little),
        "little_written": len(little),
    }


def _twice(pages: list[Judged]) -> Row:
    """Each page a, the same laid down anew b, and the same form with another person's values c."""
    by_name = {
        (page.photograph.truth.note["group"], page.photograph.truth.note["label"]): page for page in pages
    }
    groups = sorted({group for group, label in by_name if (group, "c") in by_name})
    # A cover has no values: that of another register is the same picture.
    with_values = [group for group in groups if by_name[group, "a"].photograph.truth.papers[0].fields]
    known = [by_name[group, "a"] for group in groups]
    agreed = [same(by_name[group, "a"].known_by, by_name[group, "b"].known_by) for group in groups]
    others = [
        same(by_name[group, label].known_by, by_name[group, "c"].known_by)
        for group in with_values
        for label in "ab"
    ]
    across = [
        same(one.known_by, other.known_by)
        for number, one in enumerate(known)
        for other in known[number + 1 :]
        if one.kind != other.kind
    ]
    return {
        "same_page_known_again": f"{sum(agreed)} of {len(agreed)}",
        "others_called_same": sum(others) + sum(across),
        "same_form_other_values": len(others),
        "other_kinds": len(across),
    }
