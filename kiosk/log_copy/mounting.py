"""A stick's file system, while it is looked at or written. The unit's mounts are its own."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

DEV = Path("/dev")
KINDS = ("vfat", "exfat", "ext4")
"""What sticks have; ext4 reads its two elder sisters too."""
OPTIONS = "nosuid,nodev,noexec,noatime"
MOUNT_S = 60.0
Mount = Callable[[str, bool], AbstractContextManager[Path]]
"""(device's name, whether it is written) -> the folder in which its files lie, while it is held."""


class NoFiles(Exception):  # noqa: N818  the name says what happened
    """The stick holds no file system that we write."""


class StillBusy(Exception):  # noqa: N818  the name says what happened
    """The stick cannot be let go."""


@contextmanager
def mounted(device: str, write: bool, dev: Path = DEV) -> Iterator[Path]:
    """Mount a device, as root; everything is on it when it is let go. Raises NoFiles, StillBusy, OSError."""
    # Not one that cleans up after itself: it would empty the stick where that could not be let go.
    place = Path(tempfile.mkdtemp(prefix="yiciban-stick-"))
    try:
        _mount(dev / device, place, "rw" if write else "ro")
        try:
            yield place
        finally:
            _let_go(place)
    finally:
        place.rmdir()


def _mount(device: Path, place: Path, how: str) -> None:
    for kind in KINDS:
        words = ["mount", "-t", kind, "-o", f"{how},{OPTIONS}", str(device), str(place)]
        if _run(words) == 0:
            return
    raise NoFiles(device.name)


def _let_go(place: Path) -> None:
    if _run(["umount", str(place)]) == 0:
        return
    os.sync()
    if _run(["umount", "--lazy", str(place)]) != 0:
        raise StillBusy(place.name)


def _run(words: list[str]) -> int:
    try:
        return subprocess.run(words, capture_output=True, timeout=MOUNT_S).returncode
    except subprocess.TimeoutExpired:
        return -1
