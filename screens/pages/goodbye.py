"""Take your card, your papers, your slip; then the page closes by itself."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views import GoodbyeView, Screen
from screens.components import Action, Card, Countdown, DeviceHint, Label, Notice, Part
from screens.components.point import point
from screens.pages.page import PageView

THINGS = (("card", "card"), ("papers", "document"), ("slip", "printer"))
"""Key of `goodbye.*` and icon."""


class GoodbyePage(PageView[GoodbyeView]):
    """While a card lies on the reader, or papers under the camera, it says so and stays."""

    def prepare(self) -> None:
        """Make the countdown; it lives as long as the page."""
        self._clock = Countdown(self.theme, self.body.seconds, max(1, self.body.seconds))

    def title(self) -> str:
        """Return what to do."""
        return self.say(f"goodbye.{left}_here" if (left := self._left()) else "goodbye.title")

    def sub(self) -> str:
        """Return why, or what happens meanwhile."""
        return self.say(f"goodbye.{left}_here.sub" if (left := self._left()) else "goodbye.sub")

    def primary(self) -> Action | None:
        """Return the end, once no card lies there."""
        if self.body.card_here:
            return Action(self.say("goodbye.take_card"), self.sends(Continue()), enabled=False)
        return Action(self.say("goodbye.do"), self.sends(Continue()))

    def help(self) -> Action | None:
        """Return none: there is one thing to do."""
        return None

    def content(self) -> Iterator[Part]:
        """Yield the card where it was forgotten, else everything there may be and the seconds."""
        theme = self.theme
        if self.body.card_here:
            yield Notice(theme, self.say("goodbye.card_first.sub"), "error",
                         title=self.say("goodbye.card_first"), id="card-here")  # fmt: skip
            yield Card(theme, [DeviceHint(theme, "take-card")])
            return
        if self.body.papers_here:
            yield Notice(theme, self.say("goodbye.papers_first.sub"), "warn",
                         title=self.say("goodbye.papers_first"), id="papers-here")  # fmt: skip
            yield Card(theme, [DeviceHint(theme, "place-page")])
            return
        things = [
            point(theme, icon, self.say(f"goodbye.{name}"), self.say(f"goodbye.{name}.sub"))
            for name, icon in THINGS
        ]
        yield Card(theme, things, rows=True)
        seconds = Label(theme, self.say("goodbye.seconds"), colour="ink2", align="centre")
        yield Card(theme, [self._clock, seconds])

    def update(self, before: Screen) -> None:
        """Let the seconds run; draw anew when the card comes or goes."""
        assert isinstance(before.body, GoodbyeView)
        self._clock.show(self.body.seconds)
        left = (before.body.card_here, before.body.papers_here)
        if left != (self.body.card_here, self.body.papers_here):
            super().update(before)

    def _left(self) -> str:
        """Return what lies here and would be forgotten: the card first."""
        return "card" if self.body.card_here else "papers" if self.body.papers_here else ""
