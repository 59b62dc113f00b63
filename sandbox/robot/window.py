"""The robot's eyes and finger: the focus tree over the terminal's robot socket, touches by xdotool."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PATIENCE_S = 60.0
LOOK_S = 0.05


class Lost(Exception):  # noqa: N818 - what the robot is
    """What was looked for did not appear; the message says what there was instead."""


class Node(dict[str, Any]):
    """One node of the focus tree, as dumped."""

    @property
    def centre(self) -> tuple[int, int]:
        """Its middle in window pixels, origin top left."""
        x, y, width, height = self.bounds
        return round(x + width / 2), round(y + height / 2)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in window pixels."""
        return self["x"], self["y"], self["w"], self["h"]


class Sight:
    """What is on the screen at one moment."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.page: str = tree["page"]
        self.dialog: str = tree.get("dialog", "")
        self.nodes = [Node(node) for node in tree["nodes"]]
        self.wait_s = float(tree.get("accepts_taps_in_s", 0))

    @property
    def name(self) -> str:
        """The page's name without what it is about."""
        return self.page.partition(":")[0]

    def find(self, *ids: str) -> Node | None:
        """Return the first node with one of these ids, None where there is none."""
        return next((node for node in self.nodes if node["id"] in ids), None)

    def starting(self, prefix: str) -> list[Node]:
        """Return the nodes whose id starts so, in reading order."""
        return [node for node in self.nodes if node["id"].startswith(prefix)]

    def named(self, name: str) -> Node | None:
        """Return the node with this name."""
        return next((node for node in self.nodes if node["name"] == name), None)


class Window:
    """The terminal's window on an X display."""

    def __init__(self, robot_socket: Path, display: str) -> None:
        self._display = display
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.settimeout(30)
        try:
            self._line.connect(str(robot_socket))
        except OSError:
            self._line.close()
            raise
        self._lines = self._line.makefile("rb")
        self._last_tap: tuple[int, int] | None = None

    def close(self) -> None:
        """Stop looking."""
        self._lines.close()
        self._line.close()

    def ask(self, **command: Any) -> dict[str, Any]:
        """Send one command and return the answer; raises Lost when it says that it could not."""
        self._line.sendall(json.dumps(command).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._lines.readline())
        if "error" in answer:
            raise Lost(answer["error"])
        return answer

    def look(self) -> Sight:
        """Return what is there now."""
        return Sight(self.ask(cmd="tree"))

    def picture(self, path: Path) -> None:
        """Write a picture of the window."""
        self.ask(cmd="screenshot", path=str(path))

    def wait_for(self, wanted: Callable[[Sight], Any], what: str, patience_s: float = PATIENCE_S) -> Sight:
        """Look until `wanted` holds; raises Lost naming what is there instead."""
        end = time.monotonic() + patience_s
        while True:
            sight = self.look()
            if wanted(sight):
                return sight
            if time.monotonic() > end:
                there = ", ".join(node["id"] for node in sight.nodes)
                raise Lost(f"{what} did not come; page {sight.page} {sight.dialog} with {there}")
            time.sleep(LOOK_S)

    def touch(self, *ids: str) -> None:
        """Touch the first of these that is there and enabled, scrolling to it where it is below."""
        wanted = " or ".join(ids)
        sight = self.wait_for(lambda s: (n := s.find(*ids)) is not None and n["enabled"], wanted, 20)
        for _ in range(30):
            node = sight.find(*ids)
            if node is None:
                break
            again = self.look()
            still = again.find(*ids)
            if still is not None and still.bounds != node.bounds:
                sight = again  # the page is moving; a person would wait, too
                continue
            if node["visible"]:
                self.tap(*node.centre)
                return
            self._scroll_towards(sight, node)
            sight = self.look()
        raise Lost(f"{wanted} cannot be reached on {sight.page}")

    def _scroll_towards(self, sight: Sight, node: Node) -> None:
        down, up = sight.find("scroll-down"), sight.find("scroll-up")
        middle = 960
        arrow = up if node.centre[1] < middle and up is not None and up["enabled"] else down
        if arrow is None or not arrow["enabled"]:
            arrow = up
        if arrow is None:
            raise Lost(f"{node['id']} is not visible and {sight.page} does not scroll")
        self.tap(*arrow.centre)
        self.settle()

    def tap(self, x: int, y: int) -> None:
        """Press and release at a place. A tap at the same place waits until the terminal takes one again."""
        if self._last_tap == (x, y):
            while (wait := self.look().wait_s) > 0:
                time.sleep(wait)
        self._last_tap = (x, y)
        self._xdotool("mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.04", "mouseup", "1")

    def draw(self, strokes: Sequence[Sequence[tuple[int, int]]]) -> None:
        """Draw lines with the finger down, slowly enough for a window that is drawn in software."""
        for stroke in strokes:
            (x, y), *rest = stroke
            moves = [part for px, py in rest for part in ("mousemove", str(px), str(py), "sleep", "0.15")]
            self._xdotool(
                "mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.15", *moves, "mouseup", "1"
            )

    def settle(self) -> None:
        """Wait until two looks in a row see the same."""
        before = None
        for _ in range(40):
            sight = self.look()
            now = [(node["id"], node.bounds) for node in sight.nodes]
            if now == before:
                return
            before = now
            time.sleep(LOOK_S)

    def _xdotool(self, *command: str) -> None:
        environment = {"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}
        subprocess.run(["xdotool", *command], check=True, env=environment, timeout=30)
