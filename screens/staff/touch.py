"""The glass on trial: a finger goes over all of it, meets the crosses, and what did not answer is told."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_devices import GlassTried
from kiosk.visit.views import Screen
from kiosk.visit.views.staff_devices import StaffTouchView
from screens.components import Action, Label, Part
from screens.staff.touch_field import TouchField
from screens.staff.trial_page import TrialPage


class StaffTouchPage(TrialPage[StaffTouchView]):
    """The field lives as long as the page."""

    name = "touch"

    def prepare(self) -> None:
        """Make the field."""
        self._left = Label(self.theme, "", role="label", colour="ink2", id="left")
        self._field = TouchField(self.theme, self.say("staff.touch.field"), self._count)
        self._judge()
        self._count()

    def primary(self) -> Action | None:
        """Return the verdict, or the way back to the trials."""
        if self.body.result is None:
            return Action(self.say("staff.touch.done"), self._done)
        return Action(self.say("staff.row.trials"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the verdict, how much is left, and the field."""
        result = self.body.result
        if result is not None:
            yield self.board(iter((("touch", result, "touch"),)))
        else:
            yield Label(self.theme, self.say("staff.touch.how"), id="how")
            yield self._left
        yield self._field

    def update(self, before: Screen) -> None:
        """Mark what did not answer."""
        super().update(before)
        self._judge()

    def _judge(self) -> None:
        if self.body.result is not None:
            self._field.judge(self.body.missed)

    def _count(self) -> None:
        self._left.text = self.say("staff.touch.left", count=len(self._field.cells.missed))

    def on_stage(self, standing: bool) -> None:
        """Have the field hear the glass while the page stands on the stage.

        The field's own parent stays when the page goes, and the window would keep both.
        """
        self._field.listen(standing)

    def _done(self) -> None:
        field = self._field
        cells, met = field.cells, field.met
        worst = round(max(met.values()), 1) if met else None
        self.send(GlassTried(cells.count, cells.missed, len(field.crosses), len(met), worst))
