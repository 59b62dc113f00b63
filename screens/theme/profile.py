"""What the site profile says about the panel, in figures that geometry can use. No Kivy here."""

from dataclasses import dataclass

REACH_TOP_MM = 1220.0
"""Highest point a seated person reaches forward, mm above floor (EN 301 549 clause 8.3.3)."""

LOW_REACH_MM = 240.0
"""Height above the lower edge of the panel within which low-reach mode keeps every control."""

PANELS = {"21.5": 4.034, "23.8": 3.644, "27": 3.212, "32": 2.710}
"""Pixels a millimetre of the usual 1080 x 1920 panels, by their diagonal in inches."""


@dataclass(frozen=True)
class ScreenProfile:
    """The panel of one terminal.

    width_px, height_px: size of the window. px_per_mm: measured at installation with a bank card on the
    glass. bottom_mm: height of the lower edge of the picture above the floor.
    """

    width_px: int = 1080
    height_px: int = 1920
    px_per_mm: float = PANELS["21.5"]
    bottom_mm: float = 800.0

    def px(self, mm: float) -> int:
        """Return whole pixels for a length in mm."""
        return round(mm * self.px_per_mm)

    def mm(self, px: float) -> float:
        """Return mm for a length in pixels."""
        return px / self.px_per_mm

    @property
    def reach_px(self) -> int:
        """Highest y, in pixels from the lower edge, at which a control may end."""
        return min(self.height_px, int((REACH_TOP_MM - self.bottom_mm) * self.px_per_mm))

    @property
    def low_reach_px(self) -> int:
        """The same limit in low-reach mode."""
        return min(self.reach_px, int(LOW_REACH_MM * self.px_per_mm))
