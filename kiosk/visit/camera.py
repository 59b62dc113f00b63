"""The document camera as the visit sees it: its service for the runner, its words as messages."""

from collections.abc import Callable
from threading import Lock

from devices.document_camera.scanned import Corners, ScannedPhoto
from devices.document_camera.service import DocumentCamera
from devices.document_camera.values import (
    CameraMessage,
    CameraSettings,
    IndicatorChanged,
    LessonDone,
    LessonMove,
    PageCompared,
    Rejected,
    StatusChanged,
    TakeBegan,
    TakeDone,
    Wanted,
)
from devices.document_camera.values import PageRead as PageWasRead
from kiosk.visit.effects import ComparePages
from kiosk.visit.hardware import device_changed
from kiosk.visit.messages import (
    CameraLit,
    MatSeen,
    Message,
    PageRead,
    PagesCompared,
    PhotoBegan,
    PhotoRejected,
    PhotoTaken,
)
from kiosk.visit.messages.staff_devices import LessonAsks, LessonTaught

Tell = Callable[[Message], None]
TAKE_S = 6.0
"""Patience until nothing moves under the camera."""


class Camera:
    """The document camera for the runner, and its pictures for the page."""

    def __init__(self, device: str, tell: Tell, settings: CameraSettings | None = None) -> None:
        self._tell = tell
        self._lock = Lock()
        self._taking: int | None = None
        self._lesson: int | None = None
        self._read = False
        self._comparing: dict[int, ComparePages] = {}
        self._service = DocumentCamera(device, self._heard, settings)
        self.preview = self._service.preview

    def start(self) -> None:
        """Start the worker; the camera stays off."""
        self._service.start()

    def stop(self) -> None:
        """End the worker."""
        self._service.stop()

    def open(self, wanted: Wanted) -> None:
        """Switch on, or say what is wanted now; a picture still under way is of another sheet."""
        with self._lock:
            self._taking, self._read = None, wanted.read
        self._service.open(wanted)

    def close(self) -> None:
        """Switch off; a picture still under way is forgotten, pages that were taken are read."""
        with self._lock:
            self._taking = self._lesson = None
        self._service.close()

    def forget(self) -> None:
        """Switch off and forget everything: the citizen has left."""
        with self._lock:
            self._taking = self._lesson = None
            self._comparing.clear()
        self._service.forget()

    def reset(self) -> None:
        """Open it anew: somebody of the staff wants to see whether that helps."""
        self._service.reset()

    def take(self) -> None:
        """Take what lies there."""
        with self._lock:
            self._taking = self._service.take(TAKE_S)

    def look_at_mat(self) -> None:
        """Tell from the preview whether paper lies there; nothing is photographed."""
        seen = self.preview()
        self._tell(MatSeen(None if seen is None else seen.corners is not None))

    def straighten(self, original: bytes, corners: Corners, wanted: Wanted) -> None:
        """Make the page of a photograph that was taken, with other corners."""
        with self._lock:
            self._read = wanted.read
            self._taking = self._service.straighten(original, corners, wanted)

    def compare(self, pages: ComparePages) -> None:
        """Tell whether a page was photographed before."""
        with self._lock:
            self._comparing[self._service.compare(pages.fingerprint, pages.others)] = pages

    def teach(self, step: str) -> None:
        """Carry out one step of the calibration over the open camera."""
        with self._lock:
            self._lesson = self._service.teach(step)

    def _heard(self, message: CameraMessage) -> None:
        match message:
            case StatusChanged(status):
                self._tell(device_changed("document_camera", status))
            case IndicatorChanged(on):
                self._tell(CameraLit(on))
            case TakeBegan(number) if self._begins(number):
                self._tell(PhotoBegan())
            case TakeDone() if self._awaited(message.request):
                self._tell(photo(message, self._read))
            case PageWasRead(number, page, codes, lines):
                self._tell(PageRead(number, page, codes, lines))
            case LessonMove(number) if number == self._lesson:
                self._tell(LessonAsks())
            case LessonDone(number, lesson) if number == self._lesson:
                self._tell(LessonTaught(lesson))
            case PageCompared(number, twice):
                self._compared(number, twice)
            case _:
                pass  # What the shutter waits for comes with the preview, too.

    def _begins(self, number: int) -> bool:
        """Whether a picture of the shutter is awaited: not where a person has just asked for one."""
        with self._lock:
            if self._taking is not None:
                return False
            self._taking = number
            return True

    def _compared(self, number: int, twice: bool) -> None:
        with self._lock:
            pages = self._comparing.pop(number, None)
        if pages is not None:
            self._tell(PagesCompared(pages.take, pages.page, twice))

    def _awaited(self, number: int) -> bool:
        """Whether a picture is the one last asked for: another one may show another person's paper."""
        with self._lock:
            if number != self._taking:
                return False
            self._taking = None
            return True


def photo(done: TakeDone, read: bool) -> Message:
    """Turn the outcome of a take into the visit's message."""
    match done.outcome:
        case ScannedPhoto() as outcome:
            return PhotoTaken(done.request, outcome, done.original_jpeg, read)
        case Rejected(advice):
            return PhotoRejected(advice.value)
    raise TypeError("a page without a photograph: the camera was not told what is wanted")
