"""Scenes of the staff's pages of figures: outbox, network, versions, readiness."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from devices.status import DeviceStatus, Fault, Mender, PaperStatus, Status
from kiosk.doctor.checks import Found, judged
from kiosk.platform.agent_releases import AgentReleaseState
from kiosk.platform.agent_staff import NetworkFound, OutboxList, SealedItem
from kiosk.platform.client import OutboxState, SyncState
from kiosk.terminal.system_slots import SystemSlots
from kiosk.visit import messages as m
from kiosk.visit.facts import Readiness, SystemFacts
from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffActed
from kiosk.visit.messages.staff_facts import FactsTold, GuidesWanted
from kiosk.visit.state import State

ONLINE = Status(DeviceStatus.ONLINE)
SEALED_AT = datetime(2026, 11, 20, 23, 15, tzinfo=UTC)
ITEMS = OutboxList(
    (
        SealedItem("8F2KQ0XZ7", "REJECTED", SEALED_AT, SEALED_AT, 40_960, 40_960, 1, None, "validation"),
        SealedItem("1B3C5D7E9", "SENDING", SEALED_AT, SEALED_AT, 2_400_000, 1_600_000, 1, None, None),
        SealedItem(
            "0A2B4C6D8", "SEALED", SEALED_AT, SEALED_AT, 1_800_000, 0, 4,
            SEALED_AT + timedelta(minutes=20), "upstream-unavailable",
        ),
        SealedItem("ZZ9Y8X7W6", "ACKNOWLEDGED", SEALED_AT, SEALED_AT, 90_000, 90_000, 1, None, None),
    ),
    2,
)  # fmt: skip
REACHED = NetworkFound(
    "platform.example", 443, ("address", "name", "line", "trust", "answer"), "", "192.0.2.17", "192.0.2.80",
    "TLSv1.3", datetime(2027, 3, 1, tzinfo=UTC), 84, -1200, "timesyncd", SEALED_AT,
)  # fmt: skip
UNTRUSTED = NetworkFound(
    "platform.example", 443, ("address", "name", "line"), "networkCertificateDate", "192.0.2.17",
    "192.0.2.80", "", None, None, None, "", None,
)  # fmt: skip
RELEASE = AgentReleaseState("1.4.0", "1.4.0", "1.5.0", None, 0, 0, "1.3.2")


def let_in(s: Any, *messages: Any) -> State:
    state: State = sys.modules["page_scenes_staff"].let_in(s, *messages)
    return state


def told(s: Any, **changes: Any) -> m.AgentStatus:
    """Return what the agent says: all is well but for `changes`."""
    facts: dict[str, Any] = {
        "terminal_id": "zd-0123456789ab",
        "last_sync": s.world.clock() - timedelta(hours=3),
        "clock_offset_ms": -1200,
        "sync": SyncState(7, "unchanged"),
        "release": RELEASE,
    }
    outbox = OutboxState(2, 1, s.world.clock() - timedelta(hours=5), False)
    return m.AgentStatus(True, False, 1, outbox=outbox, agent=AgentFacts(**{**facts, **changes}))


def outbox(s: Any, *messages: Any) -> State:
    return let_in(s, told(s), OpenStaffPage("outbox"), FactsTold("outbox", ITEMS), *messages)


def looking(s: Any, **changes: Any) -> State:
    return outbox(s, StaffAct("look-guides"), GuidesWanted(7), told(s, **changes))


def network(s: Any, found: NetworkFound | None) -> State:
    return let_in(s, told(s), OpenStaffPage("network"), FactsTold("network", found))


class TwelfthGuides:
    """The sample guides as an edition that others came before."""

    def __init__(self, guides: Any) -> None:
        self._guides = guides
        self.version = 12
        self.edition = replace(guides.edition, version=12)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._guides, name)


def versions(s: Any, release: AgentReleaseState, slots: SystemSlots, *messages: Any) -> State:
    image = bool(slots.running)
    s.world = replace(s.world, guides=TwelfthGuides(s.world.guides))
    system = SystemFacts("yiciban-os 2026.10" if image else "debian 12", slots, 11 if image else 0)
    agent = replace(told(s, release=release), guide_version=12)
    opened = (agent, OpenStaffPage("versions"), FactsTold("versions", system))
    return let_in(s, *opened, *messages)


def findings(s: Any, *, fit: bool) -> Readiness:
    low = Status(DeviceStatus.USER_ERROR, Fault("paperOut", "roll at its end", Mender.CLEAR), PaperStatus.OUT)
    agent = {
        "enrolled": True,
        "revoked": False,
        "platform": "reachable" if fit else "unreachable",
        "clockOffsetMs": 0,
        "outbox": {"waiting": 0, "rejected": 0, "overdue": False, "problems": []},
        "guideVersion": 12,
        "guideProblem": None,
        "lastSync": s.world.clock().isoformat(),
        "orderedOut": None,
    }
    found = Found(
        settings_refused=False,
        agent=agent,
        devices={"id_card": ONLINE, "printer": ONLINE if fit else low},
        free_mib={"outbox": 20_000},
        needed_mib=512,
        audit_wrong={"agent": 0, "ui": 0},
        software_version="1.4.0",
        now=s.world.clock(),
    )
    return Readiness(judged(found))


def readiness(s: Any, told: Readiness | None) -> State:
    printer = m.DeviceChanged("printer", None, status=ONLINE)
    return let_in(s, printer, OpenStaffPage("readiness"), FactsTold("readiness", told))


SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-outbox": outbox,
    "staff-outbox-silent": lambda s: let_in(s, OpenStaffPage("outbox"), FactsTold("outbox", None)),
    "staff-outbox-sending": lambda s: outbox(s, StaffAct("send-now"), StaffActed("send-now")),
    "staff-outbox-syncing": lambda s: looking(s, received=40_000, total=236_000),
    "staff-outbox-synced": lambda s: looking(s, sync=SyncState(8, "patched")),
    "staff-outbox-not-synced": lambda s: looking(s, sync=SyncState(8, "failed", "platform")),
    "staff-network": lambda s: network(s, REACHED),
    "staff-network-drifting": lambda s: let_in(
        s,
        told(s, clock_drift_ms_a_day=4_300),
        OpenStaffPage("network"),
        FactsTold("network", replace(REACHED, clock_offset_ms=42_000, clock_source="", in_step_at=None)),
    ),
    "staff-network-untrusted": lambda s: network(s, UNTRUSTED),
    "staff-network-checking": lambda s: let_in(s, told(s), OpenStaffPage("network")),
    "staff-versions": lambda s: versions(s, RELEASE, SystemSlots("A", "2026.11", True)),
    "staff-versions-refused": lambda s: versions(
        s, replace(RELEASE, waiting=None, problem="ManifestRefused", previous=None), SystemSlots()
    ),
    "staff-readiness": lambda s: readiness(s, findings(s, fit=True)),
    "staff-readiness-unfit": lambda s: readiness(s, findings(s, fit=False)),
}
