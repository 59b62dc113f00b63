"""What was read on a paper, beside the place where it stands: the person says whether it is right."""

from collections.abc import Callable, Iterator

from kiosk.visit.messages import DecideFound
from kiosk.visit.views import FoundView, Screen
from screens.components import Action, Card, Chip, Label, Notice, OpenRow, Paragraph, Part, PhotoFrame, Wrap
from screens.pages.camera import Still, decode
from screens.pages.page import PageView
from screens.pages.papers import sheet_name
from screens.pages.words import counted, dotted, shown

CUT_MM = 42.0
AIR = 0.6
"""How much around the place is shown, in parts of its height."""


class FoundPage(PageView[FoundView]):
    """One field at a time: 正确, or 不对，我自己填; where the form says something else, one of the two."""

    def prepare(self) -> None:
        """Make the frame for the place on the paper."""
        name = self.say("found.cutout", paper=self._paper())
        self._cut = PhotoFrame(self.theme, name=name, height_mm=CUT_MM)
        self._show_cut()

    def title(self) -> str:
        """Return the question."""
        return self.say("found.title" if self.body.held is None else "found.title.differs")

    def sub(self) -> str:
        """Return on which paper it stands, and how many are still to come."""
        left = counted(self.texts, "found.left", self.body.left) if self.body.left else ""
        return dotted(self.texts, self.say("found.sub", paper=self._paper()), left)

    def primary(self) -> Action | None:
        """Return the word that it is right; where two values differ both stand on the page."""
        if self.body.held is not None:
            return None
        return Action(self.say("found.yes"), self._decides(True))

    def help(self) -> Action | None:
        """Return the word that it is wrong."""
        if self.body.held is not None:
            return super().help()
        return Action(self.say("found.no"), self._decides(False), id="no")

    def content(self) -> Iterator[Part]:
        """Yield the place on the paper, and below it what was read there, large."""
        theme, body = self.theme, self.body
        yield self._cut
        label = Label(theme, self.texts.local(body.label), colour="ink2")
        if body.held is None:
            value = shown(self.texts, body.value)
            speech = f"{self.texts.local(body.label)}，{value}"
            parts: list[Part] = [
                label,
                Label(theme, value, role="number", bold=True, speech=speech, id="value"),
            ]
            if body.checked:
                parts.append(Wrap(theme, [Chip(theme, self.say("found.checked"), "ok")]))
            yield Card(theme, parts, gap="tight")
            yield Notice(theme, self.say("found.look"), id="look")
            return
        yield label
        for key, value, use in (("paper", body.value, True), ("form", body.held, False)):
            yield OpenRow(
                theme,
                text=self.say(f"found.{key}", value=shown(self.texts, value)),
                sub=self.say(f"found.{key}.sub"),
                framed=True,
                on_act=self._decides(use),
                id=f"use-{key}",
            )
        if body.checked:
            yield Paragraph(theme, self.say("found.checked"), colour="ink2", id="checked")

    def fits(self, screen: Screen) -> bool:
        """Whether the same field is shown; each gets a page of its own."""
        body = screen.body
        return super().fits(screen) and isinstance(body, FoundView) and body.field_id == self.body.field_id

    def _paper(self) -> str:
        return sheet_name(self.texts, self.body.material, self.body.sheet)

    def _decides(self, use: bool) -> Callable[[], None]:
        return self.sends(DecideFound(self.body.field_id, use))

    def _show_cut(self) -> None:
        left, top, right, bottom = self.body.box
        air = round(AIR * max(1, bottom - top))
        part = (max(0, left - air), max(0, top - air), right + air, bottom + air)
        size = (self.theme.px(240), self.theme.px(CUT_MM))
        decode(self.tools.pool, self.body.picture, size, self._cut_ready, part)

    def _cut_ready(self, still: Still | None) -> None:
        if still is not None:
            self._cut.show(still.rgb, still.width, still.height)
