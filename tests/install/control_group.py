"""Control groups for one machine alone.

systemd-nspawn puts every machine under one name. Two side by side would share the groups of units of one
name, and whom one keeps its unit from, the other's could not reach either.
"""

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path


class ControlGroup:
    """A fresh one of the unified hierarchy; `close` it when nothing runs in it any more."""

    def __init__(self) -> None:
        mounts = (line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines())
        unified = next(where for _, where, kind, *_ in mounts if kind == "cgroup2")
        self.folder = Path(tempfile.mkdtemp(prefix="yiciban-", dir=unified))

    def around(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs `command` in the group."""
        return ["sh", "-ec", 'echo $$ > "$0"; exec "$@"', str(self.folder / "cgroup.procs"), *command]

    def close(self) -> None:
        """Take it away, as far as its processes are gone."""
        for folder, _, _ in os.walk(self.folder, topdown=False):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
