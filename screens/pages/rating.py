"""好差评: five equal levels in the standard's words and order, and 跳过. One touch is enough."""

from collections.abc import Iterator

from kiosk.visit.messages import Rate
from kiosk.visit.views import RatingView, Screen
from screens.components import Action, Choice, Part, Rating
from screens.pages.page import PageView


class RatingPage(PageView[RatingView]):
    """Levels of GB/T 39046 A.8, best first; none is larger or louder than another."""

    def title(self) -> str:
        """Return the question."""
        return self.say("rating.title")

    def sub(self) -> str:
        """Return that nobody has to."""
        return self.say("rating.sub")

    def back(self) -> Action | None:
        """Return 跳过."""
        return Action(self.say("rating.skip"), self.sends(Rate(None)), id="skip")

    def primary(self) -> Action | None:
        """Return none: a level is the act."""
        return None

    def leave(self) -> Action | None:
        """Return none: skipping ends it too."""
        return None

    def content(self) -> Iterator[Part]:
        """Yield the levels."""
        levels = [Choice(str(level), self.say(f"rating.{level}")) for level in self.body.levels]
        yield Rating(self.theme, levels, on_choose=lambda level: self.send(Rate(int(level))))

    def update(self, before: Screen) -> None:
        """Nothing on this page changes but the frame."""
        self.update_frame()
