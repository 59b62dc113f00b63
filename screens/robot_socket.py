"""A window for robots and tests: what stands where, and how the frames go. Only on explicit request.

JSON lines on a Unix socket, one object in, one object out:
  {"cmd": "tree"}                       page, nodes (screens.focus.node), accepts_taps_in_s
  {"cmd": "screenshot", "path": "..."}  writes a PNG of the window
  {"cmd": "frames"}                     ms of the last frames: median, p95, p99, worst; "reset"
  {"cmd": "memory"}                     rss in bytes
  {"cmd": "speech", "after": 0}         what the voice was told to say since (screens.speech.heard)
It taps nothing: whoever drives the terminal touches the real window at the places the tree names. A tap at
the place of the one before acts only after accepts_taps_in_s (screens.theme.taps).
"""

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from screens.components.stage import Stage

FRAMES = 3600
ANSWER_S = 10.0
LINE_LIMIT = 65536


class Frames:
    """Times between frames, the last 3 600 of them, in ms."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._last: float | None = None
        self._times: deque[float] = deque(maxlen=FRAMES)

    def flip(self, *_: object) -> None:
        """Note that a frame begins; the time to the next one holds its work, its drawing and the wait."""
        now = self._now()
        if self._last is not None:
            self._times.append((now - self._last) * 1000)
        self._last = now

    def reset(self) -> None:
        """Begin anew."""
        self._times.clear()
        self._last = None

    def report(self) -> dict[str, float]:
        """Return count, median, p95, p99 and worst in ms; only the count when there are none."""
        times = sorted(self._times)
        if not times:
            return {"count": 0}

        def share(part: float) -> float:
            return round(times[min(len(times) - 1, int(part * len(times)))], 2)

        return {
            "count": len(times),
            "median": share(0.5),
            "p95": share(0.95),
            "p99": share(0.99),
            "worst": round(times[-1], 2),
        }


def rss_bytes() -> int:
    """Return the resident memory of this process (proc(5), VmRSS)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


class RobotSocket:
    """Serves one stage on one socket; one thread, all work on the UI thread.

    start() raises OSError when the socket cannot be made. A socket file left by a crash is replaced.
    """

    def __init__(self, stage: Stage, path: Path) -> None:
        self._stage, self._path = stage, path
        self._frames = Frames()
        self._server: socket.socket | None = None
        self._commands: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "tree": self._tree,
            "screenshot": self._screenshot,
            "frames": self._report_frames,
            "memory": self._memory,
        }

    def add(self, name: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Answer one more command; `answer` is called on the UI thread."""
        self._commands[name] = answer

    def start(self) -> None:
        """Listen."""
        # Bound beside its place: whoever finds it there is answered, not refused.
        beside = self._path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(str(beside))
        beside.chmod(0o600)
        server.listen(4)
        beside.replace(self._path)
        self._server = server
        self._beat = Clock.schedule_interval(self._frames.flip, 0)
        threading.Thread(target=self._serve, args=(server,), name="robot-socket", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and take the socket away."""
        if self._server is not None:
            self._beat.cancel()
            self._server.shutdown(socket.SHUT_RDWR)
            self._server.close()
            self._server = None
            self._path.unlink(missing_ok=True)

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection,), name="robot-line", daemon=True)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while line := lines.readline(LINE_LIMIT):
                try:
                    answer = self._on_ui(line)
                    connection.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                except OSError:
                    return

    def _on_ui(self, line: bytes) -> dict[str, Any]:
        done = threading.Event()
        answer: dict[str, Any] = {"error": "the window did not answer"}

        def work(_: float) -> None:
            answer.clear()
            answer.update(self.answer(line))
            done.set()

        Clock.schedule_once(work, 0)
        done.wait(ANSWER_S)
        return answer if done.is_set() else {"error": "the window did not answer"}

    def answer(self, line: bytes) -> dict[str, Any]:
        """Return the answer to one line; on the UI thread."""
        try:
            asked = json.loads(line)
            command = self._commands[asked["cmd"]]
        except (ValueError, TypeError, KeyError):
            return {"error": f"no such command; there are {', '.join(self._commands)}"}
        try:
            return command(asked)
        except (OSError, ValueError, KeyError) as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def _tree(self, _: dict[str, Any]) -> dict[str, Any]:
        stage = self._stage
        return {
            "page": stage.page_id,
            "dialog": stage.dialog_id,
            "nodes": stage.focus.dump(),
            "accepts_taps_in_s": round(stage.theme.taps.wait_s(), 3),
        }

    def _screenshot(self, asked: dict[str, Any]) -> dict[str, Any]:
        path = Path(asked["path"])
        made = Path(Window.screenshot(name=str(path)))
        if made != path:  # Kivy counts up instead of writing over
            made.replace(path)
        return {"path": str(path)}

    def _report_frames(self, asked: dict[str, Any]) -> dict[str, Any]:
        report: dict[str, Any] = dict(self._frames.report())
        if asked.get("reset"):
            self._frames.reset()
        return report

    def _memory(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"rss": rss_bytes()}
