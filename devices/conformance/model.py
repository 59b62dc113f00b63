"""What a check is, what came of it, and the report that they make. Values only."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What came of a check."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_DONE = "notDone"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a driver relies on. `source` names manual or page, `hint` what to do when it fails."""

    id: str
    title: str
    expected: str
    source: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes on the wire, `at_ms` after the check began; `hex` is None where they are private."""

    to_device: bool
    size: int
    hex: str | None
    at_ms: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check saw. `times_ms` belong together; the report gives their least, median and most."""

    verdict: Verdict
    text: str
    times_ms: tuple[float, ...] = ()


def passed(text: str, times_ms: Sequence[float] = ()) -> Seen:
    """Return that the device did as expected."""
    return Seen(Verdict.PASS, text, tuple(times_ms))


def failed(text: str, times_ms: Sequence[float] = ()) -> Seen:
    """Return that it did not."""
    return Seen(Verdict.FAIL, text, tuple(times_ms))


def judged(good: bool, text: str, times_ms: Sequence[float] = ()) -> Seen:
    """Return a pass where `good`, else a fail."""
    return passed(text, times_ms) if good else failed(text, times_ms)


class NotDone(Exception):  # noqa: N818 - what is the case, not an error
    """A check could not be made; the text says why."""


class DeviceLost(Exception):  # noqa: N818 - what happened
    """The port is not there, or went away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check with what came of it."""

    check: Check
    seen: Seen
    frames: tuple[Frame, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return it as JSON values."""
        check, seen = self.check, self.seen
        facts: dict[str, Any] = {
            "id": check.id,
            "title": check.title,
            "expected": check.expected,
            "source": check.source,
            "verdict": seen.verdict.value,
            "seen": seen.text,
            "hint": check.hint if seen.verdict is not Verdict.PASS else "",
            "frames": [
                {
                    "direction": "toDevice" if frame.to_device else "fromDevice",
                    "atMs": round(frame.at_ms, 1),
                    "bytes": frame.size,
                    "hex": frame.hex,
                }
                for frame in self.frames
            ],
        }
        if seen.times_ms:
            facts["timesMs"] = {
                "count": len(seen.times_ms),
                "min": round(min(seen.times_ms), 1),
                "median": round(statistics.median(seen.times_ms), 1),
                "max": round(max(seen.times_ms), 1),
            }
        return facts


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """One device. `there` is false when its port could not be opened."""

    kind: str
    port: str
    there: bool
    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many checks ended so."""
        return sum(finding.seen.verdict is verdict for finding in self.findings)

    def facts(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "kind": self.kind,
            "port": self.port,
            "there": self.there,
            "counts": {verdict.value: self.count(verdict) for verdict in Verdict},
            "checks": [finding.facts() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All devices that were walked through, by which software and when."""

    made_at: datetime
    software: str
    devices: tuple[DeviceReport, ...] = field(default=())

    @property
    def all_there(self) -> bool:
        """Whether every port could be opened."""
        return all(device.there for device in self.devices)

    @property
    def all_passed(self) -> bool:
        """Whether no check failed; what was not done does not count."""
        return self.all_there and not any(device.count(Verdict.FAIL) for device in self.devices)

    def facts(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "madeAt": self.made_at.isoformat(timespec="seconds"),
            "software": self.software,
            "passed": self.all_passed,
            "devices": [device.facts() for device in self.devices],
        }
