"""What was filled in from card and shared data: value, source, day; each can be changed."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue, GoTo
from kiosk.visit.views import Line as LineView
from kiosk.visit.views import ReviewView, Say
from screens.components import Action, Answer, Card, Notice, Part
from screens.pages.page import PageView
from screens.pages.words import dotted, joined, provenance, shown


class ReviewPage(PageView[ReviewView]):
    """Right, or change it here."""

    def title(self) -> str:
        """Return the question."""
        return self.say("review.nothing" if self.body.nothing else "review.title")

    def sub(self) -> str:
        """Return what to do."""
        return self.say("review.nothing.sub" if self.body.nothing else "review.sub")

    def primary(self) -> Action | None:
        """Return that all is right."""
        return Action(
            self.say("review.do.nothing" if self.body.nothing else "review.do"), self.sends(Continue())
        )

    def bands(self) -> list[Say]:
        """Leave out the band on sources: the page names them."""
        return [words for words in self.screen.frame.notices if words.key != "notice_band.sources_failed"]

    def content(self) -> Iterator[Part]:
        """Yield what failed, then the values."""
        body, theme = self.body, self.theme
        if body.failed:
            names = joined(self.texts, (self.texts.local(label) for label, _ in body.failed))
            yield Notice(theme, names, kind="warn", title=self.say("review.failed"), id="failed")
        if body.lines:
            yield Card(theme, [self._value(line) for line in body.lines], rows=True)

    def _value(self, line: LineView) -> Part:
        change = None
        if line.change is not None:
            change = Action(
                self.say("action.change"), self.sends(GoTo(line.change)), id=f"change:{line.element_id}"
            )
        hidden = self.say("review.hidden") if line.masked else ""
        return Answer(
            self.theme,
            question=self.texts.local(line.label),
            value=shown(self.texts, line.value),
            source=dotted(self.texts, provenance(self.texts, line.provenance), hidden),
            change=change,
            id=f"value:{line.element_id}",
        )
