"""What was asked of the worker and not answered yet. Values in, messages out; safe between threads."""

import itertools
import threading
from collections.abc import Sequence

from devices.document_camera.orders import Asks, Compared, Read, Taken, Taught
from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import (
    Advice,
    CameraMessage,
    Lesson,
    LessonDone,
    LessonMove,
    PageCompared,
    PageRead,
    Rejected,
    TakeDone,
)


class Ledger:
    """Numbers what is asked, and answers for a worker that can no more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._takes: set[int] = set()
        self._pages: set[tuple[int, int]] = set()
        self._compares: set[int] = set()
        self._lessons: dict[int, str] = {}

    def begin(self) -> int:
        """Note a take and return its number."""
        with self._lock:
            number = next(self._numbers)
            self._takes.add(number)
            return number

    def begin_compare(self) -> int:
        """Note that a page is to be compared and return the number of the question."""
        with self._lock:
            number = next(self._numbers)
            self._compares.add(number)
            return number

    def begin_lesson(self, step: str) -> int:
        """Note a step of the calibration and return its number."""
        with self._lock:
            number = next(self._numbers)
            self._lessons[number] = step
            return number

    @property
    def busy(self) -> bool:
        """Whether anything is still to be answered."""
        with self._lock:
            return bool(self._takes or self._pages or self._compares or self._lessons)

    def taken(self, answer: Taken) -> Sequence[CameraMessage]:
        """Note a take's answer; nothing for one that was answered before. Its pages are to be read yet."""
        with self._lock:
            if answer.number not in self._takes:
                return ()
            self._takes.discard(answer.number)
            if isinstance(answer.outcome, ScannedPhoto):
                self._pages |= {(answer.number, page) for page in answer.to_read}
        return (TakeDone(answer.number, answer.outcome, answer.original_jpeg, answer.to_read),)

    def read(self, answer: Read) -> Sequence[CameraMessage]:
        """Note that a page was read."""
        page = (answer.number, answer.page)
        with self._lock:
            if page not in self._pages:
                return ()
            self._pages.discard(page)
        return (PageRead(*page, answer.codes, answer.lines),)

    def compared(self, answer: Compared) -> Sequence[CameraMessage]:
        """Note that a page was compared."""
        with self._lock:
            if answer.number not in self._compares:
                return ()
            self._compares.discard(answer.number)
        return (PageCompared(answer.number, answer.twice),)

    def asks(self, answer: Asks) -> Sequence[CameraMessage]:
        """Pass on what a step of the calibration waits for."""
        with self._lock:
            return (LessonMove(answer.number),) if answer.number in self._lessons else ()

    def taught(self, answer: Taught) -> Sequence[CameraMessage]:
        """Note what a step of the calibration came to."""
        with self._lock:
            known = self._lessons.pop(answer.number, None) is not None
        return (LessonDone(answer.number, answer.lesson),) if known else ()

    def fail(self) -> Sequence[CameraMessage]:
        """Answer everything that is open: a take or lesson is gone, a page unread, nothing compared."""
        with self._lock:
            takes, pages, compares = sorted(self._takes), sorted(self._pages), sorted(self._compares)
            for still_open in (self._takes, self._pages, self._compares):
                still_open.clear()
            lessons, self._lessons = self._lessons, {}
        return (
            *(TakeDone(number, Rejected(Advice.GONE)) for number in takes),
            *(PageRead(number, page, (), None) for number, page in pages),
            *(PageCompared(number, False) for number in compares),
            *(LessonDone(number, Lesson(step, "gone")) for number, step in sorted(lessons.items())),
        )
