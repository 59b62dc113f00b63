"""Network, clock, guides, outbox, settings, versions: how each stands, in words and figures."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views.staff import StaffStandingView
from screens.components import Action, Part, StatusBoard
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage

ICONS = {
    "network": "globe",
    "clock": "clock",
    "guides": "document",
    "outbox": "lock",
    "settings": "list",
    "versions": "info",
}


class StaffStandingPage(StaffPage[StaffStandingView]):
    """To read only."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.row.standing")

    def sub(self) -> str:
        """Return that nothing can be changed here."""
        return self.say("staff.standing.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield one row for each."""
        things = [
            standing(self.texts, self.say(f"staff.standing.{name}"), view, ICONS[name], name)
            for name, view in self.body.rows
        ]
        yield StatusBoard(self.theme, things)
