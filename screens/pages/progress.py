"""What the citizen has handed in: how each stands, and its official slip."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue, PrintReceipt
from kiosk.visit.views import HandedRow, ProgressView
from screens.components import Action, Button, Card, Notice, Part, Row
from screens.components.row import spoken
from screens.components.text_layout import group_digits
from screens.pages.page import PageView
from screens.pages.slip_state import SlipState, did_it_come_out, no_slip
from screens.pages.words import counted

NUMBER = (4,) * 5
"""How the signs of a submission's number stand together, as on the page that gave it and on its slip."""


class ProgressPage(PageView[ProgressView]):
    """A card for each submission."""

    def title(self) -> str:
        """Return what stands here."""
        return self.say("progress.title")

    def sub(self) -> str:
        """Return that each slip can be had, where there is one."""
        return self.say("progress.sub") if self.body.rows else ""

    def primary(self) -> Action | None:
        """Return 结束办理."""
        return Action(self.say("sealed.do"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what came of the slip, then the submissions, the newest first."""
        body, theme = self.body, self.theme
        if body.slip in ("printing", "printed"):
            yield SlipState(theme, self.say(f"progress.slip.{body.slip}"), body.slip)
        if body.slip == "failed":
            yield no_slip(self, body.slip_fault, "progress.later")
        if body.slip == "unknown":
            yield did_it_come_out(self, body.slip_fault)
        if body.rows is not None and not body.rows:
            yield Notice(theme, self.say("progress.none.sub"), title=self.say("progress.none"), id="none")
        for row in body.rows or ():
            yield self._card(row)

    def _card(self, row: HandedRow) -> Part:
        theme = self.theme
        day = self.texts.short_day(row.received_on)
        words = counted(self.texts, "progress.row", row.item_count, day=day, done=row.done_count)
        called = self.say("slip.submissionNo")
        number = " ".join(group_digits(row.submission_no, NUMBER))
        about = Row(
            theme,
            text=row.name,
            sub=f"{words}\n{called} {number}",
            bold=True,
            speech=spoken(row.name, words, f"{called} {row.submission_no}"),
            flush=True,
            id=f"handed:{row.submission_no}",
        )
        button = Button(
            theme,
            text=self.say("progress.print"),
            icon="printer",
            on_act=self.sends(PrintReceipt(row.submission_no)),
            enabled=self.body.can_print and row.printable,
            id=f"print:{row.submission_no}",
        )
        return Card(theme, [about, button])
