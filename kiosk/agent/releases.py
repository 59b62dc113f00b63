"""Keeps the terminal's program at what is signed, and reports what became of it.

It fetches in the background, asks root to unpack, waits until nobody stands here, and asks root to put it
in force. Root does both by itself (kiosk/releases/keeper.py) and believes nothing of this process.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.agent.release_log import ReleaseLog, Step
from kiosk.agent.status import AgentStatus, Facts, ReleaseFacts
from kiosk.releases import fetching, notes
from kiosk.releases.errors import NothingOffered, PatchRefused, ReleaseError
from kiosk.releases.folder import CURRENT, GOOD, Folder
from kiosk.releases.notes import WANTED, State, Wanted
from kiosk.releases.places import Places
from kiosk.releases.window import Window, is_open
from kiosk.terminal.version import software_version
from kiosk.whole_file import write_whole
from offline_cache.errors import SnapshotRefused, SourceDown
from offline_cache.source import Fetcher

LOOK_S = 3600.0
"""Between two looks; a heartbeat's worth of terminals asks each second, wherever there are thousands."""
RETRY_S = 120.0
SETTLING_S = 90.0
"""While the release in force is not good yet: whether it has become so is told soon."""
POLL_S = 2.0
STAGE_S = 900.0
"""So long root may take to verify and unpack."""
SWAP_S = 120.0
"""So long it may take until the new release has ended this process."""
SILENT_S = 120.0
"""Screens that have said nothing for so long are not there, and nobody stands before them."""
LONGEST_S = 6 * 3600.0
OTHER_TIME_S = 300.0
OUT = "OUT_OF_SERVICE"
REPORTED = "reported.json"
Versions = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to root that is under way. `until`: monotonic seconds."""

    wanted: Wanted
    until: float


class ReleaseDesk:
    """`run` does the next thing and returns the seconds until the one after. One thread runs it."""

    def __init__(
        self,
        source: Fetcher,
        places: Places,
        folder: Path,
        status: AgentStatus,
        now: Callable[[], datetime],
        log: Any,
        *,
        window: Window | None = None,
        bytes_per_s: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder`: the agent's own, for what is fetched. `now` tells the local time, `monotonic` seconds."""
        self._stopping = threading.Event()
        self._source = fetching.Paced(source, bytes_per_s, self._stopping.wait, monotonic)
        self._places, self._folder = places, folder
        self._releases = Folder(places.home)
        self._status, self._now = status, now
        self._told = ReleaseLog(folder, log)
        self._window, self._monotonic = window, monotonic
        self._begun = monotonic()
        self._asked: Asked | None = None
        self._not_before = 0.0
        self._at_once = threading.Event()
        self._whole = False
        """A patch did not fit what lies here: the whole archive is to come."""
        status.set(release=ReleaseFacts(software_version(), self._releases.named(CURRENT)))

    def look_now(self) -> None:
        """Have the next run look, and put in force, whatever the window says: somebody asked for it."""
        self._not_before = 0.0
        self._at_once.set()

    def let_go(self) -> None:
        """End a fetch that is under way soon; what came stays."""
        self._stopping.set()

    def run(self) -> float:
        """Do the next thing."""
        state = notes.load(self._places.state)
        self._report_changes(state)
        if self._asked is not None:
            return self._hear(self._asked, state)
        waiting = self._waiting(state)
        # Without a root of trust nothing is fetched; what the Debian package brought is let in all the same.
        if waiting is None and not self._places.root_file.is_file():
            return LOOK_S
        if not (is_open(self._window, self._now()) or self._at_once.is_set()):
            self._tell(wants_in=False)
            return OTHER_TIME_S
        self._tell(waiting=waiting)
        if waiting is not None and self._told.is_begun("stage", waiting):
            # The agent that asked for it was gone when root answered.
            self._told.end("stage", "staged", waiting)
        if waiting is None:
            return self._look(state)
        return self._let_in(waiting)

    def _waiting(self, state: State) -> str | None:
        staged = state.staged.version if state.staged is not None else None
        none = staged in (None, self._releases.named(CURRENT)) or staged in state.rolled_back
        return None if none else staged

    def _look(self, state: State) -> float:
        until = self._monotonic() + LONGEST_S
        try:
            fetched = fetching.fetch(
                self._folder,
                self._places.root_file.read_bytes(),
                self._source,
                self._releases.standing(state.rolled_back),
                self._note_progress,
                lambda: self._stopping.is_set() or self._monotonic() > until,
                base=self._places.home / CURRENT,
                whole=self._whole,
            )
        except NothingOffered:
            return self._nothing_new()
        except SourceDown:
            # Logged by the way to the platform; what came stays.
            return RETRY_S
        except (ReleaseError, SnapshotRefused) as refused:
            code = refused.code if isinstance(refused, ReleaseError) else type(refused).__name__
            return self._refuse("fetch", code)
        except OSError:
            return self._refuse("fetch", "disk")
        finally:
            self._tell(received=0, total=0)
        if fetched.there:
            return self._nothing_new()
        self._tell(problem=None)
        self._told.end("fetch", "fetched", fetched.manifest.version, bytes=fetched.received)
        return self._ask(Wanted("stage", fetched.manifest.version, secrets.token_hex(16)), STAGE_S)

    def _note_progress(self, have: int, whole: int) -> None:
        self._told.begin("fetch")
        self._tell(received=have, total=whole)

    def _nothing_new(self) -> float:
        self._at_once.clear()
        self._told.drop("fetch")
        self._tell(problem=None)
        settled = self._releases.named(CURRENT) == self._releases.named(GOOD)
        return LOOK_S if settled else SETTLING_S

    def _let_in(self, version: str) -> float:
        if self._monotonic() < self._not_before:
            return OTHER_TIME_S
        facts = self._status.now
        silent = self._silent(facts)
        # Screens on which somebody stands are not even asked: a list that one reads would go away.
        self._tell(wants_in=silent or facts.ui_state in ("IDLE", OUT))
        if not (silent or (facts.ui_state == OUT and not facts.in_session)):
            return POLL_S
        return self._ask(Wanted("activate", version, secrets.token_hex(16)), SWAP_S)

    def _silent(self, facts: Facts) -> bool:
        """Whether the screens are not there at all."""
        said = facts.ui_said_at if facts.ui_said_at is not None else self._begun
        return self._monotonic() - said > SILENT_S

    def _ask(self, wanted: Wanted, within_s: float) -> float:
        self._told.begin(wanted.do, wanted.version)
        write_whole(self._folder / WANTED, wanted.to_bytes(), 0o600)
        self._asked = Asked(wanted, self._monotonic() + within_s)
        return POLL_S

    def _hear(self, asked: Asked, state: State) -> float:
        answer, wanted = state.answer, asked.wanted
        heard = answer is not None and answer.id == wanted.id
        if not heard or (wanted.do == "activate" and answer is not None and answer.code == "done"):
            # Once it is put in force this process ends; if it does not, something is wrong with the units.
            if self._monotonic() < asked.until:
                return POLL_S
            (self._folder / WANTED).unlink(missing_ok=True)
            self._asked = None
            return self._put_off(wanted, "no-answer")
        self._asked = None
        assert answer is not None
        if answer.code != "done":
            if wanted.do == "stage":
                fetching.forget(self._folder)
            if answer.code == PatchRefused.code and not self._whole:
                self._whole = True
                self._refuse(wanted.do, answer.code, wanted.version)
                return POLL_S
            return self._put_off(wanted, answer.code)
        self._whole = False
        fetching.forget(self._folder)
        self._told.end("stage", "staged", wanted.version)
        return POLL_S

    def _put_off(self, wanted: Wanted, code: str) -> float:
        self._not_before = self._monotonic() + LOOK_S
        self._tell(wants_in=False)
        return self._refuse(wanted.do, code, wanted.version)

    def _refuse(self, step: Step, code: str, version: str | None = None) -> float:
        self._at_once.clear()
        # What is refused before anything of it came, and again at every look, is said once.
        news = self._told.is_begun(step) or self._status.now.release.problem != code
        self._tell(problem=code)
        if news:
            disposition = "failed" if code in ("disk", "no-answer") else "refused"
            self._told.end(step, disposition, version, reason=code)
        return LOOK_S

    def _report_changes(self, state: State) -> None:
        """Say once what happened to the release in force, also while no agent ran."""
        now: Versions = {
            "current": self._releases.named(CURRENT),
            "good": self._releases.named(GOOD),
            "rolledBack": notes.rolled_back(self._places.state),
        }
        self._tell(previous=self._previous(now["current"], now["good"]))
        before = self._reported()
        if now == before:
            return
        self._tell(current=now["current"])
        # The first look at a new terminal is no change.
        if before:
            self._tell_changes(before, now)
        if now["current"] not in (None, now["good"]):
            self._told.begin("prove", now["current"])
        else:
            self._told.drop("prove")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._folder / REPORTED, json.dumps(now).encode(), 0o600)

    def _tell_changes(self, before: Versions, now: Versions) -> None:
        current, good, back = now["current"], now["good"], now["rolledBack"]
        if back not in (None, before.get("rolledBack")):
            step: Step = "prove" if self._told.is_begun("prove", back) else "activate"
            self._told.end(step, "rolled-back", back)
        elif current not in (None, before.get("current")):
            self._told.end("activate", "activated", current)
        if good not in (None, before.get("good")):
            self._told.end("prove", "good", good)

    def _previous(self, current: str | None, good: str | None) -> str | None:
        """Return where one would go back to: the good one, or the newest that is older than this one."""
        if good not in (None, current):
            return good
        versions = [one.version for one in self._releases.all()]
        older = versions[versions.index(current) + 1 :] if current in versions else []
        return older[0] if older else None

    def _reported(self) -> Versions:
        try:
            told = json.loads((self._folder / REPORTED).read_bytes())
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _tell(self, **changes: Any) -> None:
        release = self._status.now.release
        changed = replace(release, **changes)
        if changed != release:
            self._status.set(release=changed)
