"""What the pages of trials have in common: the way back to the list of them, and what came of a trial."""

from collections.abc import Iterator
from typing import TypeVar

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_devices import TryOut
from kiosk.visit.views import StandingView
from screens.components import Action, Button, Part, StatusBoard
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage

B = TypeVar("B")


class TrialPage(StaffPage[B]):
    """`name` is that of the trial, by which its words are called."""

    name = ""

    def title(self) -> str:
        """Return what is tried."""
        return self.say(f"staff.trial.{self.name}")

    def sub(self) -> str:
        """Return what to do."""
        return self.say(f"staff.trial.{self.name}.sub")

    def primary(self) -> Action | None:
        """Return the way back to the trials; it is never busy, so that one can always leave."""
        return Action(self.say("staff.row.trials"), self.sends(Continue()))

    def _primary(self) -> Action | None:
        return self.primary()

    def tries(self, what: str, icon: str, *, enabled: bool = True, busy: bool = False) -> Button:
        """Return the button that tries something."""
        return Button(
            self.theme,
            text=self.say(f"staff.try.{what}"),
            kind="quiet",
            small=True,
            icon=icon,
            enabled=enabled,
            busy=busy,
            on_act=self.sends(TryOut(what)),
            id=f"try:{what}",
        )

    def board(self, rows: Iterator[tuple[str, StandingView, str]]) -> Part:
        """Return what came of it. rows: (id and key of its name, how it stands, icon)."""
        things = [
            standing(self.texts, self.say(f"staff.part.{name}"), view, icon, name)
            for name, view, icon in rows
        ]
        return StatusBoard(self.theme, things)
