"""The number, given by the platform; what happens next with each item; the way to follow it by phone."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue, OpenReport, PrintAgain
from kiosk.visit.views import CaseRow, DoneView
from screens.components import (
    Action,
    BigNumber,
    Card,
    Chip,
    Column,
    Label,
    Line,
    Part,
    QrPanel,
    Row,
    Seal,
    Title,
)
from screens.pages.a4 import a4_parts
from screens.pages.page import PageView
from screens.pages.parts import Beside, listed
from screens.pages.slip_state import SlipState, did_it_come_out, no_slip, sign_note
from screens.pages.words import counted, dotted, joined

KINDS = {
    "APPROVED": "ok",
    "CLOSED": "ok",
    "PRE_REJECTED": "warn",
    "CORRECTION": "warn",
    "SUSPENDED": "warn",
    "NOT_ACCEPTED": "error",
    "REFUSED": "error",
    "RETURNED": "error",
    "VOIDED": "error",
    "LAPSED": "error",
    "WITHDRAWN": "error",
}
"""Kind of the chip by the contract's CaseStatus; all others are under way and plain."""
OVER = ("APPROVED", "CLOSED", "NOT_ACCEPTED", "REFUSED", "RETURNED", "VOIDED", "LAPSED", "WITHDRAWN")


class DonePage(PageView[DoneView]):
    """Seal and number, items, code for the phone, state of the slip."""

    def title(self) -> str:
        """Return nothing: the heading stands beside the seal."""
        return ""

    def _sub(self) -> str:
        return ""

    def back(self) -> Action | None:
        """Return 再打一张; nothing leads back from here."""
        printing = self.body.slip == "printing"
        words = self.say("done.printing" if printing else "done.again")
        enabled = self.body.can_print and not printing
        return Action(words, self.sends(PrintAgain()), enabled=enabled, id="again")

    def help(self) -> Action | None:
        """Return 办不成事."""
        return Action(self.say("done.stuck"), self.sends(OpenReport()), id="report")

    def primary(self) -> Action | None:
        """Return 评价并结束."""
        return Action(self.say("done.do"), self.sends(Continue()))

    def leave(self) -> Action | None:
        """Return none: the primary ends it."""
        return None

    def content(self) -> Iterator[Part]:
        """Yield heading, number, what came of the slip, items, code."""
        theme, body = self.theme, self.body
        yield self._heading()
        yield Card(theme, [self._number()])
        if body.slip == "failed":
            yield no_slip(self, body.slip_fault, "done.slip.photo")
        if body.slip == "unknown":
            yield did_it_come_out(self, body.slip_fault)
        if body.sign_at_window:
            yield sign_note(self)
        yield from a4_parts(theme, self.texts, self.send, body.a4)
        yield listed(theme, self.say("done.items"), [self._case(row) for row in body.rows])

    def _number(self) -> Part:
        """Return the number with its code beside it."""
        theme, body = self.theme, self.body
        say = self.say("done.qr.plain" if body.qr_text == body.short_code else "done.qr")
        words: list[Part] = [
            Label(theme, self.say("done.number"), role="label", colour="ink2"),
            BigNumber(theme, body.short_code, called=self.say("done.number")),
            Label(theme, say, role="caption", colour="ink2"),
        ]
        code = QrPanel(theme, body.qr_text, text=say, sub=self.say("done.qr.sub"), bare=True)
        return Beside(theme, Column(theme, words, gap="tight"), code)

    def _heading(self) -> Part:
        theme, body = self.theme, self.body
        title = Title(theme, counted(self.texts, "done.title", len(body.rows)), id="title")
        mark = self.say("sample") if self.screen.frame.sample else ""
        slip = SlipState(theme, dotted(self.texts, self.say(f"done.slip.{body.slip}"), mark), body.slip)
        words = Column(theme, [title, slip], gap="tight")
        return Line(theme, [Seal(theme), words], gap="section", weights=[0, 1])

    def _case(self, row: CaseRow) -> Part:
        waits = bool(row.waits_for) and row.status not in OVER
        kind = "plain" if waits else KINDS.get(row.status, "plain")
        word = self.say("done.chip.waits") if waits else self._word(row)
        chip = Chip(self.theme, word, kind, icon="clock" if waits else "")
        return Row(self.theme, text=row.name, sub=self._next(row, waits), end=chip, id=f"case:{row.case_no}")

    def _next(self, row: CaseRow, waits: bool) -> str:
        """Return what happens next with an item, and by when."""
        if waits:
            return self.say("done.next.waits", items=joined(self.texts, row.waits_for))
        if row.status not in OVER and row.due is not None:
            return self.say("done.next.due", org=row.org, day=self.texts.short_day(row.due))
        key = f"case.status.{row.status}"
        said = KINDS.get(row.status) == "ok" or not self.texts.has(key)  # the chip says it
        return dotted(self.texts, row.org, "" if said else self.say(key))

    def _word(self, row: CaseRow) -> str:
        """Return the short word for where an item stands."""
        key = f"done.chip.{row.status}"
        return self.say(key) if self.texts.has(key) else row.status
