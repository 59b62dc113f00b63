"""One question that decides items, fields and materials (情形): choose, then go on."""

from collections.abc import Iterator

from kiosk.visit.messages import Answer, Continue
from kiosk.visit.views import SituationView
from screens.components import Action, ChoiceRow, Column, Notice, Part
from screens.pages.page import PageView


class SituationPage(PageView[SituationView]):
    """The question, its answers as large rows, and why it is asked."""

    def title(self) -> str:
        """Return the question in the content's words."""
        return self.texts.local(self.body.situation.question)

    def sub(self) -> str:
        """Return which question of how many."""
        body = self.body
        if body.count == 1:
            return self.say("situation.sub.only")
        return self.say("situation.sub", index=body.index + 1, count=body.count)

    def primary(self) -> Action | None:
        """Return 继续, once something is chosen."""
        if self.body.chosen is None:
            return Action(self.say("situation.choose"), self.sends(Continue()), enabled=False)
        return Action(self.say("action.continue"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the answers and the reason for asking."""
        body, theme, local = self.body, self.theme, self.texts.local
        yield Column(
            theme,
            [
                ChoiceRow(
                    theme,
                    text=local(option.label),
                    sub=local(option.hint) if option.hint is not None else "",
                    chosen=option.value == body.chosen,
                    on_act=self.sends(Answer(body.situation.id, option.value)),
                    id=f"option:{option.value}",
                )
                for option in body.situation.options
            ],
            gap="target",
        )
        why = self.say("situation.why", why=local(body.situation.why))
        yield Notice(theme, why, kind="info", id="why")
