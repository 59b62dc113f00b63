"""The statement in full, what follows if it is untrue, the tick, the signature."""

from collections.abc import Iterator
from functools import partial

from kiosk.catalogue.models import Declaration
from kiosk.visit.messages import Continue, Sign, SignAtWindow, TickDeclaration
from kiosk.visit.submit import SIGNATURE_MM
from kiosk.visit.views import DeclareView, Screen
from screens.components import Action, Card, Notice, Paragraph, Part, SignaturePad, TickRow, Title
from screens.pages.page import PageView
from screens.pages.parts import section
from screens.pages.words import counted


class DeclarePage(PageView[DeclareView]):
    """Consequences first. The primary names the act and waits for tick and signature."""

    def prepare(self) -> None:
        """Make the field to sign in, with what was signed before."""
        self._pad = SignaturePad(self.theme, on_change=self._signed, field_mm=SIGNATURE_MM)
        self._ticks: dict[str, TickRow] = {}
        self._following = False
        self._follow()

    def title(self) -> str:
        """Return what to do."""
        return self.say("declare.title")

    def sub(self) -> str:
        """Return what is still missing."""
        body = self.body
        if any(one.id not in body.ticked for one in body.declarations):
            return self.say("declare.sub.tick")
        if body.ready:
            return self.say("declare.sub.window" if body.sign_at_window else "declare.sub.ready")
        return self.say("declare.sub.sign")

    def primary(self) -> Action | None:
        """Return the act with its number: 提交 5 个事项."""
        words = counted(self.texts, "declare.do", self.body.item_count)
        return Action(words, self.sends(Continue()), enabled=self.body.ready)

    def content(self) -> Iterator[Part]:
        """Yield each declaration with its tick, then the field to sign in."""
        for one in self.body.declarations:
            yield from self._declaration(one)
        yield section(self.theme, self.say("declare.sign"), [self._pad])
        self._at_window = TickRow(
            self.theme,
            text=self.say("declare.window"),
            sub=self.say("declare.window.sub"),
            framed=True,
            ticked=self.body.sign_at_window,
            on_act=lambda: self.send(SignAtWindow(not self.body.sign_at_window)),
            id="sign-at-window",
        )
        yield self._at_window

    def update(self, before: Screen) -> None:
        """Follow ticks and signature in place: nobody's page jumps while they sign."""
        if _beside(before) != _beside(self.screen):
            super().update(before)
        self.update_frame()
        for id, tick in self._ticks.items():
            tick.ticked = id in self.body.ticked
        self._at_window.ticked = self.body.sign_at_window
        self._follow()

    def _declaration(self, one: Declaration) -> Iterator[Part]:
        theme, local = self.theme, self.texts.local
        title = self.say("declare.consequences")
        yield Notice(theme, local(one.consequences), kind="warn", title=title, id=f"consequences:{one.id}")
        heading = Title(theme, local(one.title), small=True)
        yield Card(theme, [heading, Paragraph(theme, local(one.text), id=f"text:{one.id}")], gap="tight")
        tick = TickRow(
            theme,
            text=self.say("declare.tick"),
            bold=True,
            framed=True,
            ticked=one.id in self.body.ticked,
            on_act=partial(self._tick, one.id),
            id=f"declaration:{one.id}",
        )
        self._ticks[one.id] = tick
        yield tick

    def _tick(self, id: str) -> None:
        self.send(TickDeclaration(id, id not in self.body.ticked))

    def _signed(self) -> None:
        if not self._following:
            self.send(Sign(self._pad.strokes))

    def _follow(self) -> None:
        """Show the strokes that the visit holds, without saying them back."""
        if self._pad.strokes != self.body.strokes:
            self._following = True
            self._pad.area.set_strokes(self.body.strokes)
            self._following = False


def _beside(screen: Screen) -> tuple[object, ...]:
    """Return what stands beside ticks and signature."""
    frame, body = screen.frame, screen.body
    assert isinstance(body, DeclareView)
    return frame.notices, frame.busy, frame.sample, body.declarations
