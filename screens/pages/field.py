"""One question of the form. The kind of the field chooses how it is answered."""

from collections.abc import Iterator
from typing import Self

from kiosk.catalogue.models import FieldKind
from kiosk.visit.messages import Continue, SetField
from kiosk.visit.views import FieldView, Screen
from screens.components import Action, Button, Notice, Paragraph, Part, TextField
from screens.input_methods.keyboard import Keyboard
from screens.pages.choosing import chooser
from screens.pages.entry import entry_of, example
from screens.pages.page import PageView
from screens.pages.words import counted, dotted, provenance, said

OWN = ("provenance.typed", "provenance.chosen")
"""What the citizen gave here is not told back to them."""
BOTH_WAYS = (FieldKind.ADDRESS, FieldKind.DATE)
"""Chosen first, and typed by who would rather."""


class FieldPage(PageView[FieldView]):
    """Question, answer large, what is wrong in words below it, where it comes from."""

    def prepare(self) -> None:
        """Make the ways to answer; they live as long as the page, so that typing is never interrupted."""
        self._keyboard: Keyboard | None = None
        self._text: TextField | None = None
        self._chooser = self._choices()
        kind = self.body.field.element.kind
        if self._chooser is None or kind in BOTH_WAYS:
            entry = entry_of(self.body.field)
            self._text = TextField(
                self.theme,
                name=self.texts.local(self.body.field.element.label),
                value=entry.typed(self.body.value),
                kind=entry.echo,
                max_length=entry.max_length,
                on_change=lambda text: self._set(entry.value(text)),
                id="field",
            )
            self._keyboard = self.keyboard(self._text, entry.pad)
        # An address that is there already is mended; the street is written after the place was chosen.
        self._typing = self._chooser is None or (kind is FieldKind.ADDRESS and bool(self.body.value))
        self._show_error()

    def go_on_from(self, before: Self) -> None:
        """Answer the way that was being used."""
        self._typing = before._typing

    def title(self) -> str:
        """Return the question in the content's words."""
        return self.texts.local(self.body.field.element.question)

    def sub(self) -> str:
        """Return how many questions are left, and whether this one may stay open."""
        body = self.body
        left = counted(self.texts, "field.left", body.left) if body.left else self.say("field.last")
        return dotted(self.texts, self.say("field.optional") if body.optional else "", left)

    def dock(self) -> Part | None:
        """Return the keys of the field."""
        return self._keyboard if self._typing else None

    def primary(self) -> Action | None:
        """Return 继续, or 跳过 where nothing has to be said; a wrong answer is told what is wrong with it."""
        empty = self.body.value in (None, "")
        key = "action.skip" if empty and self.body.optional else "action.continue"
        return Action(self.say(key), self._go_on)

    def content(self) -> Iterator[Part]:
        """Yield what is wrong, the answer, and where it comes from."""
        body = self.body
        if body.platform_words:
            words = self.say("field.platform", words=body.platform_words)
            yield Notice(self.theme, words, kind="error", id="platform-words")
        # What is typed stands first: with keyboard and large text there is little room above the keys.
        if self._typing and self._text is not None:
            yield self._text
            yield from self._other_way()
            yield from self._advice()
        elif self._chooser is not None:
            yield from self._advice()
            yield self._chooser
            if body.problems:
                yield Notice(self.theme, self._problems(), kind="error", id="problem")
            yield from self._other_way()
        if body.provenance is not None and body.provenance.key not in OWN:
            source = provenance(self.texts, body.provenance)
            yield Notice(self.theme, source, kind="ok", id="source")

    def update(self, before: Screen) -> None:
        """Follow the state without touching what is being typed."""
        self.update_frame()
        self._show_error()
        if _beside(before) != _beside(self.screen):
            self.update_content()

    def _choices(self) -> Part | None:
        today = self.screen.frame.now.date()
        return chooser(self.body, self.texts, self.theme, today, self.tools.area_code, self._chosen)

    def _other_way(self) -> Iterator[Part]:
        """Yield the way from choosing to typing and back."""
        if self._text is None or self._chooser is None:
            return
        kind = self.body.field.element.kind.value
        way = "choose" if self._typing else "type"
        text = self.say(f"typing.{kind}.{way}")
        yield Button(self.theme, text=text, kind="quiet", small=True, on_act=self._turn, id=f"answer-{way}")

    def _turn(self) -> None:
        """Answer the other way; what was answered so far stays."""
        if self._typing and self._keyboard is not None:
            self._keyboard.finish()
            self._chooser = self._choices()
        self._show_way(typing=not self._typing)

    def _show_way(self, *, typing: bool) -> None:
        self._typing = typing
        if typing and self._text is not None:
            self._text.show(entry_of(self.body.field).typed(self.body.value))
        self.widget.show_dock(self.dock())
        self.update_content()

    def _advice(self) -> Iterator[Part]:
        """Yield the hint and an example; both stay while one types."""
        field = self.body.field
        sample = example(field) if self._typing else ""
        lines = [self.texts.local(field.element.hint)] if field.element.hint is not None else []
        lines += [self.say("field.example", example=sample)] if sample else []
        yield Paragraph(self.theme, "\n".join(lines), colour="ink2", id="hint")

    def _problems(self) -> str:
        return "\n".join(said(self.texts, problem) for problem in self.body.problems)

    def _show_error(self) -> None:
        if self._text is not None and self._text.error != self._problems():
            self._text.error = self._problems()

    def _set(self, value: object) -> None:
        self.send(SetField(self.body.field.element.id, value))

    def _chosen(self, value: object) -> None:
        self._set(value)
        if self.body.field.element.kind is FieldKind.ADDRESS:
            self._show_way(typing=True)

    def _go_on(self) -> None:
        if self._typing and self._keyboard is not None:
            self._keyboard.finish()
        self.send(Continue())


def _beside(screen: Screen) -> tuple[object, ...]:
    """Return what stands beside the answer itself."""
    frame, body = screen.frame, screen.body
    assert isinstance(body, FieldView)
    return frame.notices, frame.busy, body.problems, body.platform_words, body.provenance
