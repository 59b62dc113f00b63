"""The calibration as a file: one JSON document with a version and a digest, replaced as a whole.

    {"format": "yiciban-camera-calibration", "version": 1, "sha256": …, "body": {…}}

The mat is a PNG in base64 within it: a grey felt compresses to a few hundred KB. The digest is over the
body's canonical JSON; it finds damage, it keeps nobody out.
"""

import base64
import binascii
import contextlib
import hashlib
import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from devices.document_camera.calibration.values import VERSION, Calibration, Light, Plane, Speck
from devices.document_camera.detection.mat_difference import EmptyMat
from devices.document_camera.detection.quads import Picture

_FORMAT = "yiciban-camera-calibration"
_MOST_BYTES = 32 << 20
_MOST_PIXELS = 4 << 20


class CalibrationError(Exception):
    """The file cannot be used; the message says why, for an engineer."""


def save(calibration: Calibration, path: Path) -> None:
    """Write it so that after a pulled plug the old or the new one is there. Raises OSError."""
    body = _body(calibration)
    document = {"format": _FORMAT, "version": VERSION, "sha256": _digest(body), "body": body}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load(path: Path) -> Calibration:
    """Read it. Raises CalibrationError for one that is not there, damaged, or of another version."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise CalibrationError("not calibrated") from error
    except OSError as error:
        raise CalibrationError(f"cannot be read: {error.strerror}") from error
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("too large")
        document = json.loads(data)
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise ValueError("not a calibration")
        if document.get("version") != VERSION:
            raise CalibrationError(f"of version {document.get('version')}, not {VERSION}: calibrate again")
        if document.get("sha256") != _digest(document["body"]):
            raise ValueError("the digest does not fit")
        return _calibration(document["body"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise CalibrationError(f"damaged: {error}") from error


def usable(path: str) -> tuple[Calibration | None, str | None]:
    """Return the calibration, or None and why; (None, None) where the profile names no file."""
    if not path:
        return None, None
    try:
        return load(Path(path)), None
    except CalibrationError as error:
        return None, str(error)


def _digest(body: Any) -> str:
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _body(calibration: Calibration) -> dict[str, Any]:
    mat, plane = calibration.mat, calibration.plane
    return {
        "made": calibration.made,
        "size": list(calibration.size),
        "mat": None if mat is None else {"png": _png(mat.picture), "noise": mat.noise},
        "plane": None if plane is None else asdict(plane) | {"matrix": plane.matrix.tolist()},
        "light": None if calibration.light is None else asdict(calibration.light),
        "glass": None if calibration.glass is None else [asdict(speck) for speck in calibration.glass],
    }


def _calibration(body: Any) -> Calibration:
    width, height = (int(side) for side in body["size"])
    if not (0 < width < 1 << 16 and 0 < height < 1 << 16):
        raise ValueError("impossible size")
    mat, plane, light, glass = (body[name] for name in ("mat", "plane", "light", "glass"))
    return Calibration(
        made=str(body["made"]),
        size=(width, height),
        mat=None if mat is None else EmptyMat(_picture(mat["png"]), _number(mat["noise"])),
        plane=None if plane is None else _plane(plane),
        light=None if light is None else _light(light),
        glass=None if glass is None else tuple(_speck(one) for one in glass),
    )


def _plane(body: Any) -> Plane:
    matrix = np.array(body["matrix"], np.float64)
    if matrix.shape != (3, 3) or not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-12:
        raise ValueError("impossible plane")
    return Plane(matrix, str(body["source"]), _number(body["error_mm"]), _number(body["slant"]))


def _light(body: Any) -> Light:
    blue, green, red = (_number(part) for part in body["cast"])
    return Light(
        _number(body["level"]), _number(body["evenness"]), (blue, green, red), bool(body["on_paper"])
    )


def _speck(body: Any) -> Speck:
    return Speck(*(_number(body[name]) for name in ("x", "y", "size", "depth")))


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def _png(picture: Picture) -> str:
    _, data = cv2.imencode(".png", picture)
    return base64.b64encode(data.tobytes()).decode("ascii")


def _picture(text: str) -> Picture:
    data = b""
    with contextlib.suppress(binascii.Error):
        data = base64.b64decode(text, validate=True)
    # Asked before it is unpacked: a few bytes of PNG may stand for a picture that fills the memory.
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not data.startswith(b"\x89PNG") or not 0 < width * height <= _MOST_PIXELS:
        raise ValueError("the mat's picture")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("the mat's picture")
    return np.asarray(picture, np.uint8)
