"""The thread that attends the worker: starts it, hears it, replaces it. The window never waits for it."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait

from devices.document_camera import orders
from devices.document_camera.keeping import WorkerProcess
from devices.document_camera.ledger import Ledger
from devices.document_camera.preview_memory import PreviewMemory
from devices.document_camera.replacing import Standing, is_due, pause_after
from devices.document_camera.troubles import status_of
from devices.document_camera.values import (
    CameraMessage,
    IndicatorChanged,
    ShutterChanged,
    ShutterState,
    StatusChanged,
    TakeBegan,
)
from devices.document_camera.wishes import Wishes
from devices.finding import NoSuchPortError, WrongDeviceError, is_there, resolve
from devices.status import NO_DEVICE, STARTING, WRONG_DEVICE, Status

_log = logging.getLogger(__name__)

_LOOK_EVERY = 0.5
_FIRED_WITHIN = 3.0
"""Patience of a take that the shutter asked for, s: it stood still a moment ago."""


class Attendance:
    """One camera's workers, one after the other. `report` is called on this thread alone.

    The name of the device is looked up whenever a worker is started, and the worker replaced when it leads
    elsewhere. `stalled` s without a sign of life replace the worker; after it died it is started again after
    `restart[0]` s, then twice that, up to `restart[1]`.
    """

    def __init__(
        self,
        device: str,
        wishes: Wishes,
        ledger: Ledger,
        report: Callable[[CameraMessage], None],
        stalled: float,
        restart: tuple[float, float],
    ) -> None:
        self._device = device
        self._wishes = wishes
        self._ledger = ledger
        self._report = report
        self._stalled = stalled
        self._restart = restart
        # Every worker lives in what the terminal was started in, whenever it is replaced.
        self._environment = dict(os.environ)
        self._used = False
        self._indicated = False
        self._stumble = ""
        """What was logged last."""
        self.worker: WorkerProcess | None = None
        self.memory: PreviewMemory | None = None
        self.held = False
        """Whether a worker said last that it holds the camera."""
        self.status = STARTING
        self._thread = threading.Thread(target=self._run, name="document camera", daemon=True)

    def start(self) -> None:
        """Start the worker, camera off."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End worker and thread."""
        self._wishes.stop()
        if self._thread.is_alive():
            self._thread.join(timeout)

    # -- workers

    def _run(self) -> None:
        pause = 0.0
        stopping = self._wishes.stopping
        while not stopping.is_set():
            began = time.monotonic()
            try:
                on_purpose = self._with_one_worker(self._port())
            except WrongDeviceError:
                self._set(WRONG_DEVICE)
                stopping.wait(_LOOK_EVERY)
                continue
            except Exception as error:
                # A device that is pulled while it is looked for, no process to be had: tried again like a
                # worker that died.
                self._stumbled(error)
                on_purpose = False
            self._settle(on_purpose)
            if stopping.is_set():
                return
            if on_purpose and not self._wishes.is_on:
                continue
            pause = pause_after(time.monotonic() - began, pause, self._restart)
            stopping.wait(pause)

    def _stumbled(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind != self._stumble:
            self._stumble = kind
            _log.error("document camera: %s", kind)

    def _port(self) -> str:
        """Return the device to open now; while it is not there, its name. Raises WrongDeviceError."""
        try:
            return resolve(self._device, "document_camera")
        except NoSuchPortError:
            return self._device

    def _with_one_worker(self, port: str) -> bool:
        """Attend one worker until its end; True where it was ended though nothing was wrong with it."""
        worker = WorkerProcess(port, self._environment)
        self.worker, self.memory, self._used = worker, worker.memory, False
        on_purpose = False
        try:
            again = self._wishes.again()
            if again is not None:
                worker.send(again)
            on_purpose = self._attend(worker, port)
        except (EOFError, OSError):
            pass
        finally:
            self.memory = self.worker = None
            # A worker whose channel closed lets the camera go and ends by itself.
            worker.end(1.5 if self._wishes.stopping.is_set() or on_purpose else 0.2)
            self.held = False
        return on_purpose

    def _attend(self, worker: WorkerProcess, port: str) -> bool:
        wishes = self._wishes
        # Loading cv2 takes a while on a small machine, a nice-10 process a while longer on a busy one.
        heard = time.monotonic() + 2 * self._stalled
        while not wishes.stopping.is_set() and not worker.ended:
            wait([worker.channel, wishes.channel], timeout=_LOOK_EVERY)
            wishes.heard()
            while wishes.waiting:
                worker.send(wishes.next())
            while (answer := worker.hear()) is not None:
                heard = max(heard, time.monotonic())
                self._hear(answer)
            self._indicate()
            if time.monotonic() - heard > self._stalled or self._port() != port or wishes.takes_reset():
                return False
            if self._replace_now(worker):
                return True
        return False

    def _replace_now(self, worker: WorkerProcess) -> bool:
        wishes = self._wishes
        if wishes.takes_forget():
            return self._used
        busy = self._ledger.busy or wishes.waiting
        standing = Standing(worker.resident_mb(), wishes.off_for(), busy, self._used)
        return is_due(standing, wishes.settings.memory_mb, wishes.settings.idle)

    def _settle(self, on_purpose: bool) -> None:
        """Answer what the worker that ended can answer no more."""
        if not on_purpose:
            # Orders that the dead worker never saw die with it; the camera itself is switched on again.
            while self._wishes.waiting:
                self._wishes.next()
            self._set(STARTING)
        self._report_all(self._ledger.fail())
        if self._wishes.is_on and self._wishes.wanted.automatic:
            self._report(ShutterChanged(ShutterState.OFF))
        self._indicate()

    # -- answers

    def _hear(self, answer: orders.Answer) -> None:
        match answer:
            case orders.Taken():
                self._report_all(self._ledger.taken(answer))
            case orders.Read():
                self._report_all(self._ledger.read(answer))
            case orders.Compared():
                self._report_all(self._ledger.compared(answer))
            case orders.Asks():
                self._report_all(self._ledger.asks(answer))
            case orders.Taught():
                self._report_all(self._ledger.taught(answer))
            case orders.Fire(session):
                if self._is_now(session):
                    number = self._ledger.begin()
                    self._report(TakeBegan(number))
                    self._wishes.put(orders.Take(number, _FIRED_WITHIN, fired=True))
            case orders.Waits(session, state):
                if self._is_now(session):
                    self._report(ShutterChanged(state))
            case orders.Beat():
                self._beat(answer)

    def _is_now(self, session: int) -> bool:
        return self._wishes.is_on and session == self._wishes.session

    def _beat(self, beat: orders.Beat) -> None:
        self.held, self._used = beat.held, beat.used
        is_on = self._wishes.is_on
        if is_on and beat.lost:
            self._set(NO_DEVICE)
        elif is_on and beat.trouble is not None:
            self._set(status_of(beat.trouble))
        elif beat.streaming or not is_on:
            self._set(status_of(None) if is_there(self._device, "document_camera") else NO_DEVICE)

    def _indicate(self) -> None:
        lit = self._wishes.is_on or self.held
        if lit != self._indicated:
            self._indicated = lit
            self._report(IndicatorChanged(lit))

    def _set(self, status: Status) -> None:
        if status != self.status and not self._wishes.stopping.is_set():
            self.status = status
            self._report(StatusChanged(status))

    def _report_all(self, messages: Sequence[CameraMessage]) -> None:
        for message in messages:
            self._report(message)
