"""Paper: what was printed since it was filled, how much is left, and the button that says it is full."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_devices import FillPaper
from kiosk.visit.views.staff_devices import StaffPaperView
from screens.components import Action, Button, Label, Notice, Part, StatusBoard
from screens.pages.words import said
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage

ICONS = {"roll": "printer", "tray": "document"}


class StaffPaperPage(StaffPage[StaffPaperView]):
    """One row a supply; below each the button by which it counts from full again."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.row.paper")

    def sub(self) -> str:
        """Return what one sees."""
        return self.say("staff.paper.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what became of the last filling, and the supplies."""
        body, theme = self.body, self.theme
        if body.said is not None:
            yield Notice(theme, said(self.texts, body.said), "ok" if body.well else "error", id="said")
        if not body.rows:
            yield Label(theme, self.say("staff.paper.none"), id="none")
        for name, view in body.rows:
            title = self.say(f"staff.paper.{name}")
            yield StatusBoard(theme, [standing(self.texts, title, view, ICONS[name], name)])
            yield Button(
                theme,
                text=self.say(f"staff.paper.{name}.fill"),
                kind="quiet",
                small=True,
                icon="refresh",
                on_act=self.sends(FillPaper(name)),
                id=f"fill:{name}",
            )
