"""What the staff see of what they try at the devices: each part in words, with what to do where it fails."""

from devices.document_camera.values import Lesson
from kiosk.terminal.remedies import remedy
from kiosk.visit.staff_trials import SHEET, SOUNDS, VOLUMES
from kiosk.visit.state import Health, State
from kiosk.visit.trial import Trial
from kiosk.visit.views import Body, Say, StandingView, say
from kiosk.visit.views.staff_devices import (
    StaffCameraView,
    StaffPhotoView,
    StaffReadCardView,
    StaffSoundView,
    StaffTouchView,
    StaffTrialsView,
)
from kiosk.visit.world import World

DEVICE = {
    "photo": "document_camera",
    "read-card": "id_card",
    "camera": "document_camera",
    "touch": None,
    "sound": "speech",
}
KEYS = ("up", "down", "left", "right", "act", "where", "sound")
"""By `devices.keypad.layout.Key`, as they lie."""
STEPS = ("mat", "sheet", "a4", "light", "glass", "check")
_BEFORE_ANTENNA = ("wrong_card",)
MM_PER_INCH = 25.4


def trials(state: State, world: World) -> Body:
    """Return what can be tried."""
    health = state.health
    return StaffTrialsView(tuple((name, kind is None or health.works(kind)) for name, kind in DEVICE.items()))


def photo(state: State, world: World) -> Body:
    """Return the photograph that was tried, and what is said of it."""
    trial = state.visit.staff.trial
    outlines: list[tuple[tuple[tuple[float, float], ...], bool]] = []
    size, said = (1, 1), []
    if trial.photo is not None:
        size = trial.photo.width, trial.photo.height
        outlines += [(tuple(page.corners), page.advice is not None) for page in trial.photo.pages]
        said.append(("photo", _photo(trial)))
    elif trial.rejected:
        said.append(("photo", StandingView(False, _bad(), (say(f"scan.advice.{trial.rejected}"),))))
    glass = trial.lessons.get("glass")
    if glass is not None:
        said.append(("glass", _lesson(glass)))
        if not trial.photo:
            size = glass.size
            outlines += [(_around(*speck), True) for speck in glass.specks]
    return StaffPhotoView(
        works=not state.health.out("document_camera"),
        picture=trial.picture or None,
        size=size,
        outlines=tuple(outlines),
        doing=trial.what if trial.stage in ("doing", "move") else "",
        asks=say("staff.photo.move") if trial.stage == "move" else None,
        said=tuple(said),
    )


def read_card(state: State, world: World) -> Body:
    """Return what of reader and card works, from the outside in."""
    trial = state.visit.staff.trial
    reader = _reader(state.health)
    if not reader.well or trial.stage != "done":
        return StaffReadCardView("ask", (("reader", reader),))
    return StaffReadCardView("done", (("reader", reader), *_card(trial)))


def camera(state: State, world: World) -> Body:
    """Return the steps of the calibration and what each came to."""
    trial = state.visit.staff.trial
    told = trial.lessons
    steps = [(step, _lesson(told[step]) if step in told else None) for step in STEPS]
    steps += [(step, _lesson(told[step])) for step in (SHEET, "undo") if step in told]
    return StaffCameraView(
        works=not state.health.out("document_camera"),
        steps=tuple(steps),
        doing=trial.what if trial.stage in ("doing", "move") else "",
        asks=say("staff.photo.move") if trial.stage == "move" else None,
        can_print=state.health.works("page_printer"),
    )


def touch(state: State, world: World) -> Body:
    """Return how the glass answered."""
    touched = state.visit.staff.trial.touched
    if touched is None:
        return StaffTouchView(None, ())
    facts = [
        say("staff.touch.cells", answered=str(touched.cells - len(touched.missed)), count=str(touched.cells))
    ]
    if touched.worst_mm is not None:
        facts.append(say("staff.touch.crosses", count=str(touched.met), mm=f"{touched.worst_mm:.1f}"))
    if touched.missed:
        facts.append(say("staff.touch.missed.how"))
    well = not touched.missed
    return StaffTouchView(StandingView(well, _good() if well else _bad(), tuple(facts)), touched.missed)


def sound(state: State, world: World) -> Body:
    """Return what was heard, and which keys answered."""
    trial, health = state.visit.staff.trial, state.health
    result = None
    if trial.heard is not None and trial.what in SOUNDS:
        how = say(f"staff.sound.{trial.what}.{'heard' if trial.heard else 'unheard'}")
        result = StandingView(trial.heard, _good() if trial.heard else _bad(), (how,))
    return StaffSoundView(
        works=health.works("speech"),
        volume=trial.volume,
        volumes=VOLUMES,
        asked=trial.what if trial.what in SOUNDS and trial.stage == "doing" else "",
        result=result,
        keys=tuple((key, key in trial.keys) for key in KEYS) if "keypad" in health.devices else (),
        jack=trial.jack,
    )


def _good() -> Say:
    return say("staff.trial.good")


def _bad() -> Say:
    return say("staff.trial.bad")


def _photo(trial: Trial) -> StandingView:
    """One line a page: its size, and what is not as it should be."""
    assert trial.photo is not None
    facts = []
    for page in trial.photo.pages:
        wide, high = (round(side / page.dpi * MM_PER_INCH) for side in (page.width, page.height))
        facts.append(say("staff.photo.page", wide=str(wide), high=str(high)))
        facts.append(
            say(
                "staff.photo.light",
                level=str(round(page.quality.brightness)),
                glare=f"{page.quality.glare:.0%}",
            )
        )
        if page.advice is not None:
            facts.append(say(f"scan.advice.{page.advice.value}"))
    if trial.photo.advice is not None:
        facts.append(say(f"scan.advice.{trial.photo.advice.value}"))
    well = bool(trial.photo.pages) and all(page.advice is None for page in trial.photo.pages)
    return StandingView(well, _good() if well else _bad(), tuple(facts))


def _lesson(lesson: Lesson) -> StandingView:
    if lesson.problem:
        return StandingView(
            False, say("staff.trial.not_done"), (say(f"staff.lesson.problem.{lesson.problem}"),)
        )
    facts = [say(f"staff.lesson.fault.{fault}") for fault in lesson.faults]
    figures = dict(lesson.figures)
    if "error_mm" in figures:
        facts.append(say("staff.lesson.scale", wide=figures["wide_mm"], high=figures["high_mm"]))
        facts.append(say("staff.lesson.error", mm=figures["error_mm"]))
    if "level" in figures:
        facts.append(say("staff.lesson.light", level=figures["level"], evenness=figures["evenness"]))
    if lesson.specks:
        facts.append(say("staff.lesson.specks", count=str(len(lesson.specks))))
    return StandingView(lesson.good, _good() if lesson.good else _bad(), tuple(facts))


def _around(x: float, y: float, size: float) -> tuple[tuple[float, float], ...]:
    """Return a square around a speck, large enough to be seen."""
    half = max(40.0, size)
    return ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))


def _reader(health: Health) -> StandingView:
    fault = health.faults.get("id_card")
    if fault is None:
        return StandingView(True, _good(), ())
    advice = remedy(fault, "id_card")
    return StandingView(False, _bad(), (say(advice.what), say(advice.how)))


def _card(trial: Trial) -> tuple[tuple[str, StandingView], ...]:
    if trial.card is None:
        # It was found, so the antenna works; what is in it did not come.
        failed = StandingView(False, _bad(), (say(f"card.advice.{trial.card_failed}"),))
        return ("antenna", StandingView(True, _good(), ())), ("chip", failed)
    card, chip = trial.card, trial.card.chip
    text = [say("staff.card.name", name=card.name)] if card.name else []
    if chip.damaged:
        text.append(say("staff.card.damaged", count=str(chip.damaged)))
    if not card.number_fits:
        text.append(say("staff.card.no_number"))
    return (
        ("antenna", StandingView(True, _good(), ())),
        ("module", _part(chip.module)),
        ("chip", StandingView(not chip.damaged and card.number_fits, _word(not chip.damaged), tuple(text))),
        ("photo", _part(chip.photo, "staff.card.decoded" if chip.decoded else "staff.card.not_decoded")),
    )


def _part(well: bool, how: str = "") -> StandingView:
    return StandingView(well, _word(well), (say(how),) if how and well else ())


def _word(well: bool) -> Say:
    return _good() if well else _bad()
