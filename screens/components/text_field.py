"""What is being typed, large: caret, composing text, digits in groups. Keys come from a keyboard part."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from screens.components.draw import box, stamp, surface
from screens.components.press import Press
from screens.components.text import OPTICAL, Text
from screens.components.text_layout import break_anywhere
from screens.components.typed_text import Kept, TypedText
from screens.focus.node import Bounds, Node
from screens.theme.theme import Theme

LEAST_SHRUNK = 0.6
"""In low-reach mode long values are written smaller, down to this, before they take a second line."""


class TextField(Press):
    """The value of one field.

    kind: text, or a name of typed_text.GROUPS. value() is without the spaces of the groups. on_change(value)
    is called after each change. A tap puts the caret where the finger is. error: words below it, in red, with
    a sign. masked: dots stand for what is typed, on the glass and in the focus tree, as long as the page asks
    for it.
    """

    node_role = "textbox"
    turns = False

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        value: str = "",
        kind: str = "text",
        placeholder: str = "",
        max_length: int = 100,
        error: str = "",
        masked: bool = False,
        on_change: Callable[[str], None] | None = None,
        speech: str | None = None,
        id: str = "field",
    ) -> None:
        super().__init__(theme, name=name, speech=speech, id=id)
        self._typed = TypedText(value, kind, max_length, masked)
        self._broken: tuple[tuple[int, int, str], list[tuple[int, str]]] = ((0, 0, ""), [])
        """How the text was broken into lines the last time, and for which width and size."""
        self._on_change = on_change
        self._shrunk = 1.0
        self._placeholder = Text(theme, placeholder, role="body", colour="ink2", max_lines=1)
        self._error = Text(theme, error, role="label", bold=True, colour="error")
        for part in (self._placeholder, self._error):
            self.add_widget(part)

    # The value.

    def value(self) -> str:
        """Return what is typed, composing text not yet in it."""
        return self._typed.value

    @property
    def caret(self) -> int:
        """Where the next character goes."""
        return self._typed.caret

    @property
    def composing(self) -> str:
        """What the input method is at; shown underlined, no part of the value yet."""
        return self._typed.composing

    @composing.setter
    def composing(self, text: str) -> None:
        if text != self._typed.composing:
            self._typed.composing = text
            self._redraw()

    @property
    def wrong(self) -> bool:  # type: ignore[override]  # of a field it follows from the error
        """Whether something is wrong with what was typed."""
        return bool(self._error.text)

    @property
    def error(self) -> str:
        """What is wrong and how to mend it; empty when nothing is."""
        return self._error.text

    @error.setter
    def error(self, text: str) -> None:
        self._error.text = text
        self.changed()

    def kept(self) -> Kept:
        """Return what is typed, where the caret stands, and what was cleared."""
        return self._typed.kept()

    def keep(self, kept: object) -> None:
        """Stand as the field before did; nobody is told."""
        self._typed.keep(cast(Kept, kept))
        self.changed()

    @property
    def masked(self) -> bool:
        """Whether dots stand for what is typed."""
        return self._typed.masked

    @masked.setter
    def masked(self, masked: bool) -> None:
        self._typed.masked = masked
        self.changed()

    def set_value(self, value: str) -> None:
        """Show another value, the caret at its end."""
        self._typed.put(value)
        self._was_typed()

    def show(self, value: str) -> None:
        """Show what is known elsewhere already; nobody is told."""
        if value != self._typed.value:
            self._typed.show(value)
            self.changed()

    def insert(self, text: str) -> bool:
        """Put text in at the caret; return whether there was room for it."""
        put = self._typed.insert(text)
        if put:
            self._was_typed()
        return put

    def backspace(self) -> None:
        """Take away the character before the caret."""
        if self._typed.backspace():
            self._was_typed()

    def clear(self) -> None:
        """Take everything away; `undo` brings it back until something else is typed."""
        self._typed.clear()
        self._was_typed()

    @property
    def can_undo(self) -> bool:
        """Whether what was cleared can come back."""
        return self._typed.can_undo

    def undo(self) -> None:
        """Bring back what was cleared."""
        if self._typed.undo():
            self._was_typed()

    def move(self, characters: int) -> None:
        """Move the caret to the right, or to the left by a number below zero."""
        self._typed.move(characters)
        self.repaint()

    def _was_typed(self) -> None:
        self._error.text = ""
        self._redraw()
        if self._on_change is not None:
            self._on_change(self._typed.value)

    def _redraw(self) -> None:
        """Show what is typed now; what stands around is laid out anew only where more room is needed."""
        if self._laid is not None and self._height(int(self.width)) == self.height:
            self.replaced()
        else:
            self.changed()

    # What is shown.

    def _em(self) -> int:
        role = "echo" if self._typed.grouped else "seal"
        return self.theme.em(role, self.theme.bar_scale * self._shrunk)

    def _leading(self) -> int:
        return round(self._em() * 1.35)

    def _pad(self) -> int:
        return self.theme.px(8)

    def _lines(self, width: int) -> list[tuple[int, str]]:
        """Return the lines with the index of their first character; typed text breaks anywhere."""
        em, fonts, text = self._em(), self.theme.fonts, self._typed.shown()[0]
        if self._broken[0] == (width, em, text):
            return self._broken[1]
        room = width - 2 * self._pad() - self.theme.px(2)
        lines = break_anywhere(text, room, lambda piece: fonts.width(piece, em))
        self._broken = ((width, em, text), lines)
        return lines

    def _box_height(self, width: int) -> int:
        theme = self.theme
        self._shrunk = 1.0
        if theme.low_reach:
            while len(self._lines(width)) > 1 and self._shrunk > LEAST_SHRUNK:
                self._shrunk -= 0.1
        least = theme.size("field_low") if theme.low_reach else theme.size("field") * theme.chrome_scale
        return max(round(least), len(self._lines(width)) * self._leading() + self._pad())

    def _height(self, width: int) -> int:
        high = self._box_height(width)
        if self._error.text:
            high += self.theme.px(2.5) + self._error.height_for(width)
        return high

    def _arrange(self) -> None:
        width = int(self.width)
        pad = self._pad()
        high = self._box_height(width)
        empty = not self._typed.shown()[0]
        hint = self._placeholder.height_for(width - 2 * pad - self.theme.px(4)) if empty else 0
        y = self._box_y(high) + (high - hint) // 2
        self._placeholder.lay(self.x + pad + self.theme.px(4), y, width - 2 * pad - self.theme.px(4), hint)
        self._placeholder.opacity = 1 if empty else 0
        error = self._error.height_for(width)
        self._error.lay(self.x, self.top - error if self.theme.low_reach else self.y, width, error)

    def _box_y(self, high: int) -> int:
        """Return where the box begins: above the words of what is wrong, in low-reach mode below them."""
        return int(self.y if self.theme.low_reach else self.top - high)

    def bounds(self) -> Bounds:
        """Return the box alone: what is wrong stands around it and is not touched."""
        x, y, w, h = super().bounds()
        high = self._box_height(int(self.width))
        return x, y + h - high if self.theme.low_reach else y, w, high

    def hit(self, x: float, y: float) -> bool:
        """Whether a point lies in the box."""
        high = self._box_height(int(self.width))
        low = self._box_y(high)
        return bool(self.x <= x < self.right and low <= y < low + high)

    def _text_top(self) -> float:
        high = self._box_height(int(self.width))
        lines = len(self._lines(int(self.width))) * self._leading()
        return float(self._box_y(high) + high - (high - lines) // 2)

    def act(self) -> None:
        """Go on typing at the end: the keypad has no place to point at."""
        self._typed.caret = len(self._typed.value)
        self.repaint()

    def _on_tap(self, x: float, y: float) -> None:
        """Put the caret where the finger is."""
        super()._on_tap(x, y)
        if self._typed.composing:
            return
        lines = self._lines(int(self.width))
        row = max(0, min(len(lines) - 1, int((self._text_top() - y) // self._leading())))
        start, line = lines[row]
        em, fonts, left = self._em(), self.theme.fonts, self.x + self._pad()
        steps = [abs(left + fonts.width(line[:i], em) - x) for i in range(len(line) + 1)]
        self._typed.point(start + steps.index(min(steps)))
        self.repaint()

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("error",) if self._error.text else ()))

    def node(self) -> Node | None:
        """Return it as a node; what a person types is theirs alone."""
        node, typed = super().node(), self._typed
        if node is None:
            return None
        words = (self._error.text, "" if typed.value else self._placeholder.text)
        hint = "，".join(filter(None, words))
        return replace(node, value=typed.seen(), private=bool(typed.value), kind=typed.kind, hint=hint)

    def _paint(self) -> None:
        theme = self.theme
        high = self._box_height(int(self.width))
        around = (self.x, self._box_y(high), self.width, high)
        surface(self.ink, theme, around, "field", edge="error" if self._error.text else "")
        _, begin, end = self._typed.shown()
        em, leading, left = self._em(), self._leading(), self.x + self._pad()
        top, lines = self._text_top(), self._lines(int(self.width))
        for row, (start, line) in enumerate(lines):
            base = top - (row + 1) * leading
            texture = theme.fonts.line(line, em)
            if texture is not None:
                y = base + (leading - texture.height) / 2 + em * OPTICAL
                stamp(self.ink, texture, left, y, theme.colour("ink"))
            stop = start + len(line)
            self._paint_under(line, start, max(begin, start), min(end, stop), left, base)
            if start <= end <= stop and (end < stop or row == len(lines) - 1):
                x = left + theme.fonts.width(line[: end - start], em)
                caret = round(em * 1.15)
                frame = (x + 1, base + (leading - caret) // 2, max(3, theme.px(0.9)), caret)
                box(self.ink, theme.masks, frame, theme.colour("brand"))

    def _paint_under(self, line: str, start: int, begin: int, end: int, left: float, base: float) -> None:
        theme, em = self.theme, self._em()
        if end <= begin:
            return
        x0 = left + theme.fonts.width(line[: begin - start], em)
        x1 = left + theme.fonts.width(line[: end - start], em)
        frame = (x0, base + round(em * 0.06), x1 - x0, theme.stroke("field"))
        box(self.ink, theme.masks, frame, theme.colour("ink"))
