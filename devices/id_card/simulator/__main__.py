"""The reader as a process on a pty. Control commands: `lay`, `lift`, `fault`, `clear` and the common ones."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.id_card.commands import PROBE_SPEEDS
from devices.id_card.simulator.behaviour import Behaviour
from devices.id_card.simulator.fault_list import FAULTS
from devices.id_card.simulator.module import Module
from devices.simulated_faults import SettableFault
from devices.simulation import Simulator, parser, run_process


class _Serial:
    """The reader's end of the simulator's line."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    @property
    def baud(self) -> int | None:
        # An unusual or unknown speed of the host is none of the module's.
        return self._simulator.line.baud or 0

    def write(self, data: bytes) -> object:
        return self._simulator.line.write(data)

    def unplug(self) -> None:
        self._simulator.line.unplug()

    def wait(self, seconds: float) -> bool:
        return self._simulator.stopping.wait(seconds)


class IdCardReader(Simulator):
    """A module on a serial line. `read_seconds` is how long the radio needs for a card."""

    def __init__(self, link: Path, control: Path, module: Module, read_seconds: float) -> None:
        super().__init__(link, control)
        self._behaviour = Behaviour(_Serial(self), module, read_seconds)

    def received(self, data: bytes) -> None:
        """Answer each command that has arrived whole."""
        self._behaviour.received(data)

    def plugged_in(self) -> None:
        """Start as after power-on."""
        self._behaviour.power_on()

    def describe(self) -> Mapping[str, Any]:
        """Return who lies there, the fault that waits, and counters."""
        return self._behaviour.describe()

    def faults(self) -> tuple[SettableFault, ...]:
        """Return every fault."""
        return FAULTS

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry out `lay`, `lift`, `fault`, `clear`."""
        return self._behaviour.command(cmd, arguments)


def main() -> None:
    """Run the simulated reader until SIGTERM."""
    options = parser("A simulated identity-card reader (SDT on a pty).")
    options.add_argument("--read-seconds", type=float, default=0.4, help="time that reading a card takes")
    options.add_argument("--hides-read-card", action="store_true", help="find answers 80 until it is lifted")
    options.add_argument("--without", action="append", default=[], help="a command it does not know, in hex")
    options.add_argument("--baud", type=int, default=115200, choices=PROBE_SPEEDS)
    chosen = options.parse_args()
    module = Module(
        hides_read_card=chosen.hides_read_card,
        without=frozenset(bytes.fromhex(code) for code in chosen.without),
        speed=PROBE_SPEEDS.index(chosen.baud),
    )
    run_process(IdCardReader(chosen.link, chosen.control, module, chosen.read_seconds))


if __name__ == "__main__":
    main()
