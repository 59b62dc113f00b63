"""What the agent knows, as the messages and figures of telemetry. Pure."""

from collections.abc import Iterable
from datetime import datetime

from devices.status import DeviceStatus, PaperStatus
from kiosk.agent.status import Facts
from kiosk.telemetry.figures import Figure, Sample, one
from kiosk.telemetry.messages import Beat, HallState, OutboxState, PaperState, Service, TerminalState
from kiosk.telemetry.ui_report import LABELS, CounterReport, DeviceReport

SKEW_MS = 60_000
_SERVICE: dict[str, Service] = {"OUT_OF_SERVICE": "OUT_OF_SERVICE", "MAINTENANCE": "MAINTENANCE"}


def state_of(facts: Facts, version: str, now: datetime) -> TerminalState:
    """Return how the terminal stands. What changes with every citizen is not in it."""
    outbox = facts.outbox
    return TerminalState(
        online=True,
        at=now,
        service=_SERVICE.get(facts.ui_state, "IN_SERVICE"),
        service_reason=facts.ordered_out,
        software_version=version,
        guide_version=facts.guide_version,
        guide_problem=facts.guide_problem,
        platform=facts.platform,
        devices=devices_of(facts),
        outbox=OutboxState(
            waiting=outbox.waiting,
            rejected=outbox.rejected,
            oldest_at=outbox.oldest,
            overdue=outbox.overdue,
            problems=tuple(problem["obstacle"] for problem in outbox.problems),
        ),
        clock_skewed=is_skewed(facts),
        revoked=facts.revoked,
        settings_refused=facts.settings_refused,
    )


def hall_of(facts: Facts, label: str, site: str, now: datetime) -> HallState:
    """Return what the hall's staff have to come for."""
    wanted = (PaperStatus.LOW, PaperStatus.OUT)
    papers = tuple(
        PaperState(kind=one.kind, paper=one.paper.value, prints_left=one.prints_left)
        for one in devices_of(facts)
        if one.paper in wanted and one.paper is not None
    )
    calls = facts.report.calls if facts.report is not None else ()
    return HallState(label=label, site=site, at=now, calls=calls, papers=papers)


def beat_of(facts: Facts, sequence: int, uptime_s: float, now: datetime) -> Beat:
    """Return a heartbeat."""
    return Beat(
        at=now,
        sequence=sequence,
        uptime_seconds=int(uptime_s),
        state=facts.heartbeat_state,
        faults=sum(device.fault is not None for device in devices_of(facts)),
        outbox_waiting=facts.outbox.waiting,
        outbox_oldest_seconds=oldest_s(facts, now),
        guide_version=facts.guide_version,
        clock_offset_ms=facts.clock_offset_ms,
    )


def counters_of(facts: Facts, now: datetime) -> CounterReport | None:
    """Return what the screens counted; None before they have said anything."""
    if facts.report is None:
        return None
    return CounterReport(at=now, since=facts.report.since, counts=facts.report.counts)


def devices_of(facts: Facts) -> tuple[DeviceReport, ...]:
    """Return the devices as the screens reported them, in a steady order."""
    return tuple(sorted(facts.report.devices, key=lambda one: one.kind)) if facts.report else ()


def is_skewed(facts: Facts) -> bool:
    """Return whether the clocks differ by more than a minute."""
    return facts.clock_offset_ms is not None and abs(facts.clock_offset_ms) > SKEW_MS


def oldest_s(facts: Facts, now: datetime) -> int:
    """Return how long the oldest submission has waited, in seconds; 0 where none does."""
    oldest = facts.outbox.oldest
    return max(int((now - oldest).total_seconds()), 0) if oldest else 0


def figures_of(
    facts: Facts,
    version: str,
    uptime_s: float,
    broker_up: bool | None,
    now: datetime,
    label: str = "",
    site: str = "",
) -> list[Figure]:
    """Return the figures for a monitor. `label` and `site`: the terminal's name in the hall."""
    told = [
        Figure(
            "terminal_info", "gauge", "Its name in the hall.", (Sample(1, {"label": label, "site": site}),)
        ),
        Figure("build_info", "gauge", "Software of the terminal.", (Sample(1, {"version": version}),)),
        one("uptime_seconds", "Seconds since the agent started.", uptime_s),
        one("platform_reachable", "Whether the platform answered last.", facts.platform == "reachable"),
        one("terminal_revoked", "Whether the platform refuses this terminal.", facts.revoked),
        one("out_of_service", "Whether the screens serve nobody.", facts.ui_state == "OUT_OF_SERVICE"),
        one(
            "settings_refused",
            "Whether the settings are wrong, the last good ones in force.",
            facts.settings_refused,
        ),
        one("guide_version", "Version of the guides that are installed.", facts.guide_version),
        one(
            "guide_refused", "Whether the guides offered last were refused.", facts.guide_problem is not None
        ),
        one("outbox_waiting", "Sealed submissions that wait.", facts.outbox.waiting),
        one("outbox_rejected", "Sealed submissions that were refused.", facts.outbox.rejected),
        one("outbox_oldest_seconds", "How long the oldest has waited.", oldest_s(facts, now)),
        one("outbox_overdue", "Whether that is longer than the site allows.", facts.outbox.overdue),
        one(
            "outbox_obstacles",
            "Things that would keep a submission from being sealed.",
            len(facts.outbox.problems),
        ),
    ]
    if facts.clock_offset_ms is not None:
        told.append(one("clock_offset_seconds", "Platform's clock minus ours.", facts.clock_offset_ms / 1000))
    if facts.last_sync is not None:
        told.append(
            one(
                "guides_checked_timestamp_seconds",
                "When the guides were compared last.",
                facts.last_sync.timestamp(),
            )
        )
    if broker_up is not None:
        told.append(one("broker_connected", "Whether the MQTT broker listens.", broker_up))
    return [*told, *_of_calls(facts), *_of_devices(devices_of(facts)), *_of_counters(facts)]


def _of_calls(facts: Facts) -> list[Figure]:
    calls = facts.report.calls if facts.report is not None else ()
    samples = tuple(Sample(1, {"code": call.code, "device": call.device}) for call in calls)
    return [Figure("hall_wanted", "gauge", "What the hall's staff have to come for.", samples)]


def _of_devices(devices: Iterable[DeviceReport]) -> list[Figure]:
    every = tuple(devices)
    online = tuple(
        Sample(one.device is DeviceStatus.ONLINE and one.fault is None, {"kind": one.kind}) for one in every
    )
    faults = tuple(
        Sample(1, {"kind": one.kind, "code": one.fault, "who": one.who or "maintenance"})
        for one in every
        if one.fault is not None
    )
    paper = tuple(
        Sample(1, {"kind": one.kind, "state": one.paper.value}) for one in every if one.paper is not None
    )
    left = tuple(Sample(one.prints_left, {"kind": one.kind}) for one in every if one.prints_left is not None)
    return [
        Figure("device_usable", "gauge", "Whether a device can be used.", online),
        Figure("device_fault", "gauge", "Faults of devices, by code and who mends them.", faults),
        Figure("device_paper", "gauge", "Paper, in words of XFS4IoT.", paper),
        Figure("device_prints_left", "gauge", "For so many more prints the paper will do.", left),
    ]


def _of_counters(facts: Facts) -> list[Figure]:
    told = []
    counts, since = (facts.report.counts, facts.report.since) if facts.report else ((), None)
    for name, label in LABELS.items():
        samples = tuple(
            Sample(count.value, {label: count.label or ""} if label else {})
            for count in counts
            if count.name == name
        )
        about = f"Since the screens started: {name}."
        told.append(Figure(f"{name}_total", "counter", about, samples, since))
    return told
