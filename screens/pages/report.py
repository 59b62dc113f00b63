"""办不成事: what will be sent, a phone number if one likes, then the number of the report and its date."""

from collections.abc import Iterator
from typing import Self

from kiosk.visit.messages import Back, SendReport
from kiosk.visit.views import ReportView, Screen
from screens.components import Action, Answer, BigNumber, Card, Label, Notice, Part, Row, TextField
from screens.input_methods.keyboard import Keyboard
from screens.pages.doors import people
from screens.pages.page import PageView
from screens.pages.parts import listed
from screens.pages.words import day

PHONE_DIGITS = 11
"""Digits of a mobile number in China (工信部 numbering plan)."""


class ReportPage(PageView[ReportView]):
    """state: ask, sending, sent, failed."""

    def prepare(self) -> None:
        """Make the field for the phone and its keys; they live as long as the page."""
        self._phone = PhoneField(
            self.theme,
            name=self.say("report.phone"),
            kind="phone",
            placeholder=self.say("report.phone.hint"),
            max_length=PHONE_DIGITS,
            on_change=self._typed,
            id="phone",
        )
        self._phone.on_act = self._type
        self._keys = Keyboard(self.theme, self._phone, kind="phone")
        self._typing = False

    def go_on_from(self, before: Self) -> None:
        """Keep the keys where they are up."""
        self._typing = before._typing
        self._phone.keep(before._phone.kept())

    def dock(self) -> Part | None:
        """Return the keys, where the number is being typed."""
        return self._keys if self._typing else None

    def title(self) -> str:
        """Return what this is, or that it arrived."""
        return self.say("report.sent" if self._sent() else "report.title")

    def sub(self) -> str:
        """Return what comes of it."""
        return self.say("report.sent.sub" if self._sent() else "report.sub")

    def back(self) -> Action | None:
        """Return the way back; once it is sent the primary is that."""
        return None if self._sent() else super().back()

    def primary(self) -> Action | None:
        """Return sending it, or going on with what one was doing."""
        match self.body.state:
            case "sent":
                return Action(self.say("report.back"), self.sends(Back()))
            case "sending":
                return Action(self.say("report.doing"), self._send, busy=True)
        if self._typing and self._phone.value():
            return Action(self.say("report.done_typing"), self._put_away)
        return Action(self.say("report.again" if self.body.state == "failed" else "report.do"), self._send)

    def content(self) -> Iterator[Part]:
        """Yield what is sent and the phone, or what came back; people always."""
        if self._sent():
            yield from self._answer()
        else:
            yield from self._question()
        more: list[Part] = []
        if self.body.phone:
            words = self.say("report.call", phone=self.body.phone)
            more.append(Row(self.theme, text=words, sub=self.say("report.call.sub"), icon="call", bold=True))
        yield people(self, *more)

    def update(self, before: Screen) -> None:
        """Follow the report; the keys go once it is on its way."""
        assert isinstance(before.body, ReportView)
        if before.body.state != self.body.state and self.body.state != "failed":
            self._show_keys(False)
        super().update(before)

    def fits(self, screen: Screen) -> bool:
        """Whether the same buttons serve: what was sent has fewer."""
        now = isinstance(screen.body, ReportView) and screen.body.state == "sent"
        return super().fits(screen) and now == self._sent()

    def _sent(self) -> bool:
        return self.body.state == "sent"

    def _question(self) -> Iterator[Part]:
        theme, body = self.theme, self.body
        if body.state == "failed":
            title = self.say("report.failed")
            yield Notice(theme, self.say("report.failed.do"), "error", title=title, id="failed")
        parts = [
            listed(theme, self.say("report.what"), list(self._facts())),
            Notice(theme, self.say("report.private"), id="private"),
        ]
        phone = [self._phone, Label(theme, self.say("report.phone.why"), colour="ink2")]
        # While it is typed it stands where the keys do not cover it.
        yield from (*phone, *parts) if self._typing else (*parts, *phone)

    def _facts(self) -> Iterator[Part]:
        """Yield what goes along, word for word as it is known here."""
        body = self.body
        if body.bundle_name is not None:
            yield self._fact("bundle", self.texts.local(body.bundle_name))
        yield self._fact("where", self.say(f"report.page.{body.where}"))
        key = f"error.{body.problem}.what"
        known = self.say(key if self.texts.has(key) else "error.unknown.what") if body.problem else ""
        yield self._fact("problem", known or self.say("report.problem.none"))

    def _fact(self, name: str, value: str) -> Part:
        return Answer(self.theme, question=self.say(f"report.{name}"), value=value, id=name)

    def _answer(self) -> Iterator[Part]:
        theme, due = self.theme, self.body.due
        label = Label(theme, self.say("report.number"), role="label", colour="ink2")
        number = BigNumber(theme, self.body.issue_no, called=self.say("report.number"))
        yield Card(theme, [label, number], gap="hair")
        when = day(self.texts, due[:10]) if due else ""
        words = self.say("report.due", day=when) if when else self.say("report.due.none")
        yield Notice(theme, words, "ok", id="due")

    def _typed(self, _: str) -> None:
        self._phone.error = ""
        self.update_frame()

    def _type(self) -> None:
        if self.body.state in ("ask", "failed"):
            self._show_keys(True)

    def _put_away(self) -> None:
        """Put the keys away, if the number can be one."""
        if self._right():
            self._show_keys(False)

    def _show_keys(self, shown: bool) -> None:
        if shown != self._typing:
            self._typing = shown
            self.widget.show_dock(self._keys if shown else None)
            self.update_frame()
            self.update_content()
            if self.widget.scroller is not None:
                self.widget.scroller.view.scroll_to(0)

    def _right(self) -> bool:
        typed = self._phone.value()
        good = not typed or (len(typed) == PHONE_DIGITS and typed.startswith("1"))
        self._phone.error = "" if good else self.say("form.phone")
        return good

    def _send(self) -> None:
        if self._right():
            self.send(SendReport(self._phone.value()))
        else:
            self._show_keys(True)


class PhoneField(TextField):
    """A field whose keys come up when it is met, by touch or by keypad."""

    def act(self) -> None:
        """Go on typing."""
        super().act()
        if self.on_act is not None:
            self.on_act()
