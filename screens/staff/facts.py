"""The staff's pages of figures: rows of how things stand, and what can be done about them at once."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from kiosk.visit.views.staff import StaffFactsView
from screens.components import Action, Button, Notice, Part, StatusBoard
from screens.pages.words import said
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage

ICONS = {
    "send-now": "refresh",
    "look-guides": "refresh",
    "look-release": "refresh",
    "check-again": "refresh",
    "print-readiness": "printer",
}


class StaffFactsPage(StaffPage[StaffFactsView]):
    """Outbox, network, versions or readiness: they differ in their words alone."""

    def title(self) -> str:
        """Return what this is."""
        return self.say(f"staff.row.{self.body.page}")

    def sub(self) -> str:
        """Return what can be seen here."""
        return self.say(f"staff.row.{self.body.page}.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what was said, the acts, and the rows."""
        body = self.body
        if body.said is not None:
            yield Notice(self.theme, said(self.texts, body.said), body.tone, id="said")
        for act, enabled in body.acts:
            yield Button(
                self.theme,
                text=self.say(f"staff.act.{act}"),
                kind="quiet",
                small=True,
                icon=ICONS[act],
                enabled=enabled,
                on_act=self.sends(StaffAct(act)),
                id=f"act:{act}",
            )
        if body.rows:
            things = [
                standing(self.texts, said(self.texts, row.title), row.standing, row.icon, row.id)
                for row in body.rows
            ]
            yield StatusBoard(self.theme, things)
