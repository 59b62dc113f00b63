"""一次告知: all elements of the guide over all items, before anything is asked (GB/T 36114)."""

from collections.abc import Iterable, Iterator

from kiosk.catalogue.models import LocalText
from kiosk.visit.messages import Continue, PrintGuide
from kiosk.visit.views import GuideView
from screens.components import Action, Button, Facts, Figure, Label, Notice, Paragraph, Part, Row
from screens.pages.a4 import a4_parts
from screens.pages.guide_rows import fee_rows, item_rows, material_rows, other_rows, result_rows
from screens.pages.page import PageView
from screens.pages.parts import listed, section
from screens.pages.words import counted, joined, said

STALE_DAYS = 2
"""From so many days without the platform's confirmation on, the page says so."""


class GuidePage(PageView[GuideView]):
    """Facts before text; then items, materials, conditions, results, fees, places, answers, basis."""

    def title(self) -> str:
        """Return the name of the bundle."""
        return self.texts.local(self.body.name)

    def sub(self) -> str:
        """Return what this is and of which day."""
        return self.say(
            "guide.sub", version=self.body.version, day=self.texts.short_day(self.body.updated_on)
        )

    def primary(self) -> Action | None:
        """Return 开始办理, or where to go instead."""
        key = "guide.only.primary" if self.body.guide_only else "guide.start"
        return Action(self.say(key), self.sends(Continue()), enabled=self.body.can_start)

    def content(self) -> Iterator[Part]:
        """Yield every element that this guide has."""
        body, theme = self.body, self.theme
        yield from self._standing()
        yield Label(theme, self.texts.local(body.summary), id="summary")
        if not body.guide_only:
            yield self._facts()
        notes = [self.say("guide.visits", before=body.visits_before)] if body.visits_before else []
        notes += [self.say("guide.may_change")] if body.plan.situations else []
        yield Paragraph(theme, "\n".join(notes), colour="ink2")
        yield Button(
            theme,
            text=self.say("guide.take"),
            kind="tinted",
            icon="printer",
            on_act=self.sends(PrintGuide()),
            enabled=body.can_print,
            id="take",
        )
        yield from a4_parts(theme, self.texts, self.send, body.a4)
        if body.plan.items:
            yield listed(
                theme,
                self.say("guide.items"),
                item_rows(theme, self.texts, [entry.item for entry in body.plan.items]),
            )
            yield self._materials()
        if body.other_items or body.other_materials:
            rows = list(other_rows(theme, self.texts, body.other_items, body.other_materials))
            yield listed(theme, self.say("guide.others"), rows)
        yield from self._texts("guide.in_hand", body.have_in_hand)
        yield from self._texts("guide.conditions", body.conditions)
        if body.plan.results:
            yield listed(theme, self.say("guide.results"), result_rows(theme, self.texts, body.plan))
        if body.plan.items:
            yield self._fees()
        yield from self._texts("guide.where", body.places)
        if body.hours is not None:
            yield from self._texts("guide.hours", [body.hours])
        yield self._phones()
        if body.faq:
            rows = [
                Row(theme, text=self.texts.local(q), sub=self.texts.local(a), bold=True) for q, a in body.faq
            ]
            yield listed(theme, self.say("guide.faq"), rows)
        yield from self._texts("guide.basis", body.basis)
        yield self._about()
        yield from self._edition()

    def _standing(self) -> Iterator[Part]:
        """Yield why nothing can be applied for here, where that is so, with whom to ask."""
        body = self.body
        if body.guide_only:
            lines = [self.say("guide.only"), self.say("guide.only.ask", lead=joined(self.texts, body.lead))]
            if body.phone:
                lines.append(self.say("guide.only.call", phone=body.phone))
            yield Notice(self.theme, "\n".join(lines), kind="warn", id="guide-only")
        if body.blocked is not None and not self._told_already(body.blocked.key):
            why = said(self.texts, body.blocked)
            doors = "\n".join(said(self.texts, door) for door in body.doors)
            yield Notice(self.theme, doors or why, "warn", title=why if doors else "", id="blocked")

    def _told_already(self, key: str) -> bool:
        """Whether a band above gives the same reason."""
        reason = key.removeprefix("blocked.")
        return f"notice_band.{reason}" in {words.key for words in self.screen.frame.notices}

    def _facts(self) -> Part:
        plan = self.body.plan
        many = len({name for entry in plan.items for name in entry.item.departments})
        before = self.body.materials_before
        days = str(plan.working_days) if plan.working_days else self.say("guide.fact.now")
        drop = before is not None and before > len(plan.materials)
        figures = [
            Figure(str(len(plan.items)), counted(self.texts, "guide.fact.items", many)),
            Figure(
                str(len(plan.materials)), self.say("guide.fact.materials"), before=str(before) if drop else ""
            ),
            Figure(days, self.say("guide.fact.days" if plan.working_days else "guide.fact.now.sub")),
            Figure(
                self.texts.money(plan.total_fen),
                self.say("guide.fact.fee" if plan.total_fen else "guide.fact.free"),
            ),
        ]
        return Facts(self.theme, figures)

    def _materials(self) -> Part:
        rows = list(material_rows(self.theme, self.texts, self.body.plan))
        heading = self.say("guide.materials")
        if not rows:
            return section(self.theme, heading, [Label(self.theme, self.say("guide.materials.none"))])
        return listed(self.theme, heading, rows)

    def _fees(self) -> Part:
        rows = list(fee_rows(self.theme, self.texts, self.body.plan))
        if not rows:
            return section(
                self.theme, self.say("guide.fees"), [Label(self.theme, self.say("guide.fees.none"))]
            )
        return listed(self.theme, self.say("guide.fees"), rows)

    def _texts(self, heading: str, texts: Iterable[LocalText]) -> Iterator[Part]:
        """Yield a heading with one paragraph a text, or nothing."""
        lines = [self.texts.local(text) for text in texts]
        if lines:
            yield section(self.theme, self.say(heading), [Paragraph(self.theme, "\n".join(lines))])

    def _phones(self) -> Part:
        body, theme = self.body, self.theme
        rows = [Row(theme, text=body.phone, sub=self.say("phone.ask"), icon="call")] if body.phone else []
        rows.append(Row(theme, text=body.complaint_phone, sub=self.say("phone.complain"), icon="call"))
        return listed(theme, self.say("guide.phones"), rows)

    def _edition(self) -> Iterator[Part]:
        """Yield how new the guides on this terminal are, in words where nobody has confirmed them lately."""
        edition = self.body.edition
        if edition is None:
            return
        made = self.texts.day(edition.made_on)
        lines = [self.say("guide.edition", version=edition.version, day=made)]
        if edition.days_unchecked >= STALE_DAYS:
            lines.append(self.say("guide.edition.stale", days=edition.days_unchecked))
        elif edition.checked_on is not None:
            lines.append(self.say("guide.edition.checked", day=self.texts.day(edition.checked_on)))
        lines.append(self.say("guide.edition.coverage", area=edition.area, bundles=edition.bundles))
        yield Paragraph(self.theme, "\n".join(lines), role="caption", colour="ink2", id="edition")

    def _about(self) -> Part:
        body = self.body
        facts = [
            ("guide.lead", joined(self.texts, body.lead)),
            ("guide.support", joined(self.texts, body.support)),
            ("guide.region", body.region),
            ("guide.version", body.version),
            ("guide.updated", self.texts.day(body.updated_on)),
            ("guide.list", body.list_name),
        ]
        rows = [Row(self.theme, text=text, sub=self.say(key)) for key, text in facts if text]
        return listed(self.theme, self.say("guide.about"), rows)
