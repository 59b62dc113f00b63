"""Real drivers over simulated wires, and a visit that takes what they say; no window, no platform."""

import json
import queue
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from visit_walk import SEALED, Walk, accepted

from devices.code_reader.service import CodeReaderService
from devices.code_reader.service import Options as CodeOptions
from devices.id_card.options import Options as CardOptions
from devices.id_card.service import IdCardService
from devices.printer.jobs import Report
from devices.printer.ports import opener
from devices.printer.profiles import PROFILES, PrinterProfile
from devices.printer.raster import Typeface
from devices.printer.service import PrinterService
from devices.simulation import control
from devices.status import Status
from devices.supervisor import Plan, Supervisor
from kiosk.receipts.document import Slip
from kiosk.visit import effects
from kiosk.visit.hardware import SlipPrinter, card_emitter, code_emitter, device_changed
from kiosk.visit.messages import CodeShown, Continue, Message

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
CARD = {
    "type": "resident",
    "name": "李示例",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": "19900101",
    "address": "示例市示例区示例路1号",
    "number": "00000019900101019X",
    "authority": "示例市公安局",
    "valid_from": "20200101",
    "valid_until": "20400101",
}


class Simulated:
    """A simulator process; called with a command and its arguments it steers it."""

    def __init__(self, kind: str, folder: Path, *options: str, place: str = "--link") -> None:
        self._control = folder / f"{kind}.control"
        command = [sys.executable, "-m", f"devices.{kind}.simulator", *options]
        command += [place, str(folder / f"{kind}.tty"), "--control", str(self._control)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        said = json.loads(self._process.stdout.readline())
        self.port: str = said.get("port") or said["device"]

    @classmethod
    def camera(cls, folder: Path) -> "Simulated":
        return cls("document_camera", folder, place="--state")

    @staticmethod
    def wait(holds: Callable[[], object], seconds: float = 40.0) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.02)

    def __call__(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self._control, cmd, **arguments)

    def faults(self) -> set[str]:
        return {fault["name"] for fault in self("faults")["faults"]}

    def set(self, name: str, **more: Any) -> None:
        self("set_fault", name=name, **more)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(100)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Terminal:
    """One driver in the supervisor's hands, and a visit. Messages are taken on the thread of the test."""

    def __init__(self, kind: str, device: Simulated) -> None:
        self.kind = kind
        self.device = device
        self.walk = Walk()
        self.status: Status | None = None
        self.seen: list[Status] = []
        self._inbox: queue.SimpleQueue[Message | Status] = queue.SimpleQueue()
        self._supervisor = Supervisor(self._changed)

    def _changed(self, _name: str, status: Status) -> None:
        self._inbox.put(status)

    def _start(self, plan: Plan) -> None:
        # Between two looks and two openings nobody really waits.
        hurried = replace(plan, interval=min(plan.interval, 0.1), first_wait=0.1, longest_wait=0.2)
        self._supervisor.add(self.kind, hurried)
        self._supervisor.start()

    def stop(self) -> None:
        assert self._supervisor.stop(30) == ()

    def until(self, holds: Callable[[], object], what: str, seconds: float = 40.0) -> None:
        """Take messages until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            body = self.walk.screen.body
            assert left > 0, f"{what}: stands on {self.walk.at}, {self.status}, {body}"
            try:
                message = self._inbox.get(timeout=min(left, 0.2))
            except queue.Empty:
                continue
            if isinstance(message, Status):
                self.status = message
                self.seen.append(message)
                message = device_changed(self.kind, message)
            self.walk.send(message)

    @property
    def out(self) -> bool:
        return self.walk.state.health.out(self.kind)

    @property
    def told(self) -> str | None:
        """The fault that the terminal knows of now."""
        return self.walk.state.health.faults.get(self.kind)

    @property
    def codes(self) -> set[str]:
        """The faults that were told since `begin`."""
        return {status.fault.code for status in self.seen if status.fault is not None}

    def well(self) -> None:
        self.until(lambda: self.status is not None and self.status.usable, "a device that is well")


class CardDesk(Terminal):
    """A citizen on the identity page, before the card reader."""

    def __init__(self, device: Simulated) -> None:
        super().__init__("id_card", device)
        self.service = IdCardService(
            CardOptions(device.port, baud=115200), card_emitter(self._inbox.put), poll=0.05
        )
        self._start(self.service.plan())

    def begin(self) -> None:
        """A new citizen, on the page that asks for the card; the reader is well and empty."""
        health = self.walk.state.health
        self.walk = Walk()
        self.walk.state = type(self.walk.state)(health=health)
        self.service.stop_reading()
        self.well()
        self.seen.clear()
        self.walk.open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
        self.service.start_reading()

    def lay(self) -> None:
        self.device("lay", card=CARD)

    @property
    def read(self) -> bool:
        return bool(self.walk.wanted(effects.OpenSession))

    @property
    def advice(self) -> str:
        body = self.walk.screen.body
        return body.advice.key if body.state == "failed" else ""

    def mended(self) -> None:
        """All well again: the card that is laid down then is read."""
        self.device("clear_faults")
        self.device("plug")
        self.device("lift")
        self.well()
        self.until(lambda: not self.service.card_lying, "the lifted card")
        self.begin()
        self.lay()
        self.until(lambda: self.read, "a card that is read")
        self.device("lift")
        self.until(lambda: not self.walk.state.visit.card_here, "the lifted card")


class SlipDesk(Terminal):
    """A citizen whose application was accepted, before the printer."""

    def __init__(self, device: Simulated, profile: PrinterProfile = PROFILES["generic-80"]) -> None:
        super().__init__("printer", device)
        typeface = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
        open_printer = opener(device.port, profile, typeface)
        self.printer = SlipPrinter(
            lambda report: self._service(open_printer, report), profile.columns, self._inbox.put
        )
        self._start(self.printer.plan())

    def _service(self, open_printer: Any, report: Report) -> PrinterService:
        self.service = PrinterService(
            open_printer,
            report,
            lambda: self._supervisor.nudge("printer"),
            job_timeout=6.0,
            retract_after=0.3,
        )
        return self.service

    def begin(self, job_timeout: float = 6.0) -> None:
        """A new citizen, about to hand in; the printer is well."""
        self.service.job_timeout = job_timeout
        self.well()
        health = self.walk.state.health
        self.walk = Walk().to_submitting()
        self.walk.state = type(self.walk.state)(**{**_fields(self.walk.state), "health": health})
        self.seen.clear()

    @property
    def warned(self) -> bool:
        """Whether somebody who begins now is told that nothing can be printed."""
        other = Walk()
        other.state = type(other.state)(health=self.walk.state.health)
        notices = other.open("tj-p-01").screen.frame.notices
        return "notice_band.printer" in [notice.key for notice in notices]

    def accept(self) -> None:
        """The platform accepts: the slip is printed where the printer can."""
        before = len(self.walk.wanted(effects.Print))
        self.walk.send(SEALED, accepted(self.walk))
        for wanted in self.walk.wanted(effects.Print)[before:]:
            self.hand_over(wanted.slip)

    def hand_over(self, slip: Slip) -> None:
        self.printer.print(slip)

    @property
    def slip(self) -> tuple[str, str | None]:
        """What the citizen sees of the slip, and why."""
        body = self.walk.screen.body
        return body.slip, body.slip_fault

    def mended(self) -> None:
        """All well again: the next citizen's slip is printed."""
        self.device("clear_faults")
        self.device("heal")
        self.device("plug")
        self.begin()
        self.accept()
        self.until(lambda: self.slip[0] == "printed", "a slip that is printed")


class CodeDesk(Terminal):
    """Codes before the scanner, while somebody waits for one."""

    def __init__(self, device: Simulated) -> None:
        super().__init__("code_reader", device)
        self.taken: list[str] = []
        emit = code_emitter(self._told)
        self.service = CodeReaderService(CodeOptions(device.port, "generic"), emit)
        self._start(self.service.plan())

    def _told(self, message: Message) -> None:
        self.taken.append("taken" if isinstance(message, CodeShown) else f"refused {message.reason}")

    def begin(self) -> None:
        self.well()
        self.seen.clear()
        self.taken.clear()
        self.service.start_reading()

    def show(self) -> None:
        self.device("show", text="EXAMPLE-0001")

    def mended(self) -> None:
        """All well again: the code that is shown then is taken."""
        self.device("clear_faults")
        self.device("plug")
        self.begin()
        self.show()
        self.until(lambda: self.taken == ["taken"], "a code that is taken")


def _fields(state: Any) -> dict[str, Any]:
    return {name: getattr(state, name) for name in state.__dataclass_fields__}
