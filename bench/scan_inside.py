"""The pipeline in a process of its own, over the photographs of a folder; a JSON line for each.

    python -m bench.scan_inside FOLDER

Beside each NAME.jpg lies NAME.mat.png, its terminal's empty mat at a quarter of the size. Times are CPU ms;
the first photograph, which loads the networks, is run twice and counts the second time. The last line has the
process's peak memory in MB.
"""

import json
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from devices.document_camera.calibration.values import Calibration
from devices.document_camera.detection.mat_difference import EmptyMat
from devices.document_camera.detection.network import CornerNetwork
from devices.document_camera.flattening.orientation import Orientation
from devices.document_camera.pipeline import Pipeline, network_detector
from devices.document_camera.reading.reader import TextReader
from kiosk.application.pre_review import guess

TODAY = date(2026, 11, 22)
NOISE = 1.5


def main(folder: Path) -> None:
    """Run and print."""
    cv2.setNumThreads(1)
    network, way_up, reader = network_detector(CornerNetwork), Orientation(), TextReader()
    photographs = sorted(folder.glob("*.jpg"))
    for number, path in enumerate(photographs):
        mat = np.asarray(cv2.imread(str(path.with_name(f"{path.stem}.mat.png"))), np.uint8)
        size = (mat.shape[1] * 4, mat.shape[0] * 4)
        pipeline = Pipeline(
            second=(network,),
            calibration=Calibration("", size, EmptyMat(mat, NOISE)),
            way_up=way_up,
            reader=reader,
            clock=time.process_time,
        )
        for _ in range(2 if number == 0 else 1):
            answer = looked_at(pipeline, path.read_bytes())
        print(json.dumps({"name": path.stem, **answer}), flush=True)
    # ru_maxrss would begin with what the process that started this one had.
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({"peak_mb": peak_kb / 1024}))


def looked_at(pipeline: Pipeline, jpeg: bytes) -> Mapping[str, Any]:
    """Return what was found in one photograph, and what it took."""
    begun = time.process_time()
    looked = pipeline.look(jpeg)
    straight = time.process_time()
    photo = looked.everything()
    sides = []
    for page in photo.pages:
        found = guess(page.lines, page.codes, today=TODAY) if page.lines is not None else None
        sides.append(found.side if found is not None else None)
    done = time.process_time()
    stages = dict(photo.milliseconds)
    for page in photo.pages[:1]:
        stages |= page.milliseconds
    return {
        "page_ms": (straight - begun) * 1000,
        "verdict_ms": (done - begun) * 1000,
        "stages": stages,
        "advice": photo.advice,
        "pages": [
            {
                "corners": page.corners,
                "agreed": page.agreed,
                "advice": page.advice,
                "blur": page.quality.blur,
                "side": side,
                "bytes": len(page.jpeg),
            }
            for page, side in zip(photo.pages, sides, strict=True)
        ],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
