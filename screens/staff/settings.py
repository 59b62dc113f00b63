"""The settings that the staff may change here, each with what it is for and what it is now."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from kiosk.visit.messages.staff_facts import OpenSetting, OpenSettings
from kiosk.visit.views.staff import StaffSettingsView
from screens.components import Action, Button, Chip, Column, Label, Notice, OpenRow, Part, StatusBoard
from screens.pages.words import counted
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage


class StaffSettingsPage(StaffPage[StaffSettingsView]):
    """One row a setting."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.row.settings")

    def sub(self) -> str:
        """Return when a change counts."""
        return self.say("staff.settings.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what was saved, whether the file is good, and the settings."""
        body = self.body
        if body.saved:
            yield Notice(self.theme, self.say("staff.settings.saved"), "ok", id="said")
        if body.changed:
            yield Button(
                self.theme,
                text=self.say("staff.row.restart"),
                kind="quiet",
                small=True,
                icon="refresh",
                on_act=self.sends(StaffAct("restart")),
                id="restart",
            )
        title = self.say("staff.facts.settings")
        yield StatusBoard(self.theme, [standing(self.texts, title, body.file, "list", "file")])
        yield Column(self.theme, [self._row(key, value) for key, value in body.rows], gap="target")
        if body.groups:
            yield Label(self.theme, self.say("staff.settings.all"), role="strong", id="all")
            yield Column(self.theme, [self._group(name, count) for name, count in body.groups], gap="target")

    def _group(self, name: str, count: int) -> OpenRow:
        return OpenRow(
            self.theme,
            text=self.say(f"setting_group.{name}"),
            sub=self.say(f"setting_group.{name}.sub"),
            icon="list",
            end=Chip(self.theme, counted(self.texts, "staff.settings.count", count), "plain"),
            framed=True,
            on_act=self.sends(OpenSettings(name)),
            id=f"group:{name}",
        )

    def _row(self, key: str, value: str) -> OpenRow:
        unit = self.say("staff.setting.unit." + self.body.units[key], value=value) if value else ""
        return OpenRow(
            self.theme,
            text=self.say(f"setting.{key}"),
            sub=self.say(f"setting.{key}.sub"),
            icon="list",
            end=Chip(self.theme, unit or self.say("staff.setting.none"), "plain"),
            framed=True,
            on_act=self.sends(OpenSetting(key)),
            id=f"setting:{key}",
        )
