"""How many frames a second are drawn: fewer while nobody is here, so that the machine rests."""

from collections.abc import Callable

FPS, RESTING_FPS = 60.0, 20.0
"""At rest a touch waits 50 ms at most for its frame: half of what still feels like an answer."""
LOOK_S = 0.5
RESTING_PAGES = ("idle", "out_of_service")


class Pace:
    """Looks twice a second what is shown. set_fps: has so many frames drawn."""

    def __init__(
        self, page_id: Callable[[], str], touched: Callable[[], bool], set_fps: Callable[[float], None]
    ) -> None:
        self._page_id, self._touched, self._set_fps = page_id, touched, set_fps
        self._fps = FPS

    def look(self) -> None:
        """Draw as often as what is shown needs."""
        rests = self._page_id() in RESTING_PAGES and not self._touched()
        fps = RESTING_FPS if rests else FPS
        if fps != self._fps:
            self._fps = fps
            self._set_fps(fps)
