"""What rings at the terminal: for a citizen who forgot the card, and for the hall's staff."""

from collections.abc import Callable


class Bell:
    """Implements `kiosk.visit.runner.Sounds`. `ring` lets one of the short sounds be heard in the hall."""

    def __init__(self, ring: Callable[[str], None]) -> None:
        self._ring = ring

    def alarm(self) -> None:
        """Somebody's card is still here."""
        self._ring("alarm")

    def ring(self) -> None:
        """Somebody of the staff is wanted."""
        self._ring("ring")
