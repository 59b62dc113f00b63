"""The window's side of the document camera. Nothing here waits, and nothing here loads cv2.

The worker process is started once, told to switch the camera on for the step that needs it and off after it,
and killed and replaced when it dies, stops answering or grows. Messages go to one callback on the service's
own thread: the receiver hands them to its own.
"""

import contextlib
import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait

from devices.document_camera import orders, preview_memory
from devices.document_camera.keeping import WorkerProcess
from devices.document_camera.ledger import Ledger
from devices.document_camera.replacing import Standing, is_due, pause_after
from devices.document_camera.troubles import status_of
from devices.document_camera.values import (
    CameraMessage,
    CameraSettings,
    Corner,
    IndicatorChanged,
    Preview,
    ShutterChanged,
    ShutterState,
    StatusChanged,
    TakeBegan,
    Wanted,
)
from devices.finding import NoSuchPortError, WrongDeviceError, is_there, resolve
from devices.status import NO_DEVICE, STARTING, WRONG_DEVICE, Status

_LOOK_EVERY = 0.5
_FIRED_WITHIN = 3.0
"""Patience of a take that the shutter asked for, s: it stood still a moment ago."""


class DocumentCamera:
    """One camera, by the stable name of its device (`/dev/v4l/by-path/…`, `usb:VID:PID`, `auto`).

    The name is looked up whenever a worker is started, and the worker replaced when it leads elsewhere.
    `stalled` s without a sign of life replace the worker; after it died it is started again after
    `restart[0]` s, then twice that, up to `restart[1]`.
    """

    def __init__(
        self,
        device: str,
        report: Callable[[CameraMessage], None],
        settings: CameraSettings | None = None,
        stalled: float = 12.0,
        restart: tuple[float, float] = (0.5, 8.0),
    ) -> None:
        self._device = device
        self._report = report
        self._settings = settings or CameraSettings()
        # Every worker lives in what the terminal was started in, whenever it is replaced.
        self._environment = dict(os.environ)
        self._stalled = stalled
        self._restart = restart
        self._orders: queue.SimpleQueue[orders.Order] = queue.SimpleQueue()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._stopping = threading.Event()
        self._forgetting = threading.Event()
        self._resetting = threading.Event()
        self._lock = threading.Lock()
        self._on = False
        self._session = 0
        self._wanted = Wanted()
        self._off_since = time.monotonic()
        self._used = False
        self._held = False
        self._indicated = False
        self._ledger = Ledger()
        self._worker: WorkerProcess | None = None
        self._memory: preview_memory.PreviewMemory | None = None
        self._shown = 0
        self._status = STARTING
        self._thread = threading.Thread(target=self._run, name="document camera", daemon=True)

    # -- for the window's thread

    def start(self) -> None:
        """Start the worker, camera off."""
        self._thread.start()

    def open(self, wanted: Wanted) -> None:
        """Switch the camera on, for the step that needs it alone; while it is on: say what is wanted now."""
        with self._lock:
            if not self._on:
                self._session += 1
            self._on, self._wanted = True, wanted
            self._tell(orders.Open(self._settings, self._session, wanted))

    def close(self) -> None:
        """Switch the camera off; the last frame is forgotten. Pages that were taken are still read."""
        with self._lock:
            self._on = False
            self._off_since = time.monotonic()
            self._tell(orders.Close())

    def forget(self) -> None:
        """The person has left: switch off, and replace the process that held their pictures."""
        self.close()
        self._forgetting.set()
        self._wake()

    def reset(self) -> None:
        """Open the camera anew, with a fresh worker; what was under way ends, and what was on comes back."""
        self._resetting.set()
        self._wake()

    def preview(self) -> Preview | None:
        """Return the newest frame that was not returned before; None where there is none, or it is off."""
        memory = self._memory
        if memory is None or not self._on:
            return None
        frame = memory.read(self._shown, self._session)
        if frame is not None:
            self._shown = frame.number
        return frame

    def take(self, timeout: float) -> int:
        """Ask for one photograph, given `timeout` s until nothing moves; TakeDone of this number follows."""
        number = self._ledger.begin()
        self._tell(orders.Take(number, timeout))
        return number

    def straighten(
        self, original_jpeg: bytes, corners: Sequence[Corner], wanted: Wanted | None = None
    ) -> int:
        """Make a page of a photograph taken before, its corners where a person put them; TakeDone follows.

        `corners` are four, in px of the photograph, clockwise from the page's top left. The camera may be
        off. Raises ValueError for another number of corners.
        """
        if len(corners) != 4:
            raise ValueError("a page has four corners")
        number = self._ledger.begin()
        wanted = wanted or self._wanted
        self._tell(orders.Straighten(number, original_jpeg, tuple(corners), wanted, self._settings))
        return number

    def compare(self, fingerprint: bytes, others: Sequence[bytes]) -> int:
        """Ask whether a page is among others; PageCompared of this number follows. The camera may be off."""
        number = self._ledger.begin_compare()
        self._tell(orders.Compare(number, fingerprint, tuple(others)))
        return number

    def teach(self, step: str) -> int:
        """Ask for one step of the calibration (`calibration.lessons.STEPS`); LessonDone follows.

        The camera is to be open. What is learnt is kept in the file of the settings, and looked with at once.
        """
        number = self._ledger.begin_lesson(step)
        self._tell(orders.Teach(number, step))
        return number

    @property
    def status(self) -> Status:
        """The last that is known; never waits."""
        return self._status

    @property
    def is_on(self) -> bool:
        """Whether the camera may see somebody: true from before it is opened until it was let go."""
        return self._on or self._held

    @property
    def worker_pid(self) -> int | None:
        """The worker's process, for those who watch memory and load."""
        worker = self._worker
        return worker.pid if worker is not None else None

    def stop(self, timeout: float = 5.0) -> None:
        """End worker and thread; the camera is off after it."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout)
        self._wake_read.close()
        self._wake_write.close()

    def _tell(self, order: orders.Order) -> None:
        self._orders.put(order)
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_write.send(b"\0")

    # -- the service's thread

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                port = self._port()
            except WrongDeviceError:
                self._set(WRONG_DEVICE)
                self._stopping.wait(_LOOK_EVERY)
                continue
            on_purpose = self._with_one_worker(port)
            self._settle(on_purpose)
            if self._stopping.is_set():
                return
            if on_purpose and not self._on:
                continue
            pause = pause_after(time.monotonic() - began, pause, self._restart)
            self._stopping.wait(pause)

    def _port(self) -> str:
        """Return the device to open now; while it is not there, its name. Raises WrongDeviceError."""
        try:
            return resolve(self._device, "document_camera")
        except NoSuchPortError:
            return self._device

    def _with_one_worker(self, port: str) -> bool:
        """Attend one worker until its end; True where it was ended though nothing was wrong with it."""
        worker = WorkerProcess(port, self._environment)
        self._worker, self._shown, self._memory, self._used = worker, 0, worker.memory, False
        on_purpose = False
        try:
            with self._lock:
                again = orders.Open(self._settings, self._session, self._wanted) if self._on else None
            if again is not None:
                worker.send(again)
            on_purpose = self._attend(worker, port)
        except (EOFError, OSError):
            pass
        finally:
            self._memory = self._worker = None
            # A worker whose channel closed lets the camera go and ends by itself.
            worker.end(1.5 if self._stopping.is_set() or on_purpose else 0.2)
            self._held = False
        return on_purpose

    def _attend(self, worker: WorkerProcess, port: str) -> bool:
        # Loading cv2 takes a while on a small machine, a nice-10 process a while longer on a busy one.
        heard = time.monotonic() + 2 * self._stalled
        while not self._stopping.is_set() and not worker.ended:
            wait([worker.channel, self._wake_read], timeout=_LOOK_EVERY)
            with contextlib.suppress(BlockingIOError):
                self._wake_read.recv(4096)
            while not self._orders.empty():
                worker.send(self._orders.get())
            while (answer := worker.hear()) is not None:
                heard = max(heard, time.monotonic())
                self._hear(answer)
            self._indicate()
            if time.monotonic() - heard > self._stalled or self._port() != port:
                return False
            if self._resetting.is_set():
                self._resetting.clear()
                return False
            if self._replace_now(worker):
                return True
        return False

    def _replace_now(self, worker: WorkerProcess) -> bool:
        if self._forgetting.is_set():
            self._forgetting.clear()
            return self._used
        off_for = None if self._on else time.monotonic() - self._off_since
        busy = self._ledger.busy or not self._orders.empty()
        standing = Standing(worker.resident_mb(), off_for, busy, self._used)
        return is_due(standing, self._settings.memory_mb, self._settings.idle)

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
                if self._on and session == self._session:
                    number = self._ledger.begin()
                    self._report(TakeBegan(number))
                    self._tell(orders.Take(number, _FIRED_WITHIN, fired=True))
            case orders.Waits(session, state):
                if self._on and session == self._session:
                    self._report(ShutterChanged(state))
            case orders.Beat():
                self._beat(answer)

    def _beat(self, beat: orders.Beat) -> None:
        self._held, self._used = beat.held, beat.used
        if self._on and beat.lost:
            self._set(NO_DEVICE)
        elif self._on and beat.trouble is not None:
            self._set(status_of(beat.trouble))
        elif beat.streaming or not self._on:
            self._set(status_of(None) if is_there(self._device, "document_camera") else NO_DEVICE)

    def _settle(self, on_purpose: bool) -> None:
        """Answer what the worker that ended can answer no more."""
        if not on_purpose:
            # Orders that the dead worker never saw die with it; the camera itself is switched on again.
            while not self._orders.empty():
                self._orders.get()
            self._set(STARTING)
        self._report_all(self._ledger.fail())
        if self._on and self._wanted.automatic:
            self._report(ShutterChanged(ShutterState.OFF))
        self._indicate()

    def _indicate(self) -> None:
        if self.is_on != self._indicated:
            self._indicated = self.is_on
            self._report(IndicatorChanged(self._indicated))

    def _set(self, status: Status) -> None:
        if status != self._status and not self._stopping.is_set():
            self._status = status
            self._report(StatusChanged(status))

    def _report_all(self, messages: Sequence[CameraMessage]) -> None:
        for message in messages:
            self._report(message)
