"""Is the camera still as it was calibrated? Each finding is a figure beside its limit, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from devices.document_camera.calibration import light, scale
from devices.document_camera.calibration.mat import has_moved
from devices.document_camera.calibration.procedure import SHRINK, Shot
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.quads import Picture

MOST_SHIFT_PX = 4.0
"""Of the photograph: at 10 px a mm less than half a millimetre."""
LAMP = (0.7, 1.4)
MOST_CAST = 0.08
MOST_DIRT = 0.0005
MOST_SCALE = 0.01


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `good` None: it could not be told."""

    name: str
    good: bool | None
    seen: str
    limit: str
    remedy: str


def findings(calibration: Calibration, shots: Sequence[Shot]) -> tuple[Finding, ...]:
    """Compare photographs of the empty mat with the calibration."""
    first = shots[0]
    height, width = first.whole.shape[:2]
    wanted = calibration.size
    size = Finding(
        "size",
        calibration.fits(width, height),
        f"{width} x {height} px",
        f"{wanted[0]} x {wanted[1]} px",
        "Another camera or another size in the profile: calibrate again.",
    )
    if not size.good:
        return (size,)
    if calibration.mat is None:
        return size, Finding("mat", False, "never learnt", "learnt", "kiosk camera calibrate --step mat")
    now = np.median(np.stack([shot.small for shot in shots]), axis=0).astype(np.uint8)
    lies = MatDifference(calibration.mat).look(now)
    moved = _moved(calibration.mat, now)
    clear = Finding(
        "clear",
        # A camera that was pushed sees another mat everywhere; that is told as what it is.
        lies.empty or (None if moved.good is False else False),
        "nothing lies there" if lies.empty else "something differs from the empty mat",
        "the empty mat",
        "Take everything away. If nothing lies there, mat or camera are others: calibrate again.",
    )
    lamp = (_level(calibration, now), _colour(calibration, now)) if lies.empty else ()
    dirt = (_dirt(calibration.mat, now),) if lies.empty and moved.good is not False else ()
    return (size, clear, moved, *lamp, *dirt)


def scale_finding(calibration: Calibration, picture: Picture) -> Finding:
    """Compare the printed sheet as it is seen now with the plane that was learnt. Raises ScaleError."""
    remedy = "The camera is higher or lower than it was: fix it, then kiosk camera calibrate --step scale"
    if calibration.plane is None:
        return Finding("scale", False, "never measured", "measured", "kiosk camera calibrate --step scale")
    now = scale.from_sheet(picture)
    width, height = calibration.size
    places = [(x * width, y * height) for x in (0.25, 0.5, 0.75) for y in (0.25, 0.5, 0.75)]
    ratios = [now.mm_per_px(x, y) / calibration.plane.mm_per_px(x, y) for x, y in places]
    worst = max(ratios, key=lambda ratio: abs(ratio - 1))
    return Finding(
        "scale", abs(worst - 1) <= MOST_SCALE, f"{worst - 1:+.2%}", f"within {MOST_SCALE:.0%}", remedy
    )


def _moved(empty: EmptyMat, now: Picture) -> Finding:
    shift = has_moved(empty, now)
    way = float(np.hypot(shift.x, shift.y)) * SHRINK
    good = way <= MOST_SHIFT_PX if shift.sure else None
    return Finding(
        "moved",
        good,
        f"{way:.1f} px" if shift.sure else "no grain to tell by",
        f"at most {MOST_SHIFT_PX:.0f} px",
        "Camera or mat was pushed: put it back and fix it, or calibrate again.",
    )


def _level(calibration: Calibration, now: Picture) -> Finding:
    assert calibration.mat is not None
    ratio = light.on_mat(now).level / max(1.0, light.on_mat(calibration.mat.picture).level)
    return Finding(
        "lamp",
        LAMP[0] <= ratio <= LAMP[1],
        f"{ratio:.0%} of what it was",
        f"{LAMP[0]:.0%} to {LAMP[1]:.0%}",
        "Is the lamp on, clean, and no sun on the mat? Then kiosk camera calibrate --step mat",
    )


def _colour(calibration: Calibration, now: Picture) -> Finding:
    assert calibration.mat is not None
    before, after = light.on_mat(calibration.mat.picture).cast, light.on_mat(now).cast
    worst = max(abs(b / max(0.01, a) - 1) for a, b in zip(before, after, strict=True))
    return Finding(
        "colour",
        worst <= MOST_CAST,
        f"{worst:.1%} off",
        f"at most {MOST_CAST:.0%}",
        "The lamp's colour or the white balance changed: fix the white balance in the profile.",
    )


def _dirt(empty: EmptyMat, now: Picture) -> Finding:
    """Spots smaller than any paper: stains on the mat, crumbs, or dirt on the glass above it."""
    before = cv2.GaussianBlur(empty.picture, (0, 0), 1.5).astype(np.float32)
    after = cv2.GaussianBlur(now, (0, 0), 1.5).astype(np.float32)
    around = cv2.GaussianBlur(after, (0, 0), 25) / np.maximum(cv2.GaussianBlur(before, (0, 0), 25), 1)
    off = np.abs(after - before * around).max(axis=2)
    spots = cv2.morphologyEx((off > 14 + 3 * empty.noise).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    part = float(np.count_nonzero(spots) / spots.size)
    return Finding(
        "dirt",
        part <= MOST_DIRT,
        f"{part:.3%} of the mat",
        f"at most {MOST_DIRT:.2%}",
        "Wipe mat and glass with a soft cloth. What does not go away: kiosk camera calibrate --step mat",
    )
