"""The aids: text size, contrast, low reach, language, and speech where the terminal has it."""

from collections.abc import Callable

from screens.components.base import Part
from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press import Press
from screens.components.text import Text
from screens.theme.theme import Theme
from screens.theme.tokens import TEXT_SCALES

SIZES = tuple(TEXT_SCALES)


class Aid(Press):
    """One aid: icon, word, and whether it is on."""

    def __init__(
        self, theme: Theme, *, icon: str, text: str, on: bool, on_act: Callable[[], None], id: str
    ) -> None:
        super().__init__(theme, name=text, on_act=on_act, id=id)
        self._icon = icon
        self.on = on
        self._label = Text(theme, text, role="label", scale=theme.chrome_scale, max_lines=1)
        self.add_widget(self._label)

    def _restyle(self) -> None:
        self._label.scale = self.theme.chrome_scale

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("pressed-on",) if self.on else ()))

    def _icon_px(self) -> int:
        return round(self._label.em * 1.1)

    def _height(self, width: int) -> int:
        return self.theme.size("scroll")

    def _arrange(self) -> None:
        gap = self.theme.px(2.5)
        icon = self._icon_px()
        wide = min(self._label.natural_width(), self.width - icon - gap)
        high = self._label.height_for(wide)
        x = self.x + (self.width - wide - icon - gap) // 2 + icon + gap
        self._label.lay(x, self.y + (self.height - high) // 2, wide, high)

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        if self.on or self.pressed:
            panel(
                self.ink,
                theme.masks,
                frame,
                fill=theme.colour("tint_pressed" if self.pressed else "tint"),
                edge=theme.colour("brand") if self.on else None,
                stroke=theme.stroke("control"),
                radius=theme.px(4),
            )
        px = self._icon_px()
        x = self._label.x - theme.px(2.5) - px
        draw_icon(self.ink, theme, self._icon, x, self.y + (self.height - px) // 2, px, "ink")


class AidStrip(Part):
    """Switches the theme itself; whoever shows pages binds `theme.language` to build the page anew."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._fill()

    def _fill(self) -> None:
        theme, texts = self.theme, self.theme.texts
        aids = [
            ("text-size", "text_size", texts(f"components.aid.text_{theme.text_size}"),
             theme.text_size != "standard", self._next_size),
            ("contrast", "contrast", texts("components.aid.contrast"), theme.high_contrast, self._contrast),
            ("low", "low_reach", texts("components.aid.low"), theme.low_reach, self._low),
            ("language", "language", texts("components.aid.language"), False, self._language),
        ]  # fmt: skip
        if theme.speech_available:
            aids.insert(2, ("sound", "speech", texts("components.aid.speech"), theme.speech_on, self._speech))
        focused = next((part.id for part in self.parts if part.focused and isinstance(part, Press)), None)
        self.clear_widgets()
        for icon, name, text, on, act in aids:
            aid = Aid(theme, icon=icon, text=text, on=on, on_act=act, id=f"aid-{name}")
            aid.focused = aid.id == focused
            self.add_widget(aid)

    def _restyle(self) -> None:
        self._fill()

    def _next_size(self) -> None:
        self.theme.text_size = SIZES[(SIZES.index(self.theme.text_size) + 1) % len(SIZES)]

    def _contrast(self) -> None:
        self.theme.high_contrast = not self.theme.high_contrast

    def _low(self) -> None:
        self.theme.low_reach = not self.theme.low_reach

    def _speech(self) -> None:
        self.theme.speech_on = not self.theme.speech_on
        self._fill()
        self.changed()

    def _language(self) -> None:
        self.theme.language = "en" if self.theme.language == "zh-CN" else "zh-CN"

    def _height(self, width: int) -> int:
        return self.theme.size("strip")

    def _arrange(self) -> None:
        theme = self.theme
        gap, margin = theme.space("target"), theme.px(10)
        parts = self.parts
        wide = (self.width - 2 * margin - gap * (len(parts) - 1)) // len(parts)
        high = parts[0].height_for(wide)
        y = self.y + (self.height - high) // 2
        for index, part in enumerate(parts):
            part.lay(self.x + margin + index * (wide + gap), y, wide, high)

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("paper"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
