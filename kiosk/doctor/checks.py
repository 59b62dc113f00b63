"""The rules: what was found on a terminal, judged. Pure.

The words of a finding stand in locale/<language>/doctor.po under `doctor.<code>.what` and `.how`; those of a
device's fault in devices.po.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from devices.status import DeviceStatus, Fault, Mender, Status
from kiosk.terminal.remedies import remedy

CLOCK_WARNING_MS, CLOCK_REFUSED_MS = 60_000, 300_000
"""Beyond five minutes the platform takes no signature."""
GUIDES_OLD = timedelta(days=2)
STATE_FREE_MIB = 200


class Verdict(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `what` and `how` are keys of locale/; `values` fill the places in their texts."""

    check: str
    verdict: Verdict
    code: str = ""
    who: Mender | None = None
    what: str = ""
    how: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What was found on a terminal. None: it could not be found out."""

    settings_refused: bool
    agent: Mapping[str, Any] | None
    """Body of GET /agent/v1/status."""
    devices: Mapping[str, Status | None]
    """By kind; None: the running screens hold it and have not said how it stands."""
    free_mib: Mapping[str, int | None]
    needed_mib: int
    audit_wrong: Mapping[str, int]
    """Chain → how many things are wrong with it."""
    software_version: str
    now: datetime
    settings_wrong: tuple[str, ...] = ()
    """Keys of the settings that are wrong, where they are known."""


WHO: Mapping[str, Mender] = {
    "settingsRefused": Mender.MAINTENANCE,
    "agentSilent": Mender.RESET,
    "notEnrolled": Mender.MAINTENANCE,
    "terminalRevoked": Mender.MAINTENANCE,
    "platformUnreachable": Mender.MAINTENANCE,
    "clockOff": Mender.MAINTENANCE,
    "clockWrong": Mender.MAINTENANCE,
    "diskLow": Mender.MAINTENANCE,
    "diskUnreadable": Mender.MAINTENANCE,
    "outboxOverdue": Mender.MAINTENANCE,
    "outboxRefused": Mender.MAINTENANCE,
    "outboxObstacle": Mender.MAINTENANCE,
    "guidesMissing": Mender.MAINTENANCE,
    "guidesRefused": Mender.MAINTENANCE,
    "guidesOld": Mender.MAINTENANCE,
    "orderedOut": Mender.MAINTENANCE,
    "deviceHeld": Mender.RESET,
    "paperLow": Mender.CLEAR,
    "auditBroken": Mender.MAINTENANCE,
}
"""Code → who mends it."""


def judged(found: Found) -> tuple[Finding, ...]:
    """Return every check's finding, in the order in which they are looked at."""
    agent = found.agent
    return (
        _settings(found),
        *(_device(kind, status) for kind, status in found.devices.items()),
        *_disk(found),
        _said("agent", "agentSilent" if agent is None else ""),
        *(_of_agent(agent, found.now) if agent is not None else ()),
        *(
            _said("audit", "auditBroken" if wrong else "", chain=chain, count=wrong)
            for chain, wrong in found.audit_wrong.items()
        ),
        _said("versions", "", software=found.software_version, guides=(agent or {}).get("guideVersion", 0)),
    )


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the gravest verdict."""
    order = list(Verdict)
    return max((finding.verdict for finding in findings), key=order.index, default=Verdict.OK)


def _said(check: str, code: str, verdict: Verdict = Verdict.FAULT, **values: Any) -> Finding:
    if not code:
        return Finding(check, Verdict.OK, values=values)
    return Finding(check, verdict, code, WHO[code], f"doctor.{code}.what", f"doctor.{code}.how", values)


def _settings(found: Found) -> Finding:
    if not found.settings_refused:
        return _said("settings", "")
    return _said("settings", "settingsRefused", keys=" ".join(found.settings_wrong))


def _device(kind: str, status: Status | None) -> Finding:
    check = f"device:{kind}"
    if status is None:
        return _said(check, "deviceHeld", Verdict.WARNING)
    fault = status.fault
    if fault is None and status.device not in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY):
        fault = Fault(status.device.value, "", remedy(status.device.value).who)
    if fault is not None:
        words = remedy(fault.code, kind)
        return Finding(check, Verdict.FAULT, fault.code, fault.who, words.what, words.how)
    if status.paper is not None and status.paper.value == "low":
        return _said(check, "paperLow", Verdict.WARNING)
    return Finding(check, Verdict.OK)


def _disk(found: Found) -> Iterable[Finding]:
    for folder, free in found.free_mib.items():
        needed = found.needed_mib if folder == "outbox" else STATE_FREE_MIB
        code = "diskUnreadable" if free is None else "diskLow" if free < needed else ""
        yield _said("disk", code, folder=folder, free=free if free is not None else 0, needed=needed)


def _of_agent(agent: Mapping[str, Any], now: datetime) -> Iterable[Finding]:
    if not agent["enrolled"]:
        yield _said("identity", "notEnrolled")
    else:
        yield _said("identity", "terminalRevoked" if agent["revoked"] else "")
    unreachable = agent["platform"] != "reachable"
    yield _said("network", "platformUnreachable" if unreachable else "")
    yield _clock(agent.get("clockOffsetMs"))
    yield from _outbox(agent["outbox"])
    yield _guides(agent, now)
    out = agent.get("orderedOut")
    yield _said("service", "orderedOut" if out else "", Verdict.WARNING, reason=out or "")


def _clock(offset_ms: int | None) -> Finding:
    seconds = abs(offset_ms or 0) // 1000
    if abs(offset_ms or 0) > CLOCK_REFUSED_MS:
        return _said("clock", "clockWrong", seconds=seconds)
    return _said(
        "clock", "clockOff" if seconds > CLOCK_WARNING_MS // 1000 else "", Verdict.WARNING, seconds=seconds
    )


def _outbox(outbox: Mapping[str, Any]) -> Iterable[Finding]:
    numbers = {"waiting": outbox["waiting"], "rejected": outbox["rejected"]}
    yield _said("outbox", "outboxOverdue" if outbox["overdue"] else "", **numbers)
    if outbox["rejected"]:
        yield _said("outbox", "outboxRefused", Verdict.WARNING, **numbers)
    for problem in outbox["problems"]:
        yield _said("outbox", "outboxObstacle", obstacle=problem["obstacle"])


def _guides(agent: Mapping[str, Any], now: datetime) -> Finding:
    version = agent["guideVersion"]
    if not version:
        return _said("guides", "guidesMissing")
    if agent.get("guideProblem"):
        return _said("guides", "guidesRefused", problem=agent["guideProblem"], version=version)
    last = agent.get("lastSync")
    old = last is None or now - datetime.fromisoformat(last) > GUIDES_OLD
    return _said("guides", "guidesOld" if old else "", Verdict.WARNING, version=version)
