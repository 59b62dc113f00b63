"""The day of a terminal, pressed into a run: when people come and when nobody does, what goes wrong. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day up to hour `until`, which takes `share` of the run.

    `pause_s`: from one visit to the next; None: nobody comes.
    """

    name: str
    until: float
    share: float
    pause_s: float | None


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something goes wrong at an hour of the day and is well again after so many real seconds.

    The seconds are real ones: what waits and retries on the terminal does not know that its day is short.
    """

    hour: float
    kind: str
    seconds: float


DAY = (
    Stretch("night", 7.0, 0.07, None),
    Stretch("opening", 9.0, 0.10, 12.0),
    Stretch("morning", 11.5, 0.28, 0.0),
    Stretch("noon", 13.5, 0.11, 25.0),
    Stretch("afternoon", 17.0, 0.30, 0.0),
    Stretch("evening", 21.0, 0.08, 30.0),
    Stretch("late", DAY_H, 0.06, None),
)
MISHAPS = (
    Mishap(3.0, "network", 20),
    Mishap(7.2, "agent", 0),
    Mishap(8.0, "id-card", 8),
    Mishap(9.3, "network", 60),
    Mishap(9.8, "paper", 15),
    Mishap(10.3, "printer", 8),
    Mishap(10.8, "camera", 8),
    Mishap(11.6, "agent", 0),
    Mishap(13.8, "network", 60),
    Mishap(14.4, "id-card", 8),
    Mishap(15.0, "paper", 15),
    Mishap(15.6, "printer", 8),
    Mishap(16.2, "camera", 8),
    Mishap(19.0, "network", 20),
)
"""Each kind before noon and after it: what it leaves behind shows in the second half as in the first. The
agent is killed before the half alone, since with its successor all that it held begins anew."""


def hour_at(fraction: float, day: Sequence[Stretch] = DAY) -> float:
    """Return the hour of the day at a fraction of the run, 0 to 1."""
    begun, since = 0.0, 0.0
    for stretch in day:
        if fraction < begun + stretch.share or stretch is day[-1]:
            within = min(max((fraction - begun) / stretch.share, 0.0), 1.0)
            return since + within * (stretch.until - since)
        begun, since = begun + stretch.share, stretch.until
    raise ValueError("a day without stretches")


def fraction_at(hour: float, day: Sequence[Stretch] = DAY) -> float:
    """Return the fraction of the run at which an hour of the day comes."""
    begun, since = 0.0, 0.0
    for stretch in day:
        if hour <= stretch.until:
            return begun + stretch.share * (hour - since) / (stretch.until - since)
        begun, since = begun + stretch.share, stretch.until
    raise ValueError(f"hour {hour}")


def stretch_at(fraction: float, day: Sequence[Stretch] = DAY) -> Stretch:
    """Return the stretch of the day at a fraction of the run."""
    hour = hour_at(fraction, day)
    return next((one for one in day if hour < one.until), day[-1])
