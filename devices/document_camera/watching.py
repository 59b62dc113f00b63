"""What the worker sees in passing: every preview frame is shown, and the automatic shutter looks at it."""

from collections.abc import Callable

import cv2

from devices.document_camera.decoding import decode
from devices.document_camera.driver import Frame
from devices.document_camera.eyes import Glance, Sight
from devices.document_camera.orders import Answer, Fire, Waits
from devices.document_camera.preview_memory import PreviewMemory
from devices.document_camera.shutter import Seen, Shutter, View
from devices.document_camera.stillness import Stillness, Thumbnail, difference
from devices.document_camera.values import Corner, ShutterState

_STILL = 0.3
"""Seconds without movement before a photograph is taken."""


class Watch:
    """Frames go to `memory`; what the shutter waits for, and that it asks for a photograph, to `say`."""

    def __init__(self, memory: PreviewMemory, say: Callable[[Answer], None]) -> None:
        self._memory = memory
        self._say = say
        self._session = 0
        self._automatic = False
        self._stillness = Stillness()
        self._shutter = Shutter(1.2)
        self._view = View(ShutterState.OFF)
        self._told = ShutterState.OFF
        self._last_taken: Thumbnail | None = None
        self._lies_at: tuple[Corner, ...] | None = None
        self._taken_at: tuple[Corner, ...] | None = None

    def begin(self, session: int, countdown: float, automatic: bool) -> None:
        """The camera was switched on; `countdown` s pass between stillness and the photograph."""
        self._session = session
        self._stillness.reset()
        self._shutter = Shutter(countdown)
        self._begin_shutter()
        self._view = View(ShutterState.OFF)
        self._told = ShutterState.OFF
        self._automatic = automatic

    def go_on(self, automatic: bool) -> None:
        """Something else is wanted of the camera, which stays on."""
        if automatic and not self._automatic:
            self._begin_shutter()
        self._automatic = automatic

    def _begin_shutter(self) -> None:
        self._shutter.begin(waiting_for_change=self._last_taken is not None)

    def gone(self) -> None:
        """The camera is away, or was: what stood still may do so no more."""
        self._stillness.reset()

    def see(self, frame: Frame, sight: Sight, busy: bool) -> int | None:
        """Look at a frame and show it; `busy`: a photograph was asked for.

        Returns the brightest grey value, None for a frame that is no picture.
        """
        small = decode(frame.jpeg, reduced=True)
        if small is None:
            return None
        self._stillness.feed(small, frame.at)
        glance = sight.glance(small)
        height, width = small.shape[:2]
        self._shutter_sees(frame, width, height, glance, busy)
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes()
        state, share = self._view.state, self._view.share
        self._memory.write(width, height, rgb, glance.corners, self._session, state, share)
        return int(small[::4, ::4].max())

    def _shutter_sees(self, frame: Frame, width: int, height: int, glance: Glance, busy: bool) -> None:
        last = self._stillness.last
        seen = Seen(
            frame.at,
            self._stillness.still_for(frame.at),
            None if glance.corners is None else tuple((x / width, y / height) for x, y in glance.corners),
            glance.hands,
            glance.empty,
            difference=None
            if last is None or self._last_taken is None
            else difference(last, self._last_taken),
        )
        self._lies_at = seen.corners
        if self._automatic:
            self._view = self._shutter.see(seen)
        else:
            busy = busy or self._shutter.state is ShutterState.TAKING
            self._view = View(ShutterState.TAKING if busy else ShutterState.OFF)
        if self._view.state is not self._told:
            self._told = self._view.state
            self._say(Waits(self._session, self._told))
        if self._view.fire:
            self._say(Fire(self._session))

    def is_still(self, now: float) -> bool:
        """Whether a photograph may be taken now."""
        return self._stillness.still_for(now) >= _STILL

    def taking(self, now: float) -> None:
        """What lies there is being made a page of."""
        self._shutter.taking(now)
        self._last_taken = self._stillness.last
        self._taken_at = self._lies_at

    def taken(self) -> None:
        """The page is made."""
        self._shutter.taken(self._taken_at)

    def missed(self) -> None:
        """No photograph was taken after all."""
        self._shutter.missed()
