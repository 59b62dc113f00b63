"""The one set of materials: what is there already, what is to be photographed or promised, and other ways."""

from collections.abc import Iterator
from functools import partial

from kiosk.catalogue.models import MaterialSource
from kiosk.visit.messages import ChooseSource, Continue, OpenReport
from kiosk.visit.views import MaterialRow, MaterialsView
from screens.components import Action, Chip, Choice, ChoiceList, Dialog, OpenRow, Paragraph, Part, Row
from screens.pages.doors import close_over, open_over
from screens.pages.page import PageView
from screens.pages.papers import BY_HAND, chip, note
from screens.pages.parts import listed
from screens.pages.words import counted, source, source_note


class MaterialsPage(PageView[MaterialsView]):
    """Rows with their state; a tap on one opens the other ways to give it."""

    def title(self) -> str:
        """Return how much is left for the citizen."""
        left = self.body.left
        return counted(self.texts, "materials.title", left) if left else self.say("materials.title.ready")

    def sub(self) -> str:
        """Return what can be done here."""
        return self.say("materials.sub" if self.body.left else "materials.sub.ready")

    def primary(self) -> Action | None:
        """Return the next act with its number: 去拍照（2 份）."""
        scan = sum(row.status == "to_scan" for row in self.body.rows)
        agree = sum(row.status == "to_agree" for row in self.body.rows)
        if not scan and not agree:
            return super().primary()
        key = "both" if scan and agree else "scan" if scan else "agree"
        return Action(counted(self.texts, f"materials.do.{key}", scan + agree), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what the citizen has to do, what is ready, and what nobody is asked for."""
        theme, mine = self.theme, self._mine()
        ours = [row for row in self.body.rows if row not in mine]
        if mine:
            title = self.say("materials.yours" if self.body.left else "materials.yours.done")
            yield listed(theme, title, [self._row(row) for row in mine])
        if ours:
            yield listed(theme, self.say("materials.ours"), [self._row(row) for row in ours])
        if self.body.produced:
            local = self.texts.local
            rows = [
                Row(
                    theme,
                    text=local(name),
                    sub=self.say("materials.produced.by", item=local(item)),
                    end=Chip(theme, self.say("materials.chip.produced"), "ok"),
                )
                for name, item in self.body.produced
            ]
            yield listed(theme, self.say("materials.produced"), rows)

    def _mine(self) -> list[MaterialRow]:
        """Return what is in the citizen's hands, done or not."""
        return [row for row in self.body.rows if row.via in BY_HAND]

    def _row(self, row: MaterialRow) -> Part:
        id = f"material:{row.material.id}"
        name, sub = self.texts.local(row.material.name), note(self.texts, row)
        end = chip(self.theme, self.texts, row)
        if len(row.choices) < 2 and row.status not in ("to_scan", "to_agree"):
            return Row(self.theme, text=name, sub=sub, end=end, id=id)
        return OpenRow(
            self.theme, text=name, sub=sub, end=end, on_act=partial(self._open, row.material.id), id=id
        )

    def _open(self, material_id: str) -> None:
        """Ask how this material is to be given."""
        row = next(row for row in self.body.rows if row.material.id == material_id)

        def close() -> None:
            close_over(self, dialog)

        def choose(via: str) -> None:
            close()
            if via != row.via:
                self.send(ChooseSource(material_id, MaterialSource(via)))

        def stuck() -> None:
            close()
            self.send(OpenReport())

        choices = [
            Choice(way, source(self.texts, way), source_note(self.texts, row.material, way))
            for way in row.choices
        ]
        dialog = Dialog(
            self.theme,
            page_id="material",
            title=self.texts.local(row.material.name),
            body=[
                Paragraph(self.theme, self.texts.local(row.material.requirement)),
                ChoiceList(self.theme, choices, chosen=row.via, on_choose=choose),
            ],
            others=[Action(self.say("materials.none_of_these"), stuck, id="stuck")],
            primary=Action(self.say("materials.close"), close, id="close"),
        )
        open_over(self, dialog)
