"""Words on the screen: wrapped, tinted, one texture a line."""

from kivy.graphics.texture import Texture

from screens.components.base import Part
from screens.components.draw import stamp
from screens.components.text_layout import break_lines
from screens.focus.node import Node
from screens.theme.theme import Theme
from screens.theme.words import words

OPTICAL = 0.055
"""Chinese glyphs sit this part of an em below the middle of the font's line; drawn so much higher."""


class Text(Part):
    """A text of one style.

    role: type role of the tokens; colour: a name of the palette; align: left, centre or right; scale: fixes
    the text-size factor (for the frame of a page). It is no node of its own: see Label, Title, Paragraph.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        role: str = "body",
        bold: bool = False,
        colour: str = "ink",
        align: str = "left",
        scale: float | None = None,
        balance: bool = False,
        max_lines: int | None = None,
    ) -> None:
        super().__init__(theme)
        self._text = text
        self.role, self.bold, self.align = role, bold, align
        self._colour = colour
        self.scale, self.balance, self.max_lines = scale, balance, max_lines
        self._lines: list[str] = []
        self._textures: list[Texture | None] = []
        self._for_width: int | None = None
        self._for_em = 0

    @property
    def text(self) -> str:
        """What is written."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._for_width = None
            self.changed()

    @property
    def colour(self) -> str:
        """The name of the colour."""
        return self._colour

    @colour.setter
    def colour(self, name: str) -> None:
        if name != self._colour:
            self._colour = name
            self.repaint()

    @property
    def em(self) -> int:
        """Font size in px."""
        return self.theme.em(self.role, self.scale)

    @property
    def lines(self) -> list[str]:
        """The lines as last broken."""
        return list(self._lines)

    def rescale(self, scale: float | None) -> None:
        """Fix another text-size factor while the part around is being laid out; asks for no layout."""
        if scale != self.scale:
            self.scale, self._for_width, self._laid = scale, None, None

    def text_width(self) -> int:
        """Return the width of the widest paragraph when nothing wraps, px."""
        return max(self.theme.fonts.width(line, self.em, self.bold) for line in self._text.split("\n"))

    def _restyle(self) -> None:
        if self.em != self._for_em:  # in another palette, or in low reach, the lines stay what they are
            self._for_width = None

    def _break(self, width: int) -> None:
        if width == self._for_width:
            return
        em, fonts = self.em, self.theme.fonts
        self._for_width, self._for_em = width, em
        self._lines = break_lines(
            self._text,
            width,
            lambda piece: fonts.width(piece, em, self.bold),
            balance=self.balance,
            words=words,
        )
        if self.max_lines is not None and len(self._lines) > self.max_lines:
            kept = self._lines[: self.max_lines]
            kept[-1] = self._shortened(kept[-1], width)
            self._lines = kept
        self._textures = []

    def _shortened(self, line: str, width: int) -> str:
        while line and self.theme.fonts.width(line + "…", self.em, self.bold) > width:
            line = line[:-1]
        return line + "…"

    def _height(self, width: int) -> int:
        if not self._text:
            return 0
        self._break(width)
        return len(self._lines) * self.theme.leading(self.role, self.scale)

    def _natural(self) -> int:
        return self.text_width() + 1

    def _paint(self) -> None:
        self._break(int(self.width))
        if not self._textures:
            self._textures = [self.theme.fonts.line(line, self.em, self.bold) for line in self._lines]
        leading = self.theme.leading(self.role, self.scale)
        colour = self.theme.colour(self._colour)
        top = self.top - (self.height - len(self._lines) * leading) / 2
        lift = round(self.em * OPTICAL)
        for index, texture in enumerate(self._textures):
            if texture is None:
                continue
            free = self.width - texture.width
            x = self.x + {"left": 0, "centre": free // 2, "right": free}[self.align]
            y = top - (index + 1) * leading + (leading - texture.height) / 2 + lift
            stamp(self.ink, texture, x, y, colour)


class Label(Text):
    """A text that stands in the focus tree."""

    node_role = "text"

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        role: str = "body",
        bold: bool = False,
        colour: str = "ink",
        align: str = "left",
        scale: float | None = None,
        balance: bool = False,
        max_lines: int | None = None,
        speech: str | None = None,
        id: str = "",
    ) -> None:
        super().__init__(
            theme,
            text,
            role=role,
            bold=bold,
            colour=colour,
            align=align,
            scale=scale,
            balance=balance,
            max_lines=max_lines,
        )
        self.speech, self.id = speech, id

    def node(self) -> Node | None:
        """Return the text as a node."""
        if not self.text:
            return None
        return Node(
            id=self.id,
            role=self.node_role,
            name=self.text,
            speech=self.text if self.speech is None else self.speech,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class Title(Label):
    """The one question of a page, or the heading of a part of it (`small=True`)."""

    node_role = "heading"

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        small: bool = False,
        speech: str | None = None,
        colour: str = "ink",
        align: str = "left",
        id: str = "",
    ) -> None:
        super().__init__(
            theme,
            text,
            role="strong" if small else "title",
            bold=True,
            colour=colour,
            align=align,
            balance=not small,
            speech=speech,
            id=id,
        )


class Paragraph(Part):
    """A long text: cut into blocks of paragraphs, so that no texture grows too large."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        role: str = "body",
        colour: str = "ink",
        bold: bool = False,
        speech: str | None = None,
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self._style = (role, colour, bold)
        self._speech, self._id = speech, id
        self._fill(text)

    @property
    def text(self) -> str:
        """What is written; one newline between paragraphs."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self.clear_widgets()
        self._fill(text)
        self.changed()

    def _fill(self, text: str) -> None:
        self._text = text
        role, colour, bold = self._style
        for index, paragraph in enumerate(p for p in text.split("\n") if p.strip()):
            self.add_widget(
                Label(
                    self.theme,
                    paragraph.strip(),
                    role=role,
                    colour=colour,
                    bold=bold,
                    speech=self._speech if index == 0 else None,
                    id=f"{self._id}.{index}" if self._id and index else self._id,
                )
            )

    def _gap(self) -> int:
        return round(self.theme.leading(self._style[0]) * 0.4)

    def _height(self, width: int) -> int:
        heights = [part.height_for(width) for part in self.parts]
        return sum(heights) + self._gap() * max(0, len(heights) - 1)

    def _arrange(self) -> None:
        top = self.top
        for part in self.parts:
            height = part.height_for(int(self.width))
            part.lay(self.x, top - height, self.width, height)
            top -= height + self._gap()
