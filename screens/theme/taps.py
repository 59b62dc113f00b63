"""The rule against double strikes (EN 301 549 clause 5.8; GB/T 37668)."""

from collections.abc import Callable

REPEAT_S = 0.5
"""A second tap at the same place sooner than this is a tremor, not a wish."""

KEY_REPEAT_S = 0.12
"""The same for keys of a keyboard, where 11 and nn are meant."""


class TapGuard:
    """Remembers the last tap that acted, also across a change of page."""

    def __init__(self, now: Callable[[], float], near_px: int) -> None:
        self._now = now
        self._near = near_px
        self._last: tuple[float, float, float] | None = None

    def allow(self, x: float, y: float, *, is_key: bool = False) -> bool:
        """Return whether a tap at (x, y) px may act now, and remember it if so.

        On keys the same place is refused only for KEY_REPEAT_S.
        """
        now = self._now()
        if self._last is not None:
            then, px, py = self._last
            limit = KEY_REPEAT_S if is_key else REPEAT_S
            if now - then < limit and abs(x - px) <= self._near and abs(y - py) <= self._near:
                return False
        self._last = now, x, y
        return True

    def forget(self) -> None:
        """Let the next tap act whatever came before."""
        self._last = None

    def wait_s(self) -> float:
        """Return seconds until a tap at the place of the last one acts again; 0 when it does now."""
        if self._last is None:
            return 0.0
        return max(0.0, REPEAT_S - (self._now() - self._last[0]))
