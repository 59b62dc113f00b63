"""How loud: four steps over 18 dB, 12 dB above the quietest among them (EN 301 549 8.2.1, ux: non-visual).

The figures are dB below full scale. A site sets its amplifier so that the first step of a visit is 65 dBA at
most where one stands; each visit begins there again.
"""

from dataclasses import dataclass

STEPS_DB = (-18.0, -12.0, -6.0, 0.0)
FIRST = 1


@dataclass(frozen=True, slots=True)
class Volume:
    """One of the steps."""

    step: int = FIRST

    @property
    def db(self) -> float:
        """Return dB below full scale."""
        return STEPS_DB[self.step]

    def louder(self) -> "Volume":
        """Return the next step; after the loudest comes the quietest, so that one key is enough."""
        return Volume((self.step + 1) % len(STEPS_DB))
