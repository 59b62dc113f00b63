"""The two faces of the screens and what their lines measure."""

from functools import cached_property
from pathlib import Path

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

from screens.theme.coverage import characters


class Fonts:
    """Regular and bold of one Chinese face, opened from plain files.

    Kivy opens only the first face of a collection, which for Noto CJK is the Japanese one; so the files
    are single faces (Noto Sans CJK SC).
    """

    def __init__(self, folder: Path) -> None:
        self._files = {bold: folder / name for bold, name in ((False, "regular.otf"), (True, "bold.otf"))}
        for file in self._files.values():
            if not file.is_file():
                raise FileNotFoundError(f"font missing: {file}")
        self._labels: dict[tuple[int, bool], CoreLabel] = {}
        self._glyphs: dict[tuple[int, bool], dict[str, int]] = {}

    def _label(self, em: int, bold: bool) -> CoreLabel:
        label = self._labels.get((em, bold))
        if label is None:
            label = CoreLabel(text="", font_name=str(self._files[bold]), font_size=em, font_hinting="light")
            self._labels[em, bold] = label
        return label

    @cached_property
    def _covered(self) -> frozenset[int]:
        return frozenset.intersection(*(characters(file) for file in self._files.values()))

    def draws(self, text: str) -> bool:
        """Whether every character has a shape here; some 70 ms at the first call."""
        return all(ord(character) in self._covered for character in text)

    def width(self, text: str, em: int, bold: bool = False) -> int:
        """Return the width of a line in px."""
        if not text:
            return 0
        if len(text) == 1:
            known = self._glyphs.setdefault((em, bold), {})
            if text not in known:
                if len(known) > 4000:
                    known.clear()
                known[text] = int(self._label(em, bold).get_extents(text)[0])
            return known[text]
        return int(self._label(em, bold).get_extents(text)[0])

    def line(self, text: str, em: int, bold: bool = False) -> Texture | None:
        """Return one line, white on nothing, as a texture to tint; None for nothing to draw."""
        if not text.strip():
            return None
        label = CoreLabel(text=text, font_name=str(self._files[bold]), font_size=em, font_hinting="light")
        label.refresh()
        texture = label.texture
        texture.mag_filter = texture.min_filter = "nearest"
        return texture
