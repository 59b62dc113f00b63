"""The keyboard on the glass: the dock of a page with a field."""

from functools import partial

from screens.components.base import Part
from screens.components.draw import box
from screens.components.notice import Notice
from screens.components.text_field import TextField
from screens.input_methods.composition import Composition, InputMethod
from screens.input_methods.keys import CandidateKey, Key
from screens.input_methods.layouts import CLEAR, DELETE, DIGIT_ROWS, ROWS, SHIFT, SPACE, Pad, pads_for
from screens.theme.theme import Theme

ICONS = {DELETE: "delete", CLEAR: "cross", SHIFT: "shift", SPACE: "space"}


class Keyboard(Part):
    """Types into a field; the kind of the field chooses the pads (layouts.PADS_OF).

    method: pinyin, or None where it cannot run; then letters alone are offered, and a band says so.
    Close a page with composing text by `finish()`: it takes the first candidate, or the letters as typed.
    """

    def __init__(
        self, theme: Theme, field: TextField, *, kind: str = "text", method: InputMethod | None = None
    ) -> None:
        super().__init__(theme)
        self.field, self._kind, self._method = field, kind, method
        self._pads = pads_for(kind, pinyin=method is not None)
        self.pad = self._pads[0]
        self.upper = False
        self._composition = Composition()
        if method is not None:
            method.clear()
        self._rows: list[list[Part]] = []
        self._candidates: list[Part] = []
        self._note: Notice | None = None
        self._fill()

    # What the keys do.

    def show(self, pad: Pad) -> None:
        """Show another set of keys; what was being typed goes into the field."""
        self.finish()
        self.pad, self.upper = pad, False
        self._fill()
        self.changed()

    def finish(self) -> None:
        """Put what is being typed into the field."""
        if not self._composition.active or self._method is None:
            return
        while self._composition.active and self._composition.candidates:
            self._take(self._method.choose(0))
        if self._composition.active:
            letters = self._composition.preedit.replace(" ", "")
            self._take(self._method.clear())
            self.field.insert(letters)

    def press(self, key: str) -> None:
        """Do what a key does: a character, or delete, clear, shift, space."""
        if key == DELETE:
            self._delete()
        elif key == CLEAR:
            if self._method is not None:
                self._take(self._method.clear())
            self.field.clear()
        elif key == SHIFT:
            self.upper = not self.upper
            self._fill()
            self.changed()
        elif key == SPACE:
            self._space()
        elif self.pad is Pad.PINYIN and self._method is not None:
            if key == "'" and not self._composition.active:
                return
            self._take(self._method.key(key))
        else:
            self.field.insert(key.upper() if self.upper else key)

    def _delete(self) -> None:
        if self._composition.active and self._method is not None:
            self._take(self._method.backspace())
        else:
            self.field.backspace()

    def _space(self) -> None:
        if self._composition.active and self._method is not None:
            self._take(self._method.choose(0))
        elif self.pad is not Pad.PINYIN:
            self.field.insert(" ")

    def choose(self, index: int) -> None:
        """Take a candidate of this page."""
        if self._method is not None and index < len(self._composition.candidates):
            self._take(self._method.choose(index))

    def turn(self, pages: int) -> None:
        """Show other candidates."""
        if self._method is not None:
            self._take(self._method.turn(pages))

    def _take(self, composition: Composition) -> None:
        self._composition = composition
        self.field.composing = composition.preedit
        if composition.committed:
            self.field.insert(composition.committed)
        self._fill_candidates()
        self.changed()

    # What stands where.

    def _fill(self) -> None:
        self.clear_widgets()
        theme, texts = self.theme, self.theme.texts
        self._note = None
        if self._method is None and pads_for(self._kind, pinyin=True) != self._pads:
            self._note = Notice(theme, texts("components.keys.no_pinyin"), "warn", id="no-pinyin")
            self.add_widget(self._note)
        self._candidates = []
        self._fill_candidates()
        rows = DIGIT_ROWS.get(self.pad) or ROWS[self.pad]
        self._rows = [[self._key(name) for name in row] for row in rows]
        if self.pad not in DIGIT_ROWS:
            self._rows.append(self._last_row())
        for row in self._rows:
            for key in row:
                self.add_widget(key)

    def _key(self, name: str) -> Key:
        texts = self.theme.texts
        if name in ICONS:
            word = texts(f"components.keys.{name}")
            is_word = name != SHIFT and (self.pad in DIGIT_ROWS or name in (SPACE, DELETE, CLEAR))
            return Key(
                self.theme,
                text=word,
                icon=ICONS[name],
                word=is_word,
                on=name == SHIFT and self.upper,
                on_act=partial(self.press, name),
                id=f"key-{name}",
            )
        shown = name.upper() if self.upper else name
        return Key(self.theme, text=shown, on_act=partial(self.press, name), id=f"key-{name}")

    def _last_row(self) -> list[Part]:
        texts = self.theme.texts
        row: list[Part] = []
        if len(self._pads) > 1:
            row += [
                Key(
                    self.theme,
                    text=texts(f"components.keys.{pad.value}"),
                    word=True,
                    on=pad is self.pad,
                    on_act=partial(self.show, pad),
                    id=f"pad-{pad.value}",
                )
                for pad in self._pads
            ]
        if self.pad is not Pad.CODE:
            row.append(self._key(SPACE))
        row.append(self._key(CLEAR))
        return row

    def _fill_candidates(self) -> None:
        for part in self._candidates:
            self.remove_widget(part)
        self._candidates = []
        if self.pad is not Pad.PINYIN:
            return
        found = self._composition
        if not found.candidates:
            return
        texts = self.theme.texts
        for index, text in enumerate(found.candidates):
            key = CandidateKey(
                self.theme,
                text,
                partial(self.choose, index),
                first=index == 0 and not found.page,
                index=index,
            )
            self._candidates.append(key)
        for name, icon, pages, possible in (
            ("previous", "back", -1, found.page > 0),
            ("next", "forward", 1, not found.last_page),
        ):
            self._candidates.append(
                Key(
                    self.theme,
                    text=texts(f"components.keys.{name}"),
                    icon=icon,
                    enabled=possible,
                    on_act=partial(self.turn, pages),
                    id=f"candidates-{name}",
                )
            )
        for key in self._candidates:
            self.add_widget(key)

    def _sizes(self) -> tuple[int, int, int, int]:
        """Return px: key height, gap of keys, gap of rows, margin."""
        theme = self.theme
        if self.pad in DIGIT_ROWS:
            return theme.size("key_h"), theme.space("target"), theme.space("target"), theme.px(6)
        return theme.size("key_h"), theme.px(2.5), theme.px(2.5), theme.px(6)

    def _height(self, width: int) -> int:
        key, _, gap, margin = self._sizes()
        rows = len(self._rows) + (1 if Pad.PINYIN in self._pads else 0)
        note = self._note.height_for(width - 2 * margin) + gap if self._note is not None else 0
        return rows * key + (rows - 1) * gap + 2 * self.theme.px(4.5) + note

    def _arrange(self) -> None:
        key, across, gap, margin = self._sizes()
        top = self.top - self.theme.px(4.5)
        wide = int(self.width) - 2 * margin
        if self._note is not None:
            high = self._note.height_for(wide)
            self._note.lay(self.x + margin, top - high, wide, high)
            top -= high + gap
        if Pad.PINYIN in self._pads:  # keeps its place under other pads, so that nothing jumps
            self._lay_candidates(self.x + margin, top - key, wide, key, across)
            top -= key + gap
        if self.pad in DIGIT_ROWS:
            cell = min(self.theme.px(64), (wide - 2 * across) // 3)
            left = self.x + (self.width - 3 * cell - 2 * across) // 2
            for row in self._rows:
                for index, part in enumerate(row):
                    part.lay(left + index * (cell + across), top - key, cell, key)
                top -= key + gap
            return
        cell = (wide - 9 * across) // 10
        for row in self._rows[:-1]:
            self._lay_row(row, top - key, cell, key, across)
            top -= key + gap
        self._lay_last(self._rows[-1], self.x + margin, top - key, wide, key, across)

    def _lay_row(self, row: list[Part], y: float, cell: int, key: int, across: int) -> None:
        wide_key = round(cell * 2 + across)
        sizes = [wide_key if isinstance(part, Key) and part.id == f"key-{DELETE}" else cell for part in row]
        x = self.x + (self.width - sum(sizes) - across * (len(sizes) - 1)) // 2
        for part, size in zip(row, sizes, strict=True):
            part.lay(x, y, size, key)
            x += size + across

    def _lay_last(self, row: list[Part], x: float, y: float, wide: int, key: int, across: int) -> None:
        weights = [2.0 if isinstance(part, Key) and part.id == f"key-{SPACE}" else 1.2 for part in row]
        free = wide - across * (len(row) - 1)
        for part, weight in zip(row, weights, strict=True):
            size = int(free * weight / sum(weights))
            part.lay(x, y, size, key)
            x += size + across

    def _lay_candidates(self, x: float, y: float, wide: int, key: int, across: int) -> None:
        """Lay the candidates by the length of their words, all of them in one row."""
        if not self._candidates:
            return
        arrow = self.theme.px(20)
        *words, previous, following = self._candidates
        room = wide - 2 * (arrow + across) - across * (len(words) - 1)
        wanted = [max(self.theme.px(18), part.natural_width()) for part in words]
        total = sum(wanted)
        sizes = (
            [int(w * room / total) for w in wanted]
            if total > room
            else [w + (room - total) // len(words) for w in wanted]
        )
        right = x + wide
        for part, size in zip(words, sizes, strict=True):
            part.lay(x, y, size, key)
            x += size + across
        following.lay(right - arrow, y, arrow, key)
        previous.lay(right - 2 * arrow - across, y, arrow, key)

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("tint"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
