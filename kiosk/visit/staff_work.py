"""Carries out what staff pages and set-up pages want: card and PIN, the agent, devices, a new start."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.platform.errors import Invalid, PlatformError, Problem
from kiosk.visit.messages.a4 import A4Finished
from kiosk.visit.messages.set_up import SetUpAnswered
from kiosk.visit.messages.staff import StaffActed, StaffAnswered
from kiosk.visit.staff_effects import (
    CheckStaff,
    Enrol,
    FillPaper,
    FinishSetUp,
    PrintSheet,
    ResetDevice,
    Restart,
    StaffEffect,
    Withdraw,
)
from kiosk.visit.withdrawal import known
from kiosk.whole_file import write_whole

WITHDRAWN_FILE = "out-of-service"
"""In the folder of the staff: stands there for as long as the terminal serves nobody, and says why."""


class Verdict(Protocol):
    """What became of a try (`kiosk.staff.desk.Verdict`)."""

    @property
    def outcome(self) -> str:
        """In one word."""

    @property
    def label(self) -> str:
        """Who was let in."""

    @property
    def wait_s(self) -> int:
        """Seconds until the next try is looked at."""


class Desk(Protocol):
    """Where card and PIN are checked."""

    def check(self, number: str, pin: str, how: str) -> Verdict:
        """Check them."""


class SetUpAgent(Protocol):
    """The agent's half of the set-up (`kiosk.platform.agent_set_up.AgentSetUp`)."""

    def enrol(self, code: str, *, setting_up: bool = False) -> None:
        """Begin."""

    def measured(self, card_px: float) -> None:
        """Write how wide a card is."""

    def finish(self) -> None:
        """The pages are through."""


class StaffWork:
    """`do` blocks and runs in the pool; `reset` and `restart` are called from there too."""

    def __init__(
        self,
        desk: Desk,
        agent: SetUpAgent,
        folder: Path,
        reset: Callable[[str], None],
        restart: Callable[[], None],
        fill: Callable[[str], None] = lambda _supply: None,
        print_sheet: Callable[[], None] = lambda: None,
    ) -> None:
        """`fill` counts a roll or a tray anew, `print_sheet` prints the sheet to calibrate by.

        Both raise OSError where it cannot be done.
        """
        self._desk = desk
        self._agent = agent
        self._folder = folder
        self._reset = reset
        self._restart = restart
        self._fill = fill
        self._print_sheet = print_sheet

    @property
    def withdrawn(self) -> bool:
        """Whether the staff have taken the terminal out of service."""
        return (self._folder / WITHDRAWN_FILE).exists()

    @property
    def withdrawn_for(self) -> str:
        """Why, for everybody to read; empty where it serves."""
        try:
            return known((self._folder / WITHDRAWN_FILE).read_text(encoding="ascii", errors="replace"))
        except OSError:
            return ""

    def do(self, effect: StaffEffect) -> StaffAnswered | StaffActed | SetUpAnswered | A4Finished | None:
        """Carry one out; returns what it came to."""
        match effect:
            case CheckStaff():
                verdict = self._desk.check(effect.number, effect.pin, effect.how)
                return StaffAnswered(verdict.outcome, verdict.label, verdict.wait_s)
            case ResetDevice():
                self._reset(effect.kind)
                return None
            case Restart():
                self._restart()
                return None
            case Withdraw():
                return self._withdraw(effect.out, effect.reason)
            case FillPaper():
                return self._filled(effect.supply)
            case PrintSheet():
                return self._printed()
            case Enrol():
                return self._enrol(effect.code)
            case FinishSetUp():
                return self._finish(effect.card_px)

    def _withdraw(self, out: bool, reason: str) -> StaffActed:
        what = "withdraw" if out else "restore"
        file = self._folder / WITHDRAWN_FILE
        try:
            if out:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_whole(file, reason.encode(), 0o600)
            else:
                file.unlink(missing_ok=True)
        except OSError:
            return StaffActed(what, "disk")
        return StaffActed(what, reason=reason)

    def _printed(self) -> A4Finished | None:
        try:
            self._print_sheet()
        except (OSError, ValueError):
            return A4Finished("jobRefused")
        return None

    def _filled(self, supply: str) -> StaffActed:
        try:
            self._fill(supply)
        except OSError:
            return StaffActed(f"fill-{supply}", "disk")
        return StaffActed(f"fill-{supply}")

    def _enrol(self, code: str) -> SetUpAnswered:
        try:
            self._agent.enrol(code, setting_up=True)
        except Problem as problem:
            return SetUpAnswered("code", "enrolled" if problem.status == 409 else "agent")
        except PlatformError:
            return SetUpAnswered("code", "agent")
        return SetUpAnswered("code")

    def _finish(self, card_px: float | None) -> SetUpAnswered:
        try:
            if card_px is not None:
                self._agent.measured(card_px)
            self._agent.finish()
        except Invalid:
            return SetUpAnswered("size", "size")
        except PlatformError:
            return SetUpAnswered("finish", "agent")
        return SetUpAnswered("finish")
