"""Scenes of the pages on which staff look after paper and try the devices."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import Advice, Lesson
from devices.status import DeviceStatus, PaperStatus, Status
from kiosk.terminal.paper import ROLL, TRAY, Capacity, Supply, outlook
from kiosk.visit import messages as m
from kiosk.visit.messages.identity import Chip
from kiosk.visit.messages.staff import OpenStaffPage, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_devices import (
    FillPaper,
    GlassTried,
    KeyAnswered,
    LessonAsks,
    LessonTaught,
    TryOut,
)
from kiosk.visit.state import State

CARD = m.CardRead({"number": "000000199203050018"}, "proof")
ONLINE = Status(DeviceStatus.ONLINE)
KINDS = ("id_card", "document_camera", "printer", "page_printer", "keypad", "speech")
ALL_WELL = tuple(m.DeviceChanged(kind, None, status=ONLINE) for kind in KINDS)
CAPACITIES = {ROLL: Capacity(70_000, 60), TRAY: Capacity(250, 15)}
SIZE = (3264, 2448)
MISSED = ((0, 0), (1, 0), (12, 23))


def let_in(s: Any, *messages: Any) -> State:
    letting = (m.OpenBoard(), CARD, StaffTyped("pin", "481516"), m.Continue())
    return s.after(s.after(s.home(), *ALL_WELL), *letting, StaffAnswered("admitted", "S01"), *messages)


def counted(roll: Supply, tray: Supply) -> m.PaperCounted:
    supplies = {ROLL: roll, TRAY: tray}
    return m.PaperCounted({name: outlook(name, supplies[name], CAPACITIES[name]) for name in supplies})


def paper(s: Any, *messages: Any) -> State:
    filled = s.world.clock() - timedelta(days=6)
    told = counted(Supply(24_300.0, 92, filled), Supply(61, 30, filled))
    return let_in(s, told, OpenStaffPage("paper"), *messages)


def paper_low(s: Any, *messages: Any) -> State:
    filled = s.world.clock() - timedelta(days=19)
    out = m.DeviceChanged("page_printer", None, "out", Status(DeviceStatus.ONLINE, paper=PaperStatus.OUT))
    return let_in(s, counted(Supply(61_000.0, 240, filled), Supply(250, 90, None)), out, *messages)


def trying(s: Any, name: str, *messages: Any) -> State:
    return let_in(s, OpenStaffPage("trials"), OpenStaffPage(name), *messages)


def lesson(step: str, *args: Any, **facts: Any) -> tuple[Any, Any]:
    return TryOut(step), LessonTaught(Lesson(step, *args, **facts))


def photographed(s: Any) -> State:
    empty = ScannedPhoto(*SIZE, (), Advice.NO_PAGE)
    return trying(s, "photo", TryOut("photo"), m.PhotoTaken(1, empty, b""))


SCALE = lesson("sheet", figures=(("wide_mm", "412"), ("high_mm", "309"), ("error_mm", "0.18")), size=SIZE)
READ = m.CardRead(
    {"name": "李示例", "number": "000000199203050018"}, "proof", Chip("resident", module=True, photo=True)
)
SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-paper": paper,
    "staff-paper-filled": lambda s: paper(s, FillPaper(ROLL), StaffActed("fill-roll")),
    "staff-paper-not-kept": lambda s: paper(s, FillPaper(TRAY), StaffActed("fill-tray", "disk")),
    "staff-paper-low": lambda s: paper_low(s, OpenStaffPage("paper")),
    "staff-menu-paper": paper_low,
    "staff-trials": lambda s: let_in(s, OpenStaffPage("trials")),
    "staff-trials-out": lambda s: let_in(
        s, m.DeviceChanged("document_camera", "cameraBlack"), OpenStaffPage("trials")
    ),
    "staff-photo": lambda s: trying(s, "photo"),
    "staff-photo-taking": lambda s: trying(s, "photo", TryOut("photo")),
    "staff-photo-none": photographed,
    "staff-photo-rejected": lambda s: trying(s, "photo", TryOut("photo"), m.PhotoRejected("moving")),
    "staff-photo-move": lambda s: trying(s, "photo", TryOut("glass"), LessonAsks()),
    "staff-photo-dirt": lambda s: trying(
        s, "photo", *lesson("glass", faults=("dirt",), specks=((800.0, 600.0, 30.0),), size=SIZE)
    ),
    "staff-card-test": lambda s: trying(s, "read-card"),
    "staff-card-good": lambda s: trying(s, "read-card", READ),
    "staff-card-bad": lambda s: trying(s, "read-card", m.CardFailed("damaged")),
    "staff-card-no-reader": lambda s: trying(
        s, "read-card", m.DeviceChanged("id_card", "readerNotAuthorised")
    ),
    "staff-camera": lambda s: trying(s, "camera"),
    "staff-camera-doing": lambda s: trying(s, "camera", *lesson("mat"), TryOut("sheet")),
    "staff-camera-learnt": lambda s: trying(
        s,
        "camera",
        *lesson("mat"),
        *SCALE,
        *lesson("light", faults=("uneven",), figures=(("level", "201"), ("evenness", "52%")), size=SIZE),
    ),
    "staff-camera-problem": lambda s: trying(s, "camera", *lesson("a4", "no-paper")),
    "staff-camera-drift": lambda s: trying(s, "camera", *lesson("check", faults=("moved", "lamp"))),
    "staff-camera-sheet": lambda s: trying(s, "camera", TryOut("print-sheet"), m.A4Finished("jobAborted")),
    "staff-camera-undone": lambda s: trying(s, "camera", *SCALE, *lesson("undo")),
    "staff-touch": lambda s: trying(s, "touch"),
    "staff-touch-missed": lambda s: trying(
        s, "touch", GlassTried(312, ((0, 0), (1, 0), (12, 23)), 4, 4, 2.4)
    ),
    "staff-touch-good": lambda s: trying(s, "touch", GlassTried(312, (), 4, 3, 0.8)),
    "staff-sound": lambda s: trying(s, "sound"),
    "staff-sound-asked": lambda s: trying(s, "sound", TryOut("louder"), TryOut("speaker")),
    "staff-sound-heard": lambda s: trying(
        s,
        "sound",
        TryOut("headphones"),
        TryOut("unheard"),
        KeyAnswered("up"),
        KeyAnswered("act"),
        KeyAnswered("jack-in"),
    ),
}
