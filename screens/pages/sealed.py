"""已封存，尚未受理: the claim code, and what comes next. Neither seal nor number: nothing is received yet."""

from collections.abc import Iterator

from kiosk.receipts.sealed import CLAIM_GROUP
from kiosk.visit.messages import Continue, OpenReport, PrintAgain
from kiosk.visit.views import SealedView
from screens.components import Action, BigNumber, Card, Label, Part, Row
from screens.pages.page import PageView
from screens.pages.parts import listed
from screens.pages.slip_state import SlipState, did_it_come_out, no_slip, sign_note

NEXT = {"sent": "refresh", "time": "clock", "official": "printer", "missing": "call"}
"""What happens next, in order, with icons: keys of `sealed.*`."""


class SealedPage(PageView[SealedView]):
    """Code, what happens next, whom to ask, state of the slip."""

    def title(self) -> str:
        """Return what is so."""
        return self.say("sealed.title")

    def sub(self) -> str:
        """Return that one may go."""
        return self.say("sealed.sub")

    def back(self) -> Action | None:
        """Return 再打一张; nothing leads back from here."""
        printing = self.body.slip == "printing"
        words = self.say("done.printing" if printing else "done.again")
        return Action(
            words, self.sends(PrintAgain()), enabled=self.body.can_print and not printing, id="again"
        )

    def help(self) -> Action | None:
        """Return 办不成事."""
        return Action(self.say("done.stuck"), self.sends(OpenReport()), id="report")

    def primary(self) -> Action | None:
        """Return 结束办理."""
        return Action(self.say("sealed.do"), self.sends(Continue()))

    def leave(self) -> Action | None:
        """Return none: the primary ends it."""
        return None

    def content(self) -> Iterator[Part]:
        """Yield code, what came of the slip, what happens next, whom to ask."""
        theme, body = self.theme, self.body
        day, at = self.texts.short_day(body.sealed_at.date()), f"{body.sealed_at:%H:%M}"
        when = self.say("sealed.when", day=day, time=at, count=body.item_count)
        code: list[Part] = [
            Label(theme, self.say("sealed.code"), role="label", colour="ink2"),
            BigNumber(
                theme, body.claim_code, group=CLAIM_GROUP, called=self.say("sealed.code"), id="claim-code"
            ),
            Label(theme, self.say("sealed.code.sub"), role="caption", colour="ink2"),
            Label(theme, when, role="caption", colour="ink2", id="when"),
            SlipState(theme, self.say(f"sealed.slip.{body.slip}"), body.slip),
        ]
        yield Card(theme, code)
        if body.slip == "failed":
            yield no_slip(self, body.slip_fault, "sealed.slip.photo")
        if body.slip == "unknown":
            yield did_it_come_out(self, body.slip_fault)
        if body.sign_at_window:
            yield sign_note(self)
        rows: list[Part] = [self._row(name, icon) for name, icon in NEXT.items()]
        yield listed(theme, self.say("sealed.next"), [*rows, self._row("ask", "call"), *self._hall()])

    def _row(self, name: str, icon: str) -> Row:
        words, more = self.say(f"sealed.{name}"), self.say(f"sealed.{name}.sub")
        return Row(self.theme, text=words, sub=more, icon=icon, bold=True, id=name)

    def _hall(self) -> Iterator[Part]:
        if self.body.phone:
            words = self.say("sealed.hall")
            yield Row(self.theme, text=words, sub=self.body.phone, icon="call", bold=True, id="hall")
