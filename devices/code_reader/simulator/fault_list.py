"""Every fault of the simulated code reader, each on every code until it is cleared."""

from devices.simulated_faults import UNPLUGGED, SettableFault

_CLEAR = {"cmd": "fault", "kind": "none"}


def _fault(name: str, about: str, kind: str, times: int = 0) -> SettableFault:
    return SettableFault(name, about, {"cmd": "fault", "kind": kind, "times": times}, _CLEAR, {"fault": kind})


FAULTS: tuple[SettableFault, ...] = (
    UNPLUGGED,
    _fault("halves", "a code comes in two halves", "halves"),
    _fault("no-suffix", "nothing ends a code", "noSuffix"),
    _fault("over-long", "far more than a code may have", "overLong"),
    _fault("control", "control bytes in the middle of a code", "control"),
    _fault("slow", "a code comes byte by byte", "slow"),
    _fault("garbage", "noise in front of a code", "garbage"),
    _fault("wrong-speed", "what a line of another speed makes of a code", "wrongSpeed"),
    _fault("unplug-in-code", "the cable is pulled in the middle of a code", "unplug", times=1),
)
