"""A printer behind a file name: the kernel's `/dev/usb/lp0`, or a file that some spooler takes away."""

import contextlib
import errno
import os
import select
import stat
import time
from pathlib import Path
from typing import ClassVar

from devices.printer.link import WRITE_PATIENCE, LinkLost

_FLAGS = os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


class _Descriptor:
    """What both kinds share: writing with patience to a descriptor that does not block."""

    def __init__(self, path: str, flags: int) -> None:
        self._path = path
        try:
            self._fd = os.open(path, flags | _FLAGS, 0o600)
        except OSError as error:
            raise LinkLost(path) from error

    def write(self, data: bytes) -> None:
        """Send all."""
        end = time.monotonic() + WRITE_PATIENCE
        rest = memoryview(data)
        try:
            while rest:
                try:
                    rest = rest[os.write(self._fd, rest) :]
                    end = time.monotonic() + WRITE_PATIENCE
                except BlockingIOError as full:
                    if not select.select([], [self._fd], [], max(0.0, end - time.monotonic()))[1]:
                        raise LinkLost(self._path) from full
        except (OSError, ValueError) as error:
            raise LinkLost(self._path) from error

    def close(self) -> None:
        """Let the file go."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = -1


class CharacterDeviceLink(_Descriptor):
    """A character device that carries both ways, as usblp's `/dev/usb/lp0` does."""

    answers: ClassVar[bool] = True

    def __init__(self, path: str) -> None:
        super().__init__(path, os.O_RDWR)
        if not stat.S_ISCHR(os.fstat(self._fd).st_mode):
            # Not a byte into a file that somebody named by mistake.
            self.close()
            raise LinkLost(path) from OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    def read(self, timeout: float) -> bytes:
        """Return what came, b"" after `timeout` s."""
        try:
            if not select.select([self._fd], [], [], timeout)[0]:
                return b""
            return os.read(self._fd, 4096)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise LinkLost(self._path) from error


class FileLink(_Descriptor):
    """A way out only: what is written is appended, and nothing ever comes back."""

    answers: ClassVar[bool] = False

    def __init__(self, path: str) -> None:
        super().__init__(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def read(self, timeout: float) -> bytes:
        """Return nothing at once; raises LinkLost where the file was taken away."""
        try:
            there = Path(self._path).stat()
            if os.path.samestat(there, os.fstat(self._fd)):
                return b""
        except OSError as error:
            raise LinkLost(self._path) from error
        raise LinkLost(os.strerror(errno.ENOENT))
