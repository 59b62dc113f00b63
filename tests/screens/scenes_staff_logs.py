"""Scenes of the staff's page that copies the logs onto a stick."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kiosk.log_copy.desk import LogsSeen
from kiosk.log_copy.notes import DONE, FOUND, Told
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_logs import CopyLogs, LogsTold
from kiosk.visit.state import State

LOOK, COPY = "0" * 32, "1" * 32
NOTHING = LogsSeen("3f09 c2d1 77ae 0b54", 14)
STICK = replace(NOTHING, stick="allowed", name="Example Memory 01", size=31_000_000_000)
READY = replace(STICK, looked=Told(LOOK, FOUND, free=12_400_000_000))
STRANGE = replace(STICK, stick="strange", name="Other Memory")
NO_KEY = replace(NOTHING, fingerprint="")


def opened(s: Any, *messages: Any) -> State:
    state: State = sys.modules["page_scenes_staff"].let_in(s, OpenStaffPage("logs"), *messages)
    return state


def copied(s: Any, told: Told) -> State:
    return opened(s, LogsTold(READY), CopyLogs(), LogsTold(replace(READY, copy=told)))


SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-logs-looking": opened,
    "staff-logs-none": lambda s: opened(s, LogsTold(NOTHING)),
    "staff-logs-no-key": lambda s: opened(s, LogsTold(NO_KEY)),
    "staff-logs-strange": lambda s: opened(s, LogsTold(STRANGE)),
    "staff-logs-found": lambda s: opened(s, LogsTold(STICK)),
    "staff-logs-ready": lambda s: opened(s, LogsTold(READY)),
    "staff-logs-reading": lambda s: copied(s, Told(COPY, "reading")),
    "staff-logs-copying": lambda s: copied(s, Told(COPY, "copying", 61_000_000, 96_000_000)),
    "staff-logs-done": lambda s: copied(
        s, Told(COPY, DONE, 96_000_000, 96_000_000, 0, "yiciban-logs-20261122T080000.tar.age")
    ),
    "staff-logs-full": lambda s: copied(s, Told(COPY, "full")),
    "staff-logs-pulled": lambda s: copied(s, Told(COPY, "pulled")),
}
