"""Who has no card with them types name and number: large, in groups, wrong digits said at once."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue, TypeIdentity
from kiosk.visit.views import Screen, TypedView
from screens.components import Action, Button, Label, Part, TextField
from screens.input_methods.layouts import Pad
from screens.pages.page import PageView
from screens.pages.words import said

LONGEST = {"name": 100, "number": 18}


class TypedPage(PageView[TypedView]):
    """part: name, number. Nothing of it is kept by the page once it is left."""

    def prepare(self) -> None:
        """Make field and keys; they live as long as the page, so that typing is never interrupted."""
        body, number = self.body, self.body.part == "number"
        self._field = TextField(
            self.theme,
            name=self.say(f"typed.{body.part}.label"),
            value=body.value,
            kind="identity" if number else "text",
            max_length=LONGEST[body.part],
            on_change=self._typed,
            id="field",
        )
        kind = "identity" if number else "name"
        self._keyboard = self.keyboard(self._field, kind)
        self._show_error()

    def title(self) -> str:
        """Return what is asked."""
        return self.say(f"typed.{self.body.part}.title")

    def sub(self) -> str:
        """Return what it is good for."""
        return self.say(f"typed.{self.body.part}.sub")

    def dock(self) -> Part | None:
        """Return the keys."""
        return self._keyboard

    def primary(self) -> Action | None:
        """Return 继续; what is wrong is said then."""
        return Action(self.say("action.continue"), self._go_on)

    def content(self) -> Iterator[Part]:
        """Yield the field, the way to letters, and how far a number alone goes."""
        yield self._field
        if self.body.part == "number":
            yield Button(
                self.theme,
                text=self.say("typed.letters"),
                kind="quiet",
                small=True,
                on_act=self._letters,
                id="letters",
            )
        yield Label(self.theme, self.say("typed.limits"), role="label", colour="ink2", id="limits")

    def update(self, before: Screen) -> None:
        """Follow the state without touching what is being typed."""
        self.update_frame()
        self._show_error()
        if _beside(before) != _beside(self.screen):
            self.update_content()

    def _show_error(self) -> None:
        problem = self.body.problem
        words = said(self.texts, problem) if problem is not None else ""
        if self._field.error != words:
            self._field.error = words

    def _typed(self, text: str) -> None:
        self.send(TypeIdentity(self.body.part, text))

    def _letters(self) -> None:
        self._keyboard.show(Pad.CODE if self._keyboard.pad is Pad.ID else Pad.ID)

    def _go_on(self) -> None:
        self._keyboard.finish()
        self.send(Continue())


def _beside(screen: Screen) -> tuple[object, ...]:
    """Return what stands beside the field itself."""
    body = screen.body
    assert isinstance(body, TypedView)
    return screen.frame.notices, screen.frame.busy
