"""Scenes of the staff's pages and of the first start."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from devices.discovery.values import Answered, Found, Named
from devices.status import DeviceStatus, Fault, Mender, PaperStatus, Status
from kiosk.visit import messages as m
from kiosk.visit.messages.set_up import (
    AgentFacts,
    DeviceAnswered,
    DevicesFound,
    DeviceTested,
    HuntAct,
    SetUpAnswered,
    SetUpCode,
    SizeCard,
)
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.state import State

CARD = m.CardRead({"number": "000000199203050018"}, "proof")
ONLINE = Status(DeviceStatus.ONLINE)
PAPER_OUT = Status(
    DeviceStatus.USER_ERROR, Fault("paperOut", "roll at its end", Mender.CLEAR), PaperStatus.OUT
)
READER = m.DeviceChanged("id_card", None, status=ONLINE)


def at_the_door(s: Any, *messages: Any) -> State:
    return s.after(s.home(), READER, m.OpenBoard(), *messages)


def at_the_pin(s: Any, *messages: Any) -> State:
    return at_the_door(s, CARD, *messages)


def tried(s: Any, outcome: str, wait_s: int = 0) -> State:
    return at_the_pin(s, StaffTyped("pin", "481516"), m.Continue(), StaffAnswered(outcome, "", wait_s))


def let_in(s: Any, *messages: Any, state: State | None = None) -> State:
    """Return the menu of who was let in, after some messages more."""
    start = s.after(state or s.home(), READER, m.OpenBoard(), CARD)
    letting = (StaffTyped("pin", "481516"), m.Continue(), StaffAnswered("admitted", "S01"))
    return s.after(start, *letting, *messages)


def setting_up(s: Any, agent: AgentFacts, *messages: Any, guides: int | None = None) -> State:
    state = replace(s.start(), health=replace(s.start().health, guide_version=guides))
    return s.after(state, m.AgentStatus(True, False, guides, agent=agent), *messages)


def refused(s: Any, problem: str) -> State:
    return setting_up(
        s,
        AgentFacts("not-enrolled"),
        SetUpCode("AAAABBBBCCCC"),
        m.Continue(),
        SetUpAnswered("code"),
        m.AgentStatus(True, False, None, agent=AgentFacts("refused", problem, set_up_open=True)),
    )


NEW = AgentFacts("not-enrolled")
GOING = AgentFacts("in-progress", set_up_open=True)
DONE = AgentFacts("enrolled", None, "unchanged", True, 40_000, 236_000)

LINE = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0"
KINDS = ("id_card", "printer", "document_camera")
NAMED = (
    Named("id_card", "auto", frozenset({"/dev/ttyACM0"})),
    Named("printer", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0"),
    Named("document_camera", "usb:32e4:9310", frozenset({"/dev/video0"}), fixed=True),
)
PLUGGED = (
    Found(LINE, frozenset({"/dev/ttyUSB0"}), ("id_card", "printer", "code_reader"), False,
          "QinHeng USB Serial", line="/dev/ttyUSB0"),
    Found("usb:0c2e:0b61", frozenset({"usb:0c2e:0b61"}), ("code_reader",), True, "Honeywell 3320g"),
)  # fmt: skip


def hunted(s: Any, *messages: Any, tested: bool = True) -> State:
    """Return the page of devices of a bench that differs from the profile, after some messages more."""
    s.world = replace(s.world, site=replace(s.world.site, devices=KINDS))
    done = [DeviceTested(kind) for kind in KINDS] if tested else []
    heard = (READER, m.DeviceChanged("printer", "noDevice"))
    heard = (*heard, m.DeviceChanged("document_camera", None, status=ONLINE))
    return setting_up(s, DONE, *heard, DevicesFound(NAMED, PLUGGED), *done, *messages, guides=1)


SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-card": at_the_door,
    "staff-card-failed": lambda s: at_the_door(s, m.CardFailed("moved")),
    "staff-number": lambda s: s.after(s.home(), m.OpenBoard(), StaffTyped("number", "0000001992")),
    "staff-pin": lambda s: at_the_pin(s, StaffTyped("pin", "4815")),
    "staff-pin-busy": lambda s: at_the_pin(s, StaffTyped("pin", "481516"), m.Continue()),
    "staff-refused": lambda s: tried(s, "refused"),
    "staff-delayed": lambda s: tried(s, "delayed", 30),
    "staff-locked": lambda s: tried(s, "locked"),
    "staff-none-listed": lambda s: tried(s, "none-listed"),
    "staff-failed": lambda s: tried(s, "failed"),
    "staff-menu": let_in,
    "staff-menu-trouble": lambda s: let_in(
        s,
        m.DeviceChanged("printer", None, status=ONLINE),
        StaffAct("test-print"),
        m.PrintFinished("paperOut"),
        m.DeviceChanged("printer", "paperOut", "out", PAPER_OUT),
    ),
    "staff-withdraw": lambda s: let_in(s, OpenStaffPage("withdraw")),
    "staff-withdraw-failed": lambda s: let_in(
        s, OpenStaffPage("withdraw"), StaffAct("withdraw", reason="paper"), StaffActed("withdraw", "disk")
    ),
    "staff-withdrawn-paper": lambda s: let_in(
        s, m.CardRemoved(), StaffActed("withdraw", reason="paper"), m.Continue()
    ),
    "staff-withdrawn": lambda s: let_in(s, StaffAct("withdraw"), StaffActed("withdraw")),
    "set-up-code": lambda s: setting_up(s, NEW),
    "set-up-code-scan": lambda s: setting_up(
        s, NEW, m.DeviceChanged("code_reader", None, status=ONLINE), SetUpCode("AAAABBBB")
    ),
    "set-up-form": lambda s: setting_up(s, NEW, SetUpCode("AB"), m.Continue()),
    "set-up-wrong": lambda s: refused(s, "wrong"),
    "set-up-used": lambda s: refused(s, "used"),
    "set-up-certificate": lambda s: refused(s, "certificate"),
    "set-up-progress": lambda s: setting_up(
        s, NEW, SetUpCode("AAAABBBBCCCC"), m.Continue(), SetUpAnswered("code")
    ),
    "set-up-unreachable": lambda s: setting_up(s, replace(GOING, problem="unreachable")),
    "set-up-guides": lambda s: setting_up(
        s, GOING, m.AgentStatus(True, False, None, agent=replace(DONE, site="refused"))
    ),
    "set-up-devices": lambda s: setting_up(
        s,
        DONE,
        READER,
        m.DeviceChanged("printer", "paperOut", "out", PAPER_OUT),
        DevicesFound((), ()),
        guides=1,
    ),
    "set-up-devices-finding": lambda s: setting_up(s, DONE, READER, guides=1),
    "set-up-devices-testing": lambda s: hunted(s, tested=False),
    "set-up-devices-found": hunted,
    "set-up-devices-asking": lambda s: hunted(s, HuntAct("ask", "/dev/ttyUSB0")),
    "set-up-devices-silent": lambda s: hunted(
        s, HuntAct("ask", "/dev/ttyUSB0"), DeviceAnswered(Answered("/dev/ttyUSB0", None))
    ),
    "set-up-devices-chosen": lambda s: hunted(
        s,
        HuntAct("ask", "/dev/ttyUSB0"),
        DeviceAnswered(Answered("/dev/ttyUSB0", "printer", {"baud": 9600})),
        HuntAct("use-all"),
    ),
    "set-up-devices-refused": lambda s: hunted(
        s, HuntAct("use-all"), m.Continue(), SetUpAnswered("devices", "devices")
    ),
    "set-up-devices-none": lambda s: setting_up(s, DONE, DevicesFound((), ()), guides=1),
    "set-up-screen": lambda s: setting_up(s, DONE, m.Continue(), SizeCard(350.0), guides=1),
    "set-up-screen-far": lambda s: setting_up(
        s, DONE, m.Continue(), SizeCard(700.0), m.Continue(), SetUpAnswered("size", "size"), guides=1
    ),
}
