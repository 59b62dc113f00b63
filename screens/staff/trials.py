"""What can be tried at the devices; where a device is out, the board says how it is mended."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.views.staff_devices import StaffTrialsView
from screens.components import Action, Chip, Column, OpenRow, Part
from screens.staff.page import StaffPage

ICONS = {"photo": "camera", "read-card": "card", "camera": "pen", "touch": "touch", "sound": "sound"}


class StaffTrialsPage(StaffPage[StaffTrialsView]):
    """One row for each thing."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.row.trials")

    def sub(self) -> str:
        """Return what becomes of it."""
        return self.say("staff.trials.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the rows."""
        yield Column(self.theme, [self._row(name, works) for name, works in self.body.rows], gap="target")

    def _row(self, name: str, works: bool) -> OpenRow:
        return OpenRow(
            self.theme,
            text=self.say(f"staff.trial.{name}"),
            sub=self.say(f"staff.trial.{name}.sub"),
            icon=ICONS[name],
            end=None if works else Chip(self.theme, self.say("staff.trial.out"), "error"),
            framed=True,
            on_act=self.sends(OpenStaffPage(name)),
            id=name,
        )
