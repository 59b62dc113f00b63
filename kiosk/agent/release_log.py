"""What is logged of releases, step by step: whatever is said to begin is said to end, across restarts too.

Putting a release in force ends the very process that said that it begins; what has begun is kept on the disk.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args

from kiosk.terminal.logs import Event
from kiosk.whole_file import write_whole

BEGUN = "begun.json"
Step = Literal["fetch", "stage", "activate", "prove"]
STEPS: tuple[Step, ...] = get_args(Step)
DROPPED = "dropped"
_BAD = frozenset({"refused", "failed", "rolled-back"})


class ReleaseLog:
    """Each step is under way once at most. A disk that takes nothing loses only what a restart would need."""

    def __init__(self, folder: Path, log: Any) -> None:
        """`folder`: the agent's own, which need not be there yet."""
        self._file, self._log = folder / BEGUN, log
        self._begun = _read(self._file)

    def is_begun(self, step: Step, version: str | None = None) -> bool:
        """Whether a step is under way, with this version where one is given."""
        return step in self._begun and version in (None, self._begun[step])

    def begin(self, step: Step, version: str | None = None) -> None:
        """Say that a step begins, unless it is under way; one with another version is dropped then.

        The version of what is being fetched is not known before it is here.
        """
        if step in self._begun:
            if self._begun[step] in (None, version):
                return
            self.drop(step)
        self._begun[step] = version
        self._log.info(Event.RELEASE_STARTED, state=step, version=version)
        self._keep()

    def end(self, step: Step, disposition: str, version: str | None, **facts: Any) -> None:
        """Say how a step has ended, and first that it began where nobody has said that yet."""
        self.begin(step, version)
        del self._begun[step]
        say = self._log.error if disposition in _BAD else self._log.info
        say(Event.RELEASE_ENDED, state=step, disposition=disposition, version=version, **facts)
        self._keep()

    def drop(self, step: Step) -> None:
        """Say of a step that is under way that nothing comes of it any more."""
        if step in self._begun:
            self.end(step, DROPPED, self._begun[step])

    def _keep(self) -> None:
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._file, json.dumps(self._begun).encode(), 0o600)


def _read(file: Path) -> dict[str, str | None]:
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {step: told[step] for step in STEPS if isinstance(told.get(step, 0), str | None)}
