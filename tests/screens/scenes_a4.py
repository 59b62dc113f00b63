"""Pages of a terminal that has an A4 printer."""

from collections.abc import Callable, Mapping
from typing import Any

from devices.status import DeviceStatus, Fault, Mender, PaperStatus, Status
from kiosk.visit import messages as m
from kiosk.visit.state import State

Scene = Callable[[Any], State]
NO_PAPER = Status(
    DeviceStatus.USER_ERROR, Fault("paperOut", "the tray is empty", Mender.CLEAR), PaperStatus.OUT
)


def _with(s: Any, state: State, *after: m.Message) -> State:
    there: State = s.after(state, m.DeviceChanged("page_printer", None), *after)
    return there


def _out(s: Any, state: State, *before: m.Message) -> State:
    return _with(s, state, *before, m.DeviceChanged("page_printer", "paperOut", "out", NO_PAPER))


def a4_scenes(others: Mapping[str, Scene]) -> dict[str, Scene]:
    """Return the scenes by name; `others` are those of the same pages without such a printer."""
    check, done = others["check"], others["done-printed"]
    began = (m.PrintA4(), m.A4Began(2))
    jammed = m.A4Finished("paperJammed", unknown=True)
    return {
        "a4-guide": lambda s: _with(s, s.guide()),
        "a4-guide-preparing": lambda s: _with(s, s.guide(), m.PrintA4()),
        "a4-guide-printing": lambda s: _with(s, s.guide(), m.PrintA4(), m.A4Began(4)),
        "a4-guide-out": lambda s: _out(s, s.guide()),
        "a4-plan": lambda s: _with(s, s.answered()),
        "a4-check": lambda s: _with(s, check(s)),
        "a4-check-failed": lambda s: _with(s, check(s), m.PrintA4(), m.A4Finished("printerOffline")),
        "a4-done": lambda s: _with(s, done(s)),
        "a4-done-printed": lambda s: _with(s, done(s), *began, m.A4Finished()),
        "a4-done-unknown": lambda s: _with(s, done(s), *began, jammed),
    }
