"""How fast the terminal's clock goes wrong, from what each heartbeat says of the platform's.

A clock that is kept (timesyncd, chrony) stays where it is; one that is not drifts by seconds a day, which
shows long before it is wrong. Answers come some hundredths of a second late or early, so it takes hours to
tell.
"""

EVERY_S = 600.0
"""One sample in so long is kept."""
KEPT = 144
"""Samples: a day."""
LEAST_S = 6 * 3600.0
"""No figure from a shorter time."""
SET_MS = 2_000
"""Somebody set a clock where it jumps by so much between two heartbeats: it begins anew."""
DAY_S = 24 * 3600.0


class ClockDrift:
    """Takes every offset; not thread-safe: the heartbeat's own."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, int]] = []
        self._last: int | None = None

    def heard(self, at_s: float, offset_ms: int) -> int | None:
        """Take an offset (platform minus terminal) at a moment of the monotonic clock.

        Return how many milliseconds the offset grows in a day; None while that cannot be told.
        """
        if self._last is not None and abs(offset_ms - self._last) > SET_MS:
            self._samples.clear()
        self._last = offset_ms
        if not self._samples or at_s - self._samples[-1][0] >= EVERY_S:
            self._samples = [*self._samples, (at_s, offset_ms)][-KEPT:]
        return slope(self._samples)


def slope(samples: list[tuple[float, int]]) -> int | None:
    """Return the growth in ms a day of (s, ms) samples by least squares, None over less than `LEAST_S`."""
    if len(samples) < 2 or samples[-1][0] - samples[0][0] < LEAST_S:
        return None
    middle_s = sum(at for at, _ in samples) / len(samples)
    middle_ms = sum(offset for _, offset in samples) / len(samples)
    above = sum((at - middle_s) * (offset - middle_ms) for at, offset in samples)
    return round(DAY_S * above / sum((at - middle_s) ** 2 for at, _ in samples))
