"""Somebody who does not see: hears what the terminal says, presses keys of the keypad, and nothing else."""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import requests

from devices.keypad.layout import Key

PATIENCE_S = 20.0
LOOK_S = 0.02
PACE_S = 0.07
"""No finger is faster; sooner than 0.05 s after its release a key counts as bouncing."""
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
        """Listen until something with any of the words is said; no words: until anything is. Raises NotHeard."""
        end = time.monotonic() + patience_s
        since = len(self.heard)
        while True:
            for one in self._new():
                if not words or any(word in one for word in words):
                    return one
            if time.monotonic() > end:
                told = " | ".join(self.heard[since:] or self.heard[-3:])
                raise NotHeard(f"{' or '.join(words) or 'nothing'}; heard instead: {told}")
            time.sleep(LOOK_S)

    def find(self, *words: str, by: Key = Key.DOWN, also: Callable[[str], bool] = lambda _: True) -> str:
        """Press ▼ (or another key) until something with one of the words is said. Raises NotHeard."""
        since = len(self.heard)
        for _ in range(FARTHEST):
            self.press(by)
            said = self.hear()
            if any(word in said for word in words) and also(said):
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

    def _new(self) -> list[str]:
        self._line.sendall(json.dumps({"cmd": "speech", "after": self._number}).encode() + b"\n")
        answer = json.loads(self._lines.readline())
        new = [str(one["text"]) for one in answer.get("said", ())]
        self._number = max([self._number, *(int(one["number"]) for one in answer.get("said", ()))])
        self.heard += new
        return new

    def _ask_bench(self, method: str, path: str, body: dict[str, object] | None) -> None:
        requests.request(method, f"{self._bench}{path}", json=body, timeout=20).raise_for_status()
