"""The devices: those of the profile as the terminal finds them, and what is plugged in besides."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.set_up import HuntAct
from kiosk.visit.views.staff import FoundDevice, NamedDevice, SetUpDevicesView
from screens.components import Action, Button, Grid, Label, Notice, Part, Progress, Standing, StatusBoard
from screens.pages.words import counted, said
from screens.staff.device_rows import ICONS, device
from screens.staff.page import StaffPage


class SetUpDevicesPage(StaffPage[SetUpDevicesView]):
    """One row a device; below each what may be done with it."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("set_up.devices.title")

    def sub(self) -> str:
        """Return that one may mend it later."""
        return self.say("set_up.devices.sub")

    def primary(self) -> Action | None:
        """Return what writes what was chosen, else the way on; a device that is out is mended later."""
        changes = self.body.changes
        words = (
            counted(self.texts, "set_up.devices.write", changes) if changes else self.say("action.continue")
        )
        return Action(words, self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the verdict, what can be done about all of them, and the devices."""
        body = self.body
        if body.problem is not None:
            yield Notice(self.theme, said(self.texts, body.problem), "error", id="problem")
        yield from self._verdict()
        yield from self._acts()
        for named in body.named:
            yield from self._named(named)
        if body.new:
            yield Label(self.theme, self.say("set_up.devices.new"), role="strong", id="new")
        for found in body.new:
            yield from self._new(found)

    def _verdict(self) -> Iterator[Part]:
        body = self.body
        if body.testing is not None:
            at, of = body.testing
            yield Progress(self.theme, self.say("set_up.devices.testing", at=at, of=of), (at - 1) / of)
            return
        if body.finding:
            yield Progress(self.theme, self.say("set_up.devices.finding"), None)
            return
        out = sum(not self._works(one) for one in body.named)
        if body.starting:
            words = counted(self.texts, "set_up.devices.starting", body.starting)
            yield Notice(self.theme, words, "info")
        elif out:
            yield Notice(self.theme, counted(self.texts, "set_up.devices.out", out), "warn", id="verdict")
        elif body.named:
            yield Notice(self.theme, self.say("set_up.devices.ok"), "ok", id="verdict")
        else:
            yield Label(self.theme, self.say("set_up.devices.none"), id="none")

    def _acts(self) -> Iterator[Part]:
        body = self.body
        if body.finding or body.testing is not None:
            yield self._button("stop", self.say("set_up.devices.stop"), HuntAct("stop"), "cross")
            return
        if body.advised:
            yield self._button("use-all", self.say("set_up.devices.use_all"), HuntAct("use-all"), "tick")
        again = [self._button("find", self.say("set_up.devices.find"), HuntAct("find"), "search")]
        if body.named:
            again.append(self._button("test", self.say("set_up.devices.test"), HuntAct("test"), "refresh"))
        yield Grid(self.theme, again, columns=2, large_columns=1)

    def _named(self, one: NamedDevice) -> Iterator[Part]:
        facts = tuple(said(self.texts, fact) for fact in one.facts)
        name = self.say(f"device.kind.{one.kind}")
        if one.row is not None:
            seen = device(self.texts, one.row)
            shown = Standing(seen.name, (*seen.facts, *facts), seen.state, seen.well, seen.icon, seen.id)
        else:
            word = self.say("set_up.device.starting")
            icon = ICONS.get(one.kind, "info")
            shown = Standing(name, facts, word, False, icon, f"device:{one.kind}", "busy")
        yield StatusBoard(self.theme, [shown])
        if one.dropped or (one.can_drop and not self._works(one)):
            words = self.say("set_up.device.keep" if one.dropped else "set_up.device.drop", device=name)
            yield self._button(f"drop:{one.kind}", words, HuntAct("drop", kind=one.kind), "minus")

    def _new(self, one: FoundDevice) -> Iterator[Part]:
        facts = tuple(said(self.texts, fact) for fact in one.facts)
        kind = one.uses[0][0] if one.certain and one.uses else ""
        name = self.say(f"device.kind.{kind}") if kind else self.say("set_up.device.unknown")
        used = next((use for use, chosen in one.uses if chosen), None)
        words = (
            self.say("set_up.device.found")
            if used is None
            else self.say("set_up.device.taken", device=self.say(f"device.kind.{used}"))
        )
        icon = ICONS.get(kind, "info")
        made = (one.make, *facts) if one.make else facts
        tone = "plain" if used is None else "ok"
        shown = Standing(name, made, words, True, icon, f"found:{one.port}", tone)
        yield StatusBoard(self.theme, [shown])
        if one.ask == "asking":
            yield Progress(self.theme, self.say("set_up.device.asking"), None)
            return
        if one.ask == "can":
            yield self._button(
                f"ask:{one.port}", self.say("set_up.device.ask"), HuntAct("ask", one.line), "help"
            )
        uses = [self._use(one, kind, chosen) for kind, chosen in one.uses]
        if uses:
            yield Grid(self.theme, uses, columns=min(len(uses), 2), large_columns=1)

    def _use(self, one: FoundDevice, kind: str, chosen: bool) -> Button:
        key = "set_up.device.leave" if chosen else "set_up.device.use"
        act = HuntAct("use", one.port, "" if chosen else kind)
        words = self.say(key, device=self.say(f"device.kind.{kind}"))
        return self._button(f"use:{kind}:{one.port}", words, act, "cross" if chosen else "tick")

    def _button(self, id: str, words: str, act: HuntAct, icon: str) -> Button:
        return Button(
            self.theme, text=words, kind="quiet", small=True, icon=icon, on_act=self.sends(act), id=id
        )

    @staticmethod
    def _works(one: NamedDevice) -> bool:
        return one.row is not None and one.row.works
