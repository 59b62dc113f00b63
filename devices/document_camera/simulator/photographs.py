"""`python -m devices.document_camera.simulator.photographs --set NAME --part PART --folder DIR [--count N]`.

Writes the photographs of a set and one truth.json: a list of {photo, width, height, truth}.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

import cv2

from devices.document_camera.simulator.sets import PARTS, SETS, photographs


def write(name: str, part: str, folder: Path, count: int | None = None) -> Path:
    """Write a set's photographs into a folder and return the path of its truth.json."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for photo in photographs(name, part, count):
        path = folder / f"{photo.name}.jpg"
        path.write_bytes(photo.jpeg)
        entries.append(
            {"photo": path.name, "width": photo.width, "height": photo.height, "truth": photo.truth.as_json()}
        )
    told = folder / "truth.json"
    told.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return told


def main() -> None:
    """Write one set."""
    options = ArgumentParser(prog="python -m devices.document_camera.simulator.photographs")
    options.add_argument("--set", choices=SETS, required=True)
    options.add_argument("--part", choices=PARTS, default="tuning")
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--count", type=int, default=None)
    given = options.parse_args()
    cv2.setNumThreads(1)
    told = write(given.set, given.part, given.folder, given.count)
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
