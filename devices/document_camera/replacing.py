"""When a worker that is well is replaced all the same, and how long to wait after one that was not. Pure."""

from dataclasses import dataclass

FAR_TOO_MUCH = 2
"""Times the limit of memory at which a worker is replaced though it is at work."""
LIVED = 30.0
"""Seconds after which a worker's end is not taken for another failure to start."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a worker stands. `resident_mb` MiB, `off_for` s since the camera was switched off, None while on.

    `busy`: something that was asked is not answered. `used`: there were pictures in it.
    """

    resident_mb: float
    off_for: float | None
    busy: bool
    used: bool


def is_due(standing: Standing, memory_mb: float, idle: float) -> bool:
    """Tell whether its memory is to be given back: it grew, or held what nobody needs now."""
    if standing.resident_mb > FAR_TOO_MUCH * memory_mb:
        return True
    if standing.busy:
        return False
    left_alone = standing.off_for is not None and standing.off_for > idle
    return standing.resident_mb > memory_mb or (left_alone and standing.used)


def pause_after(lived: float, last: float, restart: tuple[float, float]) -> float:
    """Return the seconds until the next worker, doubled from `last` while they do not live."""
    least, most = restart
    return least if lived > LIVED else min(max(last, least / 2) * 2, most)
