"""Every fault of the simulator's list: what the visit hears, and what the staff page will say.

The session runs on the simulated module, on a clock that only silences move.
"""

from datetime import UTC, datetime

import pytest

from devices.deadline import Deadline
from devices.id_card.errors import DamagedAnswer, NoCard, ReaderError, ReaderGone, ReaderSilent
from devices.id_card.one_card import await_card, is_the_lines
from devices.id_card.options import Options
from devices.id_card.service import ROUND
from devices.id_card.session import ReaderSession
from devices.id_card.simulator.fault_list import FAULTS
from devices.id_card.whole_card import CardReader
from devices.status import DeviceStatus

CARD = {
    "name": "张 示例",
    "sex": "1",
    "ethnicity": "01",
    "birth_date": "19900101",
    "number": "00000019900101019X",
    "valid_from": "20200101",
    "valid_until": "长期",
}
POLL = 0.25
WELL = None
GONE = "gone"
LINE = ("damagedAnswer", "maintenance")

# Fault → what the visit hears while it stands, how the device stands then: a fault's code and mender, GONE
# when the port is given up (the supervisor then says noDevice, maintenance, and opens it again).
HEARD: dict[str, tuple[list[str], object]] = {
    "unplug-in-read": (["reading", "failed unreadable", "removed uncertain"], GONE),
    "lift": (["reading", "failed moved", "removed"], WELL),
    "lift-in-answer": (["reading", "failed moved", "removed"], WELL),
    "silence": ([], GONE),
    "slow": (["reading", "presented"], WELL),
    "dribble": (["reading", "presented"], WELL),
    "truncate": (["reading", "failed unreadable"], LINE),
    "halves": (["reading", "failed unreadable"], LINE),
    "wrong-length": (["reading", "failed unreadable"], LINE),
    "checksum": (["reading", "failed unreadable"], LINE),
    "babble": ([], LINE),
    "stale": (["reading", "failed unreadable"], LINE),
    "garbage": (["reading", "presented"], WELL),
    "sw3-10": ([], LINE),
    "sw3-11": ([], LINE),
    "sw3-21": (["reading", "failed unreadable"], ("readerUnsupported", "maintenance")),
    "sw3-23": (["reading", "failed unreadable"], ("readerUnsupported", "maintenance")),
    "sw3-24": ([], ("readerNeedsReset", "reset")),
    "sw3-31": (["reading", "failed damaged"], WELL),
    "sw3-32": (["reading", "failed damaged"], WELL),
    "sw3-33": (["reading", "failed damaged"], WELL),
    "sw3-37": (["reading", "presented"], WELL),
    "sw3-3F": (["reading", "failed damaged"], WELL),
    "sw3-40": (["reading", "failed wrong_card"], WELL),
    "sw3-41": (["reading", "failed moved"], WELL),
    "sw3-47": (["reading", "failed moved"], WELL),
    "sw3-60": ([], ("readerSelfTestFailed", "maintenance")),
    "sw3-66": ([], ("readerNotAuthorised", "maintenance")),
    "sw3-80": ([], WELL),
    "sw3-81": (["reading", "failed moved"], WELL),
    "sw3-91": (["reading", "failed damaged"], WELL),
    "sw3-unlisted": (["reading", "failed unreadable"], ("readerNeedsReset", "reset")),
}
# Of the wire itself, and shown on a pty: in test_service.
ON_A_LINE = {"unplugged", "wrong-speed"}


class Visit:
    """A visit that wants a card and writes down what it hears."""

    wanted = True

    def __init__(self) -> None:
        self.heard: list[str] = []

    def take_again(self) -> bool:
        return False

    def reading(self) -> None:
        self.heard.append("reading")

    def presented(self, reading: object) -> None:
        self.heard.append("presented")

    def removed(self, certain: bool = True) -> None:
        self.heard.append("removed" if certain else "removed uncertain")

    def failed(self, code: str) -> None:
        self.heard.append(f"failed {code}")


class Stand:
    """A session over a simulated module, stepped by the test."""

    def __init__(self, reader, wire, **options: object) -> None:
        self.visit, self.wire = Visit(), wire
        chosen = Options("/dev/reader", **options)
        self.session = ReaderSession(self.visit, reader, chosen, wire.clock, lambda: datetime.now(UTC))
        self.session.step(self.round())

    def round(self) -> Deadline:
        return Deadline(ROUND, self.wire.clock)

    def fault(self, name: str) -> None:
        fault = next(fault for fault in FAULTS if fault.name == name)
        arguments = dict(fault.set)
        self.wire.behaviour.command(arguments.pop("cmd"), arguments)

    def steps(self, count: int) -> object:
        for _ in range(count):
            try:
                status = self.session.step(self.round())
            except ReaderGone:
                self.session.close()
                return GONE
            self.wire.now += POLL
        if status.fault is None:
            assert status.device is DeviceStatus.ONLINE
            return WELL
        assert status.device is DeviceStatus.HARDWARE_ERROR
        return status.fault.code, status.fault.who.value


def test_every_fault_of_the_list_has_its_line_here() -> None:
    assert {fault.name for fault in FAULTS} == set(HEARD) | ON_A_LINE


@pytest.mark.parametrize("name", sorted(HEARD))
def test_a_fault_is_told_to_who_can_do_something_about_it_and_passes(simulated, name: str) -> None:
    stand = Stand(*simulated(), fingerprints=name == "sw3-37")
    stand.fault(name)
    stand.wire.behaviour.command("lay", {"card": CARD})
    messages, device = HEARD[name]
    assert stand.steps(5) == device
    assert stand.visit.heard == messages
    if device == GONE:
        return
    stand.wire.behaviour.command("clear", {})
    if "removed" in messages:
        stand.wire.behaviour.command("lay", {"card": CARD})
    assert stand.steps(2) == WELL
    assert stand.visit.heard[-1] == "presented"


@pytest.mark.parametrize("name", sorted(HEARD))
def test_one_card_is_awaited_past_a_fault_or_its_reason_given(simulated, name: str) -> None:
    reader, wire = simulated()
    fault = next(fault for fault in FAULTS if fault.name == name)
    wire.behaviour.command("lay", {"card": CARD})
    wire.behaviour.command("fault", {k: v for k, v in fault.set.items() if k != "cmd"})
    cards = CardReader(reader, "05.01", lambda: datetime.now(UTC))

    def wait(seconds: float) -> None:
        wire.now += seconds

    messages, device = HEARD[name]
    try:
        reading = await_card(reader, cards, Deadline(5.0, wire.clock), name == "sw3-37", wait)
    except NoCard:
        assert name in ("lift", "lift-in-answer", "sw3-80")
    except DamagedAnswer as error:
        assert is_the_lines(error)
        assert device == LINE
    except ReaderSilent:
        assert name == "silence"
    except ReaderError as error:
        assert device in (GONE, (error.code, error.who.value)) or f"failed {error.advice}" in messages
    else:
        assert reading.card.name == "张 示例"
        assert "presented" in messages


def test_a_single_bad_moment_is_worth_no_word(simulated) -> None:
    for kind in ("silence", "checksum", "babble", "garbage"):
        stand = Stand(*simulated())
        stand.wire.behaviour.command("fault", {"kind": kind, "times": 1})
        assert stand.steps(3) == WELL
        assert stand.visit.heard == []


def test_a_module_that_reads_no_appended_addresses_reads_the_card(simulated) -> None:
    stand = Stand(*simulated(without=frozenset([b"\x30\x03"])), appended_addresses=True)
    stand.wire.behaviour.command("lay", {"card": CARD})
    assert stand.steps(3) == WELL
    assert stand.visit.heard == ["reading", "presented"]


def test_the_radio_limit_is_set_once_where_the_profile_says_so(simulated) -> None:
    stand = Stand(*simulated(), rf_bytes=0x50)
    assert stand.wire.behaviour.describe()["rf_bytes"] == 0x50
    assert stand.wire.sent.count(bytes.fromhex("aaaaaa9669000461ff50ca")) == 1
    stand.steps(3)
    assert stand.wire.sent.count(bytes.fromhex("aaaaaa9669000461ff50ca")) == 1
    left = Stand(*simulated(without=frozenset([b"\x61\xff"])), rf_bytes=0x50)
    assert left.steps(2) == WELL


def test_an_unknown_error_is_reset_once_for_each_card(simulated) -> None:
    stand = Stand(*simulated())
    stand.wire.behaviour.command("lay", {"card": CARD})
    stand.fault("sw3-unlisted")
    reset = bytes.fromhex("aaaaaa9669000310ffec")
    stand.steps(6)
    assert stand.wire.sent.count(reset) == 1
    stand.wire.behaviour.command("lift", {})
    assert stand.steps(2) == WELL
    stand.wire.behaviour.command("lay", {"card": CARD})
    stand.steps(6)
    assert stand.wire.sent.count(reset) == 2
