"""The code reader as a process. Control command `show`, beside the common ones."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.code_reader.profiles import PROFILES, Profile
from devices.simulation import CommandError, Simulator, parser, run_process


class CodeScanner(Simulator):
    """Scans what it is shown while it is switched on; a make without switch is always on."""

    def __init__(self, link: Path, control: Path, profile: Profile) -> None:
        super().__init__(link, control)
        self._profile = profile
        self._heard = b""
        self._on = not profile.on
        self._shown = 0

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
        """Return whether it scans, and how often it did."""
        return {"scanning": self._on, "shown": self._shown}

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Show a code: `text` or `raw` (base64), `suffix` or not, in `pieces` that come `seconds` apart."""
        if cmd != "show":
            raise CommandError(f"unknown command {cmd}")
        if not self._on:
            raise CommandError("the reader is switched off")
        raw = base64.b64decode(arguments["raw"]) if "raw" in arguments else str(arguments["text"]).encode()
        if arguments.get("suffix", True):
            raw += self._profile.suffixes[0]
        pieces = max(1, int(arguments.get("pieces", 1)))
        size = -(-len(raw) // pieces) or 1
        for at in range(0, len(raw), size):
            self.line.write(raw[at : at + size])
            self.stopping.wait(float(arguments.get("seconds", 0.0)))
        self._shown += 1
        return self.describe()


def main() -> None:
    """Run the simulated code reader until SIGTERM."""
    options = parser("A simulated code reader on a pty.")
    options.add_argument("--profile", default="generic", choices=sorted(PROFILES))
    chosen = options.parse_args()
    run_process(CodeScanner(chosen.link, chosen.control, PROFILES[chosen.profile]))


if __name__ == "__main__":
    main()
