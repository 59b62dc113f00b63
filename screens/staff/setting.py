"""One setting: what is typed, what it takes, and why it was not taken."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_facts import TypeSetting
from kiosk.visit.views import Screen
from kiosk.visit.views.staff import StaffSettingView
from screens.components import Action, Label, Notice, Part, TextField
from screens.pages.words import said
from screens.staff.page import StaffPage

LONGEST = 20


class StaffSettingPage(StaffPage[StaffSettingView]):
    """Field and keys live as long as the page."""

    def prepare(self) -> None:
        """Make field and keys."""
        self._field = TextField(
            self.theme,
            name=self.say(f"setting.{self.body.key}"),
            value=self.body.text,
            max_length=LONGEST,
            on_change=lambda text: self.send(TypeSetting(text)),
            id="field",
        )
        self._keyboard = self.keyboard(self._field, self.body.kind)

    def title(self) -> str:
        """Return which setting."""
        return self.say(f"setting.{self.body.key}")

    def sub(self) -> str:
        """Return what it is for."""
        return self.say(f"setting.{self.body.key}.sub")

    def dock(self) -> Part | None:
        """Return the keys."""
        return self._keyboard

    def primary(self) -> Action | None:
        """Return what writes it."""
        return Action(self.say("staff.setting.save"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield why it was not taken, the field, and what it takes."""
        if self.body.problem is not None:
            yield Notice(self.theme, said(self.texts, self.body.problem), "error", id="problem")
        yield self._field
        takes = said(self.texts, self.body.takes)
        yield Label(self.theme, takes, role="label", colour="ink2", id="takes")

    def update(self, before: Screen) -> None:
        """Follow the state without touching what is being typed."""
        self.update_frame()
        body = before.body
        assert isinstance(body, StaffSettingView)
        if body.problem != self.body.problem:
            self.update_content()
