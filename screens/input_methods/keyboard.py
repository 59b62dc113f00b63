"""The keyboard on the glass: the dock of a page with a field."""

from functools import partial

from kivy.clock import Clock

from screens.components.base import Part
from screens.components.draw import box
from screens.components.notice import Notice
from screens.components.text_field import TextField
from screens.input_methods.candidate_row import CandidateRow
from screens.input_methods.composing import Composing, Reader
from screens.input_methods.composition import InputMethod
from screens.input_methods.keys import Key
from screens.input_methods.layouts import (
    CLEAR,
    DELETE,
    DIGIT_ROWS,
    ROWS,
    SHIFT,
    SPACE,
    UNWRITE,
    WRITING_COLUMN,
    Pad,
    pads_for,
)
from screens.input_methods.writing_field import WritingField
from screens.theme.theme import Theme

ICONS = {DELETE: "delete", CLEAR: "cross", SHIFT: "shift", SPACE: "space", UNWRITE: "undo"}
_COMPOSED = (Pad.PINYIN, Pad.WRITING)


class Keyboard(Part):
    """Types into a field; the kind of the field chooses the pads (layouts.PADS_OF).

    method: pinyin, or None where it cannot run; reader: handwriting, or None. Without both, letters alone are
    offered, and a band says so. Close a page with composing text by `finish()`: it takes the first candidate,
    or the letters as typed.
    """

    def __init__(
        self,
        theme: Theme,
        field: TextField,
        *,
        kind: str = "text",
        method: InputMethod | None = None,
        reader: Reader | None = None,
        before: "Keyboard | None" = None,
    ) -> None:
        """before: the keyboard of this field on the page as it was in another language."""
        super().__init__(theme)
        self.field, self._kind = field, kind
        method = method if method is not None and method.works else None
        self._pads = pads_for(kind, pinyin=method is not None, writing=reader is not None and reader.works)
        self._no_pinyin = method is None and Pad.PINYIN in pads_for(kind, pinyin=True)
        self._composing: Composing = Composing(
            field,
            kind,
            self._pads[0],
            self._composed,
            pinyin=method,
            reader=reader,
            later=lambda act: Clock.schedule_once(lambda _: act()),
            before=before.composing if before is not None else None,
        )
        self.upper: bool = before is not None and before.upper
        self._rows: list[list[Part]] = []
        self._candidates: CandidateRow | None = None
        self._writing: WritingField | None = None
        self._note: Notice | None = None
        self._fill()

    @property
    def pad(self) -> Pad:
        """The keys that are shown."""
        return self._composing.pad

    @property
    def composing(self) -> Composing:
        """What is at work on the field."""
        return self._composing

    # What the keys do.

    def show(self, pad: Pad) -> None:
        """Show another set of keys; what was being typed goes into the field."""
        self._composing.show(pad)
        self.upper = False
        self._fill()
        self.changed()

    def finish(self) -> None:
        """Put what is being typed into the field."""
        self._composing.finish()

    def press(self, key: str) -> None:
        """Do what a key does: a character, or delete, clear, shift, space, unwrite."""
        if key == DELETE:
            self._composing.delete()
        elif key == CLEAR:
            self._composing.clear()
        elif key == UNWRITE:
            self._composing.unwrite()
        elif key == SHIFT:
            self.upper = not self.upper
            self._fill()
            self.changed()
        elif key == SPACE:
            self._composing.space()
        else:
            self._composing.letter(key.upper() if self.upper else key)

    def choose(self, index: int) -> None:
        """Take a candidate of this page."""
        self._composing.choose(index)

    def turn(self, pages: int) -> None:
        """Show other candidates."""
        self._composing.turn(pages)

    def _composed(self) -> None:
        if self.pad is Pad.WRITING and self._note is None and not self._composing.can_write:
            self._fill()
            return
        if self._candidates is not None:
            self._candidates.show(self._composing.now)
        if self._writing is not None:
            self._writing.show(self._composing.strokes)
        self.changed()

    # What stands where.

    def _fill(self) -> None:
        self.clear_widgets()
        theme, texts = self.theme, self.theme.texts
        self._note = self._candidates = self._writing = None
        if self.pad is Pad.WRITING and not self._composing.can_write:
            self._note = Notice(theme, texts("components.keys.no_writing"), "warn", id="no-writing")
        elif self._no_pinyin and Pad.WRITING not in self._pads:
            self._note = Notice(theme, texts("components.keys.no_pinyin"), "warn", id="no-pinyin")
        if self._note is not None:
            self.add_widget(self._note)
        if self._has_candidates():
            self._candidates = CandidateRow(theme, self.choose, self.turn)
            self.add_widget(self._candidates)
        if self.pad is Pad.WRITING:
            self._writing = WritingField(theme, self._composing.stroke)
            self.add_widget(self._writing)
            self._rows = [[self._key(name)] for name in WRITING_COLUMN]
        else:
            rows = DIGIT_ROWS.get(self.pad) or ROWS[self.pad]
            self._rows = [[self._key(name) for name in row] for row in rows]
        if self.pad not in DIGIT_ROWS:
            self._rows.append(self._last_row())
        for row in self._rows:
            for key in row:
                self.add_widget(key)
        self._composed()

    def _has_candidates(self) -> bool:
        return any(pad in self._pads for pad in _COMPOSED)

    def _key(self, name: str) -> Key:
        texts = self.theme.texts
        if name in ICONS:
            word = texts(f"components.keys.{name}")
            return Key(
                self.theme,
                text=word,
                icon=ICONS[name],
                word=name != SHIFT,
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
        if self.pad not in (Pad.CODE, Pad.WRITING):
            row.append(self._key(SPACE))
        row.append(self._key(CLEAR))
        return row

    def _sizes(self) -> tuple[int, int, int, int]:
        """Return px: key height, gap of keys, gap of rows, margin."""
        theme = self.theme
        if self.pad in DIGIT_ROWS:
            return theme.size("key_h"), theme.space("target"), theme.space("target"), theme.px(6)
        return theme.size("key_h"), theme.px(2.5), theme.px(2.5), theme.px(6)

    def _height(self, width: int) -> int:
        key, _, gap, margin = self._sizes()
        rows = len(self._rows) + (1 if self._candidates is not None else 0)
        note = self._note.height_for(width - 2 * margin) + gap if self._note is not None else 0
        return rows * key + (rows - 1) * gap + 2 * self.theme.px(4.5) + note

    def _arrange(self) -> None:
        key, across, gap, margin = self._sizes()
        top = self.top - self.theme.px(4.5)
        left, wide = self.x + margin, int(self.width) - 2 * margin
        if self._note is not None:
            high = self._note.height_for(wide)
            self._note.lay(left, top - high, wide, high)
            top -= high + gap
        if self._candidates is not None:  # keeps its place under other pads, so that nothing jumps
            self._candidates.lay(left, top - key, wide, key)
            top -= key + gap
        if self.pad in DIGIT_ROWS:
            self._lay_digits(top, wide, key, across, gap)
            return
        if self._writing is not None:
            side = self.theme.px(38)
            high = len(WRITING_COLUMN) * key + (len(WRITING_COLUMN) - 1) * gap
            self._writing.lay(left, top - high, wide - side - across, high)
            for row in self._rows[:-1]:
                row[0].lay(left + wide - side, top - key, side, key)
                top -= key + gap
        else:
            cell = (wide - 9 * across) // 10
            for row in self._rows[:-1]:
                self._lay_row(row, top - key, cell, key, across)
                top -= key + gap
        self._lay_last(self._rows[-1], left, top - key, wide, key, across)

    def _lay_digits(self, top: float, wide: int, key: int, across: int, gap: int) -> None:
        cell = min(self.theme.px(64), (wide - 2 * across) // 3)
        left = self.x + (self.width - 3 * cell - 2 * across) // 2
        for row in self._rows:
            for index, part in enumerate(row):
                part.lay(left + index * (cell + across), top - key, cell, key)
            top -= key + gap

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

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("tint"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
