"""Makes the keys of a keyboard, with the words and signs of the moment."""

from collections.abc import Callable, Sequence
from functools import partial

from screens.components.base import Part
from screens.input_methods.keys import Key
from screens.input_methods.layouts import (
    CLEAR,
    DELETE,
    DIGIT_ROWS,
    LEFT,
    RIGHT,
    ROWS,
    SHIFT,
    SPACE,
    UNDO,
    UNWRITE,
    WRITING_COLUMN,
    Pad,
)
from screens.theme.theme import Theme

ICONS = {
    DELETE: "delete",
    CLEAR: "cross",
    UNDO: "undo",
    LEFT: "back",
    RIGHT: "forward",
    SHIFT: "shift",
    SPACE: "space",
    UNWRITE: "undo",
}
COMPOSED = (Pad.PINYIN, Pad.WRITING, Pad.RADICAL)
"""Pads above whose keys candidates stand."""
Rows = list[list[Part | None]]


class KeyMaking:
    """For one keyboard. press(key) and show(pad) are what its keys do."""

    def __init__(
        self, theme: Theme, pads: Sequence[Pad], press: Callable[[str], None], show: Callable[[Pad], None]
    ) -> None:
        self._theme, self._pads, self._press, self._show = theme, pads, press, show

    @property
    def has_candidates(self) -> bool:
        """Whether candidates stand above the keys of some pad; the caret's keys rest there then."""
        return any(pad in self._pads for pad in COMPOSED)

    def key(self, name: str, upper: bool = False) -> Key:
        """Return the key of a character, or of what `Keyboard.press` can do."""
        if name not in ICONS:
            shown = name.upper() if upper else name
            return Key(self._theme, text=shown, on_act=partial(self._press, name), id=f"key-{name}")
        return Key(
            self._theme,
            text=self._theme.texts(f"components.keys.{name}"),
            icon=ICONS[name],
            word=name != SHIFT,
            on=name == SHIFT and upper,
            on_act=partial(self._press, name),
            id=f"key-{name}",
        )

    def rows(self, pad: Pad, *, upper: bool, undo: bool) -> Rows:
        """Return the rows of a pad from the top; None is a gap. undo: what was cleared can come back."""
        rows: Rows
        if pad is Pad.WRITING:
            rows = [[self.key(name)] for name in WRITING_COLUMN]
        elif pad is Pad.RADICAL:
            rows = [[], [], [self.key(DELETE)]]
        else:
            names = DIGIT_ROWS.get(pad) or ROWS[pad]
            rows = [[self._of(name, upper, undo) if name else None for name in row] for row in names]
        if pad not in DIGIT_ROWS:
            rows.append([*self._last_row(pad, upper, undo)])
        return rows

    def _of(self, name: str, upper: bool, undo: bool) -> Key:
        return self.key(UNDO if name == CLEAR and undo else name, upper)

    def _last_row(self, pad: Pad, upper: bool, undo: bool) -> list[Part]:
        row: list[Part] = []
        if len(self._pads) > 1:
            row += [
                Key(
                    self._theme,
                    text=self._theme.texts(f"components.keys.{other.value}"),
                    word=True,
                    on=other is pad,
                    on_act=partial(self._show, other),
                    id=f"pad-{other.value}",
                )
                for other in self._pads
            ]
        if pad not in (Pad.CODE, Pad.WRITING, Pad.RADICAL):
            row.append(self.key(SPACE))
        if not self.has_candidates:
            row += [self.key(LEFT), self.key(RIGHT)]
        row.append(self._of(CLEAR, upper, undo))
        return row
