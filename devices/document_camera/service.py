"""The window's side of the document camera. Nothing here waits, and nothing here loads cv2.

The worker process is started once, told to switch the camera on for the step that needs it and off after it,
and killed and replaced when it dies, stops answering or grows (attendance.py). Messages go to one callback on
the service's own thread: the receiver hands them to its own.
"""

from collections.abc import Callable, Sequence

from devices.document_camera import orders
from devices.document_camera.attendance import Attendance
from devices.document_camera.ledger import Ledger
from devices.document_camera.values import CameraMessage, CameraSettings, Corner, Preview, Wanted
from devices.document_camera.wishes import Wishes
from devices.status import Status


class DocumentCamera:
    """One camera, by the stable name of its device (`/dev/v4l/by-path/…`, `usb:VID:PID`, `auto`).

    `stalled` and `restart`: how patient it is with its worker, see `Attendance`.
    """

    def __init__(
        self,
        device: str,
        report: Callable[[CameraMessage], None],
        settings: CameraSettings | None = None,
        stalled: float = 12.0,
        restart: tuple[float, float] = (0.5, 8.0),
    ) -> None:
        self._wishes = Wishes(settings or CameraSettings())
        self._ledger = Ledger()
        self._attendance = Attendance(device, self._wishes, self._ledger, report, stalled, restart)

    def start(self) -> None:
        """Start the worker, camera off."""
        self._attendance.start()

    def open(self, wanted: Wanted) -> None:
        """Switch the camera on, for the step that needs it alone; while it is on: say what is wanted now."""
        self._wishes.open(wanted)

    def close(self) -> None:
        """Switch the camera off; the last frame is forgotten. Pages that were taken are still read."""
        self._wishes.close()

    def forget(self) -> None:
        """The person has left: switch off, and replace the process that held their pictures."""
        self._wishes.close()
        self._wishes.forget()

    def reset(self) -> None:
        """Open the camera anew, with a fresh worker; what was under way ends, and what was on comes back."""
        self._wishes.reset()

    def preview(self) -> Preview | None:
        """Return the newest frame that was not returned before; None where there is none, or it is off."""
        memory = self._attendance.memory
        if memory is None or not self._wishes.is_on:
            return None
        frame = memory.read(memory.shown, self._wishes.session)
        if frame is not None:
            memory.shown = frame.number
        return frame

    def take(self, timeout: float) -> int:
        """Ask for one photograph, given `timeout` s until nothing moves; TakeDone of this number follows."""
        number = self._ledger.begin()
        self._wishes.put(orders.Take(number, timeout))
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
        wanted = wanted or self._wishes.wanted
        settings = self._wishes.settings
        self._wishes.put(orders.Straighten(number, original_jpeg, tuple(corners), wanted, settings))
        return number

    def compare(self, fingerprint: bytes, others: Sequence[bytes]) -> int:
        """Ask whether a page is among others; PageCompared of this number follows. The camera may be off."""
        number = self._ledger.begin_compare()
        self._wishes.put(orders.Compare(number, fingerprint, tuple(others)))
        return number

    def teach(self, step: str) -> int:
        """Ask for one step of the calibration (`calibration.lessons.STEPS`); LessonDone follows.

        The camera is to be open. What is learnt is kept in the file of the settings, and looked with at once.
        """
        number = self._ledger.begin_lesson(step)
        self._wishes.put(orders.Teach(number, step))
        return number

    @property
    def status(self) -> Status:
        """The last that is known; never waits."""
        return self._attendance.status

    @property
    def is_on(self) -> bool:
        """Whether the camera may see somebody: true from before it is opened until it was let go."""
        return self._wishes.is_on or self._attendance.held

    @property
    def worker_pid(self) -> int | None:
        """The worker's process, for those who watch memory and load."""
        worker = self._attendance.worker
        return worker.pid if worker is not None else None

    def stop(self, timeout: float = 5.0) -> None:
        """End worker and thread; the camera is off after it."""
        self._attendance.stop(timeout)
        self._wishes.release()
