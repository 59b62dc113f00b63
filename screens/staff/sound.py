"""Loudspeaker, headphones, volume and keypad on trial."""

from collections.abc import Iterator

from kiosk.visit.views.staff_devices import StaffSoundView
from screens.components import Card, Chip, Label, Line, Notice, Part, Row
from screens.staff.key_lamps import KeyLamps
from screens.staff.trial_page import TrialPage


class StaffSoundPage(TrialPage[StaffSoundView]):
    """A sound is played, and somebody says whether it was heard; keys light up once they have answered."""

    name = "sound"

    def content(self) -> Iterator[Part]:
        """Yield what to play and how loud, the question, what was said to it, and the keys."""
        body, theme = self.body, self.theme
        if not body.works:
            yield Notice(theme, self.say("staff.sound.out"), "warn", id="out")
        step = self.say("staff.sound.volume", step=body.volume + 1, count=body.volumes)
        chip = Chip(theme, step, "plain", icon=None)
        yield Card(theme, [Row(theme, text=self.say("staff.sound.loud"), end=chip, id="volume")], rows=True)
        played = [self.tries(what, "sound", enabled=body.works) for what in ("speaker", "headphones")]
        yield Line(theme, [*played, self.tries("louder", "plus", enabled=body.works)])
        if body.asked:
            yield Notice(theme, self.say(f"staff.sound.ask.{body.asked}"), "info", id="ask")
            yield Line(theme, [self.tries("heard", "tick"), self.tries("unheard", "cross")])
        if body.result is not None:
            yield self.board(iter((("sound", body.result, "sound"),)))
        yield from self._keys()

    def _keys(self) -> Iterator[Part]:
        body, theme = self.body, self.theme
        if not body.keys:
            yield Label(theme, self.say("staff.sound.no_keypad"), colour="ink2", id="no-keypad")
            return
        yield Label(theme, self.say("staff.sound.keys"), id="keys")
        lamps = [(self.say(f"staff.key.{key}"), answered) for key, answered in body.keys]
        yield KeyLamps(theme, lamps, self.say("staff.key.answered"))
        if body.jack is not None:
            words = self.say("staff.sound.jack.in" if body.jack else "staff.sound.jack.out")
            yield Label(theme, words, colour="ink2", id="jack")
