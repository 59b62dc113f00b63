"""What happened, what you can do, and the doors, whatever it was. Nothing entered is lost."""

from collections.abc import Iterator

from kiosk.visit.messages import Back, GoTo, OpenReport, Retry
from kiosk.visit.pages import CHECK
from kiosk.visit.views import ErrorView
from screens.components import Action, ErrorSummary, Label, Notice, Part
from screens.pages.doors import doors
from screens.pages.page import PageView
from screens.pages.parts import section
from screens.pages.problems import jumps


class ErrorPage(PageView[ErrorView]):
    """One page for each problem type of the contract, by its texts."""

    def title(self) -> str:
        """Return what happened."""
        return self.say(f"error.{self._name()}.what")

    def sub(self) -> str:
        """Return that nothing is lost."""
        return self.say("error.kept")

    def back(self) -> Action | None:
        """Return the way back to change something, where the primary is not that already."""
        if not self.body.can_back or not self.body.can_retry:
            return None
        return Action(self.say("action.back"), self.sends(Back()))

    def primary(self) -> Action | None:
        """Return doing it again, else going back to what has to be mended, else the report."""
        if self.body.can_retry:
            key = f"error.retry.{self.body.name}"
            words = self.say(key if self.texts.has(key) else "error.retry")
            return Action(words, self.sends(Retry()))
        if self.body.problems:
            return Action(self.say("error.back"), self.sends(GoTo(CHECK)))
        if self.body.can_back:
            key = f"error.back.{self.body.name}"
            words = self.say(key if self.texts.has(key) else "error.back")
            return Action(words, self.sends(Back()))
        return Action(self.say("error.report"), self.sends(OpenReport()))

    def content(self) -> Iterator[Part]:
        """Yield what to mend, what to do, the platform's words, the doors, the code for the staff."""
        theme, body = self.theme, self.body
        if body.problems:
            yield ErrorSummary(theme, jumps(self, body.problems))
        yield Notice(theme, self.say(f"error.{self._name()}.do"), title=self.say("error.next"), id="do")
        if body.words:
            yield Notice(theme, body.words, "warn", title=self.say("error.platform"), id="platform-words")
        yield section(theme, self.say("error.doors"), doors(self))
        code = self.say("error.code", code=body.code)
        yield Label(theme, code, role="secondary", colour="ink2", id="code")

    def _name(self) -> str:
        return self.body.name if self.texts.has(f"error.{self.body.name}.what") else "unknown"
