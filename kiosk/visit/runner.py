"""Carries out what the visit wants: the platform in a small pool, devices through their services.

Everything blocking happens here and off the UI thread; every outcome comes back as a message through
`post(serial, message)`. The serial is the visit's: what belongs to an earlier visit is dropped by the
receiver, so a late answer never meets the next citizen.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Protocol

from devices.document_camera.scanned import Corners
from devices.document_camera.values import Lesson, Wanted
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.document import Slip
from kiosk.visit import effects, page_work
from kiosk.visit.effects import Effect
from kiosk.visit.facts_effects import FactsEffect
from kiosk.visit.facts_work import FactsWork
from kiosk.visit.hunt_effects import HuntEffect
from kiosk.visit.hunt_work import HuntWork
from kiosk.visit.logs_effects import LogsEffect
from kiosk.visit.logs_work import LogsWork
from kiosk.visit.messages import A4Finished, Message, PhotoRejected, PrintFinished
from kiosk.visit.messages.staff_devices import LessonTaught
from kiosk.visit.platform_work import PlatformWork
from kiosk.visit.practice_work import PracticeWork
from kiosk.visit.staff_effects import StaffEffect
from kiosk.visit.staff_work import StaffWork

_defects = logging.getLogger(__name__)

Post = Callable[[int, Message], None]


class CardDevice(Protocol):
    """The identity-card reader."""

    def start_reading(self, again: bool = False) -> None:
        """Read the next card; with `again` also the one that lies there."""

    def stop_reading(self) -> None:
        """Read no further card."""

    def wipe(self) -> None:
        """Overwrite the last reading."""


class CodeDevice(Protocol):
    """The code reader."""

    def start_reading(self) -> None:
        """Take the codes that are shown from now on."""

    def stop_reading(self) -> None:
        """Take no more codes."""


class CameraDevice(Protocol):
    """The document camera. Nothing of it waits; the picture comes as PhotoTaken or PhotoRejected."""

    def open(self, wanted: Wanted) -> None:
        """Switch on; where it is on, something else is wanted from now on."""

    def close(self) -> None:
        """Switch off; pages that were taken are still read."""

    def forget(self) -> None:
        """Switch off and forget every picture: the citizen has left."""

    def take(self) -> None:
        """Take the sheet that lies there."""

    def look_at_mat(self) -> None:
        """Tell whether paper lies there; MatSeen follows."""

    def straighten(self, original: bytes, corners: Corners, wanted: Wanted) -> None:
        """Make the page of a photograph that was taken, with other corners."""

    def compare(self, pages: effects.ComparePages) -> None:
        """Tell whether a page was photographed before; PagesCompared follows."""

    def teach(self, step: str) -> None:
        """Carry out one step of the calibration; LessonTaught follows."""


class PrinterDevice(Protocol):
    """The receipt printer. Nothing of it waits; PrintFinished comes as a message."""

    def print(self, slip: Slip) -> None:
        """Print."""

    def wipe(self) -> None:
        """Forget what was to be printed."""


class PagePrinterDevice(Protocol):
    """The A4 printer. Nothing of it waits; A4Began and A4Finished come as messages."""

    def print(self, document: A4Document) -> None:
        """Print."""

    def wipe(self) -> None:
        """Forget what was to be printed, and stop what has not begun."""


class Sounds(Protocol):
    """What can be heard."""

    def alarm(self) -> None:
        """Somebody's card is still here."""

    def ring(self) -> None:
        """Somebody of the staff is wanted."""


class Log(Protocol):
    """The log of events."""

    def event(self, name: str, **facts: object) -> None:
        """Write one line."""


class Runner:
    """Carries out effects. `card`, `camera` and `printer` are None where the terminal has none."""

    def __init__(
        self,
        work: PlatformWork,
        pool: Executor,
        post: Post,
        log: Log,
        card: CardDevice | None,
        camera: CameraDevice | None,
        printer: PrinterDevice | None,
        sounds: Sounds | None = None,
        codes: CodeDevice | None = None,
        pages: PagePrinterDevice | None = None,
        staff: StaffWork | None = None,
        facts: FactsWork | None = None,
        practice: PracticeWork | None = None,
        logs: LogsWork | None = None,
        hunt: HuntWork | None = None,
    ) -> None:
        self._work = work
        self._staff = staff
        self._facts = facts
        self._practice = practice
        self._logs = logs
        self._hunt = hunt
        self._pool = pool
        self._post = post
        self._log = log
        self._card = card
        self._camera = camera
        self._printer = printer
        self._sounds = sounds
        self._codes = codes
        self._pages = pages

    def run(self, serial: int, effect: Effect) -> None:
        """Carry out one effect of the visit with this serial; never blocks."""
        match effect:
            case effects.Note():
                self._log.event(effect.event, **effect.facts)
            case effects.StartCard():
                if self._card is not None:
                    self._card.start_reading(again=True)
            case effects.StopCard():
                if self._card is not None:
                    self._card.stop_reading()
            case effects.StartCodes():
                if self._codes is not None:
                    self._codes.start_reading()
            case effects.StopCodes():
                if self._codes is not None:
                    self._codes.stop_reading()
            case effects.OpenCamera():
                if self._camera is not None:
                    self._camera.open(effect.wanted)
            case effects.CloseCamera():
                if self._camera is not None:
                    self._camera.close()
            case effects.Photograph():
                if self._camera is None:
                    self._post(serial, PhotoRejected("gone"))
                else:
                    self._camera.take()
            case effects.Straighten():
                if self._camera is None:
                    self._post(serial, PhotoRejected("gone"))
                else:
                    self._camera.straighten(effect.original, effect.corners, effect.wanted)
            case effects.TeachCamera(step):
                if self._camera is None:
                    self._post(serial, LessonTaught(Lesson(step, "gone")))
                else:
                    self._camera.teach(step)
            case effects.PlaySound():
                pass  # By who draws: sound is of the window's thread.
            case effects.ReviewPage():
                self._pool.submit(self._answer, serial, partial(page_work.reviewed, effect))
            case effects.ComparePages():
                if self._camera is not None:
                    self._camera.compare(effect)
            case effects.Print():
                if self._printer is None:
                    self._post(serial, PrintFinished("noDevice"))
                else:
                    self._printer.print(effect.slip)
            case effects.PrintA4():
                if self._pages is None:
                    self._post(serial, A4Finished("noDevice"))
                else:
                    self._pages.print(effect.document)
            case effects.CardLeftAlarm():
                if self._sounds is not None:
                    self._sounds.alarm()
            case effects.Ring():
                if self._sounds is not None:
                    self._sounds.ring()
            case effects.LookAtMat():
                if self._camera is not None:
                    self._camera.look_at_mat()
            case effects.EndSession():
                self._pool.submit(self._work.leave())
            case effects.Practise():
                if self._practice is not None:
                    self._pool.submit(self._answer, serial, self._practice.job(effect.wanted))
            case effects.ThrowAway():
                if self._practice is not None:
                    self._pool.submit(self._practice.forget)
            case effects.Wipe():
                self._wipe()
            case _ if isinstance(effect, FactsEffect):
                if self._facts is not None:
                    self._pool.submit(self._answer, serial, partial(self._facts.do, effect))
            case _ if isinstance(effect, LogsEffect):
                if self._logs is not None:
                    self._pool.submit(self._answer, serial, partial(self._logs.do, effect))
            case _ if isinstance(effect, HuntEffect):
                if self._hunt is not None:
                    self._pool.submit(self._answer, serial, partial(self._hunt.do, effect))
            case _ if isinstance(effect, StaffEffect):
                if self._staff is not None:
                    self._pool.submit(self._answer, serial, partial(self._staff.do, effect))
            case _:
                self._pool.submit(self._answer, serial, self._work.job(effect))

    def _answer(self, serial: int, job: Callable[[], Message | None]) -> None:
        try:
            message = job()
        except Exception as error:
            # A defect, which the pool would keep to itself. Of the error the log takes its type alone.
            _defects.error("work in the pool", exc_info=error)
            return
        if message is not None:
            self._post(serial, message)

    def _wipe(self) -> None:
        if self._codes is not None:
            self._codes.stop_reading()
        if self._card is not None:
            self._card.stop_reading()
            self._card.wipe()
        if self._camera is not None:
            self._camera.forget()
        if self._printer is not None:
            self._printer.wipe()
        if self._pages is not None:
            self._pages.wipe()
