"""One group of the settings: what is in force, where it comes from, and who may change it."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_facts import OpenSetting
from kiosk.visit.views.staff import SettingRow, StaffSettingGroupView
from screens.components import Action, Card, Chip, Column, Label, Notice, OpenRow, Part, Row
from screens.staff.page import StaffPage


class StaffSettingGroupPage(StaffPage[StaffSettingGroupView]):
    """One row a setting; those that may be changed here open."""

    def title(self) -> str:
        """Return which group."""
        return self.say(f"setting_group.{self.body.group}")

    def sub(self) -> str:
        """Return what it is about."""
        return self.say(f"setting_group.{self.body.group}.sub")

    def primary(self) -> Action | None:
        """Return the way back to what can be done."""
        return Action(self.say("staff.menu"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield where root's words stand, what may be changed here, and the rest to read."""
        body = self.body
        if body.roots_file:
            words = self.say("staff.settings.roots", file=body.roots_file)
            yield Notice(self.theme, words, "info", id="roots")
        here = [self._open(row) for row in body.rows if row.changer == "here"]
        if here:
            yield Column(self.theme, here, gap="target")
        there = [self._read(row) for row in body.rows if row.changer != "here"]
        if there:
            yield Card(self.theme, there, rows=True)
        if not body.rows:
            yield Label(self.theme, self.say("staff.settings.none"), id="none")

    def _open(self, row: SettingRow) -> OpenRow:
        return OpenRow(
            self.theme,
            text=self._name(row),
            sub=self._facts(row),
            icon="pen",
            end=self._chip(row),
            framed=True,
            on_act=self.sends(OpenSetting(row.key)),
            id=f"setting:{row.key}",
        )

    def _read(self, row: SettingRow) -> Row:
        return Row(
            self.theme,
            text=self._name(row),
            sub=self._facts(row),
            end=self._chip(row),
            bold=True,
            id=f"setting:{row.key}",
        )

    def _chip(self, row: SettingRow) -> Chip:
        return Chip(self.theme, self.say(f"staff.setting.origin.{row.origin}"), "plain")

    def _name(self, row: SettingRow) -> str:
        kind = row.label.removeprefix("device.")
        return self.say(f"device.kind.{kind}" if kind != row.label else f"setting.{row.label}")

    def _facts(self, row: SettingRow) -> str:
        """Return what it is, what it is for, and who may change it, a line each."""
        now = self.say(f"staff.setting.unit.{row.unit}", value=row.value) if row.value else ""
        about = f"setting.{row.label}.sub"
        return "\n".join(
            (
                self.say("staff.setting.now", value=now or self.say("staff.setting.none")),
                *(self.say("staff.setting.more", name=self.say(f"setting.{name}"), value=value)
                  for name, value in row.more),
                *((self.say(about),) if self.texts.has(about) else ()),
                self.say(f"staff.setting.changer.{row.changer}", name=row.key),
            )
        )  # fmt: skip
