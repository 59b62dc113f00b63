"""Which code of the kernel is which key, and when a key counts as held. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Key(StrEnum):
    """The keys, by what stands on them."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    ACT = "act"
    """●"""
    WHERE = "where"
    """?"""
    SOUND = "sound"
    """🔊"""


CODES: Mapping[int, Key] = {
    103: Key.UP,  # KEY_UP
    108: Key.DOWN,  # KEY_DOWN
    105: Key.LEFT,  # KEY_LEFT
    106: Key.RIGHT,  # KEY_RIGHT
    28: Key.ACT,  # KEY_ENTER
    96: Key.ACT,  # KEY_KPENTER
    353: Key.ACT,  # KEY_SELECT
    138: Key.WHERE,  # KEY_HELP
    59: Key.WHERE,  # KEY_F1
    113: Key.SOUND,  # KEY_MUTE
    115: Key.SOUND,  # KEY_VOLUMEUP
    60: Key.SOUND,  # KEY_F2
}
"""Codes of linux/input-event-codes.h. A keypad with a table of its own is described by options."""

LONGEST_CODE = 0x2FF
"""KEY_MAX."""


class OptionError(ValueError):
    """An option that no keypad has."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where the keypad is, and how it is read. Times in s.

    jack: the node that tells of the socket for headphones, empty where the keypad's own nodes do.
    jack_in, jack_out: codes of keypads that tell of it by a key. debounce: so soon after its release the same
    key counts as bouncing (EN 301 549 5.8 lets a site go up to 0.5 s for hands that strike twice).
    """

    port: str
    codes: Mapping[int, Key] = field(default_factory=lambda: CODES)
    jack: str = ""
    jack_in: int | None = None
    jack_out: int | None = None
    debounce: float = 0.05
    held_after: float = 0.7
    held_every: float = 0.7

    @classmethod
    def of(cls, port: str, options: Mapping[str, str | int | float | bool]) -> "Options":
        """Return the options of a profile: a code for each of `up`, `down`, … that differs, and the rest.

        Raises OptionError naming what is wrong.
        """
        codes = dict(CODES)
        rest: dict[str, object] = {}
        for name, value in options.items():
            if name in set(Key) | {"jack_in", "jack_out"}:
                if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LONGEST_CODE:
                    raise OptionError(f"keypad: {name} is a key code from 1 to {LONGEST_CODE}")
                if name in set(Key):
                    codes = {code: key for code, key in codes.items() if key != name}
                    codes[value] = Key(name)
                else:
                    rest[name] = value
            elif name == "jack":
                rest[name] = str(value)
            elif name in ("debounce", "held_after", "held_every"):
                if isinstance(value, bool | str) or not 0.0 <= value <= 5.0:
                    raise OptionError(f"keypad: {name} is a number of seconds from 0 to 5")
                rest[name] = float(value)
            else:
                known = ", ".join(sorted({*Key, *cls.__slots__} - {"port", "codes"}))
                raise OptionError(f"keypad: no option {name}; there are {known}")
        missing = set(Key) - set(codes.values())
        if missing:
            raise OptionError(f"keypad: one code is two keys; {', '.join(sorted(missing))} has none left")
        return cls(port, codes, **rest)  # type: ignore[arg-type]
