"""The reader as a process. Control commands: `lay`, `lift`, `fault`, `clear`, beside the common ones."""

import base64
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.id_card.commands import PROBE_SPEEDS
from devices.id_card.frame import SMALLEST_COMMAND, FrameReader, build
from devices.id_card.simulator.compose import compose
from devices.id_card.simulator.fault_list import FAULTS
from devices.id_card.simulator.faults import READS, Fault
from devices.id_card.simulator.module import Module, SampleCard, answer
from devices.simulated_faults import SettableFault
from devices.simulation import CommandError, Simulator, parser, run_process

_NOISE = b"\x00\xaa\xaa\x96\x00\xff\xaa\xaa\xaa\x96\x69\xff\xff\x00"


class IdCardReader(Simulator):
    """A module on a line. `read_seconds` is how long the radio needs for a card."""

    def __init__(self, link: Path, control: Path, module: Module, read_seconds: float) -> None:
        super().__init__(link, control)
        self._module = module
        self._read_seconds = read_seconds
        self._frames = FrameReader(SMALLEST_COMMAND)
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._person = ""
        self._asked = 0

    def received(self, data: bytes) -> None:
        """Answer each command that has arrived whole."""
        if self.line.baud != PROBE_SPEEDS[self._module.speed]:
            # What a wrong speed does to a UART, near enough: nothing can be made of it.
            return
        for payload in self._frames.feed(data):
            self._answer(payload)

    def plugged_in(self) -> None:
        """Start as after power-on."""
        with self._lock:
            self._module.power_on()
            self._frames.clear()

    def describe(self) -> Mapping[str, Any]:
        """Return who lies there, the fault that waits, and counters."""
        with self._lock:
            return {
                "card": self._module.card is not None,
                "person": self._person,
                "fault": self._fault.kind if self._fault else None,
                "fault_sw3": f"{self._fault.sw3:02x}" if self._fault and self._fault.kind == "sw3" else None,
                "fault_after": self._fault.after_bytes if self._fault else None,
                "reads": self._module.reads,
                "asked": self._asked,
                "baud": PROBE_SPEEDS[self._module.speed],
            }

    def faults(self) -> tuple[SettableFault, ...]:
        """Return every fault."""
        return FAULTS

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry out `lay`, `lift`, `fault`, `clear`."""
        if cmd == "lay":
            card = _card(arguments)
            with self._lock:
                self._module.lay(card)
                self._person = str(arguments.get("person", ""))
        elif cmd == "lift":
            with self._lock:
                self._lift()
        elif cmd == "fault":
            fault = Fault.of(arguments)
            with self._lock:
                self._fault = fault
        elif cmd == "clear":
            with self._lock:
                self._fault = None
        else:
            raise CommandError(f"unknown command {cmd}")
        return self.describe()

    def _lift(self) -> None:
        self._module.lift()
        self._person = ""

    def _answer(self, payload: bytes) -> None:
        command = payload[:2]
        if command in READS and self._read_seconds:
            self.stopping.wait(self._read_seconds)
        with self._lock:
            self._asked += 1
            fault = self._fault if self._fault and self._fault.concerns(command) else None
            if fault:
                self._fault = fault.used()
                if fault.kind == "lift" and fault.after_bytes is None:
                    self._lift()
            reply = self._module.handle(payload)
        if fault is None:
            self.line.write(build(reply))
        else:
            self._faulty(fault, reply)

    def _faulty(self, fault: Fault, reply: bytes) -> None:
        """Give the answer that the fault makes of a good one."""
        frame = build(answer(fault.sw3)) if fault.kind == "sw3" else build(reply)
        after = len(frame) // 2 if fault.after_bytes is None else fault.after_bytes
        if fault.kind == "silence":
            return
        if fault.kind == "slow":
            self.stopping.wait(fault.seconds)
        elif fault.kind == "checksum":
            frame = frame[:-1] + bytes([frame[-1] ^ 0x55])
        elif fault.kind == "garbage":
            frame = _NOISE + frame
        elif fault.kind == "truncate" or (fault.kind == "lift" and fault.after_bytes is not None):
            frame = frame[:after]
        if fault.kind == "dribble":
            for byte in frame:
                self.line.write(bytes([byte]))
                if self.stopping.wait(0.001):
                    return
            return
        if fault.kind == "unplug":
            self.line.write(frame[:after])
            self.line.unplug()
            return
        self.line.write(frame)
        if fault.kind == "lift":
            with self._lock:
                self._lift()


def _card(arguments: Mapping[str, Any]) -> SampleCard:
    """Return the card of a `lay` command: fields (`card`) or a ready block (`text`, base64)."""
    if "card" in arguments:
        text = compose(arguments["card"])
    else:
        text = base64.b64decode(arguments["text"], validate=True)
    if len(text) != 256:
        raise CommandError("a text block has 256 bytes")
    appended = b"".join(str(a).ljust(35)[:35].encode("utf-16-le")[:70] for a in arguments.get("appended", ()))
    return SampleCard(
        text=text,
        photo=base64.b64decode(arguments.get("photo", ""), validate=True) or bytes(1024),
        fingerprints=base64.b64decode(arguments.get("fingerprints", ""), validate=True),
        appended=appended,
    )


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
