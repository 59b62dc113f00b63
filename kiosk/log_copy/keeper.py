"""Root's half: finds the stick that is allowed, mounts it for itself, seals the logs onto it, lets it go.

Whoever asks, only settings that are root's word say for whom is sealed and onto which sticks; without
network, and nothing is read from the stick but how much room it has.
"""

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.asked_of_root import NoRequest, take
from kiosk.log_copy import copying
from kiosk.log_copy.copying import CopyRefused, Journal, sealer_of
from kiosk.log_copy.mounting import Mount, NoFiles, StillBusy, mounted
from kiosk.log_copy.notes import DONE, FOUND, Places, Told, Wanted
from kiosk.log_copy.sticks import SYS, Plugged, allowed, chosen, plugged
from kiosk.whole_file import write_whole

STEP = 0.01
"""How much further a copy has come when it is told again, as a share of the whole."""


@dataclass(frozen=True, slots=True)
class Order:
    """What root's word says: for whom, onto which sticks, how many days of the journal, what else goes in."""

    key: str
    sticks: tuple[str, ...]
    days: int
    audit: Path
    facts: dict[str, Any]


class Keeper:
    """Made for one request. `now` tells the time, with its offset."""

    def __init__(
        self,
        places: Places,
        order: Callable[[], Order],
        now: Callable[[], datetime],
        *,
        mount: Mount = mounted,
        sys: Path = SYS,
        journal: Journal = copying.journal,
    ) -> None:
        self._places = places
        self._order = order
        self._now = now
        self._mount = mount
        self._sys = sys
        self._journal = journal
        self._told = Told("", "begun")

    def attend(self) -> Told | None:
        """Do what is asked for, once; returns how it ended, None where nothing was asked.

        Raises OSError where the answer cannot be written, and what `order` raises.
        """
        wanted = self._take_request()
        if wanted is None:
            return None
        self._say(Told(wanted.id, "begun"))
        stick: Plugged | None = None
        try:
            order = self._order()
            sealer_of(order.key)
            stick = self._stick(order.sticks)
            if wanted.do == "look":
                with self._mount(stick.device, False) as folder:
                    ended = replace(self._told, state=FOUND, free=_free(folder))
            else:
                ended = self._copy(order, stick)
        except CopyRefused as refused:
            ended = self._failed(refused.code, stick)
        except NoFiles:
            ended = self._failed("noFiles", stick)
        except (OSError, StillBusy):
            ended = self._failed("disk", stick)
        self._say(ended)
        return ended

    def _copy(self, order: Order, stick: Plugged) -> Told:
        with self._mount(stick.device, True) as folder:
            self._say(replace(self._told, free=_free(folder)))
            made = copying.copy(
                folder,
                key=order.key,
                sticks=order.sticks,
                audit=order.audit,
                facts=order.facts,
                now=self._now(),
                days=order.days,
                journal=self._journal,
                sys=self._sys,
                tell=self._tell,
            )
            size = made.stat().st_size
        if not self._is_there(stick):
            # It was on the stick, but nobody can say whether all of it stayed.
            return replace(self._told, state="pulled")
        return replace(self._told, state=DONE, done=size, total=size, file=made.name)

    def _stick(self, rules: Sequence[str]) -> Plugged:
        there = plugged(self._sys)
        stick = chosen(there, rules)
        if stick is None:
            raise CopyRefused("noStick")
        if not allowed(stick.stick, rules):
            raise CopyRefused("strangeStick")
        return stick

    def _is_there(self, stick: Plugged) -> bool:
        return stick in plugged(self._sys)

    def _failed(self, code: str, stick: Plugged | None) -> Told:
        gone = stick is not None and not self._is_there(stick)
        return replace(self._told, state="pulled" if gone else code)

    def _tell(self, state: str, done: int = 0, total: int = 0) -> None:
        before = self._told
        if state == before.state and done - before.done < total * STEP:
            return
        self._say(replace(before, state=state, done=done, total=total))

    def _say(self, told: Told) -> None:
        self._told = told
        write_whole(self._places.answer, json.dumps(asdict(told)).encode(), 0o644)

    def _take_request(self) -> Wanted | None:
        data = take(self._places.asked, self._places.wanted.name)
        with suppress(NoRequest):
            return None if data is None else Wanted.of(data)
        return None


def _free(folder: Path) -> int:
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize
