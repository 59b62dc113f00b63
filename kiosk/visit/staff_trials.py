"""What staff try at the devices: paper, a photograph, a card, the camera's calibration, glass, sound. Pure.

A trial is one at a time and belongs to its page; going elsewhere gives it up. The log says who tried what and
how it ended; what was photographed, and whose card it was, is in no log and nowhere once the page is left.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from devices.document_camera.values import Lesson
from kiosk.terminal.paper import SUPPLIES
from kiosk.visit import effects, pages, staff_effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import A4Finished, CardFailed, CardRead, PhotoRejected, PhotoTaken
from kiosk.visit.messages.staff_devices import (
    FillPaper,
    GlassTried,
    KeyAnswered,
    LessonAsks,
    LessonTaught,
    TryOut,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import State
from kiosk.visit.trial import TestCard, Trial
from kiosk.visit.views import Busy

Step = tuple[State, Sequence[Effect]]
LESSONS = ("mat", "sheet", "a4", "light", "glass", "check", "undo")
SHEET = "print-sheet"
SOUNDS = ("speaker", "headphones")
TRIALS = {
    Page.STAFF_PHOTO: ("photo", "glass"),
    Page.STAFF_READ_CARD: ("card",),
    Page.STAFF_CAMERA: (*LESSONS, SHEET),
    Page.STAFF_SOUND: (*SOUNDS, "louder", "heard", "unheard"),
    Page.STAFF_TOUCH: (),
}
"""Page → what can be tried on it."""
NAMES = {
    "photo": pages.STAFF_PHOTO,
    "read-card": pages.STAFF_READ_CARD,
    "camera": pages.STAFF_CAMERA,
    "touch": pages.STAFF_TOUCH,
    "sound": pages.STAFF_SOUND,
}
"""Names by which the pages are opened."""
VOLUMES = 4
"""Steps of the volume; each visit begins at the second (screens.speech.volume)."""
CAMERA = (Page.STAFF_PHOTO, Page.STAFF_CAMERA)


def on_try(state: State, message: TryOut) -> Step:
    """Try one thing of the page that stands there."""
    visit = state.visit
    what = message.what
    if what not in TRIALS.get(visit.at.page, ()) or visit.busy is not None:
        return state, ()
    trial = visit.staff.trial
    match what:
        case "louder":
            return _with(state, replace(trial, volume=(trial.volume + 1) % VOLUMES)), ()
        case "heard" | "unheard":
            if trial.what not in SOUNDS or trial.stage != "doing":
                return state, ()
            heard = what == "heard"
            state = _with(state, replace(trial, stage="done", heard=heard))
            return state, (_note(state, trial.what, "speech", heard),)
        case "speaker" | "headphones":
            state = _with(state, replace(trial, what=what, stage="doing", heard=None))
            return state, (effects.PlaySound(what, trial.volume, visit.aids.language),)
        case "card":
            return _with(state, Trial(what="card")), (effects.StartCard(),)
    if state.health.out("page_printer" if what == SHEET else "document_camera"):
        return state, ()
    trial = replace(trial, what=what, stage="doing", photo=None, picture=b"", rejected="")
    state = _with(state, trial).with_visit(busy=Busy("trial"))
    effect: Effect = effects.Photograph() if what == "photo" else effects.TeachCamera(what)
    return state, (staff_effects.PrintSheet() if what == SHEET else effect,)


def on_photo(state: State, message: PhotoTaken) -> Step | None:
    """Show the photograph that was tried; None where none was."""
    if state.visit.at.page not in CAMERA:
        return None
    if not _doing(state, "photo"):
        return state, ()
    trial = replace(
        state.visit.staff.trial, stage="done", photo=message.photo, picture=message.original, rejected=""
    )
    state = _with(state, trial).with_visit(busy=None)
    return state, (_note(state, "photo", "document_camera", True),)


def on_rejected(state: State, message: PhotoRejected) -> Step | None:
    """Say why there is no photograph; None where none was tried."""
    if state.visit.at.page not in CAMERA:
        return None
    if not _doing(state, "photo"):
        return state, ()
    trial = replace(state.visit.staff.trial, stage="done", rejected=message.code)
    state = _with(state, trial).with_visit(busy=None)
    return state, (_note(state, "photo", "document_camera", False),)


def on_asks(state: State, message: LessonAsks) -> Step:
    """The sheet is to be moved."""
    trial = state.visit.staff.trial
    if state.visit.at.page not in CAMERA or trial.stage != "doing" or trial.what != "glass":
        return state, ()
    return _with(state, replace(trial, stage="move")), ()


def on_taught(state: State, message: LessonTaught) -> Step:
    """Say what a step of the calibration came to."""
    trial, lesson = state.visit.staff.trial, message.lesson
    under_way = trial.stage in ("doing", "move") and trial.what == lesson.step
    if state.visit.at.page not in CAMERA or not under_way:
        return state, ()
    others = {step: told for step, told in trial.lessons.items() if step != lesson.step}
    if lesson.step == "undo" and lesson.good:
        # What the steps said is no longer what holds.
        others = {}
    trial = replace(trial, stage="done", lessons={lesson.step: lesson, **others})
    state = _with(state, trial).with_visit(busy=None)
    return state, (_note(state, f"calibrate-{lesson.step}", "document_camera", lesson.good),)


def on_sheet(state: State, message: A4Finished) -> Step | None:
    """The sheet to calibrate by is printed, or why not; None where none was asked for."""
    if state.visit.at.page is not Page.STAFF_CAMERA:
        return None
    if not _doing(state, SHEET):
        return state, ()
    trial = state.visit.staff.trial
    lesson = Lesson(SHEET, "" if message.fault is None else "print")
    trial = replace(trial, stage="done", lessons={**trial.lessons, SHEET: lesson})
    state = _with(state, trial).with_visit(busy=None)
    return state, (_note(state, SHEET, "page_printer", lesson.good),)


def on_card(state: State, message: CardRead) -> Step | None:
    """Say what of a card came; None where none is tried. Of whose it is the masked name alone is kept."""
    if state.visit.at.page is not Page.STAFF_READ_CARD:
        return None
    facts = message.facts
    card = TestCard(masked(str(facts.get("name") or "")), bool(facts.get("number")), message.chip)
    state = _with(state, Trial(what="card", stage="done", card=card))
    return state, (_note(state, "read-card", "id_card", True),)


def on_card_failed(state: State, message: CardFailed) -> Step | None:
    """Say why a card was not read; None where none is tried."""
    if state.visit.at.page is not Page.STAFF_READ_CARD:
        return None
    state = _with(state, Trial(what="card", stage="done", card_failed=message.code))
    return state, (_note(state, "read-card", "id_card", False),)


def on_glass(state: State, message: GlassTried) -> Step:
    """Keep how the glass answered, and say so in the log."""
    if state.visit.at.page is not Page.STAFF_TOUCH:
        return state, ()
    state = _with(state, Trial(what="touch", stage="done", touched=message))
    return state, (_note(state, "touch", None, not message.missed),)


def on_key(state: State, message: KeyAnswered) -> Step:
    """Light a key that answered."""
    if state.visit.at.page is not Page.STAFF_SOUND:
        return state, ()
    trial = state.visit.staff.trial
    if message.key in ("jack-in", "jack-out"):
        return _with(state, replace(trial, jack=message.key == "jack-in")), ()
    if message.key in trial.keys:
        return state, ()
    return _with(state, replace(trial, keys=(*trial.keys, message.key))), ()


def on_fill(state: State, message: FillPaper) -> Step:
    """Count a roll or a tray anew."""
    visit = state.visit
    if visit.at.page is not Page.STAFF_PAPER or visit.busy is not None or message.supply not in SUPPLIES:
        return state, ()
    staff = replace(visit.staff, acted=f"fill-{message.supply}", fault=None)
    return state.with_visit(busy=Busy("staff"), staff=staff), (staff_effects.FillPaper(message.supply),)


def left(state: State) -> State:
    """Return the state once a page of trials is left: what was tried there is forgotten, and not awaited."""
    visit = state.visit
    busy = None if visit.busy is not None and visit.busy.key == "trial" else visit.busy
    return state.with_visit(busy=busy, staff=replace(visit.staff, trial=Trial()))


def masked(name: str) -> str:
    """Return a name of which only the first character can be read."""
    return name[:1] + "*" * len(name[1:])


def _with(state: State, trial: Trial) -> State:
    return state.with_visit(staff=replace(state.visit.staff, trial=trial))


def _doing(state: State, what: str) -> bool:
    trial = state.visit.staff.trial
    return trial.what == what and trial.stage == "doing"


def _note(state: State, what: str, device: str | None, well: bool) -> Effect:
    facts = {
        "staff": state.visit.staff.label,
        "state": what,
        "device": device,
        "disposition": "done" if well else "failed",
    }
    return effects.Note("ui.staff.acted", facts)


HANDLERS: dict[type, Callable[..., Step]] = {
    TryOut: lambda s, m, w: on_try(s, m),
    FillPaper: lambda s, m, w: on_fill(s, m),
    GlassTried: lambda s, m, w: on_glass(s, m),
    LessonAsks: lambda s, m, w: on_asks(s, m),
    LessonTaught: lambda s, m, w: on_taught(s, m),
    KeyAnswered: lambda s, m, w: on_key(s, m),
}
