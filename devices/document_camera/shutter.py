"""The automatic shutter: when a paper lies there, still and without hands, long enough. Pure.

It is fed with what each preview frame shows and tells what it waits for. It asks for a photograph once and
then waits until the paper was changed, so that one paper is not taken again and again.
"""

import math
from dataclasses import dataclass

from devices.document_camera.values import Corner, ShutterState

_STILL = 0.3
"""Seconds without movement before the countdown begins."""
_MISSED = 0.5
"""So long, s, the search may lose the page between two frames before it counts as taken away."""
_SHIFTED = 0.02
"""Of the frame's diagonal: corners that went further belong to a paper laid anew."""
_DIFFERS = 2.0
"""Mean difference of grey values to the photograph taken last; noise and a flickering lamp stay under 1."""
_PATIENCE = 20.0
"""Seconds after which a photograph that was asked for and never answered is given up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame shows. `at` and `still_for` in s (monotonic), `corners` in parts 0..1 of the frame.

    `hands` and `empty` None where no empty mat was learnt. `difference` to the photograph taken last, mean
    of grey values 0..255; None where there is none.
    """

    at: float
    still_for: float
    corners: tuple[Corner, ...] | None
    hands: bool | None = None
    empty: bool | None = None
    difference: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """The state for the screen; `share` 0..1 of the countdown. `fire`: take a photograph, said once."""

    state: ShutterState
    share: float = 0.0
    fire: bool = False


class Shutter:
    """One camera's automatic shutter. `countdown` s pass between stillness and the photograph."""

    def __init__(self, countdown: float) -> None:
        self._countdown = countdown
        self._state = ShutterState.PLACING
        self._since = 0.0
        self._anchor: tuple[Corner, ...] | None = None
        self._seen = -math.inf
        self._taken: tuple[Corner, ...] | None = None

    @property
    def state(self) -> ShutterState:
        """What it waits for."""
        return self._state

    def begin(self, waiting_for_change: bool = False) -> None:
        """Start anew; `waiting_for_change` where what was taken last may still lie there."""
        self._state = ShutterState.CHANGE if waiting_for_change else ShutterState.PLACING
        self._anchor = self._taken = None
        self._seen = -math.inf

    def taking(self, at: float) -> None:
        """A photograph is being taken, by whomever it was asked for."""
        self._state, self._since = ShutterState.TAKING, at

    def taken(self, corners: tuple[Corner, ...] | None = None) -> None:
        """Note that it was taken; the same paper, at `corners` where known, is not taken again."""
        self._state = ShutterState.CHANGE
        self._taken = corners if corners is not None else self._anchor

    def missed(self) -> None:
        """There was no photograph after all: begin again with what lies there."""
        self._state = ShutterState.PLACING

    def see(self, seen: Seen) -> View:
        """Take one frame into account."""
        if seen.corners is not None:
            self._seen = seen.at
        lost = seen.at - self._seen > _MISSED
        if self._state is ShutterState.TAKING:
            if seen.at - self._since < _PATIENCE:
                return View(ShutterState.TAKING)
            self.missed()
        if self._state is ShutterState.CHANGE:
            if not self._changed(seen, lost):
                return View(ShutterState.CHANGE)
            self._taken = None
        if seen.hands:
            return self._wait(ShutterState.HANDS)
        if seen.empty or lost:
            return self._wait(ShutterState.PLACING)
        if seen.still_for < _STILL or self._moved(seen.corners):
            return self._wait(ShutterState.HOLD_STILL, seen.corners)
        return self._count(seen)

    def _count(self, seen: Seen) -> View:
        if self._state is not ShutterState.COUNTING:
            self._state, self._since = ShutterState.COUNTING, seen.at
            self._anchor = seen.corners or self._anchor
        share = 1.0 if self._countdown <= 0 else (seen.at - self._since) / self._countdown
        # Never on a frame in which the page itself was not found.
        if share < 1.0 or seen.corners is None:
            return View(ShutterState.COUNTING, min(share, 1.0))
        self.taking(seen.at)
        return View(ShutterState.TAKING, 0.0, fire=True)

    def _wait(self, state: ShutterState, corners: tuple[Corner, ...] | None = None) -> View:
        self._state, self._anchor = state, corners
        return View(state)

    def _moved(self, corners: tuple[Corner, ...] | None) -> bool:
        return corners is not None and self._anchor is not None and apart(corners, self._anchor) > _SHIFTED

    def _changed(self, seen: Seen, lost: bool) -> bool:
        """Whether another paper lies there, or none. A hand that only passes over changes nothing."""
        if seen.empty:
            return True
        if seen.still_for < _STILL or seen.hands:
            return False
        if lost:
            return True
        if seen.difference is not None and seen.difference > _DIFFERS:
            return True
        if seen.corners is None or self._taken is None:
            return False
        return apart(seen.corners, self._taken) > _SHIFTED


def apart(one: tuple[Corner, ...], other: tuple[Corner, ...]) -> float:
    """Return the way of the corner that moved most, in parts of the frame's diagonal."""
    return max(math.hypot(x - u, y - v) for (x, y), (u, v) in zip(one, other, strict=True)) / math.sqrt(2)
