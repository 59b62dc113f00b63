"""The list of faults that a simulator can show, and the control commands that go with it.

Every simulator keeps one list, beside its driver. Over its control socket `faults` tells the list and what
is set, `set_fault` and `clear_fault` take a `name` of it (other members of `set_fault` go into the fault's
own command, such as `times`), `clear_faults` makes all well. Nobody else keeps a copy: the bench, its page
and the tests ask.

Production code never imports this module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COMMANDS = ("faults", "set_fault", "clear_fault", "clear_faults")

Handle = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Carries out one control command and returns the device's state."""


@dataclass(frozen=True, slots=True)
class SettableFault:
    """One fault. `set` and `clear` are control requests of the simulator: `cmd` and its arguments.

    `shows` are members of the simulator's `state` as they stand while the fault is set, so that a fault which
    wore off, or was set by another way, is told as it is. `about` is one line for an engineer, in English.
    """

    name: str
    about: str
    set: Mapping[str, Any]
    clear: Mapping[str, Any]
    shows: Mapping[str, Any] = field(default_factory=dict)

    def is_set(self, state: Mapping[str, Any]) -> bool:
        """Tell whether the fault is set in this state."""
        return bool(self.shows) and all(state.get(member) == value for member, value in self.shows.items())


UNPLUGGED = SettableFault(
    "unplugged",
    "the cable is pulled now",
    set={"cmd": "unplug"},
    clear={"cmd": "plug"},
    shows={"plugged": False},
)
"""What every simulator has."""


def obey(
    faults: Sequence[SettableFault], handle: Handle, cmd: str, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Carry out one of `COMMANDS` and return the list as it stands afterwards.

    The answer is `{"faults": [{"name", "about", "set"}, …]}`. Raises ValueError for a name that is not in it.
    """
    if cmd == "set_fault":
        more = dict(arguments)
        _carry_out(handle, _named(faults, more.pop("name", None)).set, more)
    elif cmd == "clear_fault":
        _carry_out(handle, _named(faults, arguments.get("name")).clear)
    elif cmd == "clear_faults":
        # Only what is set: setting right what is not wrong may do more, as switching on does.
        before = handle("state", {})
        for fault in faults:
            if fault.is_set(before):
                _carry_out(handle, fault.clear)
    state = handle("state", {})
    return {"faults": [{"name": f.name, "about": f.about, "set": f.is_set(state)} for f in faults]}


def _carry_out(handle: Handle, request: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> None:
    arguments = {**request, **(more or {})}
    handle(arguments.pop("cmd"), arguments)


def _named(faults: Sequence[SettableFault], name: object) -> SettableFault:
    for fault in faults:
        if fault.name == name:
            return fault
    raise ValueError(f"no fault {name}; there are {', '.join(fault.name for fault in faults)}")
