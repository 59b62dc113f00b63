"""What the exchange needs of a way to the module, whatever wire it is."""

import errno
from typing import Protocol


class Transport(Protocol):
    """Bytes to the module and back. One thread owns it; every method but `close` raises ReaderGone.

    Framing that a wire adds (reports, pipes) is taken off here; what is left is the stream in which frames
    are looked for, so padding and noise may stay in it.
    """

    @property
    def baud(self) -> int | None:
        """The line speed in use, bit/s; None where a wire has none."""
        ...

    def send(self, frame: bytes) -> None:
        """Send one whole frame."""
        ...

    def receive(self, seconds: float) -> bytes:
        """Return what has arrived, at most 4 KiB; b"" when nothing came in `seconds` or less."""
        ...

    def discard(self) -> None:
        """Throw away what has arrived."""
        ...

    def set_baud(self, baud: int) -> None:
        """Change the speed of this end of the line; nothing happens where a wire has none."""
        ...

    def close(self) -> None:
        """Give the port back; never raises."""
        ...


def cause(error: Exception) -> str:
    """Return a technical word for why a port is gone: the system's name of the error, or its type."""
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number, str(number)) if isinstance(number, int) else type(error).__name__
