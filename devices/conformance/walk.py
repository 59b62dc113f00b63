"""Walks through checks one by one, whatever happens, and keeps what went over the wire meanwhile."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Protocol

from devices.conformance.model import (
    Check,
    DeviceLost,
    DeviceReport,
    Finding,
    Frame,
    NotDone,
    Seen,
    Verdict,
    failed,
)
from devices.deadline import Clock

_MOST_FRAMES = 40
"""Frames of one check that a report shows; a check may poll for half a minute."""

Step = tuple[Check, Callable[[], Seen]]


class Engineer(Protocol):
    """The person at the device, if there is one."""

    @property
    def attended(self) -> bool:
        """Whether somebody is there to lay cards and to look."""
        ...

    def tell(self, text: str) -> None:
        """Ask the person to do something; the device itself shows whether it was done."""
        ...

    def confirm(self, question: str) -> bool | None:
        """Ask for yes or no; None when no answer came in time."""
        ...


class Progress(Protocol):
    """Who is told how the walk goes on."""

    def begun(self, kind: str, check: Check) -> None:
        """Take that a check begins."""
        ...

    def ended(self, kind: str, finding: Finding) -> None:
        """Take what came of it."""
        ...


class Trace:
    """What went over the wire during one check. Private bytes are kept by their length alone."""

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._frames: list[Frame] = []

    def begin(self) -> None:
        """Forget what was before: a new check begins."""
        self._frames.clear()
        self._began = self._clock()

    def add(self, data: bytes, *, to_device: bool, private: bool = False) -> None:
        """Take bytes that went over the wire."""
        if data and len(self._frames) < _MOST_FRAMES:
            at = (self._clock() - self._began) * 1000
            self._frames.append(Frame(to_device, len(data), None if private else data.hex(" "), at))

    @property
    def frames(self) -> tuple[Frame, ...]:
        """What was taken since `begin`."""
        return tuple(self._frames)


def walk(kind: str, port: str, steps: Sequence[Step], trace: Trace, progress: Progress) -> DeviceReport:
    """Make every check in order. A device that goes away fails the one it left in; the rest is not done.

    The first step opens the port: a DeviceLost there means that the device is not there.
    """
    findings: list[Finding] = []
    there = True
    lost = ""
    for check, make in steps:
        progress.begun(kind, check)
        trace.begin()
        try:
            seen = Seen(Verdict.NOT_DONE, "the device is gone") if lost else make()
        except NotDone as reason:
            seen = Seen(Verdict.NOT_DONE, str(reason))
        except DeviceLost as error:
            lost = f"the port is not there or went away {error}".strip()
            there = bool(findings)
            seen = failed(lost)
        findings.append(Finding(check, seen, trace.frames))
        progress.ended(kind, findings[-1])
    return DeviceReport(kind, port, there, tuple(findings))
