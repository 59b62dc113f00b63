"""Everything once more on one page: items, what was filled in, materials; each with a way to change it."""

from collections.abc import Iterator

from kiosk.visit import pages
from kiosk.visit.messages import Continue, GoTo
from kiosk.visit.pages import Destination
from kiosk.visit.views import CheckView, LineGroup
from kiosk.visit.views import Line as LineView
from screens.components import (
    Action,
    Answer,
    Button,
    Column,
    ErrorSummary,
    Facts,
    Figure,
    Part,
    Row,
)
from screens.pages.a4 import a4_parts
from screens.pages.page import PageView
from screens.pages.papers import chip, note
from screens.pages.parts import listed
from screens.pages.problems import jumps
from screens.pages.words import dotted, provenance, shown


class CheckPage(PageView[CheckView]):
    """Right, or change it and come back here."""

    def title(self) -> str:
        """Return what to do."""
        return self.say("check.title")

    def sub(self) -> str:
        """Return that changing loses nothing."""
        return self.say("check.sub")

    def primary(self) -> Action | None:
        """Return that all is right; disabled while something of the form is missing or wrong."""
        if any(not problem.words for problem in self.body.problems):
            return Action(self.say("check.mend"), self.sends(Continue()), enabled=False)
        return Action(self.say("check.do"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what to mend, the figures, the items, the groups of the form, the materials."""
        body, theme = self.body, self.theme
        if body.problems:
            yield ErrorSummary(theme, jumps(self, body.problems))
        yield self._facts()
        items: list[Part] = [Row(theme, text=self.texts.local(name), sub=org) for name, org in body.items]
        yield self._changed(listed(theme, self.say("check.items"), items), "items", pages.PLAN)
        for group in body.groups:
            yield listed(theme, self._group(group), [self._value(line) for line in group.lines])
        if body.materials:
            rows: list[Part] = [
                Row(
                    theme,
                    text=self.texts.local(row.material.name),
                    sub=note(self.texts, row),
                    end=chip(theme, self.texts, row),
                )
                for row in body.materials
            ]
            papers = listed(theme, self.say("check.materials"), rows)
            yield self._changed(papers, "materials", pages.MATERIALS)
        yield from a4_parts(theme, self.texts, self.send, body.a4)

    def _facts(self) -> Part:
        plan = self.body.plan
        days = (
            Figure(self.say("guide.fact.now"), self.say("guide.fact.now.sub"))
            if plan.working_days == 0
            else Figure(str(plan.working_days), self.say("check.fact.days"))
        )
        return Facts(
            self.theme,
            [
                Figure(str(len(self.body.items)), self.say("check.fact.items")),
                Figure(str(len(self.body.materials)), self.say("check.fact.materials")),
                days,
                Figure(self.texts.money(plan.total_fen), self.say("check.fact.fee")),
            ],
        )

    def _changed(self, part: Part, name: str, where: Destination) -> Part:
        """Return a part with the button that changes all of it."""
        button = Button(
            self.theme,
            text=self.say(f"check.change.{name}"),
            small=True,
            on_act=self.sends(GoTo(where)),
            id=f"change:{name}",
        )
        return Column(self.theme, [part, button], gap="target")

    def _group(self, group: LineGroup) -> str:
        key = f"group.{group.key}"
        return self.say(key if self.texts.has(key) else "group.general")

    def _value(self, line: LineView) -> Part:
        change = None
        if line.change is not None:
            change = Action(
                self.say("action.change"), self.sends(GoTo(line.change)), id=f"change:{line.element_id}"
            )
        where = provenance(self.texts, line.provenance)
        hidden = self.say("review.hidden") if line.masked else ""
        wrong = self.say("field.platform", words=line.problem) if line.problem else ""
        return Answer(
            self.theme,
            question=self.texts.local(line.label),
            value=shown(self.texts, line.value),
            source=wrong or dotted(self.texts, where, hidden),
            change=change,
            id=f"value:{line.element_id}",
        )
