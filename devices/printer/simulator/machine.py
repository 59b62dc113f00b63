"""The printer around the paper: its faults, its status bytes, its buffer, its slips."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.printer.simulator.fault_list import FAULTS
from devices.printer.simulator.interpreter import Interpreter
from devices.printer.simulator.paper import Paper
from devices.simulated_faults import SettableFault
from devices.simulation import CommandError, Simulator

_QUERIES = re.compile(rb"(\x10\x04[\x01-\x04])+", re.DOTALL)


@dataclass
class Condition:
    """What is the matter with it; all off is a healthy printer with a full roll."""

    paper: str = "full"
    cover_open: bool = False
    cutter_jammed: bool = False
    cutter_blocked: bool = False
    """The next cut will jam."""
    head_hot: bool = False
    broken: bool = False
    powered: bool = True
    mute: bool = False
    """It prints and does not answer."""
    garbage: bool = False
    paper_out_after: int | None = None
    line_ms: float = 0.0

    @property
    def stopped(self) -> bool:
        """Offline: it receives and does not print."""
        faults = self.cover_open or self.cutter_jammed or self.head_hot or self.broken
        return faults or self.paper == "out" or not self.powered

    def realtime(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        low, out = self.paper in ("low", "out"), self.paper == "out"
        error = self.cutter_jammed or self.head_hot or self.broken
        bits = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open | 0x20 * out | 0x40 * error,
            3: 0x08 * self.cutter_jammed | 0x20 * self.broken | 0x40 * self.head_hot,
            4: 0x0C * low | 0x60 * out,
        }.get(n, 0)
        return bytes((0x12 | bits,))

    def automatic(self) -> bytes:
        """Give the four ASB bytes."""
        low, out = self.paper in ("low", "out"), self.paper == "out"
        return bytes(
            (
                0x10 | 0x08 * self.stopped | 0x20 * self.cover_open,
                0x08 * self.cutter_jammed | 0x20 * self.broken | 0x40 * self.head_hot,
                0x03 * low | 0x0C * out,
                0x00,
            )
        )


class PrinterSimulator(Simulator):
    """A printer on a pty; slips go to `out` as slip-NNNN.png and .bin, the last also as slip.*."""

    def __init__(self, link: Path, control: Path, out: Path, fonts: Path, dots: int = 576) -> None:
        super().__init__(link, control)
        self._out = out
        self._lock = threading.RLock()
        self.condition = Condition()
        self._interpreter = Interpreter(Paper(dots, fonts), self._answer, self._cut)
        self._received = bytearray()
        self._tail = b""
        self._next_line = 0.0
        self._lines = 0
        self._slips = 0
        self._waiting = 0
        self._realtime = 0
        self._last_asb = b""

    # -- the line

    def received(self, data: bytes) -> None:
        """Obey real-time commands at once, keep everything else for the head."""
        with self._lock:
            if not self.condition.powered:
                return
            self._obey_realtime(data)
            if _QUERIES.fullmatch(data) and not self._interpreter.buffer and not self._received:
                return
            self._interpreter.buffer += data
            self._received += data
            self._work()

    def idle(self) -> None:
        """Print on, and tell of changes."""
        with self._lock:
            self._work()
            self._tell_changes()

    def plugged_in(self) -> None:
        """Forget what was received before."""
        with self._lock:
            self._interpreter.clear()
            self._interpreter.asb = 0
            self._last_asb = b""
            self._tail = b""

    def _obey_realtime(self, data: bytes) -> None:
        stream = self._tail + data
        at = 0
        while True:
            at = stream.find(b"\x10", at)
            if at < 0 or len(stream) - at < 3:
                self._tail = stream[at:] if at >= 0 else b""
                return
            kind, n = stream[at + 1], stream[at + 2]
            if kind == 0x04 and 1 <= n <= 4:
                self._realtime += 1
                self._answer(self.condition.realtime(n))
                at += 3
            elif kind == 0x05 and n == 2:
                self.condition.cutter_jammed = False
                self._interpreter.clear()
                at += 3
            elif kind == 0x14 and n == 8:
                self._interpreter.clear()
                self._received.clear()
                at += 3
            else:
                at += 1

    def _answer(self, data: bytes) -> None:
        if self.condition.mute or not self.condition.powered:
            return
        self.line.write(b"\xff\x93\xee" if self.condition.garbage else data)

    # -- the head

    def _work(self) -> None:
        condition = self.condition
        while not condition.stopped:
            now = time.monotonic()
            if condition.line_ms and now < self._next_line:
                return
            self._interpreter.roll_bits = 0x03 if condition.paper == "low" else 0
            printed = self._interpreter.step()
            if printed is None:
                return
            if printed:
                self._lines += printed
                self._next_line = now + printed * condition.line_ms / 1000
                self._use_paper(printed)

    def _use_paper(self, lines: int) -> None:
        if self.condition.paper_out_after is not None:
            self.condition.paper_out_after -= lines
            if self.condition.paper_out_after <= 0:
                self.condition.paper_out_after = None
                self.condition.paper = "out"
                self._tell_changes()

    def _cut(self, length: int) -> None:
        if self.condition.cutter_blocked:
            self.condition.cutter_blocked = False
            self.condition.cutter_jammed = True
        self._slips += 1
        self._waiting += 1
        picture = self._interpreter.paper.take()
        # The cut is still in the buffer and the last thing of this slip; what follows is the next one's.
        end = len(self._received) - len(self._interpreter.buffer) + length
        raw, self._received = bytes(self._received[:end]), self._received[end:]
        self._out.mkdir(parents=True, exist_ok=True)
        for name in (f"slip-{self._slips:04d}", "slip"):
            fresh = self._out / f".{name}.new"
            picture.save(fresh, format="PNG")
            fresh.replace(self._out / f"{name}.png")
            fresh.write_bytes(raw)
            fresh.replace(self._out / f"{name}.bin")

    def _tell_changes(self) -> None:
        if not self._interpreter.asb:
            return
        now = self.condition.automatic()
        if now != self._last_asb:
            self._last_asb = now
            self._answer(now)

    # -- the person beside it

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Set a condition, tear a slip off (`tear`), or make all well (`heal`)."""
        condition = self.condition
        with self._lock:
            match cmd:
                case "paper":
                    if arguments["state"] not in ("full", "low", "out"):
                        raise CommandError("state is full, low or out")
                    condition.paper = arguments["state"]
                    condition.paper_out_after = None
                case "paper_out_after":
                    condition.paper_out_after = int(arguments["lines"])
                case "cover":
                    condition.cover_open = bool(arguments["open"])
                case "cutter":
                    condition.cutter_jammed = bool(arguments["jammed"])
                    condition.cutter_blocked = False
                case "block_cutter":
                    condition.cutter_blocked = True
                case "head":
                    condition.head_hot = bool(arguments["hot"])
                case "break":
                    condition.broken = bool(arguments.get("on", True))
                case "power":
                    condition.powered = bool(arguments["on"])
                    self.plugged_in()
                case "mute":
                    condition.mute = bool(arguments.get("on", True))
                case "garbage":
                    condition.garbage = bool(arguments.get("on", True))
                case "slow":
                    condition.line_ms = float(arguments["line_ms"])
                case "tear":
                    self._waiting = 0
                case "heal":
                    self.condition = Condition()
                case _:
                    raise CommandError(f"unknown command {cmd}")
            self._tell_changes()
        self.line.wake()
        return self.describe()

    def faults(self) -> tuple[SettableFault, ...]:
        """Return every fault."""
        return FAULTS

    def describe(self) -> Mapping[str, Any]:
        """State, faults, and the slips so far; `slips_waiting` were not torn off yet."""
        with self._lock:
            condition = self.condition
            return {
                "paper": condition.paper,
                "cover_open": condition.cover_open,
                "cutter_jammed": condition.cutter_jammed,
                "cutter_blocked": condition.cutter_blocked,
                "paper_out_waits": condition.paper_out_after is not None,
                "slow": condition.line_ms > 0,
                "head_hot": condition.head_hot,
                "broken": condition.broken,
                "powered": condition.powered,
                "mute": condition.mute,
                "garbage": condition.garbage,
                "lines": self._lines,
                "slips": self._slips,
                "slips_waiting": self._waiting,
                "buffered": len(self._interpreter.buffer),
                "realtime_queries": self._realtime,
                "unknown_commands": list(self._interpreter.unknown),
                "slip_png": str(self._out / "slip.png"),
            }
