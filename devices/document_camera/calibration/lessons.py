"""One step of the calibration from its name to the file: what the command and the staff's page share.

`mat`, `sheet`, `card`, `a4` (the scale by a printed sheet, a card, a sheet of A4), `light` and `glass` are
learnt and kept; `check` compares the empty mat with what was learnt; `undo` brings back what was kept before
the last step, and doing it once more undoes that.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from devices.document_camera.calibration import drift, procedure, sheet, store
from devices.document_camera.calibration.procedure import Eye, StepError
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.values import Lesson

LEARNT = ("mat", "sheet", "card", "a4", "light", "glass")
STEPS = (*LEARNT, "check", "undo")


def learn(
    eye: Eye,
    step: str,
    known: Calibration | None,
    now: datetime,
    move: Callable[[], None],
    ruler_mm: float = sheet.RULER_MM,
) -> Calibration:
    """Return what is known after a step of `LEARNT`, dated `now` (UTC); `move` asks to move the white sheet.

    Raises StepError; CameraGone; KeyError for another step.
    """
    calibration = procedure.begun(eye, known)
    match step:
        case "mat":
            calibration = procedure.learn_mat(eye, calibration)
        case "sheet" | "card" | "a4":
            calibration = procedure.learn_scale(eye, calibration, step, ruler_mm)
        case "light":
            calibration = procedure.learn_light(eye, calibration)
        case "glass":
            calibration = procedure.learn_glass(eye, calibration, move)
        case _:
            raise KeyError(step)
    return replace(calibration, made=now.isoformat(timespec="seconds"))


def keep(calibration: Calibration, file: Path) -> None:
    """Write it, and keep what was there before beside it. Raises OSError."""
    if file.exists():
        _put_by(file.read_bytes(), file)
    store.save(calibration, file)


def undo(file: Path) -> bool:
    """Bring back what was kept before the last step; False where there is nothing. Raises OSError."""
    former = _former(file)
    if not former.exists():
        return False
    now = file.read_bytes() if file.exists() else None
    former.replace(file)
    if now is not None:
        _put_by(now, file)
    return True


def can_undo(file: Path) -> bool:
    """Whether something was kept before the last step."""
    return _former(file).exists()


def lesson(look: Callable[[], Eye], step: str, file: Path, now: datetime, move: Callable[[], None]) -> Lesson:
    """Carry out any step of `STEPS` for the page of the staff; `look` opens the eye. Raises CameraGone.

    What a person can mend comes as a problem by its code: those of StepError, `disk`, `nothing-before`, and
    for `check` `never` where nothing was learnt yet.
    """
    try:
        if step == "undo":
            return Lesson(step, "" if undo(file) else "nothing-before")
        known = _known(file)
        if step == "check":
            return _checked(look(), known)
        calibration = learn(look(), step, known, now, move)
        keep(calibration, file)
    except StepError as error:
        return Lesson(step, error.code)
    except OSError:
        return Lesson(step, "disk")
    return _learnt(step, calibration)


def _known(file: Path) -> Calibration | None:
    try:
        return store.load(file)
    except store.CalibrationError:
        # Damaged is as good as none; what is learnt now takes its place.
        return None


def _checked(eye: Eye, known: Calibration | None) -> Lesson:
    if known is None:
        return Lesson("check", "never")
    found = drift.findings(known, eye.shots(3))
    wrong = tuple(one.name for one in found if one.good is False)
    return Lesson("check", faults=wrong, figures=tuple((one.name, one.seen) for one in found))


def _learnt(step: str, calibration: Calibration) -> Lesson:
    figures: list[tuple[str, str]] = []
    faults: tuple[str, ...] = ()
    specks: tuple[tuple[float, float, float], ...] = ()
    if step in ("sheet", "card", "a4") and calibration.plane is not None:
        width, height = calibration.size
        scale = calibration.mm_per_px or 0.0
        figures.append(("wide_mm", f"{width * scale:.0f}"))
        figures.append(("high_mm", f"{height * scale:.0f}"))
        figures.append(("error_mm", f"{calibration.plane.error_mm:.2f}"))
    elif step == "light" and calibration.light is not None:
        figures.append(("level", f"{calibration.light.level:.0f}"))
        figures.append(("evenness", f"{calibration.light.evenness:.0%}"))
        faults = procedure.light_codes(calibration)
    elif step == "glass":
        specks = tuple((one.x, one.y, one.size) for one in calibration.glass or ())
        faults = ("dirt",) if specks else ()
    return Lesson(step, faults=faults, figures=tuple(figures), specks=specks, size=calibration.size)


def _put_by(data: bytes, file: Path) -> None:
    """Keep these bytes as what was there before, whole or not at all."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}.before")
    try:
        fresh.write_bytes(data)
        fresh.replace(_former(file))
    finally:
        fresh.unlink(missing_ok=True)


def _former(file: Path) -> Path:
    return file.with_name(f"{file.stem}.before{file.suffix}")
