"""How much paper is left: what was printed since the roll was changed or the tray filled, and what that is.

Two supplies: `roll`, the slip printer's, in millimetres; `tray`, the A4 printer's, in sheets. The rules are
pure; `PaperBook` keeps the figures in one small file of the screens' process, which alone prints. It holds
lengths, counts and days, and nothing of what was printed.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.terminal.settings import SiteProfile
from kiosk.whole_file import write_whole

_log = logging.getLogger(__name__)

ROLL, TRAY = "roll", "tray"
SUPPLIES = (ROLL, TRAY)
OF_DEVICE: Mapping[str, str] = {"printer": ROLL, "page_printer": TRAY}
FILE = "paper.json"
"""In the folder of the staff."""
TYPICAL: Mapping[str, float] = {ROLL: 260.0, TRAY: 2.0}
"""What one print takes until enough were counted: a slip of acceptance in mm, a guide in sheets."""
ENOUGH = 10
"""So many prints of this roll say what one takes here."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a full one holds, and when it is low. whole: mm or sheets; low_prints: prints that are left."""

    whole: float
    low_prints: int


@dataclass(frozen=True, slots=True)
class Supply:
    """What was taken of a roll (mm) or a tray (sheets) since `filled`, by so many prints.

    `filled` is None until somebody said so for the first time: until then nothing is known of what is left.
    """

    used: float = 0.0
    prints: int = 0
    filled: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a supply comes to. left: mm or sheets, None where nobody ever said that it was full.

    `prints_left` is for how many more prints that will do, at what they took so far; `low` is told while
    there is still paper for as many prints as the settings want.
    """

    supply: Supply
    capacity: Capacity
    left: float | None
    prints_left: int | None
    low: bool

    @property
    def share(self) -> float | None:
        """Of the whole, 0 to 1."""
        return None if self.left is None else self.left / self.capacity.whole


def capacities(profile: SiteProfile) -> dict[str, Capacity]:
    """Return what is full on this terminal, by supply: only of the printers that it has."""
    paper = profile.paper
    full = {
        ROLL: Capacity(1000.0 * paper.roll_m, paper.roll_low_prints),
        TRAY: Capacity(float(paper.tray_sheets), paper.tray_low_prints),
    }
    return {name: full[name] for kind, name in OF_DEVICE.items() if profile.device(kind) is not None}


def outlook(name: str, supply: Supply, capacity: Capacity) -> Outlook:
    """Return what is left of a supply."""
    if supply.filled is None:
        return Outlook(supply, capacity, None, None, False)
    left = max(0.0, capacity.whole - supply.used)
    prints_left = int(left / _each(name, supply))
    return Outlook(supply, capacity, left, prints_left, prints_left <= capacity.low_prints)


def taken(supply: Supply, amount: float) -> Supply:
    """Return the supply after a print that took `amount` (mm or sheets)."""
    return replace(supply, used=supply.used + max(0.0, amount), prints=supply.prints + 1)


def _each(name: str, supply: Supply) -> float:
    """Return what one print takes: as measured here, as is usual until enough were counted."""
    if supply.prints < ENOUGH or supply.used <= 0:
        return TYPICAL[name]
    return supply.used / supply.prints


def _unheard(_outlooks: Mapping[str, Outlook]) -> None:
    """Tell nobody."""


def _at_once(work: Callable[[], None]) -> None:
    work()


class PaperBook:
    """Keeps the supplies. Every thread may use it.

    `changed` is told the new outlooks, outside the lock; `later` carries out the writing, so that a printer's
    thread never waits for the disk. What a power cut takes is the last slip or two.
    """

    def __init__(
        self,
        file: Path,
        capacities: Mapping[str, Capacity],
        clock: Callable[[], datetime],
        changed: Callable[[Mapping[str, Outlook]], None] = _unheard,
        later: Callable[[Callable[[], None]], object] = _at_once,
    ) -> None:
        """`capacities`: of the supplies that this terminal has."""
        self._file = file
        self._capacities = dict(capacities)
        self._clock = clock
        self._changed = changed
        self._later = later
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._supplies = read(file)

    def outlooks(self) -> dict[str, Outlook]:
        """Return what is left of each supply that there is."""
        with self._lock:
            return {
                name: outlook(name, self._supplies[name], capacity)
                for name, capacity in self._capacities.items()
            }

    def took(self, name: str, amount: float) -> None:
        """Count one print that took `amount` mm or sheets."""
        with self._lock:
            self._supplies[name] = taken(self._supplies[name], amount)
        self._changed(self.outlooks())
        self._later(self._quietly)

    def fill(self, name: str) -> None:
        """Somebody put a new roll in, or filled the tray. Raises OSError where that cannot be kept."""
        with self._lock:
            before = self._supplies[name]
            self._supplies[name] = Supply(filled=self._clock())
        try:
            self._write()
        except OSError:
            with self._lock:
                self._supplies[name] = before
            raise
        self._changed(self.outlooks())

    def _quietly(self) -> None:
        try:
            self._write()
        except OSError as error:
            # Counting goes on, and the next print tries again.
            _log.warning("the paper's counter was not kept: %s", error.strerror)

    def _write(self) -> None:
        with self._writing:
            with self._lock:
                text = json.dumps({name: _facts(supply) for name, supply in self._supplies.items()})
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._file, text.encode(), 0o600)


def read(file: Path) -> dict[str, Supply]:
    """Return the supplies that a file keeps; a file that is missing or damaged knows of none."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return {name: _supply(held.get(name, {})) for name in SUPPLIES}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, AttributeError) as error:
        _log.warning("the paper's counter is damaged: %s", type(error).__name__)
    return {name: Supply() for name in SUPPLIES}


def _facts(supply: Supply) -> dict[str, Any]:
    filled = None if supply.filled is None else supply.filled.isoformat(timespec="seconds")
    return {"used": round(supply.used, 1), "prints": supply.prints, "filled": filled}


def _supply(facts: Mapping[str, Any]) -> Supply:
    used, prints = float(facts.get("used", 0)), int(facts.get("prints", 0))
    filled = facts.get("filled")
    when = None if filled is None else datetime.fromisoformat(filled)
    if not 0 <= used < float("inf") or prints < 0 or (when is not None and when.tzinfo is None):
        raise ValueError("no supply")
    return Supply(used, prints, when)
