"""The self-test of the devices, as they come: plugging one in or mending it is seen at once."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views.staff import SetUpDevicesView
from screens.components import Action, Label, Notice, Part, StatusBoard
from screens.pages.words import counted
from screens.staff.device_rows import device
from screens.staff.page import StaffPage


class SetUpDevicesPage(StaffPage[SetUpDevicesView]):
    """One row a device."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("set_up.devices.title")

    def sub(self) -> str:
        """Return that one may mend it later."""
        return self.say("set_up.devices.sub")

    def primary(self) -> Action | None:
        """Return the way on; a device that is out is mended later."""
        return Action(self.say("action.continue"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the verdict and the devices, those that are out first."""
        rows, starting = self.body.rows, self.body.starting
        out = sum(not row.works for row in rows)
        if starting:
            yield Notice(self.theme, counted(self.texts, "set_up.devices.starting", starting), "info")
        elif out:
            yield Notice(self.theme, counted(self.texts, "set_up.devices.out", out), "warn", id="verdict")
        elif rows:
            yield Notice(self.theme, self.say("set_up.devices.ok"), "ok", id="verdict")
        else:
            yield Label(self.theme, self.say("set_up.devices.none"), id="none")
        if rows:
            yield StatusBoard(self.theme, [device(self.texts, row) for row in rows])
