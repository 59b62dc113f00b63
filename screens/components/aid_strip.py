"""The aids: text size, contrast, low reach, speech (greyed where it does not work), language."""

from collections.abc import Callable

from kiosk.text import Texts
from screens.components.base import Part
from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press import Press
from screens.components.text import Text
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, TEXT_SCALES, TYPE_MM

SIZES = tuple(TEXT_SCALES)
GAP_MM = 2.5
STEP = 0.05


class Aid(Press):
    """One aid: icon, word, and whether it is on."""

    def __init__(
        self,
        theme: Theme,
        *,
        icon: str,
        text: str,
        on: bool,
        on_act: Callable[[], None],
        id: str,
        why_not: str = "",
    ) -> None:
        super().__init__(theme, name=text, on_act=on_act, id=id, enabled=not why_not, hint=why_not)
        self._icon = icon
        self.on = on
        self._stacked = False
        self._label = Text(theme, text, role="label", scale=theme.chrome_scale, max_lines=1)
        self.add_widget(self._label)

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("pressed-on",) if self.on else ()))

    def _icon_px(self) -> int:
        return round(self._label.em * 1.1)

    def _height(self, width: int) -> int:
        return self.theme.size("scroll")

    def fits(self, width: int, scale: float, stacked: bool) -> bool:
        """Whether icon and word have room side by side, or (stacked) one below the other."""
        self._label.rescale(scale)
        beside = 0 if stacked else self._icon_px() + self.theme.px(GAP_MM)
        high = self._label.height_for(width) + (self._icon_px() if stacked else 0)
        return self._label.natural_width() + beside <= width - self.theme.px(2) and high <= self._height(
            width
        )

    def look(self, scale: float, stacked: bool) -> None:
        """Take a text size, and the icon beside the word or above it: the same for all of the strip."""
        self._label.rescale(scale)
        if stacked != self._stacked:
            self._stacked = stacked
            self._laid = None

    def _arrange(self) -> None:
        gap = self.theme.px(GAP_MM)
        icon = self._icon_px()
        if self._stacked:
            high = self._label.height_for(int(self.width))
            wide = min(self._label.natural_width(), int(self.width))
            low = self.y + (self.height - high - icon) // 2
            self._label.lay(self.x + (self.width - wide) // 2, low, wide, high)
            return
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
        if self._stacked:
            x, y = self.x + (self.width - px) // 2, self._label.top
        else:
            x, y = self._label.x - theme.px(GAP_MM) - px, self.y + (self.height - px) // 2
        ink = "ink" if self.enabled else "disabled_ink"
        self._label.colour = ink
        draw_icon(self.ink, theme, self._icon, x, y, px, ink)


class AidStrip(Part):
    """Switches the theme itself; whoever shows pages binds `theme.language` to build the page anew."""

    is_ground = True

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._fill()
        theme.hears(self)

    def sound_changed(self) -> None:
        """Show whether speech is on, and whether it can be had."""
        self._fill()
        self.changed()

    def _fill(self) -> None:
        theme, texts = self.theme, self.theme.texts
        other = Texts(theme.next_language)("components.language")
        aids = [
            ("text-size", "text_size", texts(f"components.aid.text_{theme.text_size}"),
             theme.text_size != "standard", self._next_size),
            ("contrast", "contrast", texts("components.aid.contrast"), theme.high_contrast, self._contrast),
            ("sound", "speech", texts("components.aid.speech"), theme.speech_on, self._speech),
            ("low", "low_reach", texts("components.aid.low"), theme.low_reach, self._low),
            ("language", "language", other, False, self._language),
        ]  # fmt: skip
        focused = next((part.id for part in self.parts if part.focused and isinstance(part, Press)), None)
        self.clear_widgets()
        for icon, name, text, on, act in aids:
            why_not = "" if name != "speech" or theme.speech_available else texts("components.aid.no_speech")
            aid = Aid(theme, icon=icon, text=text, on=on, on_act=act, id=f"aid-{name}", why_not=why_not)
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

    def _language(self) -> None:
        self.theme.language = self.theme.next_language

    def _height(self, width: int) -> int:
        return self.theme.size("strip")

    def _arrange(self) -> None:
        theme = self.theme
        gap, margin = theme.space("target"), theme.px(10)
        parts = [part for part in self.parts if isinstance(part, Aid)]
        wide = (self.width - 2 * margin - gap * (len(parts) - 1)) // len(parts)
        scale, stacked = self._look(parts, wide)
        for part in parts:
            part.look(scale, stacked)
        high = parts[0].height_for(wide)
        y = self.y + (self.height - high) // 2
        for index, part in enumerate(parts):
            part.lay(self.x + margin + index * (wide + gap), y, wide, high)

    def _look(self, parts: list[Aid], wide: int) -> tuple[float, bool]:
        """Return the largest text size at which all have room: side by side if they can, else stacked."""
        least = FLOOR_MM / TYPE_MM["label"]
        scale = self.theme.chrome_scale
        while scale > least:
            for stacked in (False, True):
                if all(part.fits(wide, scale, stacked) for part in parts):
                    return scale, stacked
            scale -= STEP
        return least, True

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("paper"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
