"""A QR code with what it is for: black on white in every palette, with its quiet zone."""

import numpy as np
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from screens.components.base import Part
from screens.components.draw import box, stamp
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.masks import texture_of
from screens.theme.raster import Coverage
from screens.theme.theme import Theme

QUIET = 4
"""Modules of white around (ISO/IEC 18004, 5.3.8)."""


def code_cover(data: str, px: int) -> Coverage:
    """Return the modules of a code, at most px wide, each a whole number of px; row 0 at the bottom."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, box_size=1)
    code.add_data(data)
    code.make(fit=True)
    modules = np.asarray(code.get_matrix(), np.float32)[::-1]
    each = max(1, px // modules.shape[0])
    return np.ascontiguousarray(np.kron(modules, np.ones((each, each), np.float32)))


class QrPanel(Part):
    """The code at the left, words beside it. The texture is the panel's own and goes with it.

    bare: the code alone; its words are then spoken only, and its width is its own.
    """

    def __init__(
        self,
        theme: Theme,
        data: str,
        *,
        text: str,
        sub: str = "",
        mm: float = 60.0,
        speech: str | None = None,
        bare: bool = False,
    ) -> None:
        super().__init__(theme)
        self._mm = mm
        self._texture = texture_of(code_cover(data, theme.px(mm)))
        self._texts = [] if bare else [Text(theme, text)]
        if sub and not bare:
            self._texts.append(Text(theme, sub, role="caption", colour="ink2"))
        for part in self._texts:
            self.add_widget(part)
        self._speech = "，".join(t for t in (text, sub) if t) if speech is None else speech
        self._name = text

    def _words(self, width: int) -> tuple[int, int]:
        left = self._texture.width + self.theme.space("section")
        return left, width - left

    def _natural(self) -> int:
        return 0 if self._texts else int(self._texture.width)

    def _height(self, width: int) -> int:
        _, wide = self._words(width)
        return max(self._texture.height, sum(part.height_for(wide) for part in self._texts))

    def _arrange(self) -> None:
        left, wide = self._words(int(self.width))
        heights = [part.height_for(wide) for part in self._texts]
        top = self.center_y + sum(heights) // 2
        for part, high in zip(self._texts, heights, strict=True):
            part.lay(self.x + left, top - high, wide, high)
            top -= high

    def _paint(self) -> None:
        w, h = self._texture.size
        y = round(self.center_y - h / 2)
        box(self.ink, self.theme.masks, (self.x, y, w, h), (1, 1, 1, 1))
        stamp(self.ink, self._texture, self.x, y, (0, 0, 0, 1))

    def node(self) -> Node | None:
        """Return the code by what it is for."""
        return Node(
            id="qr",
            role="img",
            name=self._name,
            speech=self._speech,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
