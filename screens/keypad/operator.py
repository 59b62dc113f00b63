"""What each key of the keypad does. On the UI thread."""

from collections.abc import Callable

from devices.keypad.layout import Key
from devices.keypad.presses import Done, Headphones, Held, Pressed
from screens.components.stage import Stage
from screens.focus.node import Node
from screens.keypad.narrator import Narrator
from screens.speech.voice import Voice
from screens.speech.volume import STEPS_DB

STAY = ("stay", "close")
"""◀ before a dialog: what changes nothing."""


class KeypadOperator:
    """▼ ▲ go through everything on the page, ● acts, ◀ goes back, ▶ skips ahead, ? tells, 🔊 repeats.

    ▶ never acts: on a keyboard it goes to the next row of keys, elsewhere to the one thing to do next.
    wake: a sign of life to the visit; it also closes the question whether somebody is still there.
    """

    def __init__(self, stage: Stage, narrator: Narrator, voice: Voice, wake: Callable[[], None]) -> None:
        self._stage, self._narrator, self._voice, self._wake = stage, narrator, voice, wake
        self._asked_aloud = False
        self._speech_due = False
        """Speech was asked for while it did not work yet."""
        stage.theme.fbind("speech_available", self._speech_came)
        self._keys: dict[Key, Callable[[], None]] = {
            Key.DOWN: lambda: self._move(1),
            Key.UP: lambda: self._move(-1),
            Key.ACT: self._act,
            Key.LEFT: self._back,
            Key.RIGHT: self._skip,
            Key.WHERE: self._narrator.where,
            Key.SOUND: self._repeat,
        }

    def take(self, done: Done) -> None:
        """Do what was done on the keypad."""
        if isinstance(done, Headphones):
            self._headphones(done.plugged)
        elif isinstance(done, Held):
            self._louder()
        elif isinstance(done, Pressed):
            self._pressed(done.key)

    def _headphones(self, plugged: bool) -> None:
        self._voice.plugged(plugged)
        if plugged:
            self._wake()
            self._begin(speech=True)

    def _begin(self, *, speech: bool) -> None:
        """Switch to the keypad, and to speech; the focus goes to the first thing at once."""
        theme = self._stage.theme
        theme.keypad_on = True
        self._speech_due = speech and not theme.speech_available
        if speech and theme.speech_available and not theme.speech_on:
            # The narrator hears of it, and begins with how the keys work.
            theme.speech_on = True
        else:
            self._narrator.arrive()

    def _speech_came(self, _: object, there: bool) -> None:
        """Speech has begun to work: who asked for it, and stands here still, has it now."""
        if there and self._speech_due and self._stage.theme.keypad_on:
            self._begin(speech=True)
        self._speech_due = False

    def _pressed(self, key: Key) -> None:
        theme = self._stage.theme
        self._voice.stop()
        if key is not Key.SOUND:
            self._asked_aloud = False
        if self._stage.dialog_id == "idle_warning":
            self._wake()
            self._narrator.arrive()
            return
        shown = self._stage.page_id
        self._wake()
        asks_for_speech = key is Key.SOUND or self._voice.headphones
        if not theme.keypad_on or (asks_for_speech and not theme.speech_on):
            self._begin(speech=asks_for_speech)
            return
        if self._stage.page_id != shown:
            # The key has woken the terminal; what came up is being said.
            return
        self._keys[key]()

    def _move(self, by: int) -> None:
        node = self._stage.focus.move(by)
        if node is not None:
            self._narrator.met(node)

    def _act(self) -> None:
        focus = self._stage.focus
        if focus.current is None:
            self._narrator.arrive()
        elif not self._narrator.act(focus.activate):
            self._voice.sound("locked")
            self._narrator.say_text("speech.cannot")

    def _back(self) -> None:
        wanted = STAY if self._stage.dialog_id else ("back",)
        node = next((n for n in self._stage.focus.nodes() if n.id in wanted and n.enabled), None)
        if node is None or node.action is None:
            self._narrator.say_text("speech.no_back")
            return
        node.action()

    def _skip(self) -> None:
        nodes = self._stage.focus.nodes()
        to = _ahead(nodes, self._stage.focus.current)
        if to is not None:
            self._narrator.met(self._stage.focus.focus_at(to.order))

    def _repeat(self) -> None:
        """Say the last thing again; twice on what is private is the choice to hear it aloud."""
        if self._asked_aloud:
            self._asked_aloud, self._voice.aloud = False, True
            current = self._stage.focus.current
            if current is not None:
                self._narrator.met(current)
        elif self._voice.withheld:
            self._asked_aloud = True
            self._narrator.say_text("speech.choose_aloud")
        else:
            self._voice.repeat()

    def _louder(self) -> None:
        volume = self._voice.louder()
        self._narrator.say_text("speech.volume", step=volume.step + 1, count=len(STEPS_DB))


def _ahead(nodes: list[Node], current: Node | None) -> Node | None:
    """Return where ▶ goes: the next row of keys, else the primary button, else the last thing."""
    if current is not None and current.role == "key":
        _, y, _, h = current.bounds
        below = [
            n for n in nodes if n.order > current.order and n.role == "key" and n.bounds[1] >= y + h // 2
        ]
        if below:
            return below[0]
    primary = [n for n in nodes if n.id == "primary"]
    interactive = [n for n in nodes if n.interactive]
    last = primary or interactive[-1:]
    return last[0] if last else None
