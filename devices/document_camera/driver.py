"""A V4L2 camera through cv2: raw JPEG frames, always the newest, re-opened when it comes back."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import cv2

from devices.document_camera.values import CameraSettings


class CameraGone(Exception):  # noqa: N818 - what happened, not a mistake
    """The camera is not there, is held by someone else, or went away."""


class Camera:
    """An open camera that streams. Raises CameraGone where it cannot be opened."""

    def __init__(self, device: str, settings: CameraSettings) -> None:
        if not Path(device).exists():
            raise CameraGone(device)
        self._capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise CameraGone(device)
        # 8 MP over USB 2 is MJPG or two frames a second; unconverted, it stays the original.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
        self._capture.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
        self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> bytes:
        """Wait for the next frame and return its JPEG. Raises CameraGone."""
        good, frame = self._capture.read()
        if not good or frame is None:
            # isOpened() stays true after an unplug; only the failed read tells.
            raise CameraGone
        return frame.tobytes()

    def close(self) -> None:
        """Let the device go."""
        self._capture.release()


@dataclass(frozen=True, slots=True)
class Frame:
    """One JPEG, with the moment (monotonic s) at which it arrived."""

    number: int
    jpeg: bytes
    at: float


class Grabber:
    """A thread that reads all the time and keeps the newest frame: a camera left alone hands out old ones."""

    def __init__(self, device: str, settings: CameraSettings) -> None:
        self._device = device
        self._settings = settings
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._stop = threading.Event()
        self.streaming = False
        self.lost = False
        self.alive_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="grab", daemon=True)
        self._thread.start()

    def newest(self, after: int, timeout: float) -> Frame | None:
        """Return the newest frame with a number above `after`, None when none came within `timeout` s."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None and self._frame.number > after, timeout)
            return self._frame if self._frame is not None and self._frame.number > after else None

    def close(self) -> bool:
        """Release the device; False where the driver does not let go within 3 s."""
        self._stop.set()
        self._thread.join(3)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = 0.2
        number = 0
        while not self._stop.is_set():
            self.alive_at = time.monotonic()
            try:
                camera = Camera(self._device, self._settings)
            except CameraGone:
                self.lost = True
                self._stop.wait(pause)
                pause = min(1.0, pause * 1.5)
                continue
            try:
                while not self._stop.is_set():
                    jpeg = camera.read()
                    number += 1
                    self.alive_at = time.monotonic()
                    self.streaming, self.lost = True, False
                    pause = 0.2
                    with self._changed:
                        self._frame = Frame(number, jpeg, self.alive_at)
                        self._changed.notify_all()
            except CameraGone:
                self.streaming, self.lost = False, True
            finally:
                camera.close()
