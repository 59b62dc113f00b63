"""The theme: one object that every component asks, and that a switch in the aid strip changes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty

from kiosk.text import LANGUAGES, PSEUDO, Texts
from screens.theme.fonts import Fonts
from screens.theme.masks import Masks
from screens.theme.profile import ScreenProfile
from screens.theme.taps import TapGuard
from screens.theme.tokens import (
    BAR_SCALE_LIMIT,
    CHROME_SCALE_LIMIT,
    DEFAULT_LEADING,
    ELEVATION,
    GLYPH_TO_EM,
    HIGH_CONTRAST,
    HIGH_CONTRAST_PRESSED,
    LEADING,
    RADIUS_MM,
    RGBA,
    SIZE_MM,
    SPACE_MM,
    STANDARD,
    STANDARD_PRESSED,
    STROKE_MM,
    TEXT_SCALES,
    TYPE_MM,
    Level,
    Palette,
    rgba,
)


class Hearer(Protocol):
    """A part that says whether speech is on."""

    def sound_changed(self) -> None:
        """Say it anew."""


class Theme(EventDispatcher):
    """Sizes, colours, fonts and the language of the screens.

    Bind its properties to hear of a switch. `revision` grows with each change of text size, contrast or
    reach; the stage re-lays what it shows when that happens, so nothing that was entered is lost. A
    change of `language` re-lays nothing: texts are given to components, so the page is built again.
    """

    text_size = OptionProperty("standard", options=list(TEXT_SCALES))
    high_contrast = BooleanProperty(False)
    low_reach = BooleanProperty(False)
    language = OptionProperty(LANGUAGES[0], options=[*LANGUAGES, PSEUDO])
    speech_available = BooleanProperty(False)
    speech_on = BooleanProperty(False)
    keypad_on = BooleanProperty(False)
    revision = NumericProperty(0)

    def __init__(
        self,
        profile: ScreenProfile,
        font_folder: Path,
        *,
        now: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Take the panel, the folder of regular.otf and bold.otf, and the two clocks.

        Raises FileNotFoundError when a font is missing.
        """
        super().__init__()
        self.profile = profile
        self.fonts = Fonts(font_folder)
        self.masks = Masks()
        self.taps = TapGuard(now, near_px=profile.px(12))
        self.now = now
        self.wall_clock = wall_clock
        self.feedback: Callable[[str], None] = _silent
        self._pressed = False
        self._hearers: WeakSet[Hearer] = WeakSet()
        self.languages = LANGUAGES
        """What the site offers, in the order in which the aid goes through them."""
        for name in ("text_size", "high_contrast", "low_reach"):
            self.fbind(name, self._touched)
        for name in ("speech_on", "speech_available"):
            self.fbind(name, self._sound_changed)

    def hears(self, who: Hearer) -> None:
        """Tell a part of every change of `speech_on` and `speech_available`, for as long as it is there.

        Not by `bind`: what that holds of a part which is gone it lets go at the next change alone, and where
        nobody wants speech there is none for months, while every page brings a new part.
        """
        self._hearers.add(who)

    def _sound_changed(self, *_: object) -> None:
        for who in list(self._hearers):
            who.sound_changed()

    def _touched(self, *_: object) -> None:
        self.revision += 1

    def reset(self) -> None:
        """Go back to what a new visit starts with."""
        self.text_size, self.high_contrast, self.low_reach = "standard", False, False
        self.language, self.speech_on, self.keypad_on = LANGUAGES[0], False, False

    @property
    def texts(self) -> Texts:
        """The words of the present language."""
        return Texts(self.language)

    @property
    def next_language(self) -> str:
        """The language that the aid switches to."""
        at = self.languages.index(self.language) if self.language in self.languages else -1
        return self.languages[(at + 1) % len(self.languages)]

    @property
    def palette(self) -> Palette:
        """The palette in use."""
        if self._pressed:
            return HIGH_CONTRAST_PRESSED if self.high_contrast else STANDARD_PRESSED
        return HIGH_CONTRAST if self.high_contrast else STANDARD

    @contextmanager
    def under_a_finger(self) -> Iterator[None]:
        """Have what is painted meanwhile painted as pressed."""
        self._pressed = True
        try:
            yield
        finally:
            self._pressed = False

    def colour(self, name: str) -> RGBA:
        """Return a colour of the palette in use by its name."""
        return rgba(getattr(self.palette, name))

    @property
    def text_scale(self) -> float:
        """The factor of the chosen text size."""
        return TEXT_SCALES[self.text_size]

    @property
    def chrome_scale(self) -> float:
        """The factor for the frame of a page."""
        return min(self.text_scale, CHROME_SCALE_LIMIT)

    @property
    def bar_scale(self) -> float:
        """The factor for the bottom bar."""
        return min(self.text_scale, BAR_SCALE_LIMIT)

    def px(self, mm: float) -> int:
        """Return whole pixels for a length in mm."""
        return self.profile.px(mm)

    def size(self, name: str) -> int:
        """Return a size token in px."""
        return self.px(SIZE_MM[name])

    def grown(self, name: str) -> int:
        """Return the size token of a target in px: large modes make targets 1.25 times as large."""
        return round(self.size(name) * self.chrome_scale)

    @property
    def key_px(self) -> int:
        """Height of a key of the keyboard: lower where all of it must be reached from below."""
        return self.size("key_low" if self.low_reach else "key_h")

    def space(self, name: str) -> int:
        """Return a space token in px."""
        return self.px(SPACE_MM[name])

    def stroke(self, name: str) -> int:
        """Return the width of a border in px, 2 at least."""
        return max(2, self.px(STROKE_MM[name]))

    def radius(self, name: str) -> int:
        """Return a radius in px."""
        return self.px(RADIUS_MM[name])

    def level(self, name: str) -> Level:
        """Return how a level is told from the ground; without colours a hairline is too little for that."""
        level = ELEVATION[name]
        return (
            replace(level, stroke="control") if self.high_contrast and level.stroke == "hairline" else level
        )

    def em(self, role: str, scale: float | None = None) -> int:
        """Return the font size in px for a type role at the chosen text size (or at `scale`)."""
        factor = self.text_scale if scale is None else scale
        return round(TYPE_MM[role] * factor * GLYPH_TO_EM * self.profile.px_per_mm)

    def leading(self, role: str, scale: float | None = None) -> int:
        """Return the distance of two lines of a type role in px."""
        return round(self.em(role, scale) * LEADING.get(role, DEFAULT_LEADING))

    @property
    def reach_px(self) -> int:
        """Highest y (px from the lower edge) at which a control may end."""
        return self.profile.low_reach_px if self.low_reach else self.profile.reach_px


def _silent(_: str) -> None:
    """Feedback of a terminal without sound."""
