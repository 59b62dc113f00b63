"""Milliseconds by stage."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Clock = Callable[[], float]
"""Seconds, from any beginning."""


class Stopwatch:
    """Adds up how long each stage took."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        begun = self._clock()
        try:
            yield
        finally:
            self._spent[name] = self._spent.get(name, 0.0) + (self._clock() - begun) * 1000

    @property
    def milliseconds(self) -> Mapping[str, float]:
        """What was spent so far, by stage."""
        return {name: round(spent, 1) for name, spent in self._spent.items()}
