"""Who is told that the broker has a message, whichever is known first: its number or the broker's word.

paho calls `on_publish` while it holds the lock that its `publish` takes: whoever held a lock of his own over
both would wait for the other for ever. Here none is held while either of them runs.
"""

import threading
from collections.abc import Callable


class Acknowledgements:
    """Those of one connection: the numbers begin anew with the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._awaited: dict[int, Callable[[], None] | None] = {}
        self._early: dict[int, bool] = {}

    def sent(self, number: int, told: Callable[[], None] | None) -> None:
        """Note a message that was sent; `told` is called at once where the broker was quicker."""
        with self._lock:
            if number not in self._early:
                self._awaited[number] = told
                return
            taken = self._early.pop(number)
        if taken and told is not None:
            told()

    def came(self, number: int, taken: bool) -> None:
        """Take the broker's word; not `taken` is a message that it forbids, which nobody is told of here."""
        with self._lock:
            if number not in self._awaited:
                self._early[number] = taken
                return
            told = self._awaited.pop(number)
        if taken and told is not None:
            told()
