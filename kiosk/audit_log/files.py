"""Where a chain lies: segments named by their first number, and a note of where it begins and ends.

<folder>/<chain>/0000000001.jsonl    records, the oldest segment first
<folder>/<chain>/chain.json          base: the last record that was taken away; head: the last one written
<folder>/<chain>.shipped.json        up to where the platform has it; written by the agent
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.audit_log.record import START, Link, NoRecord, Record, parsed
from kiosk.whole_file import write_whole

FILE_MODE = 0o640
FOLDER_MODE = 0o2750
"""The agent reads the screens' chain: they are two users of one group, and what is made stays the group's."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a chain begins and ends."""

    base: Link = START
    head: Link = START


class EndsLost(ValueError):  # noqa: N818  the name says what happened
    """chain.json is missing beside records, or cannot be read."""


def segments(folder: Path) -> list[Path]:
    """Return the segments of a chain's folder, the oldest first."""
    return sorted(folder.glob("[0-9]*.jsonl"))


def segment_name(first_seq: int) -> str:
    """Return the name of a segment that begins with this number."""
    return f"{first_seq:010}.jsonl"


def read_ends(folder: Path) -> Ends:
    """Return where a chain begins and ends; raises `EndsLost`."""
    file = folder / "chain.json"
    try:
        told = json.loads(file.read_bytes())
        return Ends(_link(told["base"]), _link(told["head"]))
    except FileNotFoundError:
        if segments(folder):
            raise EndsLost("chain.json is missing") from None
        return Ends()
    except (ValueError, KeyError, TypeError) as error:
        raise EndsLost("chain.json cannot be read") from error


def write_ends(folder: Path, ends: Ends) -> None:
    """Write chain.json whole or not at all, on disk when this returns."""
    write_whole(folder / "chain.json", json.dumps(asdict(ends)).encode(), FILE_MODE)


def read_shipped(folder: Path, chain: str) -> Link:
    """Return up to where the platform has a chain; the start where nobody knows."""
    try:
        return _link(json.loads((folder / f"{chain}.shipped.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return START


def _link(told: dict[str, Any]) -> Link:
    link = Link(**told)
    if type(link.seq) is not int or not isinstance(link.digest, str):
        raise ValueError("members of another type")
    return link


def write_shipped(folder: Path, chain: str, link: Link) -> None:
    """Note up to where the platform has a chain."""
    write_whole(folder / f"{chain}.shipped.json", json.dumps(asdict(link)).encode(), FILE_MODE)


def records(folder: Path, after: int = 0) -> Iterator[Record]:
    """Yield the records of a chain's folder behind number `after`; lines that are none are passed over."""
    every = segments(folder)
    for number, segment in enumerate(every):
        following = every[number + 1 : number + 2]
        if following and int(following[0].stem) <= after + 1:
            continue
        try:
            lines = segment.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            continue  # Taken away meanwhile by its writer.
        for line in lines:
            try:
                record = parsed(line.removesuffix(b"\n"))
            except NoRecord:
                continue
            if record.seq > after and line.endswith(b"\n"):
                yield record


def opened(path: Path, flags: int) -> int:
    """Open a file of the log; whatever the umask says, the group may read it."""
    handle = os.open(path, flags, FILE_MODE)
    try:
        os.fchmod(handle, FILE_MODE)
    except PermissionError:
        pass  # Somebody else's, who has done that.
    except BaseException:
        os.close(handle)
        raise
    return handle
