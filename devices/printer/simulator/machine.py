"""The printer around the paper: its faults, its status bytes, its buffer, its slips."""

import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.printer.simulator.condition import Condition
from devices.printer.simulator.fault_list import FAULTS
from devices.printer.simulator.interpreter import Interpreter
from devices.printer.simulator.paper import Paper
from devices.printer.simulator.presenter import Mouth
from devices.simulated_faults import SettableFault
from devices.simulation import CommandError, Simulator

_QUERIES = re.compile(rb"(\x10\x04[\x01-\x04\x14])+", re.DOTALL)
_FULL_STATUS = 20
_PRESENTER_EJECT, _PRESENTER_RETRACT = 5, 2

_SWITCHES = {
    "cover": ("cover_open", "open"),
    "feed_button": ("feed_button", "held"),
    "mechanical": ("mechanical", "on"),
    "jam": ("paper_jam", "on"),
    "head": ("head_hot", "hot"),
    "break": ("broken", "on"),
    "waiting": ("waiting", "on"),
    "mute": ("mute", "on"),
    "mute_paper": ("mute_paper", "on"),
    "garbage": ("garbage", "on"),
    "mouth": ("mouth_stuck", "stuck"),
}
"""Commands with one yes or no, and the member of the condition that they set."""


class PrinterSimulator(Simulator):
    """A printer on a pty or another `line`; slips go to `out` as slip-NNNN.png and .bin, the last as slip.*.

    `presenter`: it is one of Custom's, with a mouth and the full status.
    """

    def __init__(
        self,
        link: Path,
        control: Path,
        out: Path,
        fonts: Path,
        dots: int = 576,
        *,
        presenter: bool = False,
        line: Any = None,
    ) -> None:
        super().__init__(link, control)
        if line is not None:
            self.line = line
        self._out = out
        self._lock = threading.RLock()
        self.condition = Condition()
        self._mouth = Mouth(presenter)
        self._interpreter = Interpreter(Paper(dots, fonts), self._answer, self._cut, self._move)
        self._received = bytearray()
        self._tail = b""
        self._next_line = 0.0
        self._lines = 0
        self._slips = 0
        self._realtime = 0
        self._last_asb = b""
        self._late: list[tuple[float, bytes]] = []

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
            while self._late and self._late[0][0] <= time.monotonic():
                self.line.write(self._late.pop(0)[1])
            self._work()
            self._tell_changes()

    def plugged_in(self) -> None:
        """Forget what was received before."""
        with self._lock:
            self._interpreter.clear()
            self._interpreter.asb = 0
            self._last_asb = b""
            self._tail = b""
            self._late.clear()

    def _obey_realtime(self, data: bytes) -> None:
        stream = self._tail + data
        at = 0
        while True:
            at = stream.find(b"\x10", at)
            if at < 0 or len(stream) - at < 3:
                self._tail = stream[at:] if at >= 0 else b""
                return
            kind, n = stream[at + 1], stream[at + 2]
            if kind == 0x04 and (1 <= n <= 4 or n == _FULL_STATUS):
                self._realtime += 1
                self._tell_status(n)
                at += 3
            elif kind == 0x05 and n == 2:
                self.condition.acknowledge()
                self._interpreter.clear()
                at += 3
            elif kind == 0x14 and n == 8:
                self._interpreter.clear()
                self._received.clear()
                at += 3
            else:
                at += 1

    def _tell_status(self, n: int) -> None:
        if n == _FULL_STATUS:
            if self._mouth.presenter:
                self._answer(self.condition.full(self._mouth.held))
        elif n != 4 or not self.condition.mute_paper:
            self._answer(self.condition.realtime(n))

    def _answer(self, data: bytes) -> None:
        condition = self.condition
        if condition.mute or not condition.powered:
            return
        if condition.garbage:
            data = b"\xff\x93\xee"
        if condition.answer_ms:
            self._late.append((time.monotonic() + condition.answer_ms / 1000, data))
        else:
            self.line.write(data)

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
        if self.condition.unplug_after is not None:
            self.condition.unplug_after -= lines
            if self.condition.unplug_after <= 0:
                self.condition.unplug_after = None
                self.line.unplug()
                self.plugged_in()

    def _move(self, n: int) -> None:
        if self.condition.mouth_stuck:
            return
        if n == _PRESENTER_EJECT:
            self._mouth.eject()
        elif n == _PRESENTER_RETRACT:
            self._mouth.retract()

    def _cut(self, length: int) -> None:
        if self.condition.cutter_blocked:
            self.condition.cutter_blocked = False
            self.condition.cutter_jammed = True
        self._slips += 1
        self._mouth.cut()
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
            # Switched on again, it tells how it stands at once.
            self._last_asb = b""
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
                case "unplug_after":
                    condition.unplug_after = int(arguments["lines"])
                case "stay_plugged":
                    condition.unplug_after = None
                    self.line.plug()
                case "cutter":
                    condition.cutter_jammed = condition.cutter_stuck = bool(arguments["jammed"])
                    condition.cutter_blocked = False
                case "block_cutter":
                    condition.cutter_blocked = True
                case "power":
                    condition.powered = bool(arguments["on"])
                    self.plugged_in()
                case "slow":
                    condition.line_ms = float(arguments["line_ms"])
                case "late":
                    condition.answer_ms = float(arguments["ms"])
                case "tear":
                    if not condition.mouth_stuck:
                        self._mouth.take()
                case "heal":
                    self.condition = Condition()
                case _ if cmd in _SWITCHES:
                    member, argument = _SWITCHES[cmd]
                    setattr(condition, member, bool(arguments.get(argument, True)))
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
                **{
                    name: getattr(condition, name)
                    for name in ("paper", "cutter_jammed", "cutter_blocked", "powered")
                },
                **{member: getattr(condition, member) for member, _ in _SWITCHES.values()},
                "paper_out_waits": condition.paper_out_after is not None,
                "unplug_waits": condition.unplug_after is not None,
                "slow": condition.line_ms > 0,
                "late": condition.answer_ms > 0,
                "lines": self._lines,
                "slips": self._slips,
                "slips_waiting": self._mouth.waiting,
                "slip_in_mouth": self._mouth.held,
                "slips_retracted": self._mouth.retracted,
                "buffered": len(self._interpreter.buffer),
                "realtime_queries": self._realtime,
                "unknown_commands": list(self._interpreter.unknown),
                "slip_png": str(self._out / "slip.png"),
            }
