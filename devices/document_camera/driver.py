"""A V4L2 camera through cv2: JPEG frames, always the newest, re-opened when it comes back."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from devices.document_camera import controls
from devices.document_camera.formats import Mode, choose, formats
from devices.document_camera.frame_watch import FrameWatch
from devices.document_camera.troubles import FROZEN
from devices.document_camera.values import CameraSettings

_FRESH_START = 3.0
"""Seconds after which a stream that stands is begun anew."""


class CameraGone(Exception):  # noqa: N818 - what happened, not a mistake
    """The camera is not there, is held by someone else, or went away."""


class Camera:
    """An open camera that streams. Raises CameraGone where it cannot be opened.

    `mode` is what was asked of it, `notes` what the profile wanted and it could not do.
    """

    def __init__(self, device: str, settings: CameraSettings) -> None:
        if not Path(device).exists():
            raise CameraGone(device)
        self.mode, self.notes = _prepared(device, settings)
        self._capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise CameraGone(device)
        self._raw = self.mode.pixels == "MJPG"
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*self.mode.pixels))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, self.mode.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self.mode.height)
        self._capture.set(cv2.CAP_PROP_FPS, settings.frames_per_second)
        # Unconverted, the camera's own JPEG stays the original.
        self._capture.set(cv2.CAP_PROP_CONVERT_RGB, int(not self._raw))
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> bytes:
        """Wait for the next frame and return its JPEG. Raises CameraGone."""
        good, frame = self._capture.read()
        if not good or frame is None:
            # isOpened() stays true after an unplug; only the failed read tells.
            raise CameraGone
        if self._raw:
            return frame.tobytes()
        _, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 95])
        return bytes(jpeg.tobytes())

    def close(self) -> None:
        """Let the device go."""
        self._capture.release()


def _prepared(device: str, settings: CameraSettings) -> tuple[Mode, tuple[str, ...]]:
    """Choose the mode and set the controls, before anybody streams: some drivers serve one at a time."""
    try:
        mode = choose(formats(device), settings.width, settings.height)
        outcomes = controls.apply(device, settings)
    except OSError:
        # Whether it is gone, or only tells nothing of itself, opening it will show.
        return Mode("MJPG", settings.width, settings.height), ()
    notes = [outcome.note for outcome in outcomes if outcome.note is not None]
    wanted = settings.width, settings.height
    if mode.pixels != "MJPG" or (mode.width, mode.height) != wanted:
        notes.append(f"{mode.pixels} {mode.width} x {mode.height}, not MJPG {wanted[0]} x {wanted[1]}")
    return mode, tuple(notes)


@dataclass(frozen=True, slots=True)
class Frame:
    """One JPEG, with the moment (monotonic s) at which it arrived."""

    number: int
    jpeg: bytes
    at: float


class Grabber:
    """A thread that reads all the time and keeps the newest frame: a camera left alone hands out old ones.

    `note` is told once what the camera cannot do that the profile wants.
    """

    def __init__(self, device: str, settings: CameraSettings, note: Callable[[str], None]) -> None:
        self._device = device
        self._settings = settings
        self._note = note
        self._noted: set[str] = set()
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._stop = threading.Event()
        self._watch = FrameWatch()
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

    @property
    def trouble(self) -> str | None:
        """What is wrong with the frames that come, as a fault's code; see `troubles`."""
        return self._watch.trouble if self.streaming else None

    def brightest(self, level: int) -> None:
        """Tell the highest grey value, 0..255, of the newest frame: this thread decodes none."""
        self._watch.brightest(level)

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
            for note in camera.notes:
                if note not in self._noted:
                    self._noted.add(note)
                    self._note(note)
            try:
                number = self._stream(camera, number)
                pause = 0.2
            except CameraGone:
                self.streaming, self.lost = False, True
            finally:
                camera.close()

    def _stream(self, camera: Camera, number: int) -> int:
        """Keep the newest frame until told to stop, or until the stream stands and is to be begun anew."""
        opened = time.monotonic()
        while not self._stop.is_set():
            jpeg = camera.read()
            self.alive_at = now = time.monotonic()
            whole = self._watch.feed(jpeg, now)
            self.streaming, self.lost = True, False
            frozen = self._watch.trouble == FROZEN
            if whole and not frozen:
                number += 1
                with self._changed:
                    self._frame = Frame(number, jpeg, now)
                    self._changed.notify_all()
            if frozen and now - opened > _FRESH_START:
                return number
        return number
