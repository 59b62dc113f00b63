"""The window's side of the document camera. Nothing here waits, and nothing here loads cv2.

The worker process is started once, told to switch the camera on for the step that needs it and off after it,
and killed and replaced when it dies or stops answering. Messages go to one callback on the service's own
thread: the receiver hands them to its own.
"""

import contextlib
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait

from devices.document_camera import preview_memory
from devices.document_camera.orders import Answer, Beat, Close, Open, Order, Take, Taken
from devices.document_camera.values import (
    Advice,
    CameraMessage,
    CameraSettings,
    Preview,
    Rejected,
    StatusChanged,
    TakeDone,
)
from devices.finding import NoSuchPortError, WrongDeviceError, is_there, resolve
from devices.status import NO_DEVICE, STARTING, WRONG_DEVICE, DeviceStatus, Status

_ONLINE = Status(DeviceStatus.ONLINE)
_LOOK_EVERY = 0.5


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
        stalled: float = 8.0,
        restart: tuple[float, float] = (0.5, 8.0),
    ) -> None:
        self._device = device
        self._report = report
        self._settings = settings or CameraSettings()
        self._stalled = stalled
        self._restart = restart
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._wanted = False
        self._next = 1
        self._open_takes: set[int] = set()
        self._memory: preview_memory.PreviewMemory | None = None
        self._shown = 0
        self._status = STARTING
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="document camera", daemon=True)

    # -- for the window's thread

    def start(self) -> None:
        """Start the worker, camera off."""
        self._thread.start()

    def open(self) -> None:
        """Switch the camera on. It is shown by its indicator, so only for the step that needs it."""
        self._wanted = True
        self._tell(Open(self._settings))

    def close(self) -> None:
        """Switch the camera off; the last frame is forgotten."""
        self._wanted = False
        self._tell(Close())

    def preview(self) -> Preview | None:
        """Return the newest frame that was not returned before; None where there is none, or it is off."""
        memory = self._memory
        if memory is None or not self._wanted:
            return None
        frame = memory.read(self._shown)
        if frame is not None:
            self._shown = frame.number
        return frame

    def take(self, timeout: float) -> int:
        """Ask for one page, given `timeout` s until nothing moves; TakeDone with this number follows."""
        with self._lock:
            number = self._next
            self._next += 1
            self._open_takes.add(number)
        self._tell(Take(number, timeout))
        return number

    @property
    def status(self) -> Status:
        """The last that is known; never waits."""
        return self._status

    @property
    def worker_pid(self) -> int | None:
        """The worker's process, for those who watch memory and load."""
        process = self._process
        return process.pid if process is not None else None

    def stop(self, timeout: float = 5.0) -> None:
        """End worker and thread; the camera is off after it."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout)
        self._wake_read.close()
        self._wake_write.close()

    def _tell(self, order: Order) -> None:
        self._orders.put(order)
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_write.send(b"\0")

    # -- the service's thread

    def _run(self) -> None:
        pause = self._restart[0]
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                port = self._port()
            except WrongDeviceError:
                self._set(WRONG_DEVICE)
                self._stopping.wait(_LOOK_EVERY)
                continue
            self._attend_one_worker(port)
            self._fail_open_takes()
            if self._stopping.is_set():
                return
            pause = self._restart[0] if time.monotonic() - began > 30 else min(pause * 2, self._restart[1])
            self._stopping.wait(pause)

    def _port(self) -> str:
        """Return the device to open now; while it is not there, its name. Raises WrongDeviceError."""
        try:
            return resolve(self._device, "document_camera")
        except NoSuchPortError:
            return self._device

    def _attend_one_worker(self, port: str) -> None:
        ours, theirs = socket.socketpair()
        fd = preview_memory.create()
        command = [sys.executable, "-m", "devices.document_camera.worker", "--device", port]
        command += ["--channel", str(theirs.fileno()), "--memory", str(fd)]
        environment = dict(os.environ, OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT="3", OPENCV_LOG_LEVEL="OFF")
        process = subprocess.Popen(command, pass_fds=(theirs.fileno(), fd), env=environment)
        theirs.close()
        memory = preview_memory.PreviewMemory(fd)
        os.close(fd)
        self._process, self._shown, self._memory = process, 0, memory
        channel = Connection(ours.detach())
        try:
            if self._wanted:
                channel.send(Open(self._settings))
            self._attend(channel, process, port)
        except (EOFError, OSError):
            pass
        finally:
            self._memory = self._process = None
            channel.close()
            self._end(process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        try:
            # A worker whose channel closed lets the camera go and ends by itself.
            process.wait(1.5 if self._stopping.is_set() else 0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _attend(self, channel: Connection, process: subprocess.Popen[bytes], port: str) -> None:
        # Loading cv2 takes a while on a small machine.
        heard = time.monotonic() + self._stalled
        while not self._stopping.is_set() and process.poll() is None:
            wait([channel, self._wake_read], timeout=_LOOK_EVERY)
            with contextlib.suppress(BlockingIOError):
                self._wake_read.recv(4096)
            while not self._orders.empty():
                channel.send(self._orders.get())
            while channel.poll(0):
                heard = max(heard, time.monotonic())
                self._hear(channel.recv())
            if time.monotonic() - heard > self._stalled or self._port() != port:
                return

    def _hear(self, answer: Answer) -> None:
        match answer:
            case Taken(number, outcome):
                with self._lock:
                    known = number in self._open_takes
                    self._open_takes.discard(number)
                if known:
                    self._report(TakeDone(number, outcome))
            case Beat(streaming, lost):
                if self._wanted and lost:
                    self._set(NO_DEVICE)
                elif streaming or not self._wanted:
                    self._set(_ONLINE if is_there(self._device, "document_camera") else NO_DEVICE)

    def _fail_open_takes(self) -> None:
        # Orders that the dead worker never saw die with it; the camera itself is switched on again.
        while not self._orders.empty():
            self._orders.get()
        with self._lock:
            numbers = sorted(self._open_takes)
            self._open_takes.clear()
        self._set(STARTING)
        for number in numbers:
            self._report(TakeDone(number, Rejected(Advice.GONE)))

    def _set(self, status: Status) -> None:
        if status != self._status and not self._stopping.is_set():
            self._status = status
            self._report(StatusChanged(status))
