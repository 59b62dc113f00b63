"""The robot's hand over the document camera: it lays papers down and takes it away."""

from collections.abc import Callable
from typing import Any

from sandbox.robot.window import Lost, Sight, Window

SHUTTER_S = 25.0
"""Patience until the terminal takes a picture by itself, on a busy machine."""
PICTURES = 8
"""After so many pictures of one paper the robot gives up."""


class PaperHand:
    """Lays papers under the camera and lets the terminal take them by itself.

    `wrong_first`: key of a paper that is laid down first by mistake, once. `asked`: what the terminal asked
    about it. `pressed`: how often the shutter had to be pressed by hand.
    """

    def __init__(
        self,
        window: Window,
        ask_bench: Callable[..., None],
        papers: list[dict[str, Any]],
        picture: Callable[[str], None],
        wrong_first: str | None = None,
    ) -> None:
        self._window, self._ask_bench = window, ask_bench
        self._papers, self._picture = papers, picture
        self._wrong = wrong_first
        self.asked: list[str] = []
        self.pressed = 0

    def scan(self, material: str, number: int) -> None:
        """Give the sheet that the page asks for, and go on."""
        fitting = [paper for paper in self._papers if paper["material"] == material]
        if self._wrong is not None:
            wrong, self._wrong = self._wrong, None
            self._mistake(wrong)
        self._lay((fitting[number] if number < len(fitting) else self._generic())["key"])
        self.finish()

    def finish(self) -> None:
        """Wait for the page, take the paper away, and use the page whatever is asked about it."""
        seen = self._taken()
        self._picture("taken")
        self._take_away()
        self._window.touch(*(("use-it",) if seen.find("use-it") is not None else ("primary",)))

    def _mistake(self, paper: str) -> None:
        self._lay(paper)
        seen = self._taken()
        asked = seen.find("question")
        if asked is not None:
            self.asked.append(str(asked["name"]))
            self._picture("wrong")
        self._take_away()
        self._window.touch("primary" if asked is not None else "retake")
        self._window.wait_for(lambda s: s.find("without") is not None, "the camera again")

    def _lay(self, paper: str) -> None:
        self._ask_bench("POST", "/camera/page", {"paper": paper})

    def _take_away(self) -> None:
        self._ask_bench("DELETE", "/camera/page")

    def _generic(self) -> dict[str, Any]:
        return next(paper for paper in self._papers if paper["material"] is None)

    def _taken(self) -> Sight:
        """Wait until a page was taken and read. Where nothing happens by itself, press the button."""
        for _ in range(PICTURES):
            try:
                seen = self._window.wait_for(_looked_at, "a picture", SHUTTER_S)
            except Lost:
                self._press()
                continue
            self._window.settle()
            if seen.find("corners") is not None:
                # The corners are in doubt: they look right to the robot.
                self._window.touch("primary")
                self._window.wait_for(lambda s: s.find("corners") is None, "the page of these corners")
            elif seen.find("advice") is not None:
                self._press()
                self._window.wait_for(lambda s: s.find("advice") is None, "another picture")
            else:
                return self._window.wait_for(_known, "what stands on the page")
        raise Lost("no picture of the paper")

    def _press(self) -> None:
        self._window.touch("primary")
        self.pressed += 1


def _looked_at(sight: Sight) -> bool:
    """Whether a picture was taken, good or not, or its corners are to be looked at."""
    return any(sight.find(one) is not None for one in ("retake", "use-it", "advice", "corners"))


def _known(sight: Sight) -> bool:
    """Whether what stands on the page was read: something is asked, or one may go on."""
    primary = sight.find("primary")
    return sight.find("use-it") is not None or (primary is not None and primary["enabled"])
