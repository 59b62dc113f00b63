"""What a process without rights asks of root: a small file in a folder of its own, which root takes away.

That folder belongs to somebody who may be worth nothing by now: root follows no link in it, opens nothing but
a plain file, reads no more than fits, and takes the file for no more than a request, to be judged by whoever
carries it out.
"""

import json
import os
import re
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

MAX_BYTES = 4096
_ID = re.compile(r"[0-9a-f]{32}")


class NoRequest(ValueError):  # noqa: N818  the name says what it is
    """Something else stands in the file."""


def take(folder: Path, name: str) -> bytes | None:
    """Take the file `name` out of the folder and return its first MAX_BYTES; None where there is none.

    What is no plain file is removed as well: it must not wake root for ever. Raises OSError where it cannot
    be removed.
    """
    file = folder / name
    try:
        handle = open_plain(folder, name)
    except FileNotFoundError:
        return None
    except OSError:
        file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink(missing_ok=True)
        return None
    with os.fdopen(handle, "rb") as opened:
        data = opened.read(MAX_BYTES)
    file.unlink(missing_ok=True)
    return data


def read(data: bytes, known: Collection[str]) -> Mapping[str, Any]:
    """Return a request, a JSON object: `do` is one of the known words, `id` 32 hexadecimal digits.

    The id is made at random by whoever asks; the answer repeats it. Raises NoRequest for anything else.
    """
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoRequest from error
    if not isinstance(told, dict) or told.get("do") not in tuple(known):
        raise NoRequest
    asked = told.get("id")
    if not isinstance(asked, str) or not _ID.fullmatch(asked):
        raise NoRequest
    return told


def open_plain(folder: Path, *parts: str) -> int:
    """Open the plain file `parts` below `folder` for reading; returns its descriptor.

    Neither `folder` nor anything below it may be a link, nor a FIFO, which would keep us waiting.
    Raises OSError.
    """
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    for part in parts[:-1]:
        try:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
        finally:
            os.close(at)
        at = below
    try:
        handle = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
    finally:
        os.close(at)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise PermissionError(f"{parts[-1]} is no plain file")
    return handle
