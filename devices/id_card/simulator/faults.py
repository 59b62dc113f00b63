"""Faults that the simulated reader can show, each on the next answers that it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from devices.id_card.commands import PROBE_SPEEDS

KINDS = (
    "lift",  # the card is lifted while it is read; with after_bytes the answer also breaks off there
    "checksum",  # a wrong check byte
    "length",  # a length of more bytes than come
    "truncate",  # the answer breaks off after after_bytes bytes
    "halves",  # the answer comes in two pieces, cut at after_bytes, `seconds` apart
    "sw3",  # the module answers the code `sw3`, with SW1 SW2 of `sw12` in front
    "silence",  # no answer
    "garbage",  # noise in front of the answer
    "babble",  # noise without a pause for `seconds`, and no answer
    "stale",  # the answer to the question before
    "dribble",  # the answer comes byte by byte
    "slow",  # the answer comes `seconds` late
    "unplug",  # the cable is pulled after after_bytes bytes of the answer
    "wrong_speed",  # the module's line runs at `baud`, until that is cleared or set anew
)
READS = (b"\x30\x01", b"\x30\x10")
_ONLY_READS = ("lift",)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault for the next `times` answers (0: until cleared), to `command` only where that is given."""

    kind: str
    times: int = 1
    command: bytes = b""
    after_bytes: int | None = None
    sw3: int = 0x41
    seconds: float = 1.0
    sw12: bytes = b"\0\0"
    baud: int = 9600

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Fault":
        """Return the fault that a control command describes; `command`, `sw3`, `sw12` in hexadecimal.

        Raises ValueError for an unknown kind or a bad value.
        """
        kind = arguments.get("kind")
        if kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        after = arguments.get("after_bytes")
        sw12 = bytes.fromhex(arguments.get("sw12", "0000"))
        baud = int(arguments.get("baud", 9600))
        if len(sw12) != 2 or baud not in PROBE_SPEEDS:
            raise ValueError("sw12 has two bytes; baud is one of the module's speeds")
        return cls(
            kind=kind,
            times=int(arguments.get("times", 1)),
            command=bytes.fromhex(arguments.get("command", "")),
            after_bytes=None if after is None else int(after),
            sw3=int(str(arguments.get("sw3", "41")), 16),
            seconds=float(arguments.get("seconds", 1.0)),
            sw12=sw12,
            baud=baud,
        )

    def concerns(self, command: bytes) -> bool:
        """Tell whether the fault shows in the answer to this command."""
        if self.kind == "wrong_speed":
            return False
        if self.command:
            return self.command == command
        return self.kind not in _ONLY_READS or command in READS

    def used(self) -> "Fault | None":
        """Return what is left of the fault after one answer."""
        if self.times == 0:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else None
