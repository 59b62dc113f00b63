"""Other ways of finding a page's corners, as they are found in textbooks and packages."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

from bench.npm import package
from devices.document_camera.detection.quads import Picture, Quad, clockwise, scaled

_SCRIPT = Path(__file__).with_name("corners_jscanify.js")
_JSCANIFY = "jscanify@1.4.0"
_JSCANIFY_LONG_SIDE = 1000
_TEXTBOOK_HEIGHT = 500


def textbook_canny(picture: Picture) -> Quad | None:
    """Edges of the picture at 500 px height, the largest contour that four corners approximate."""
    scale = _TEXTBOOK_HEIGHT / picture.shape[0]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    contours, _ = cv2.findContours(cv2.Canny(grey, 75, 200), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:5]:
        corners = cv2.approxPolyDP(contour, 0.02 * cv2.arcLength(contour, True), True)
        if len(corners) == 4:
            return scaled(clockwise(corners.reshape(4, 2).astype(np.float32)), 1 / scale)
    return None


def otsu_contour(picture: Picture) -> Quad | None:
    """Threshold by Otsu, the largest contour; its four corners, else the smallest rectangle around it."""
    scale = _TEXTBOOK_HEIGHT / picture.shape[0]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    corners = cv2.approxPolyDP(largest, 0.02 * cv2.arcLength(largest, True), True)
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(largest))
    return scaled(clockwise(corners.reshape(4, 2).astype(np.float32)), 1 / scale)


class Jscanify:
    """jscanify in node, with the OpenCV that it brings; pictures at 1000 px, as a browser shows them."""

    def __init__(self, modules: Path) -> None:
        self._raw = tempfile.NamedTemporaryFile(suffix=".rgba")  # noqa: SIM115
        self._process = subprocess.Popen(
            ["node", str(_SCRIPT), str(modules / "jscanify" / "src"), self._raw.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @classmethod
    def start(cls) -> "Jscanify | None":
        """Install it under build/ and start it; None where npm or node is not there or does not answer."""
        modules = package(_JSCANIFY) if shutil.which("node") is not None else None
        if modules is None:
            return None
        return cls(modules)

    def find(self, picture: Picture) -> tuple[Quad | None, float]:
        """Return the corners and the CPU ms that node spent."""
        scale = min(1.0, _JSCANIFY_LONG_SIDE / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        Path(self._raw.name).write_bytes(cv2.cvtColor(small, cv2.COLOR_BGR2RGBA).tobytes())
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"width": small.shape[1], "height": small.shape[0]}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        corners = answer["corners"]
        if corners is None:
            return None, answer["ms"]
        return scaled(clockwise(np.array(corners, np.float32)), 1 / scale), answer["ms"]

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._raw.close()
