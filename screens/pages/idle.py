"""Nobody is here. A touch anywhere begins; the page says in three pictures what will happen."""

from kiosk.visit.messages import Touched
from kiosk.visit.views import IdleView
from screens.components import Action, Part
from screens.pages.page import PageView
from screens.welcome import Anywhere


class IdlePage(PageView[IdleView]):
    """The whole main area is one target."""

    fill = True

    def title(self) -> str:
        """Return what this is."""
        return self.say("idle.title")

    def sub(self) -> str:
        """Return what it does, and for the hall's staff that paper is wanted."""
        paper = self.body.paper
        return self.say("idle.sub") + (f" · {self.say(f'idle.paper.{paper}')}" if paper else "")

    def filling(self) -> Part:
        """Return the target with everything on it."""
        return Anywhere(self.theme, self.texts, self.screen.frame.languages, self.sends(Touched()))

    def primary(self) -> Action | None:
        """Return the same as a button, for those who look for one."""
        return Action(self.say("idle.start"), self.sends(Touched()))

    def update(self, before: object) -> None:
        """Nothing on this page changes but the frame."""
        self.update_frame()
