"""One question of the form. The kind of the field chooses how it is answered."""

from collections.abc import Iterator
from datetime import date

from kiosk.catalogue.models import FieldKind
from kiosk.visit.messages import Continue, SetField
from kiosk.visit.views import FieldView, Screen
from screens.components import Action, Choice, ChoiceList, DatePicker, Notice, Paragraph, Part, TextField
from screens.input_methods.keyboard import Keyboard
from screens.pages.entry import date_bounds, entry_of, example
from screens.pages.page import PageView
from screens.pages.words import counted, dotted, provenance, said

YES, NO = "yes", "no"
OWN = ("provenance.typed", "provenance.chosen")
"""What the citizen gave here is not told back to them."""


class FieldPage(PageView[FieldView]):
    """Question, answer large, what is wrong in words below it, where it comes from."""

    def prepare(self) -> None:
        """Make the way to answer; it lives as long as the page, so that typing is never interrupted."""
        self._keyboard: Keyboard | None = None
        self._text: TextField | None = None
        kind = self.body.field.element.kind
        if self.body.options or kind is FieldKind.YES_NO:
            self._answer: Part = self._choices()
        elif kind is FieldKind.DATE:
            self._answer = self._dates()
        else:
            self._answer = self._text = self._typing()
            entry = entry_of(self.body.field)
            self._keyboard = self.keyboard(self._text, entry.pad)
        self._show_error()

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
        return self._keyboard

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
        if self._text is None:
            yield from self._advice()
            yield self._answer
        else:
            yield self._answer
            yield from self._advice()
        if self._text is None and body.problems:
            yield Notice(self.theme, self._problems(), kind="error", id="problem")
        if body.provenance is not None and body.provenance.key not in OWN:
            source = provenance(self.texts, body.provenance)
            yield Notice(self.theme, source, kind="ok", id="source")

    def update(self, before: Screen) -> None:
        """Follow the state without touching what is being typed."""
        self.update_frame()
        self._show_error()
        if _beside(before) != _beside(self.screen):
            self.update_content()

    def _advice(self) -> Iterator[Part]:
        """Yield the hint and an example; both stay while one types."""
        field = self.body.field
        sample = example(field) if self._text is not None else ""
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

    def _go_on(self) -> None:
        if self._keyboard is not None:
            self._keyboard.finish()
        self.send(Continue())

    def _typing(self) -> TextField:
        field = self.body.field
        entry = entry_of(field)
        return TextField(
            self.theme,
            name=self.texts.local(field.element.label),
            value="" if self.body.value is None else str(self.body.value),
            kind=entry.echo,
            max_length=entry.max_length,
            on_change=self._set,
            id="field",
        )

    def _choices(self) -> ChoiceList:
        value = self.body.value
        if self.body.options:
            local = self.texts.local
            choices = [
                Choice(option.value, local(option.label), local(option.hint) if option.hint else "")
                for option in self.body.options
            ]
            chosen = None if value is None else str(value)
            return ChoiceList(self.theme, choices, chosen=chosen, on_choose=self._set)
        choices = [Choice(YES, self.say("field.yes")), Choice(NO, self.say("field.no"))]
        chosen = None if value is None else YES if value is True else NO
        return ChoiceList(self.theme, choices, chosen=chosen, on_choose=lambda one: self._set(one == YES))

    def _dates(self) -> DatePicker:
        first, last = date_bounds(self.body.field, self.screen.frame.now.date())
        held = _as_date(self.body.value)
        return DatePicker(
            self.theme,
            first=first,
            last=last,
            value=held if held is not None and first <= held <= last else None,
            on_choose=lambda day: self._set(day.isoformat()),
        )


def _beside(screen: Screen) -> tuple[object, ...]:
    """Return what stands beside the answer itself."""
    frame, body = screen.frame, screen.body
    assert isinstance(body, FieldView)
    return frame.notices, frame.busy, body.problems, body.platform_words, body.provenance


def _as_date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
