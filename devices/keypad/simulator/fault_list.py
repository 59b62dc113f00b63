"""Every fault of the simulated keypad, each until it is cleared."""

from devices.simulated_faults import UNPLUGGED, SettableFault

KINDS = ("none", "halves", "chatter", "stuck", "dropped", "foreign")
_CLEAR = {"cmd": "fault", "kind": "none"}


def _fault(name: str, about: str) -> SettableFault:
    return SettableFault(name, about, {"cmd": "fault", "kind": name}, _CLEAR, {"fault": name})


FAULTS: tuple[SettableFault, ...] = (
    UNPLUGGED,
    _fault("halves", "each event comes in two pieces"),
    _fault("chatter", "a worn contact: each key bounces twice"),
    _fault("stuck", "keys go down and are never let go"),
    _fault("dropped", "the kernel's buffer ran over: releases are lost, SYN_DROPPED tells of it"),
    _fault("foreign", "other keys' codes in between"),
)
