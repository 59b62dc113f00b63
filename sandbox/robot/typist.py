"""Typing on the keyboard on the glass: pinyin and candidates for hanzi, the other pads for the rest."""

import time

from pypinyin import lazy_pinyin

from sandbox.robot.window import Lost, Window

DIGITS_AND_MARKS = set("1234567890-—/：，。、（）·“”@.#_")
CANDIDATE_PAGES = 12
PATIENCE_S = 30.0


class Typist:
    """Types into the field of the page."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def type(self, text: str) -> None:
        """Type a text character by character; raises Lost where a character cannot be typed."""
        for character in text:
            self._character(character)

    def clear(self) -> None:
        """Take everything back that stands in the field."""
        while (node := self._window.look().find("field")) is not None and node["value"]:
            self._window.touch("key-clear", "key-delete")

    def _character(self, character: str) -> None:
        sight = self._window.look()
        if sight.find(f"key-{character}") is not None and not self._pinyin_shown():
            self._window.touch(f"key-{character}")
        elif character in DIGITS_AND_MARKS:
            self._pad("pad-symbols")
            self._window.touch(f"key-{character}")
        elif character.isascii():
            self._pad("pad-english")
            if character.isupper() and sight.find(f"key-{character}") is None:
                self._window.touch("key-shift")
            self._window.touch(f"key-{character}", f"key-{character.lower()}")
        else:
            self._hanzi(character)

    def _pinyin_shown(self) -> bool:
        pad = self._window.look().find("pad-pinyin")
        return pad is not None and "selected" in pad["state"]

    def _pad(self, pad: str) -> None:
        node = self._window.look().find(pad)
        if node is not None and "selected" not in node["state"]:
            self._window.touch(pad)
            self._window.wait_for(lambda s: "selected" in (s.find(pad) or {"state": ()})["state"], pad)

    def _hanzi(self, character: str) -> None:
        self._pad("pad-pinyin")
        for letter in lazy_pinyin(character)[0]:
            self._window.touch(f"key-{letter}")
        pages, end = 1, time.monotonic() + PATIENCE_S
        while pages <= CANDIDATE_PAGES and time.monotonic() < end:
            self._window.settle()
            sight = self._window.look()
            for candidate in sight.starting("candidate-"):
                if candidate["name"] == character:
                    self._window.touch(candidate["id"])
                    return
            if sight.find("candidates-next") is not None:
                self._window.touch("candidates-next")
                pages += 1
            # else they are still being looked up: on a busy machine that may take longer than the taps
        raise Lost(f"no candidate for U+{ord(character):04X}")
