"""The first page of a new terminal: the enrolment code of the work order, typed or shown as a QR."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.set_up import SetUpCode
from kiosk.visit.views import Screen
from kiosk.visit.views.staff import SetUpCodeView
from screens.components import Action, Label, Notice, Part, TextField
from screens.pages.words import said
from screens.staff.page import StaffPage

LONGEST = 64


class SetUpCodePage(StaffPage[SetUpCodeView]):
    """Field and keys live as long as the page."""

    def prepare(self) -> None:
        """Make field and keys."""
        self._following = False
        self._field = TextField(
            self.theme,
            name=self.say("set_up.code.label"),
            value=self.body.code,
            kind="card",
            max_length=LONGEST,
            on_change=self._typed,
            id="field",
        )
        self._keyboard = self.keyboard(self._field, "code")

    def title(self) -> str:
        """Return what is asked."""
        return self.say("set_up.code.title")

    def sub(self) -> str:
        """Return where it stands."""
        return self.say("set_up.code.sub")

    def dock(self) -> Part | None:
        """Return the keys."""
        return self._keyboard

    def primary(self) -> Action | None:
        """Return what it does."""
        return Action(self.say("set_up.code.go"), self.sends(Continue()), enabled=not self.body.silent)

    def content(self) -> Iterator[Part]:
        """Yield why the last code was not taken, the field, and that a QR can be shown."""
        if self.body.silent:
            yield Notice(self.theme, self.say("set_up.problem.agent"), "warn", id="silent")
        if self.body.problem is not None:
            yield Notice(self.theme, said(self.texts, self.body.problem), "error", id="problem")
        yield self._field
        if self.body.scan:
            yield Label(self.theme, self.say("set_up.code.scan"), role="label", colour="ink2", id="scan")

    def update(self, before: Screen) -> None:
        """Follow the state without touching what is being typed."""
        self.update_frame()
        body = before.body
        assert isinstance(body, SetUpCodeView)
        if self.body.code != self._field.value():
            # A QR was shown; nobody typed that.
            self._following = True
            self._field.set_value(self.body.code)
            self._following = False
        mine, theirs = self.body, body
        if (mine.problem, mine.scan, mine.silent) != (theirs.problem, theirs.scan, theirs.silent):
            self.update_content()

    def _typed(self, text: str) -> None:
        if not self._following:
            self.send(SetUpCode(text))
