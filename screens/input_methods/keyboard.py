"""The keyboard on the glass: the dock of a page with a field."""

from kivy.clock import Clock

from screens.components.base import Part
from screens.components.draw import box
from screens.components.notice import Notice
from screens.components.text_field import TextField
from screens.input_methods.candidate_row import CandidateRow
from screens.input_methods.composing import Composing, Reader
from screens.input_methods.composition import InputMethod
from screens.input_methods.key_making import KeyMaking, Rows
from screens.input_methods.key_rows import cell_of, lay_columns, lay_end, lay_letters, lay_words
from screens.input_methods.keys import Key
from screens.input_methods.layouts import (
    CLEAR,
    DELETE,
    DIGIT_ROWS,
    GRID_ROWS,
    LEFT,
    RIGHT,
    SHIFT,
    SPACE,
    UNDO,
    UNWRITE,
    Pad,
    pads_for,
)
from screens.input_methods.pad_memory import PadMemory
from screens.input_methods.radicals.field import RadicalField
from screens.input_methods.writing_field import WritingField
from screens.theme.theme import Theme


class Keyboard(Part):
    """Types into a field; the kind of the field chooses the pads (layouts.PADS_OF).

    method: pinyin, or None where it cannot run; reader: handwriting, or None. Without both, letters alone are
    offered, and a band says so. memory: of the pad that was chosen before in this visit. Close a page with
    composing text by `finish()`: it takes the first candidate, or the letters as typed.
    """

    is_ground = True

    def __init__(
        self,
        theme: Theme,
        field: TextField,
        *,
        kind: str = "text",
        method: InputMethod | None = None,
        reader: Reader | None = None,
        memory: PadMemory | None = None,
        before: "Keyboard | None" = None,
    ) -> None:
        """before: the keyboard of this field on the page as it was in another language."""
        super().__init__(theme)
        self.field, self._kind = field, kind
        self._memory = memory or PadMemory()
        method = method if method is not None and method.works else None
        self._pads = pads_for(kind, pinyin=method is not None, writing=reader is not None and reader.works)
        self._no_pinyin = method is None and Pad.PINYIN in pads_for(kind, pinyin=True)
        self._composing: Composing = Composing(
            field,
            kind,
            self._memory.first(self._pads),
            self._composed,
            pinyin=method,
            reader=reader,
            later=lambda act: Clock.schedule_once(lambda _: act()),
            draws=theme.fonts.draws,
            before=before.composing if before is not None else None,
        )
        self.upper: bool = before is not None and before.upper
        self._keys = KeyMaking(theme, self._pads, self.press, self.show)
        self._rows: Rows = []
        self._candidates: CandidateRow | None = None
        self._writing: WritingField | None = None
        self._radicals: RadicalField | None = None
        self._undo = False
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
        self._memory.chose(pad)
        self.upper = False
        self._fill()
        self.changed()

    def finish(self) -> None:
        """Put what is being typed into the field."""
        self._composing.finish()

    def press(self, key: str) -> None:
        """Do what a key does: a character, or delete, clear, undo, left, right, shift, space, unwrite."""
        if key == DELETE:
            self._composing.delete()
        elif key == CLEAR:
            self._composing.clear()
        elif key == UNDO:
            self._composing.undo()
        elif key in (LEFT, RIGHT):
            self._composing.move(-1 if key == LEFT else 1)
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
        if self._undo != self.field.can_undo:
            self._change_clear()

    def choose(self, index: int) -> None:
        """Take a candidate of this page."""
        self._composing.choose(index)

    def turn(self, pages: int) -> None:
        """Show other candidates."""
        self._composing.turn(pages)

    def _composed(self) -> None:
        if self.pad is Pad.WRITING and self._note is None and not self._composing.can_write:
            self._fill()
            self.changed()
            return
        work = self._composing
        if self._radicals is not None:
            self._radicals.show(work.radicals.offer())
        if self._candidates is not None:
            if self.pad is Pad.RADICAL:
                self._candidates.ask(work.radicals.offer(), work.radicals.radical)
            elif work.now.candidates:
                self._candidates.show(work.now)
            else:
                self._candidates.rest([self._keys.key(LEFT), self._keys.key(RIGHT)])
        if self._writing is not None:
            self._writing.show(work.strokes)

    # What stands where.

    def _fill(self) -> None:
        self.clear_widgets()
        theme, texts = self.theme, self.theme.texts
        self._note = self._candidates = self._writing = self._radicals = None
        self._undo = self.field.can_undo
        if self.pad is Pad.WRITING and not self._composing.can_write:
            self._note = Notice(theme, texts("components.keys.no_writing"), "warn", id="no-writing")
        elif self._no_pinyin and Pad.WRITING not in self._pads:
            self._note = Notice(theme, texts("components.keys.no_pinyin"), "warn", id="no-pinyin")
        if self._note is not None:
            self.add_widget(self._note)
        if self._keys.has_candidates:
            self._candidates = CandidateRow(theme, self.choose, self.turn)
            self.add_widget(self._candidates)
        if self.pad is Pad.WRITING:
            self._writing = WritingField(theme, self._composing.stroke)
            self.add_widget(self._writing)
        elif self.pad is Pad.RADICAL:
            self._radicals = RadicalField(theme, self._composing.choose_radical)
            self.add_widget(self._radicals)
        self._rows = self._keys.rows(self.pad, upper=self.upper, undo=self._undo)
        for row in self._rows:
            for key in row:
                if key is not None:
                    self.add_widget(key)
        self._composed()

    def _change_clear(self) -> None:
        """Put 撤销 in the place of 清空, or the other way round; all other keys stay."""
        self._undo = self.field.can_undo
        old, new = (CLEAR, UNDO) if self._undo else (UNDO, CLEAR)
        for row in self._rows:
            for place, key in enumerate(row):
                if isinstance(key, Key) and key.id == f"key-{old}":
                    row[place] = made = self._keys.key(new)
                    self.add_widget(made, index=self.children.index(key))
                    self.remove_widget(key)
        self.replaced()

    def _sizes(self) -> tuple[int, int, int, int]:
        """Return px: key height, gap of keys, gap of rows, margin."""
        theme = self.theme
        gap = theme.px(2.5)
        if self.pad in DIGIT_ROWS:
            return (
                theme.key_px,
                theme.space("target"),
                gap if theme.low_reach else theme.space("target"),
                theme.px(6),
            )
        return theme.key_px, gap, gap, theme.px(6)

    def _notes(self) -> bool:
        """Whether there is room to say what does not work: not where all must be reached from below."""
        return not self.theme.low_reach

    def _rim(self) -> int:
        return self.theme.px(2.5 if self.theme.low_reach else 4.5)

    def _height(self, width: int) -> int:
        key, _, gap, margin = self._sizes()
        rows = len(self._rows) + (1 if self._candidates is not None else 0)
        note = (
            self._note.height_for(width - 2 * margin) + gap if self._notes() and self._note is not None else 0
        )
        return rows * key + (rows - 1) * gap + 2 * self._rim() + note

    def _arrange(self) -> None:
        key, across, gap, margin = self._sizes()
        top = self.top - self._rim()
        left, wide = self.x + margin, int(self.width) - 2 * margin
        if self._note is not None and self._notes() != (self._note.parent is self):
            (self.add_widget if self._notes() else self.remove_widget)(self._note)
        if self._note is not None and self._notes():
            high = self._note.height_for(wide)
            self._note.lay(left, top - high, wide, high)
            top -= high + gap
        if self._candidates is not None:  # keeps its place under other pads, so that nothing jumps
            self._candidates.lay(left, top - key, wide, key)
            top -= key + gap
        field, side = self._writing or self._radicals, self._beside(wide, across)
        if field is not None:
            high = GRID_ROWS * key + (GRID_ROWS - 1) * gap
            # Keys stand beside what one writes, and in the last row of what one chooses.
            room = wide - side - across if self._writing is not None else wide
            field.lay(left, top - high, room, high)
        for row in self._rows:
            y = top - key
            if self.pad in DIGIT_ROWS:
                lay_columns(row, left, y, wide, key, across, self.theme.px(64))
            elif row is self._rows[-1]:
                lay_words(row, left, y, wide, key, across)
            elif field is not None:
                lay_end(row, left, y, wide, key, side)
            else:
                lay_letters(row, left, y, wide, key, across)
            top -= key + gap

    def _beside(self, wide: int, across: int) -> int:
        """Return the width of the keys beside what one writes, or of the one below what one chooses."""
        return self.theme.px(38) if self._writing is not None else 2 * cell_of(wide, across) + across

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("tint"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
