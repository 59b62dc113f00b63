"""When to say something next, so that 100,000 terminals do not say it at once. Pure but for the dice."""

from collections.abc import Callable
from dataclasses import dataclass

Dice = Callable[[], float]
"""Returns a number from 0 to 1, each as likely as the others."""
SPREAD = 0.1
FIRST_S, LONGEST_S = 1.0, 120.0


def around(seconds: float, dice: Dice, spread: float = SPREAD) -> float:
    """Return `seconds`, a tenth more or less."""
    return seconds * (1 + spread * (2 * dice() - 1))


@dataclass
class BackOff:
    """Pauses between attempts: twice as long each time, and any length up to that ("full jitter").

    After a broker's restart every terminal tries; with equal pauses they would go on trying together.
    """

    dice: Dice
    first_s: float = FIRST_S
    longest_s: float = LONGEST_S
    attempts: int = 0

    def next(self) -> float:
        """Return the seconds until the next attempt; at least half of `first_s`."""
        most = min(self.first_s * 2 ** min(self.attempts, 20), self.longest_s)
        self.attempts += 1
        return max(self.first_s / 2, most * self.dice())

    def well(self) -> None:
        """Begin anew: the connection stood."""
        self.attempts = 0
