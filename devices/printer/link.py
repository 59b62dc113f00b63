"""The way to a printer, whatever it is made of."""

from typing import ClassVar, Protocol


class LinkLost(Exception):  # noqa: N818 - what happened, not a mistake
    """The port is not there, or went away under us."""


class Link(Protocol):
    """Bytes to and from a printer. One thread uses it."""

    answers: ClassVar[bool]
    """Whether anything can come back this way."""

    def write(self, data: bytes) -> None:
        """Send all. Raises LinkLost, also when the other side takes nothing for `WRITE_PATIENCE`."""
        ...

    def read(self, timeout: float) -> bytes:
        """Return what came as soon as something came, b"" after `timeout` s. Raises LinkLost."""
        ...

    def close(self) -> None:
        """Let the port go; never raises."""
        ...


WRITE_PATIENCE = 2.0
"""Seconds until a printer that takes no bytes counts as lost."""
