"""One reading engine in a process of its own: reads the pages of a folder, says a JSON line for each.

    python -m bench.reading_inside ENGINE FOLDER

A line has the page's name, CPU ms, and the lines of print as [text, score, corners]; the last line has the
process's peak memory in MB.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import cv2
import numpy as np

Line = tuple[str, float, list[list[float]]]
Engine = Callable[[np.ndarray], list[Line]]


def ours() -> Engine:
    """Return the reader of the terminal."""
    from devices.document_camera.reading import TextReader

    reader = TextReader()
    return lambda page: [
        (line.text, line.score, [list(corner) for corner in line.corners]) for line in reader.read(page)
    ]


def rapidocr() -> Engine:
    """Return rapidocr as it comes, but for one thread."""
    from rapidocr import RapidOCR

    one = {"intra_op_num_threads": 1, "inter_op_num_threads": 1}
    params = {f"EngineConfig.onnxruntime.{name}": value for name, value in one.items()}
    engine = RapidOCR(params={**params, "Global.log_level": "critical"})

    def read(page: np.ndarray) -> list[Line]:
        found: Any = engine(page)
        if found.txts is None:
            return []
        return [
            (text, float(score), np.asarray(box).tolist())
            for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
        ]

    return read


def tesseract() -> Engine:
    """Return tesseract with its Chinese model."""

    def read(page: np.ndarray) -> list[Line]:
        png = cv2.imencode(".png", page)[1].tobytes()
        command = ["tesseract", "-", "-", "-l", "chi_sim", "--dpi", "200", "tsv"]
        said = subprocess.run(command, input=png, capture_output=True, check=True).stdout.decode()
        rows = csv.DictReader(io.StringIO(said), delimiter="\t", quoting=csv.QUOTE_NONE)
        lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for row in rows:
            if row["level"] == "5" and row["text"].strip():
                key = (row["block_num"], row["par_num"], row["line_num"])
                lines.setdefault(key, []).append(row)
        return [_line(words) for words in lines.values()]

    return read


def _line(words: list[dict[str, str]]) -> Line:
    boxes = [[int(word[name]) for name in ("left", "top", "width", "height")] for word in words]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return "".join(word["text"] for word in words), min(float(word["conf"]) for word in words) / 100, corners


ENGINES: dict[str, Callable[[], Engine]] = {"ours": ours, "rapidocr": rapidocr, "tesseract": tesseract}


def main(name: str, folder: Path) -> None:
    """Read every page of the folder."""
    cv2.setNumThreads(1)
    engine = ENGINES[name]()
    for path in sorted(folder.glob("*.png")):
        page = cv2.imread(str(path))
        start = _spent()
        lines = engine(page)
        print(json.dumps({"page": path.stem, "ms": (_spent() - start) * 1000, "lines": lines}), flush=True)
    print(json.dumps({"rss_mb": max(_peak_kb(), _children_kb()) // 1024}), flush=True)


def _peak_kb() -> int:
    # Not ru_maxrss: that of a child begins with what its parent had.
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def _children_kb() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
