"""Somebody who does not see: hears what the terminal says, presses keys of the keypad, and nothing else."""

import json
import socket
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import requests

from devices.keypad.layout import Key

PATIENCE_S = 60.0
LOOK_S = 0.02
PACE_S = 0.07
"""No finger is faster; sooner than 0.05 s after its release a key counts as bouncing."""
BREATH_S = 0.06
"""After what was looked for: something else that is said now means that the page has moved on."""
KEY = "，键"
"""How a key of the keyboard on the glass ends when it is said in Chinese."""
FARTHEST = 90
"""Presses after which somebody gives up looking for something on a page."""


class NotHeard(Exception):  # noqa: N818 - what the listener says
    """What was listened for was not said; the message tells what was."""


class Listener:
    """Hears over the terminal's robot socket (`speech`), presses and plugs over the bench.

    `heard` is everything that was said, in order.
    """

    def __init__(self, robot_socket: Path, bench: str) -> None:
        self._bench = bench
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.settimeout(30)
        self._line.connect(str(robot_socket))
        self._lines = self._line.makefile("rb")
        self._number = 0
        self._waiting: deque[str] = deque()
        self.heard: list[str] = []
        self.presses = 0
        self._pressed = 0.0

    def close(self) -> None:
        """Stop listening."""
        self._lines.close()
        self._line.close()

    def press(self, key: Key) -> None:
        """Press a key."""
        self.presses += 1
        time.sleep(max(0.0, self._pressed + PACE_S - time.monotonic()))
        self._ask_bench("POST", "/keypad", {"key": key.value})
        self._pressed = time.monotonic()

    def plug_in(self, plugged: bool = True) -> None:
        """Put the headphones' plug into its socket, or pull it."""
        self._ask_bench("POST", "/keypad/jack", {"plugged": plugged})

    def hands(self, method: str, path: str, body: dict[str, object] | None = None) -> None:
        """Do something with the hands at the bench: a card, a paper."""
        self._ask_bench(method, path, body)

    def hear(self, *words: str, patience_s: float = PATIENCE_S) -> str:
        """Listen until something with one of the words is said; without words, anything. Raises NotHeard."""
        end = time.monotonic() + patience_s
        since = len(self.heard)
        while True:
            while not self._waiting:
                if time.monotonic() > end:
                    told = " | ".join(self.heard[since:] or self.heard[-3:])
                    raise NotHeard(f"{' or '.join(words) or 'nothing'}; heard instead: {told}")
                time.sleep(LOOK_S)
                self._listen()
            said = self._waiting.popleft()
            self.heard.append(said)
            if not words or any(word in said for word in words):
                return said

    def find(self, *words: str, by: Key = Key.DOWN) -> str:
        """Press ▼ (or another key) until what is said has one of the words. Raises NotHeard."""
        since = len(self.heard)
        for _ in range(FARTHEST):
            self._silence()
            self.press(by)
            said = self.hear()
            if any(word in said for word in words) and not self._silence(BREATH_S):
                return said
        raise NotHeard(f"{' or '.join(words)} on the page; there was: {' | '.join(self.heard[since:])}")

    def choose(self, *words: str) -> None:
        """Go to something by its words and press ●."""
        self.find(*words)
        self.press(Key.ACT)

    def go_on(self, *words: str) -> None:
        """Skip to the next step, which must be called one of these, and take it."""
        self.find(*words, by=Key.RIGHT)
        self.press(Key.ACT)

    def type(self, keys: Iterable[str]) -> None:
        """Type on the keys of the page: hear once where they stand, then go the shorter way to each.

        keys: what the keys are called. Raises NotHeard.
        """
        said = self.find(KEY)
        while KEY in said:
            said = self._step(Key.UP)
        order = [self.find(KEY)]
        while KEY in order[-1]:
            order.append(self._step(Key.DOWN))
        at = len(order) - 1
        for key in keys:
            to = next((index for index, said in enumerate(order) if said.split("，")[0] == key), None)
            if to is None:
                raise NotHeard(f"a key {key} among {order}")
            while at != to:
                said = self._step(Key.DOWN if to > at else Key.UP)
                at += 1 if to > at else -1
                if said != order[at]:
                    raise NotHeard(f"{order[at]} where it was before, but {said}")
            self._silence()
            self.press(Key.ACT)
            self.hear()

    def _step(self, key: Key) -> str:
        self._silence()
        self.press(key)
        return self.hear()

    def _silence(self, seconds: float = 0.0) -> bool:
        """Let what is being said be said; return whether there was anything."""
        end = time.monotonic() + seconds
        before = len(self.heard)
        while True:
            self._listen()
            self.heard += self._waiting
            self._waiting.clear()
            if time.monotonic() >= end:
                return len(self.heard) > before
            time.sleep(LOOK_S)

    def _listen(self) -> None:
        self._line.sendall(json.dumps({"cmd": "speech", "after": self._number}).encode() + b"\n")
        for one in json.loads(self._lines.readline()).get("said", ()):
            self._number = int(one["number"])
            self._waiting.append(str(one["text"]))

    def _ask_bench(self, method: str, path: str, body: dict[str, object] | None) -> None:
        requests.request(method, f"{self._bench}{path}", json=body, timeout=60).raise_for_status()
