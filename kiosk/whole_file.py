"""Files that are there whole or not at all, whenever the power goes.

A file is written beside its place, flushed, and renamed into it; then the folder is flushed, for until then
the disk may know the old name only. A power cut leaves the old file or the new one, and may leave what was
being written: `.NAME.` and a few letters, which nobody reads.
"""

import contextlib
import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Write a file whole or not at all; on the disk, name and all, when this returns.

    The folder must be there. The file has `mode`, whatever the umask says, and the owner of the one before it
    as far as one may give files away; the first one that root writes is its folder's owner's. Of two who
    write at once one comes after the other. Raises OSError; the old file is there then, or the new one where
    no more than the flush of its name failed.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            _give_away(file.fileno(), path)
            os.fsync(file.fileno())
        fresh.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _give_away(handle: int, before: Path) -> None:
    # By the open file, which nobody can put another one in the place of: the folder may be somebody else's.
    made = os.fstat(handle)
    try:
        wanted = before.stat(follow_symlinks=False)
    except FileNotFoundError:
        if os.geteuid() != 0:
            return
        wanted = before.parent.stat()
    # Not even tried where it is so already: the units may not call it.
    if (wanted.st_uid, wanted.st_gid) != (made.st_uid, made.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(handle, wanted.st_uid, wanted.st_gid)
