"""Under way: what is done, what is being done, what comes. Nothing here can do harm."""

from collections.abc import Iterator

from kiosk.visit.messages import StopWaiting
from kiosk.visit.views import Screen, SubmittingView
from screens.components import Action, Card, Chip, Notice, Part, Progress, Row
from screens.pages.page import PageView
from screens.pages.words import counted

STEPS = ("seal", "send", "confirm")
"""In their order; keys of `submitting.step.*`."""


class SubmittingPage(PageView[SubmittingView]):
    """The steps of a submission."""

    def prepare(self) -> None:
        """Make the bar; it lives as long as the page."""
        self._bar = Progress(self.theme, self._now(), self._share())

    def title(self) -> str:
        """Return what happens."""
        return self.say("submitting.title")

    def sub(self) -> str:
        """Return what to do meanwhile."""
        return self.say("submitting.sub")

    def back(self) -> Action | None:
        """Return 不等了，先封存, once it is sealed; nothing leads back from here."""
        if not self.body.sealed:
            return None
        return Action(self.say("submitting.stop"), self.sends(StopWaiting()), id="stop")

    def fits(self, screen: Screen) -> bool:
        """Whether the same buttons are wanted."""
        body = screen.body
        return isinstance(body, SubmittingView) and body.sealed == self.body.sealed and super().fits(screen)

    def primary(self) -> Action | None:
        """Return what goes on, in the place where it was begun."""
        return Action(self.say("submitting.do"), _nothing, busy=True)

    def content(self) -> Iterator[Part]:
        """Yield the bar, the steps, and that nothing is sent twice."""
        yield Card(self.theme, [self._bar])
        yield Card(self.theme, [self._row(step) for step in STEPS], rows=True)
        yield Notice(self.theme, self.say("submitting.safe"), id="safe")

    def update(self, before: Screen) -> None:
        """Move the bar; draw the steps anew when another begins."""
        assert isinstance(before.body, SubmittingView)
        self._bar.show(self._now(), self._share())
        if before.body.step != self.body.step:
            super().update(before)

    def _row(self, step: str) -> Row:
        place, now = STEPS.index(step), self._index()
        state = "done" if place < now else "now" if place == now else "later"
        kind = {"done": "ok", "now": "busy", "later": "plain"}[state]
        chip = Chip(self.theme, self.say(f"submitting.state.{state}"), kind)
        return Row(self.theme, text=self._step(step), end=chip, id=f"step:{step}")

    def _step(self, step: str) -> str:
        key = f"submitting.step.{step}"
        return counted(self.texts, key, self.body.item_count) if step == "confirm" else self.say(key)

    def _index(self) -> int:
        return STEPS.index(self.body.step) if self.body.step in STEPS else 0

    def _now(self) -> str:
        body = self.body
        if body.step == "send" and body.total:
            return self.say("submitting.percent", percent=round(100 * body.done / body.total))
        return self._step(STEPS[self._index()])

    def _share(self) -> float:
        """Return how far it is: a third a step, and inside a step what is known of it."""
        body = self.body
        within = min(1.0, body.done / body.total) if body.total and body.step == "send" else 0.0
        return (self._index() + within) / len(STEPS)


def _nothing() -> None:
    """What the primary does here: nothing a second time."""
