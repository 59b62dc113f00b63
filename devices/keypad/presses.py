"""From key events to what a person did: pressed, held, headphones in or out. Pure: time is handed in."""

from dataclasses import dataclass

from devices.keypad.layout import Key, Options
from devices.keypad.wire import DOWN, EV_KEY, EV_SW, SW_HEADPHONE_INSERT, UP, InputEvent


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key. All act when they go down; 🔊 acts when it is let go, unless it was held."""

    key: Key


@dataclass(frozen=True, slots=True)
class Held:
    """🔊 has been held, and is held still; comes again and again."""

    key: Key


@dataclass(frozen=True, slots=True)
class Headphones:
    """The socket for headphones: something is plugged in, or it was pulled."""

    plugged: bool


Done = Pressed | Held | Headphones
HOLDABLE = (Key.SOUND,)
"""Only what can be held waits for its release; every other key answers at once."""


class Presses:
    """Follows the events of one keypad. `now` is in s of a monotonic clock."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._down: dict[int, float] = {}
        self._let_go: dict[int, float] = {}
        self._next_hold: dict[int, float] = {}
        self._plugged: bool | None = None

    def feed(self, event: InputEvent, now: float) -> list[Done]:
        """Return what one event means; the kernel's own repeats mean nothing."""
        if event.type == EV_SW and event.code == SW_HEADPHONE_INSERT:
            return self.jack(bool(event.value))
        if event.type != EV_KEY:
            return []
        if event.code in (self._options.jack_in, self._options.jack_out):
            return self.jack(event.code == self._options.jack_in) if event.value == DOWN else []
        key = self._options.codes.get(event.code)
        if key is None:
            return []
        if event.value == DOWN:
            return self._pressed(event.code, key, now)
        return self._released(event.code, key, now) if event.value == UP else []

    def jack(self, plugged: bool) -> list[Done]:
        """Return the change, if it is one: how it stands is also asked at the opening."""
        before, self._plugged = self._plugged, plugged
        # A socket that is empty from the start is no news.
        return [Headphones(plugged)] if plugged != bool(before) else []

    def due(self, now: float) -> list[Done]:
        """Return what time alone has brought: a key that is held."""
        done: list[Done] = []
        for code, at in self._next_hold.items():
            if now >= at:
                self._next_hold[code] = now + self._options.held_every
                done.append(Held(self._options.codes[code]))
        return done

    def forget(self) -> None:
        """Take all keys for released: events were lost (SYN_DROPPED)."""
        self._down.clear()
        self._next_hold.clear()

    def _pressed(self, code: int, key: Key, now: float) -> list[Done]:
        bounced = now - self._let_go.get(code, float("-inf")) < self._options.debounce
        # Down twice without a release: that release was lost, and this is a new press.
        if bounced:
            return []
        self._down[code] = now
        if key in HOLDABLE:
            self._next_hold[code] = now + self._options.held_after
            return []
        return [Pressed(key)]

    def _released(self, code: int, key: Key, now: float) -> list[Done]:
        began = self._down.pop(code, None)
        if began is None:
            return []
        self._let_go[code] = now
        due = self._next_hold.pop(code, None)
        # `due` has moved on where a hold was told.
        if due is not None and due == began + self._options.held_after:
            return [Pressed(key)]
        return []
