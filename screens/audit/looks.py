"""Everything a page must look well in: panels, text sizes, palettes, languages, low reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from screens.theme.profile import PANELS, ScreenProfile
from screens.theme.tokens import TEXT_SCALES

PROFILES: dict[str, ScreenProfile] = {
    "21.5": ScreenProfile(),
    "23.8": ScreenProfile(px_per_mm=PANELS["23.8"]),
    "27": ScreenProfile(px_per_mm=PANELS["27"], bottom_mm=750.0),
    "landscape": ScreenProfile(1920, 1080, PANELS["21.5"], bottom_mm=900.0),
}
"""The panels of the audit. All of one shape can be shown in one window."""

SIZES = tuple(TEXT_SCALES)


@dataclass(frozen=True)
class Look:
    """One way in which a page is shown."""

    panel: str = "21.5"
    language: str = "zh-CN"
    text_size: str = "standard"
    low_reach: bool = False
    high_contrast: bool = False

    def __str__(self) -> str:
        reach = "low" if self.low_reach else "reach"
        palette = "contrast" if self.high_contrast else "plain"
        return f"{self.panel} {self.language} {self.text_size} {reach} {palette}"


def looks(panel: str, language: str) -> Iterator[Look]:
    """Yield every look of a panel in a language, so that neighbours differ in as little as can be."""
    for size, low, contrast in product(SIZES, (False, True), (False, True)):
        yield Look(panel, language, size, low, contrast)
