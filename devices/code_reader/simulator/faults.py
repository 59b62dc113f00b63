"""Faults that the simulated code reader can show, each on the next codes that it is shown."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

KINDS = (
    "none",
    "halves",  # the code comes in two halves, `seconds` apart
    "noSuffix",  # nothing ends the code
    "overLong",  # far more than a code may have, before the suffix
    "control",  # control bytes in the middle
    "slow",  # byte by byte, `seconds` apart
    "garbage",  # noise in front of the code
    "wrongSpeed",  # what a line of another speed makes of it
    "unplug",  # the cable is pulled in the middle
)
_GAP = {"halves": 0.01, "slow": 0.002}
_OVER_LONG = 20_000


@dataclass(frozen=True, slots=True)
class ShowFault:
    """One fault for the next `times` codes (0: until cleared)."""

    kind: str
    times: int = 1
    seconds: float = 0.0

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "ShowFault":
        """Return the fault that a control command describes. Raises ValueError for an unknown kind."""
        kind = arguments.get("kind")
        if kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        return cls(
            str(kind), int(arguments.get("times", 1)), float(arguments.get("seconds", _GAP.get(kind, 0.0)))
        )

    def used(self) -> "ShowFault":
        """Return what is left of it after one code."""
        if self.times == 0:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else NONE


NONE = ShowFault("none", 0)


def spoil(
    raw: bytes, suffix: bytes, fault: ShowFault, wrong_speed: bool, noise: random.Random
) -> tuple[bytes, int, float]:
    """Return the bytes on the wire, in how many pieces they come, and the seconds between two."""
    wire, pieces = raw + suffix, 1
    if fault.kind == "noSuffix":
        wire = raw
    elif fault.kind == "overLong":
        wire = raw + b"9" * _OVER_LONG + suffix
    elif fault.kind == "control":
        middle = len(raw) // 2
        wire = raw[:middle] + b"\x1b[2J\x00" + raw[middle:] + suffix
    elif fault.kind == "garbage":
        wire = bytes(noise.choice(b"\x80\x91\xc1\xff\xfe\x01\x7f") for _ in range(24)) + wire
    elif fault.kind in ("halves", "unplug"):
        pieces = 2
    elif fault.kind == "slow":
        pieces = len(wire)
    if wrong_speed or fault.kind == "wrongSpeed":
        # Bits sampled at another speed: the byte boundaries are lost, and the suffix with them.
        wire = bytes((byte << 3 | 0x80 | noise.randrange(8)) & 0xFF for byte in wire)
    return wire, pieces, fault.seconds
