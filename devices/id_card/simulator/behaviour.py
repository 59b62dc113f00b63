"""The reader as it behaves on any wire: commands in, answers out, faults between them."""

import base64
import itertools
import threading
from collections.abc import Mapping
from typing import Any, Protocol

from devices.id_card.commands import PROBE_SPEEDS
from devices.id_card.frame import PREAMBLE, SMALLEST_COMMAND, FrameReader, build
from devices.id_card.simulator.compose import compose
from devices.id_card.simulator.faults import READS, Fault
from devices.id_card.simulator.module import Module, SampleCard, answer
from devices.simulation import CommandError

_NOISE = b"\x00\xaa\xaa\x96\x00\xff\xaa\xaa\xaa\x96\x69\xff\xff\x00"
_BABBLE_PAUSE = 0.005


class Wire(Protocol):
    """The reader's end of a wire."""

    @property
    def baud(self) -> int | None:
        """The speed at which the host's end stands; None where the wire has none."""
        ...

    def write(self, data: bytes) -> object:
        """Send bytes to the host; what nobody takes is lost."""
        ...

    def unplug(self) -> None:
        """Pull the cable."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait; return whether the simulator is to stop meanwhile."""
        ...


class Behaviour:
    """A module on a wire. `read_seconds` is how long the radio needs for a card.

    `received` is called by one thread, the rest by any.
    """

    def __init__(self, wire: Wire, module: Module, read_seconds: float = 0.0) -> None:
        self._wire = wire
        self._module = module
        self._read_seconds = read_seconds
        self._own_speed = module.speed
        self._frames = FrameReader(SMALLEST_COMMAND)
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._person = ""
        self._asked = 0
        self._before = build(answer(0x90))

    def received(self, data: bytes) -> None:
        """Answer each command that has arrived whole."""
        if self._wire.baud not in (None, PROBE_SPEEDS[self._module.speed]):
            # What a wrong speed does to a UART, near enough: nothing can be made of it.
            return
        for payload in self._frames.feed(data):
            self._answer(payload)

    def power_on(self) -> None:
        """Start as after power-on; the line speed is remembered."""
        with self._lock:
            self._module.power_on()
            self._frames.clear()

    def describe(self) -> Mapping[str, Any]:
        """Return who lies there, the fault that waits, and counters."""
        with self._lock:
            fault = self._fault
            return {
                "card": self._module.card is not None,
                "person": self._person,
                "fault": fault.kind if fault else None,
                "fault_sw3": f"{fault.sw3:02x}" if fault and fault.kind == "sw3" else None,
                "fault_after": fault.after_bytes if fault else None,
                "fault_command": fault.command.hex() if fault else None,
                "reads": self._module.reads,
                "asked": self._asked,
                "baud": PROBE_SPEEDS[self._module.speed],
                "rf_bytes": self._module.rf_bytes,
            }

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry out `lay`, `lift`, `fault`, `clear`."""
        if cmd == "lay":
            card = card_of(arguments)
            with self._lock:
                self._module.lay(card)
                self._person = str(arguments.get("person", ""))
        elif cmd == "lift":
            with self._lock:
                self._lift()
        elif cmd == "fault":
            self._set(Fault.of(arguments))
        elif cmd == "clear":
            with self._lock:
                if self._fault and self._fault.kind == "wrong_speed":
                    self._module.speed = self._own_speed
                self._fault = None
        else:
            raise CommandError(f"unknown command {cmd}")
        return self.describe()

    def _set(self, fault: Fault) -> None:
        with self._lock:
            self._fault = fault
            if fault.kind == "wrong_speed":
                self._module.speed = PROBE_SPEEDS.index(fault.baud)

    def _lift(self) -> None:
        self._module.lift()
        self._person = ""

    def _answer(self, payload: bytes) -> None:
        command = payload[:2]
        if command in READS and self._read_seconds:
            self._wire.wait(self._read_seconds)
        with self._lock:
            self._asked += 1
            fault = self._fault if self._fault and self._fault.concerns(command) else None
            if fault:
                self._fault = fault.used()
                if fault.kind == "lift" and fault.after_bytes is None:
                    self._lift()
            reply = self._module.handle(payload)
        frame = build(reply)
        if fault is None:
            self._wire.write(frame)
        else:
            self._faulty(fault, frame)
        self._before = frame

    def _faulty(self, fault: Fault, frame: bytes) -> None:
        """Give the answer that the fault makes of a good one."""
        after = len(frame) // 2 if fault.after_bytes is None else fault.after_bytes
        match fault.kind:
            case "silence":
                return
            case "sw3":
                self._wire.write(build(fault.sw12 + bytes([fault.sw3])))
            case "checksum":
                self._wire.write(frame[:-1] + bytes([frame[-1] ^ 0x55]))
            case "length":
                # More than will ever come.
                self._wire.write(PREAMBLE + b"\x0f\xff" + frame[7:])
            case "garbage":
                self._wire.write(_NOISE + frame)
            case "stale":
                self._wire.write(self._before)
            case "slow":
                self._wire.wait(fault.seconds)
                self._wire.write(frame)
            case "halves":
                self._wire.write(frame[:after])
                self._wire.wait(fault.seconds)
                self._wire.write(frame[after:])
            case "dribble":
                self._dribble(frame)
            case "babble":
                self._babble(fault.seconds)
            case "truncate":
                self._wire.write(frame[:after])
            case "unplug":
                self._wire.write(frame[:after])
                self._wire.unplug()
            case "lift":
                self._wire.write(frame if fault.after_bytes is None else frame[:after])
                with self._lock:
                    self._lift()

    def _dribble(self, frame: bytes) -> None:
        for byte in frame:
            self._wire.write(bytes([byte]))
            if self._wire.wait(0.001):
                return

    def _babble(self, seconds: float) -> None:
        """Never fall silent: the noise of a loose plug."""
        for _ in itertools.repeat(None, int(seconds / _BABBLE_PAUSE)):
            self._wire.write(_NOISE)
            if self._wire.wait(_BABBLE_PAUSE):
                return


def card_of(arguments: Mapping[str, Any]) -> SampleCard:
    """Return the card of a `lay` command: fields (`card`) or a ready block (`text`, base64).

    Raises CommandError, ValueError or KeyError when it describes none.
    """
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
