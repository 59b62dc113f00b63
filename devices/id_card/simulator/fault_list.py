"""Every fault of the simulated reader, each with the answers in which it shows."""

from collections.abc import Mapping
from typing import Any

from devices.id_card.codes import OUTCOMES, Outcome
from devices.simulated_faults import UNPLUGGED, SettableFault

_CLEAR = {"cmd": "clear"}
_FIND, _SELECT, _READ, _READ_WITH_FINGERPRINTS = "2001", "2002", "3001", "3010"

_WHERE: Mapping[Outcome, str] = {
    Outcome.NO_CARD: _FIND,
    Outcome.MOVED: _READ,
    Outcome.PLACE_AGAIN: _READ,
    Outcome.WRONG_CARD: _SELECT,
    Outcome.WITHOUT_FINGERPRINTS: _READ_WITH_FINGERPRINTS,
    Outcome.UNSUPPORTED: _READ,
    Outcome.FORBIDDEN: _READ,
}
"""The command whose answer carries such a code; a class that is not here concerns every answer."""


def _fault(name: str, about: str, **arguments: Any) -> SettableFault:
    shows = {
        "fault": arguments["kind"],
        "fault_sw3": arguments.get("sw3"),
        "fault_after": arguments.get("after_bytes"),
    }
    return SettableFault(name, about, {"cmd": "fault", **arguments}, _CLEAR, shows)


def _sw3(code: int, outcome: Outcome) -> SettableFault:
    about = f"the module answers SW3 {code:02X} ({outcome.name.lower().replace('_', ' ')})"
    command = _SELECT if code == 0x81 else _WHERE.get(outcome, "")
    return _fault(f"sw3-{code:02X}", about, kind="sw3", sw3=f"{code:02x}", command=command, times=0)


FAULTS: tuple[SettableFault, ...] = (
    UNPLUGGED,
    _fault(
        "unplug-in-read",
        "the cable is pulled after 400 bytes of a read",
        kind="unplug",
        command=_READ,
        after_bytes=400,
    ),
    _fault("lift", "the card is lifted while it is read", kind="lift"),
    _fault(
        "lift-in-answer",
        "the card is lifted and the answer breaks off after 600 bytes",
        kind="lift",
        command=_READ,
        after_bytes=600,
    ),
    _fault("silence", "no answer at all", kind="silence", times=0),
    _fault("slow", "a read is answered 2 s late", kind="slow", command=_READ, seconds=2, times=0),
    _fault("dribble", "a read is answered byte by byte", kind="dribble", command=_READ, times=0),
    _fault("truncate", "half of a read's answer", kind="truncate", command=_READ, times=0),
    _fault(
        "halves",
        "a read's answer stops half way for 0.5 s",
        kind="halves",
        command=_READ,
        seconds=0.5,
        times=0,
    ),
    _fault(
        "wrong-length", "a read's answer claims more bytes than come", kind="length", command=_READ, times=0
    ),
    _fault("babble", "noise without a pause and no answer", kind="babble", seconds=1, times=0),
    _fault("stale", "every answer is the one to the question before", kind="stale", times=0),
    _fault("wrong-speed", "the module's line runs at 9600 bit/s", kind="wrong_speed", baud=9600),
    _fault("checksum", "a read's answer has a wrong check byte", kind="checksum", command=_READ, times=0),
    _fault("garbage", "noise and false preambles in front of every answer", kind="garbage", times=0),
    *(
        _sw3(code, outcome)
        for code, outcome in OUTCOMES.items()
        if outcome not in (Outcome.OK, Outcome.EMPTY)
    ),
    _fault(
        "sw3-91",
        "the card has nothing in the item that is read",
        kind="sw3",
        sw3="91",
        command=_READ,
        times=0,
    ),
    _fault(
        "sw3-unlisted",
        "the module answers a code that no list has",
        kind="sw3",
        sw3="ee",
        command=_READ,
        times=0,
    ),
)
