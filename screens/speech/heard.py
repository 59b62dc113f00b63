"""What the voice was told to say, for a listener's test over the robot socket. Never made in service."""

from collections import deque
from typing import Any

from screens.speech.voice import Said

KEPT = 400


class Heard:
    """Keeps the last things that were said."""

    def __init__(self) -> None:
        self._said: deque[Said] = deque(maxlen=KEPT)

    def hear(self, said: Said) -> None:
        """Take one; on the window's thread."""
        self._said.append(said)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what was said after a number (`after`, 0): number, text, whether it was private."""
        after = int(asked.get("after", 0))
        return {
            "said": [
                {"number": one.number, "text": one.text, "private": one.private}
                for one in self._said
                if one.number > after
            ]
        }
