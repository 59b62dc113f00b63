"""One sealed file of audit log and journal. What is not sealed yet never leaves the terminal's disk."""

import errno
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

from kiosk.asked_of_root import open_plain
from kiosk.log_copy.sticks import SYS, allowed, stick_of
from kiosk.submission.seal import AgeSealer, SealFailed
from kiosk.whole_file import sync_folder

UNITS = (
    "kiosk-agent", "kiosk-ui", "kiosk-rollback", "kiosk-release", "kiosk-logs", "kiosk-self-test",
    "kiosk-good",
)  # fmt: skip
NAME = "yiciban-logs-{:%Y%m%dT%H%M%S}.tar.age"
HALF = "yiciban-logs-*.part"
"""What a copy is called until it is whole."""
JOURNAL_S = 120.0
FLUSHED = 1 << 20
"""So many bytes are written before they are flushed: what is told as done is on the stick."""
Journal = Callable[[IO[bytes], int], bool]
"""Writes the journal of the last days into a file; whether there was one."""


class Tell(Protocol):
    """Hears how far a copy has come."""

    def __call__(self, state: str, done: int = 0, total: int = 0) -> None:
        """state: reading, copying, written; done of total: bytes."""


def _quiet(state: str, done: int = 0, total: int = 0) -> None:
    """Hear nothing."""


class CopyRefused(Exception):  # noqa: N818  the name says what happened
    """No copy was made; `code` is noKey, badKey, noStick, strangeStick, noFolder, full, disk or ownDisk."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def journal(into: IO[bytes], days: int) -> bool:
    """Write the journal of our units as JSON lines; there may be none, as in a container."""
    units = [part for unit in UNITS for part in ("--unit", unit)]
    command = ["journalctl", "--output=json", "--quiet", f"--since=-{days}d", *units]
    try:
        done = subprocess.run(command, stdout=into, stderr=subprocess.DEVNULL, timeout=JOURNAL_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def copy(
    to: Path,
    *,
    key: str,
    sticks: Sequence[str],
    audit: Path,
    facts: dict[str, Any],
    now: datetime,
    days: int,
    journal: Journal = journal,
    sys: Path = SYS,
    tell: Tell = _quiet,
) -> Path:
    """Seal the logs of `days` into a new file in `to`, which lies on a stick; returns the file.

    It is whole or not there; half ones of earlier times are removed. `facts` (versions, label) go into it in
    the clear of the sealed file. Raises CopyRefused.
    """
    sealer = sealer_of(key)
    _check_stick(to, sticks, sys)
    path = to / NAME.format(now)
    with tempfile.TemporaryFile() as plain:
        tell("reading")
        try:
            with tempfile.TemporaryFile() as lines:
                has_journal = journal(lines, days)
                _pack(plain, audit, lines if has_journal else None, {**facts, "journal": has_journal})
            size = plain.seek(0, os.SEEK_END)
            plain.seek(0)
        except OSError as error:
            raise CopyRefused("ownDisk", str(error)) from error
        try:
            for half in to.glob(HALF):
                half.unlink()
            _check_room(to, size)
            _write(sealer, plain, size, path, tell)
        except (OSError, SealFailed) as error:
            raise CopyRefused(_code(error), str(error)) from error
    tell("written", size, size)
    return path


def sealer_of(key: str) -> AgeSealer:
    """Return what seals to the operator's key; raises CopyRefused (noKey, badKey)."""
    if not key:
        raise CopyRefused("noKey", "settings: support.log_key")
    try:
        return AgeSealer((("operator", key),))
    except ValueError as error:
        raise CopyRefused("badKey", str(error)) from error


def members(sealed: Path, identity: str) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every file in a copy, opened with the operator's identity.

    Raises ValueError for a wrong identity or a damaged file, OSError where there is none.
    """
    with sealed.open("rb") as reading, tempfile.TemporaryFile() as plain:
        try:
            pyrage.decrypt_io(reading, plain, [pyrage.x25519.Identity.from_str(identity.strip())])
        except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
            raise ValueError(f"{sealed.name}: not for this key, or damaged") from error
        plain.seek(0)
        with tarfile.open(fileobj=plain) as tar:
            for member in tar:
                held = tar.extractfile(member)
                # A name never leads out of the folder that it is put in.
                if held is not None and _is_plain(member.name):
                    yield member.name, held.read()


def _check_stick(to: Path, sticks: Sequence[str], sys: Path) -> None:
    try:
        stick = stick_of(to, sys)
    except OSError as error:
        raise CopyRefused("noFolder", str(error)) from error
    if stick is None:
        raise CopyRefused("noStick", f"{to} lies on no USB stick")
    if not allowed(stick, sticks):
        raise CopyRefused("strangeStick", f"{stick} is not in support.sticks")


def _check_room(to: Path, size: int) -> None:
    """What cannot fit is not begun. Sealing adds 16 bytes to 64 KiB, and a head; the rest is the folder's."""
    free = os.statvfs(to)
    if free.f_bavail * free.f_frsize < size + size // 4096 + (64 << 10):
        raise OSError(errno.ENOSPC, "no room")


def _write(sealer: AgeSealer, plain: IO[bytes], size: int, path: Path, tell: Tell) -> None:
    part = path.with_suffix(".part")
    try:
        with part.open("xb", buffering=0) as sealed:
            sealer.seal(io.FileIO(plain.fileno(), closefd=False), _Flushed(sealed, size, tell))
            os.fsync(sealed.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


class _Flushed:
    """The sealed end on the stick: flushed piece by piece, for a stick that is slow takes everything at once
    into memory and is done long after the last byte was written.
    """

    def __init__(self, file: io.FileIO, total: int, tell: Tell) -> None:
        self._file = file
        self._total = total
        self._tell = tell
        self._done = self._flushed = 0

    def write(self, data: bytes, /) -> int:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        self._done += len(data)
        if self._done - self._flushed >= FLUSHED:
            os.fsync(self._file.fileno())
            self._flushed = self._done
            self._tell("copying", min(self._done, self._total), self._total)
        return len(data)

    def flush(self) -> None:
        """Nothing stays behind: the file has no buffer."""


def _code(error: Exception) -> str:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "full" if full else "disk"


def _pack(plain: IO[bytes], audit: Path, lines: IO[bytes] | None, facts: dict[str, Any]) -> None:
    with tarfile.open(fileobj=plain, mode="w") as tar:
        _add(tar, "about.json", json.dumps(facts, ensure_ascii=False, indent=1).encode())
        if lines is not None:
            lines.seek(0, os.SEEK_END)
            info = tarfile.TarInfo("journal.jsonl")
            info.size = lines.tell()
            lines.seek(0)
            tar.addfile(info, lines)
        for path in sorted(audit.rglob("*")):
            # What is in the making has a dot, and is gone in a moment; so may the oldest segment be.
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                with suppress(FileNotFoundError):
                    # Read at once: what is being written meanwhile has another length by then.
                    _add(tar, f"audit/{path.relative_to(audit)}", _read(audit, path))


def _read(audit: Path, path: Path) -> bytes:
    """Read a file of the log; the folders are the agent's and the screens', so no link is followed."""
    with os.fdopen(open_plain(audit, *path.relative_to(audit).parts), "rb") as file:
        return file.read()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _is_plain(name: str) -> bool:
    return not name.startswith("/") and ".." not in Path(name).parts
