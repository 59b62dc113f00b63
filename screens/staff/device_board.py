"""The staff's board: how each device stands, who mends it and how, and a new start for each."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from kiosk.visit.views import DeviceBoardView
from screens.components import Action, Button, Label, Part, StatusBoard
from screens.staff.device_rows import device
from screens.staff.page import StaffPage


class DeviceBoardPage(StaffPage[DeviceBoardView]):
    """One row a device; below each that is out, the button that has it opened anew."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("device_board.title")

    def sub(self) -> str:
        """Return what one sees first."""
        return self.say("device_board.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the devices, those that are out first."""
        if not self.body.rows:
            yield Label(self.theme, self.say("device_board.none"), id="none")
        for row in self.body.rows:
            yield StatusBoard(self.theme, [device(self.texts, row)])
            if not row.works:
                yield Button(
                    self.theme,
                    text=self.say("staff.reset", device=self.say(f"device.kind.{row.kind}")),
                    kind="quiet",
                    small=True,
                    icon="refresh",
                    on_act=self.sends(StaffAct("reset", row.kind)),
                    id=f"reset:{row.kind}",
                )
