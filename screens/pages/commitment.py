"""告知承诺 for one material: consequences first, then the text, then the tick."""

from collections.abc import Iterator

from kiosk.catalogue.models import Commitment
from kiosk.visit.messages import AgreeCommitment, Continue
from kiosk.visit.views import CommitmentView
from screens.components import Action, Card, Label, Notice, Paragraph, Part, TickRow, Title
from screens.pages.page import PageView


class CommitmentPage(PageView[CommitmentView]):
    """A statement that stands for a paper, agreed to by a tick and then by the primary."""

    def title(self) -> str:
        """Return what the statement is."""
        promise = self._promise()
        return self.texts.local(promise.title) if promise is not None else self.say("commitment.title")

    def sub(self) -> str:
        """Return what it stands for."""
        return self.say("commitment.sub", material=self.texts.local(self.body.material.name))

    def primary(self) -> Action | None:
        """Return the act, once it is ticked."""
        if not self.body.agreed:
            return Action(self.say("commitment.first"), self.sends(Continue()), enabled=False)
        return Action(self.say("commitment.do"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield consequences, text, tick, and the other way."""
        theme, local = self.theme, self.texts.local
        promise = self._promise()
        if promise is not None:
            title = self.say("commitment.consequences")
            yield Notice(theme, local(promise.consequences), kind="warn", title=title, id="consequences")
            heading = Title(theme, self.say("commitment.text"), small=True)
            yield Card(theme, [heading, Paragraph(theme, local(promise.text), id="text")], gap="tight")
        yield TickRow(
            theme,
            text=self.say("commitment.tick"),
            bold=True,
            framed=True,
            ticked=self.body.agreed,
            on_act=self._tick,
            id="agree",
        )
        yield Label(theme, self.say("commitment.otherwise"), colour="ink2")

    def _promise(self) -> Commitment | None:
        return self.body.material.commitment

    def _tick(self) -> None:
        self.send(AgreeCommitment(self.body.material.id, not self.body.agreed))
