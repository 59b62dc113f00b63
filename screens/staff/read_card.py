"""A card on trial: what of reader and card works. Of whose it is only a masked name is shown."""

from collections.abc import Iterator

from kiosk.visit.views.staff_devices import StaffReadCardView
from screens.components import Card, Label, Part
from screens.components.point import point
from screens.staff.trial_page import TrialPage

ICONS = {"reader": "card", "antenna": "touch", "module": "lock", "chip": "document", "photo": "person"}


class StaffReadCardPage(TrialPage[StaffReadCardView]):
    """stage: ask, done."""

    name = "read-card"

    def content(self) -> Iterator[Part]:
        """Yield where the card is laid, or what came of it."""
        body = self.body
        if body.stage == "ask":
            words = self.say("staff.card.how"), self.say("staff.card.how.sub")
            yield Card(self.theme, [point(self.theme, "card", *words)], rows=True)
        yield self.board((f"card.{name}", view, ICONS[name]) for name, view in body.rows)
        if body.stage == "done":
            yield self.tries("card", "refresh")
        yield Label(self.theme, self.say("staff.card.kept"), role="label", colour="ink2", id="kept")
