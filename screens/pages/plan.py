"""The items to tick, with their totals and their order."""

from collections.abc import Iterable, Iterator

from kiosk.catalogue.plan_models import PlanItem
from kiosk.visit.messages import Continue, Toggle
from kiosk.visit.views import PlanView
from screens.components import (
    Action,
    Card,
    Chip,
    Figure,
    FlowBox,
    FlowChart,
    Notice,
    Part,
    TickRow,
    Title,
    Totals,
)
from screens.pages.a4 import a4_parts
from screens.pages.page import PageView
from screens.pages.parts import section
from screens.pages.words import counted, dotted, is_at_once, joined, limit, money


class PlanPage(PageView[PlanView]):
    """Ticks, what they add up to, and what comes before what."""

    def title(self) -> str:
        """Return the question."""
        return self.say("plan.title")

    def sub(self) -> str:
        """Return that one may choose, where one may."""
        free = any(not entry.locked for entry in self.body.plan.items)
        return self.say("plan.sub" if free else "plan.sub.fixed")

    def primary(self) -> Action | None:
        """Return the act with its number: 就办这 4 项."""
        many = len(self.body.plan.ticked)
        if not many:
            return Action(self.say("plan.pick"), self.sends(Continue()), enabled=False)
        return Action(counted(self.texts, "plan.do", many), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what changed, the items, the totals, the order."""
        theme, plan = self.theme, self.body.plan
        if self.body.changed:
            names = joined(self.texts, (self.texts.local(name) for name in self.body.changed))
            yield Notice(theme, self.say("plan.changed") + names, kind="warn", id="changed")
        yield Card(theme, [self._item(entry) for entry in plan.items], rows=True)
        yield self._totals()
        if len(plan.flow.nodes) > 1:
            yield self._flow()
        yield from a4_parts(theme, self.texts, self.send, self.body.a4)

    def _item(self, entry: PlanItem) -> TickRow:
        item = entry.item
        return TickRow(
            self.theme,
            text=self.texts.local(item.name),
            sub=dotted(self.texts, self._why(entry), joined(self.texts, item.departments)),
            end=Chip(self.theme, limit(self.texts, item.promised_limit), icon=None,
                     kind="ok" if is_at_once(item.promised_limit) else "plain"),
            ticked=entry.ticked,
            locked=entry.locked,
            on_act=self.sends(Toggle(item.id)),
            id=f"item:{item.id}",
        )  # fmt: skip

    def _why(self, entry: PlanItem) -> str:
        """Return the one thing worth knowing of an item's tick: why it is fixed, or what it waits for."""
        if entry.locked and entry.lock_reason is not None:
            return self.texts.local(entry.lock_reason)
        if not entry.item.on_terminal:
            why = entry.item.not_on_terminal_why
            return self.texts.local(why) if why is not None else self.say("plan.window")
        if entry.reuses:
            return self.say("plan.reuses", items=self._names(entry.reuses))
        waits = [other for other in entry.depends_on if other in self.body.plan.ticked]
        if entry.ticked and waits:
            return self.say("plan.after", items=self._names(waits))
        return ""

    def _names(self, ids: Iterable[str]) -> str:
        """Return the short names of items."""
        items = {entry.item.id: entry.item for entry in self.body.plan.items}
        return joined(
            self.texts, (self.texts.local(items[i].short_name or items[i].name) for i in ids if i in items)
        )

    def _totals(self) -> Part:
        body, plan = self.body, self.body.plan
        many = len(plan.ticked)
        days = (
            Figure(self.say("plan.total.days.now"), self.say("plan.total.days.now.sub"))
            if many and plan.working_days == 0
            else self._figure("days", plan.working_days)
        )
        figures = [
            self._figure("materials", body.materials_to_bring),
            self._figure("questions", body.questions_left),
            days,
            Figure(money(self.texts, plan.total_fen), self.say("plan.total.fee")),
        ]
        title = self.say("plan.chosen", count=many) if many else self.say("plan.none")
        return Card(
            self.theme,
            [Title(self.theme, title, small=True, id="chosen"), Totals(self.theme, figures)],
            strong=True,
        )

    def _figure(self, name: str, count: int) -> Figure:
        return Figure(
            self.say(f"plan.total.{name}.value", count=count),
            counted(self.texts, f"plan.total.{name}", count),
        )

    def _flow(self) -> Part:
        flow = self.body.plan.flow
        boxes = [FlowBox(node.item, self._names([node.item]), node.level, node.row) for node in flow.nodes]
        edges = [(edge.before, edge.after) for edge in flow.edges]
        chart = FlowChart(self.theme, boxes, edges, speech=self._flow_in_words())
        return Card(self.theme, [section(self.theme, self.say("plan.flow"), [chart])])

    def _flow_in_words(self) -> str:
        """Return the chart as it is spoken: 马上开始：…；然后：…"""
        nodes = self.body.plan.flow.nodes
        said = []
        for level in sorted({node.level for node in nodes}):
            names = self._names(node.item for node in nodes if node.level == level)
            said.append(self.say("plan.flow.then" if level else "plan.flow.start", items=names))
        return "；".join(said) if self.texts.language == "zh-CN" else "; ".join(said)
