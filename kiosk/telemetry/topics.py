"""The topics of one terminal. The broker lets a terminal write and read its own and no other's.

The terminal's id is the common name of its certificate, which the broker takes for its user name.
"""

import re
from dataclasses import dataclass

ROOT = "yiciban/v1/terminals"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


class BadTerminalId(ValueError):  # noqa: N818  the name says what happened
    """An id that could mean more than one topic."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics by what is said there."""

    terminal_id: str

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.terminal_id):
            raise BadTerminalId("a terminal's id is letters, digits and dashes")

    @property
    def state(self) -> str:
        """Retained: how the terminal stands; the last will says that it is gone."""
        return self._of("state")

    @property
    def hall(self) -> str:
        """Retained: what the hall's staff have to come for."""
        return self._of("hall")

    @property
    def beat(self) -> str:
        """Every minute: it lives."""
        return self._of("beat")

    @property
    def counters(self) -> str:
        """Every quarter of an hour: what was counted."""
        return self._of("counters")

    @property
    def commands(self) -> str:
        """From the platform: orders."""
        return self._of("commands")

    @property
    def answers(self) -> str:
        """What became of them."""
        return self._of("answers")

    def _of(self, what: str) -> str:
        return f"{ROOT}/{self.terminal_id}/{what}"
