"""Card and PIN are checked here, one try at a time. Each is counted before it is looked at, and logged."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.staff import lockout, register
from kiosk.staff.lockout import Tries
from kiosk.whole_file import write_whole

FILE = "tries.json"
MODE = 0o600
STRANGER = ""
"""Under this name stand the tries with cards that are nobody's."""
Outcome = Literal["admitted", "refused", "delayed", "locked", "none-listed", "failed"]
LogLine = Callable[..., None]
"""Takes the name of an event and its facts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a try. `label` is whose card it was, told only where they were admitted."""

    outcome: Outcome
    label: str = ""
    wait_s: int = 0
    """Until the next try is looked at."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")
    wrong: int
    last: datetime | None


class _Tries(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tries: dict[str, _Line]


class StaffDesk:
    """Lets in who is in the register. Thread-safe; a check takes some tenths of a second, on purpose.

    `now` tells the time with an offset. A disk that takes no writing does not keep the staff out: tries are
    counted in memory then.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime], log: LogLine) -> None:
        self._folder = folder
        self._now = now
        self._log = log
        self._lock = threading.Lock()
        self._memory: dict[str, Tries] = {}

    def check(self, number: str, pin: str, how: str) -> Verdict:
        """Check a card's number and a PIN. `how` they named themselves goes into the log: card, typed."""
        with self._lock:
            try:
                known = register.load(self._folder)
            except (OSError, register.RegisterDamaged):
                return self._logged(Verdict("failed"), how, "", 0)
            if not known.members:
                return self._logged(Verdict("none-listed"), how, "", 0)
            member = known.find(number)
            key = member.label if member is not None else STRANGER
            tries = self._tries().get(key, lockout.NONE)
            if member is not None and lockout.locked(tries):
                return self._logged(Verdict("locked"), how, key, tries.wrong)
            now = self._now()
            if tries.is_ahead(now):
                # The clock was set back: the wait begins anew, and does not last until the old time comes.
                tries = tries.counted_at(now)
                self._count(key, tries)
            wait = lockout.wait_s(tries, now, stranger=member is None)
            if wait:
                return self._logged(Verdict("delayed", wait_s=wait), how, key, tries.wrong)
            # Before it is looked at: who pulls the plug has used up a try all the same.
            after = tries.after_wrong(now)
            self._count(key, after)
            if not register.fits(member, pin):
                wait = lockout.wait_s(after, now, stranger=member is None)
                shut = member is not None and lockout.locked(after)
                return self._logged(Verdict("locked" if shut else "refused", "", wait), how, key, after.wrong)
            self._count(key, None)
            return self._logged(Verdict("admitted", key), how, key, tries.wrong)

    def unlock(self, label: str) -> None:
        """Forget the wrong tries of somebody."""
        with self._lock:
            self._count(label, None)

    def wrong_tries(self) -> Mapping[str, Tries]:
        """Return the wrong tries by label; strangers' under STRANGER."""
        with self._lock:
            return self._tries()

    def _logged(self, verdict: Verdict, how: str, key: str, wrong: int) -> Verdict:
        self._log("ui.staff.tried", disposition=verdict.outcome, staff=key or None, reason=how, attempt=wrong)
        return verdict

    def _tries(self) -> dict[str, Tries]:
        """Return what the disk holds, and what could not be written to it."""
        kept: dict[str, Tries] = {}
        try:
            stored = _Tries.model_validate_json((self._folder / FILE).read_bytes())
            kept = {label: Tries(one.wrong, one.last) for label, one in stored.tries.items()}
        except (OSError, ValidationError):
            # Not there, or damaged by somebody who could as well have taken the register.
            kept = {}
        for label, tries in self._memory.items():
            kept[label] = max(tries, kept.get(label, lockout.NONE), key=lambda one: one.wrong)
        return kept

    def _count(self, key: str, tries: Tries | None) -> None:
        self._memory.pop(key, None)
        kept = self._tries()
        if tries is None:
            if kept.pop(key, None) is None:
                # Nothing to forget: root's `kiosk staff unlock` leaves no file of its own behind.
                return
        else:
            kept[key] = tries
        lines = {label: _Line(wrong=one.wrong, last=one.last) for label, one in kept.items()}
        try:
            write_whole(self._folder / FILE, _Tries(tries=lines).model_dump_json().encode(), MODE)
        except OSError:
            if tries is not None:
                self._memory[key] = tries
