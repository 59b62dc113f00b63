"""The worker's calibrating thread: one step at a time, over the frames that the preview goes on showing."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from devices.document_camera.calibration.lessons import lesson
from devices.document_camera.calibration.procedure import Eye
from devices.document_camera.driver import CameraGone, Grabber
from devices.document_camera.orders import Answer, Asks, Taught
from devices.document_camera.values import Lesson

_log = logging.getLogger(__name__)

_SILENT_S = 5.0
"""Without a frame for so long the camera is gone."""


class _Frames:
    """The camera as `Eye` reads it: every frame that the grabber keeps, none twice."""

    def __init__(self, grabber: Grabber, ended: threading.Event) -> None:
        self._grabber, self._ended, self._seen = grabber, ended, 0

    def read(self) -> bytes:
        """Wait for the next frame and return its JPEG. Raises CameraGone."""
        until = monotonic() + _SILENT_S
        while not self._ended.is_set() and monotonic() < until:
            frame = self._grabber.newest(self._seen, 0.2)
            if frame is not None:
                self._seen = frame.number
                return frame.jpeg
        raise CameraGone


class School:
    """Steps of the calibration, each in a thread of its own; what they come to is told by `send`."""

    def __init__(self, send: Callable[[Answer], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._learnt = False

    @property
    def ended(self) -> bool:
        """Whether a step has ended since this was asked last: the file may be another."""
        with self._lock:
            learnt, self._learnt = self._learnt, False
        return learnt

    def begin(self, number: int, step: str, grabber: Grabber, file: str) -> None:
        """Begin a step; one that is under way is given up for it, as `gone`."""
        self.end()
        if not file:
            self._send(Taught(number, Lesson(step, "disk")))
            return
        over = self._over = threading.Event()
        arguments = (number, step, _Frames(grabber, over), Path(file))
        self._thread = threading.Thread(target=self._run, args=arguments, name="school", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Give up what is under way."""
        self._over.set()

    def _run(self, number: int, step: str, frames: _Frames, file: Path) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + 2)
        try:
            told = self._carried_out(step, frames, file, lambda: self._send(Asks(number)))
        except CameraGone:
            told = Lesson(step, "gone")
        except Exception as error:
            # Whatever lies there, the camera goes on; and the log says nothing of what it shows.
            _log.error("a step of the calibration failed: %s", type(error).__name__)
            told = Lesson(step, "failed")
        with self._lock:
            self._learnt = True
        self._send(Taught(number, told))

    def _carried_out(self, step: str, frames: _Frames, file: Path, move: Callable[[], None]) -> Lesson:
        return lesson(lambda: Eye(frames), step, file, datetime.now(UTC), move)
