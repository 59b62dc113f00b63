"""The code reader as a process. Control commands `show` and `fault`, beside the common ones."""

import base64
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.code_reader.profiles import PROFILES, Profile
from devices.code_reader.simulator.fault_list import FAULTS
from devices.code_reader.simulator.faults import NONE, ShowFault, spoil
from devices.simulated_faults import SettableFault
from devices.simulation import CommandError, Simulator, parser, run_process


class CodeScanner(Simulator):
    """Scans what it is shown while it is switched on; a make without switch is always on."""

    def __init__(self, link: Path, control: Path, profile: Profile) -> None:
        super().__init__(link, control)
        self._profile = profile
        self._noise = random.Random(9303)  # noqa: S311 - noise on a line, the same each time
        self._heard = b""
        self._on = not profile.on
        self._shown = 0
        self._fault = NONE

    def received(self, data: bytes) -> None:
        """Obey the switch commands."""
        self._heard = (self._heard + data)[-16:]
        if self._profile.on:
            on, off = self._heard.rfind(self._profile.on), self._heard.rfind(self._profile.off)
            if on != off:
                self._on = on > off

    def plugged_in(self) -> None:
        """Start as after power-on."""
        self._heard = b""
        self._on = not self._profile.on

    def describe(self) -> Mapping[str, Any]:
        """Return whether it scans, how often it did, and the fault that the next codes meet."""
        return {"scanning": self._on, "shown": self._shown, "fault": self._fault.kind}

    def faults(self) -> tuple[SettableFault, ...]:
        """Return every fault."""
        return FAULTS

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Show a code, or set a fault.

        `show`: `text` or `raw` (base64), `suffix` or not, in `pieces` that come `seconds` apart.
        `fault`: `kind` and the members of `ShowFault`; `{"kind": "none"}` clears it.
        """
        if cmd == "fault":
            self._fault = ShowFault.of(arguments)
        elif cmd == "show":
            self._show(arguments)
        else:
            raise CommandError(f"unknown command {cmd}")
        return self.describe()

    def _show(self, arguments: Mapping[str, Any]) -> None:
        if not self._on:
            raise CommandError("the reader is switched off")
        raw = base64.b64decode(arguments["raw"]) if "raw" in arguments else str(arguments["text"]).encode()
        suffix = self._profile.suffixes[0] if arguments.get("suffix", True) else b""
        fault, self._fault = self._fault, self._fault.used()
        wrong_speed = self.line.baud not in (None, self._profile.baud)
        raw, pieces, seconds = spoil(raw, suffix, fault, wrong_speed, self._noise)
        pieces = max(pieces, int(arguments.get("pieces", 1)))
        seconds = max(seconds, float(arguments.get("seconds", 0.0)))
        # Before the bytes: whoever reads them may pull the trigger at once.
        if self._profile.one_shot:
            self._on = False
            self._heard = b""
        size = -(-len(raw) // pieces) or 1
        for at in range(0, len(raw), size):
            if fault.kind == "unplug" and at >= len(raw) // 2:
                self.line.unplug()
                break
            self.line.write(raw[at : at + size])
            if at + size < len(raw):
                self.stopping.wait(seconds)
        self._shown += 1


def main() -> None:
    """Run the simulated code reader until SIGTERM."""
    options = parser("A simulated code reader on a pty.")
    options.add_argument("--profile", default="generic", choices=sorted(PROFILES))
    chosen = options.parse_args()
    run_process(CodeScanner(chosen.link, chosen.control, PROFILES[chosen.profile]))


if __name__ == "__main__":
    main()
