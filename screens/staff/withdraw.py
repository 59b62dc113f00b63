"""Out of service: why, in the words that everybody will read meanwhile."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from kiosk.visit.views.staff import StaffWithdrawView
from screens.components import Action, Column, Notice, OpenRow, Part
from screens.pages.words import said
from screens.staff.page import StaffPage

ICONS = {"device": "refresh", "network": "globe", "paper": "printer", "other": "info"}


class StaffWithdrawPage(StaffPage[StaffWithdrawView]):
    """One row for each reason; choosing one takes the terminal out of service."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.withdraw.title")

    def sub(self) -> str:
        """Return who reads it."""
        return self.say("staff.withdraw.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield why it failed, where it did, and the reasons with what is read."""
        if self.body.said is not None:
            yield Notice(self.theme, said(self.texts, self.body.said), "error", id="said")
        rows = [
            OpenRow(
                self.theme,
                text=self.say(f"staff.withdraw.{reason}"),
                sub=self.say(f"out_of_service.{notice}"),
                icon=ICONS[reason],
                framed=True,
                on_act=self.sends(StaffAct("withdraw", reason=reason)),
                id=reason,
            )
            for reason, notice in self.body.reasons
        ]
        yield Column(self.theme, rows, gap="target")
