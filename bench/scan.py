"""Photograph to straight page and to verdict: CPU ms on one core and memory, on 8 MP photographs.

The set `overhead` is what a terminal sees, its unseen part: nobody tuned on it. Each terminal has learnt its
empty mat, and the corner network runs as well. The pipeline runs in a process of its own, whose peak memory
is that of the vision worker without its frames. Of every photograph: to the straight page (decode, corners,
page, gates, JPEG), and on to the verdict of the pre-review (codes, print, recognition).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np

from bench.plan import machine
from devices.document_camera.detection.quads import Quad, overlap
from devices.document_camera.simulator.scene.sensor import encode
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.sets import empty_mat, picture, shots

SHOTS = 48
GOAL_PAGE_MS = 350
GOAL_VERDICT_MS = 1000
GOAL_MB = 450


def main() -> dict[str, object]:
    """Take the photographs, run the pipeline over them, and say what it took."""
    cv2.setNumThreads(1)
    with TemporaryDirectory(prefix="yk-scan-") as name:
        folder = Path(name)
        truths = taken(folder)
        answers, mb = run(folder)
    overlaps, agreed, recognised = [], [], 0
    for name, corners in truths.items():
        pages = answers[name]["pages"]
        found = [overlap(np.array(page["corners"], np.float32), corners) for page in pages]
        overlaps.append(max(found, default=0.0))
        agreed += [one for one, page in zip(found, pages, strict=True) if page["agreed"]]
        recognised += any(page["side"] is not None for page in pages)
    every = list(answers.values())
    page_ms = quantiles([one["page_ms"] for one in every])
    verdict_ms = quantiles([one["verdict_ms"] for one in every])
    return {
        "machine": machine(),
        "photographs": len(truths),
        "page_cpu_ms_p50_p95": page_ms,
        "verdict_cpu_ms_p50_p95": verdict_ms,
        "cpu_ms_p50_by_stage": by_stage(every),
        "peak_mb": round(mb),
        "corners_mean_minimum": (round(float(np.mean(overlaps)), 4), round(min(overlaps), 4)),
        "agreed": len(agreed),
        "worst_agreed": round(min(agreed, default=0.0), 4),
        "advice": advices(every),
        "recognised": recognised,
        "kb_a_page_p50_p95": quantiles([page["bytes"] / 1000 for one in every for page in one["pages"]]),
        "goals": {"page_ms_p95": GOAL_PAGE_MS, "verdict_ms_p95": GOAL_VERDICT_MS, "mb": GOAL_MB},
        "within_limit": page_ms[1] <= GOAL_PAGE_MS and verdict_ms[1] <= GOAL_VERDICT_MS and mb <= GOAL_MB,
    }


def taken(folder: Path) -> dict[str, Quad]:
    """Write the photographs, each with its terminal's empty mat; return the true corners by name."""
    truths = {}
    for name, shot in shots("overhead", "unseen", SHOTS):
        (folder / f"{name}.jpg").write_bytes(encode(picture(shot), shot.quality))
        mat = cv2.resize(empty_mat(shot), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(folder / f"{name}.mat.png"), mat)
        truths[name] = truth(shot).papers[0].clockwise
    return truths


def run(folder: Path) -> tuple[dict[str, Any], float]:
    """Return what the pipeline said by name, and its process's peak memory in MB."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bench.scan_inside", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["name"]: one for one in lines[:-1]}, float(lines[-1]["peak_mb"])


def by_stage(answers: list[dict[str, Any]]) -> dict[str, float]:
    """Return the median of each stage that occurs in most photographs."""
    spent: dict[str, list[float]] = {}
    for one in answers:
        for stage, ms in one["stages"].items():
            spent.setdefault(stage, []).append(ms)
    return {stage: round(float(np.median(times)), 1) for stage, times in spent.items()}


def advices(answers: list[dict[str, Any]]) -> dict[str, int]:
    """Count the advice given, `good` where there was none."""
    counts: dict[str, int] = {}
    for one in answers:
        for advice in [page["advice"] for page in one["pages"]] or [one["advice"]]:
            counts[advice or "good"] = counts.get(advice or "good", 0) + 1
    return counts


def quantiles(times: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    return round(float(np.percentile(times, 50)), 1), round(float(np.percentile(times, 95)), 1)
