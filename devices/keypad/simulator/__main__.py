"""The keypad as a process. Control commands `press`, `jack` and `fault`, beside the common ones."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.keypad.layout import CODES, Key
from devices.keypad.simulator.fault_list import FAULTS, KINDS
from devices.keypad.wire import (
    DOWN,
    EV_KEY,
    EV_SW,
    EV_SYN,
    REPEAT,
    SW_HEADPHONE_INSERT,
    SYN_DROPPED,
    SYN_REPORT,
    UP,
    InputEvent,
)
from devices.simulated_faults import SettableFault
from devices.simulation import CommandError, Simulator, parser, run_process

_CODE = {key: code for code, key in reversed(list(CODES.items()))}
_REPORT = InputEvent(EV_SYN, SYN_REPORT, 0)
_BOUNCE_S = 0.002
_REPEAT_S = 0.05
_FOREIGN = 30  # KEY_A


class SimulatedKeypad(Simulator):
    """Seven keys and a socket for headphones."""

    def __init__(self, link: Path, control: Path) -> None:
        super().__init__(link, control)
        self._fault = "none"
        self._jack = False
        self._presses = 0

    def received(self, data: bytes) -> None:
        """Nobody writes to a keypad."""

    def plugged_in(self) -> None:
        """Tell of headphones that are in already: a pty cannot be asked as an evdev node can."""
        if self._jack:
            self._send(InputEvent(EV_SW, SW_HEADPHONE_INSERT, 1))

    def describe(self) -> Mapping[str, Any]:
        """Return how often a key was pressed, whether headphones are in, and the fault."""
        return {"presses": self._presses, "jack": self._jack, "fault": self._fault}

    def faults(self) -> tuple[SettableFault, ...]:
        """Return every fault."""
        return FAULTS

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """`press`: `key`, held for `seconds` (0). `jack`: `in` true or false. `fault`: `kind`."""
        if cmd == "press":
            self._press(Key(arguments["key"]), float(arguments.get("seconds", 0.0)))
        elif cmd == "jack":
            self._jack = bool(arguments["in"])
            self._send(InputEvent(EV_SW, SW_HEADPHONE_INSERT, int(self._jack)))
        elif cmd == "fault" and arguments.get("kind") in KINDS:
            self._fault = str(arguments["kind"])
        else:
            raise CommandError(f"unknown command {cmd}")
        return self.describe()

    def _press(self, key: Key, seconds: float) -> None:
        code = _CODE[key]
        self._presses += 1
        if self._fault == "foreign":
            self._send(InputEvent(EV_KEY, _FOREIGN, DOWN), InputEvent(EV_KEY, _FOREIGN, UP))
        self._send(InputEvent(EV_KEY, code, DOWN))
        if self._fault == "chatter":
            for value in (UP, DOWN) * 2:
                self.stopping.wait(_BOUNCE_S)
                self._send(InputEvent(EV_KEY, code, value))
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping.wait(_REPEAT_S):
            self._send(InputEvent(EV_KEY, code, REPEAT))
        if self._fault == "dropped":
            self.line.write(InputEvent(EV_SYN, SYN_DROPPED, 0).packed(time.monotonic()))
        elif self._fault != "stuck":
            self._send(InputEvent(EV_KEY, code, UP))

    def _send(self, *events: InputEvent) -> None:
        wire = b"".join(event.packed(time.monotonic()) for event in (*events, _REPORT))
        if self._fault != "halves":
            self.line.write(wire)
            return
        for at in range(0, len(wire), 13):
            self.line.write(wire[at : at + 13])
            self.stopping.wait(_BOUNCE_S)


def main() -> None:
    """Run the simulated keypad until SIGTERM."""
    chosen = parser("A simulated keypad on a pty.").parse_args()
    run_process(SimulatedKeypad(chosen.link, chosen.control))


if __name__ == "__main__":
    main()
