"""Who looks after the terminal says who it is: the card (its number where the reader is out), and the PIN."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffTyped
from kiosk.visit.views import Screen
from kiosk.visit.views.staff import StaffDoorView
from screens.components import Action, Card, Label, Notice, Part, TextField
from screens.components.point import point
from screens.pages.words import said
from screens.staff.page import StaffPage

LONGEST = {"number": 20, "pin": 12}
PADS = {"number": "identity", "pin": "number"}


class StaffDoorPage(StaffPage[StaffDoorView]):
    """part: card, number, pin."""

    def prepare(self) -> None:
        """Make field and keys; they live as long as the page."""
        self._field: TextField | None = None
        self._clearing = False
        part = self.body.part
        if part == "card":
            return
        self._field = TextField(
            self.theme,
            name=self.say(f"staff.door.{part}.label"),
            value=self.body.value,
            max_length=LONGEST[part],
            masked=part == "pin",
            on_change=self._typed,
            id="field",
        )
        self._keyboard = self.keyboard(self._field, PADS[part])

    def title(self) -> str:
        """Return what is asked."""
        return self.say(f"staff.door.{self.body.part}.title")

    def sub(self) -> str:
        """Return whom it is for."""
        return self.say(f"staff.door.{self.body.part}.sub")

    def dock(self) -> Part | None:
        """Return the keys."""
        return None if self._field is None else self._keyboard

    def primary(self) -> Action | None:
        """Return 继续; where the card is asked for, laying it down goes on."""
        if self._field is None:
            return None
        return Action(self.say("action.continue"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield why they were not let in, and the field or where to lay the card."""
        problem = self.body.problem
        if problem is not None:
            yield Notice(self.theme, said(self.texts, problem), "error", id="problem")
        if self._field is not None:
            yield self._field
        else:
            words = self.say("staff.door.card.how"), self.say("staff.door.card.how.sub")
            yield Card(self.theme, [point(self.theme, "card", *words)], rows=True)
            yield Label(self.theme, self.say("staff.door.logged"), role="label", colour="ink2", id="logged")

    def update(self, before: Screen) -> None:
        """Follow the state; a PIN that was not good is cleared."""
        self.update_frame()
        body = before.body
        assert isinstance(body, StaffDoorView)
        if self._field is not None and not self.body.digits and self.body.part == "pin" and body.digits:
            # Nobody typed that: what was said of the PIN stays.
            self._clearing = True
            self._field.set_value("")
            self._clearing = False
        if body.problem != self.body.problem:
            self.update_content()

    def _typed(self, text: str) -> None:
        if not self._clearing:
            self.send(StaffTyped(self.body.part, text))
