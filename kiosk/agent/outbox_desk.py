"""Who waits for which package, how far it is, and what the platform answered: in memory only."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

ATTENTION_S = 120.0
"""So long after the last question somebody is taken to wait still."""
ANSWER_S = 600.0


@dataclass(slots=True)
class _Watched:
    until: float
    order: int
    sent: int = 0
    revision: int = 0
    answer: Mapping[str, Any] | None = field(default=None, repr=False)
    answer_until: float = 0.0


class OutboxDesk:
    """Between the gateway's threads and the uploader's. Answers hold personal data: they end soon."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._watched: dict[UUID, _Watched] = {}
        self._orders = 0
        self._changed = threading.Condition()
        self._closed = False

    def attend(self, package_id: UUID, *, newly: bool = False) -> None:
        """Note that somebody waits for a package; one that was sealed `newly` goes first."""
        with self._changed:
            self._sweep()
            until = self._monotonic() + ATTENTION_S
            one = self._watched.setdefault(package_id, _Watched(until, 0))
            one.until = until
            if newly:
                self._orders += 1
                one.order = self._orders

    def attended(self) -> tuple[UUID, ...]:
        """Return the packages that somebody waits for, the newest first."""
        now = self._monotonic()
        with self._changed:
            live = [(one.order, package_id) for package_id, one in self._watched.items() if now < one.until]
        return tuple(package_id for _, package_id in sorted(live, reverse=True))

    def lacks_answer(self, package_id: UUID) -> bool:
        """Whether somebody said that they wait for a package, and its answer is not here."""
        with self._changed:
            one = self._watched.get(package_id)
            return one is not None and one.order > 0 and one.answer is None

    def note_sent(self, package_id: UUID, sent: int) -> None:
        """Note how many bytes of a package have arrived."""
        with self._changed:
            one = self._watched.get(package_id)
            if one is not None and one.sent != sent:
                one.sent = sent
                self._bump(one)

    def note_change(self, package_id: UUID, answer: Mapping[str, Any] | None = None) -> None:
        """Note that a package has another state; `answer` is kept for who waits, for nobody else."""
        with self._changed:
            one = self._watched.get(package_id)
            if one is None:
                return
            if answer is not None:
                one.answer = answer
                one.answer_until = self._monotonic() + ANSWER_S
            self._bump(one)

    def sent(self, package_id: UUID) -> int:
        """Return how many bytes of a watched package have arrived, as far as is known."""
        with self._changed:
            one = self._watched.get(package_id)
            return one.sent if one else 0

    def answer(self, package_id: UUID) -> Mapping[str, Any] | None:
        """Return what the platform answered, while it is kept."""
        with self._changed:
            self._sweep()
            one = self._watched.get(package_id)
            return one.answer if one else None

    def forget(self, package_id: UUID) -> None:
        """Forget everything about a package."""
        with self._changed:
            self._watched.pop(package_id, None)

    def forget_answers(self) -> None:
        """Forget every answer, and who waits: the visit was wiped."""
        with self._changed:
            self._watched.clear()
            self._changed.notify_all()

    def sweep(self) -> None:
        """Forget what has had its time."""
        with self._changed:
            self._sweep()

    def revision(self, package_id: UUID) -> int:
        """Return a number that grows with every change of a watched package."""
        with self._changed:
            one = self._watched.get(package_id)
            return one.revision if one else 0

    def wait(self, package_id: UUID, revision: int, seconds: float) -> None:
        """Return when there is another revision, after `seconds`, or when the process stops."""

        def other() -> bool:
            one = self._watched.get(package_id)
            return self._closed or one is None or one.revision != revision

        with self._changed:
            self._changed.wait_for(other, seconds)

    def close(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _bump(self, one: _Watched) -> None:
        one.revision += 1
        self._changed.notify_all()

    def _sweep(self) -> None:
        now = self._monotonic()
        for package_id, one in list(self._watched.items()):
            if one.answer is not None and now >= one.answer_until:
                one.answer = None
            if now >= max(one.until, one.answer_until):
                del self._watched[package_id]
