"""The screens' process measured from within: page changes, switches of the aids, idle time, memory."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.inside import Conductor, run, walk

SETTLE_S, IDLE_S = 4.0, 20.0
ROUNDS = 6
PATIENCE_S = 10.0
KEPT = {"text_size": "standard", "high_contrast": False, "low_reach": False, "language": "zh-CN"}
OTHER = {"text_size": "extra", "high_contrast": True, "low_reach": True, "language": "en"}
PACKAGE = re.compile(r"/(?:site|dist)-packages/([^/]+)")


class Flips:
    """Times what is done on the UI thread until it stands on the glass."""

    def __init__(self, conductor: Conductor) -> None:
        from kivy.core.window import Window

        self._conductor = conductor
        self._flipped = threading.Event()
        Window.fbind("on_flip", lambda *_: self._flipped.set())

    def ms(self, call: Callable[[], Any]) -> float:
        """Return ms from the beginning of a call to the flip of the frame that it is drawn in."""
        began: list[float] = []

        def timed() -> None:
            self._flipped.clear()
            began.append(time.perf_counter())
            call()

        self._conductor.on_ui(timed)
        if not self._flipped.wait(PATIENCE_S):
            raise TimeoutError("nothing was drawn")
        return (time.perf_counter() - began[0]) * 1000


def play(conductor: Conductor) -> dict[str, Any]:
    """Measure one thing after the other."""
    from kiosk.visit import messages as m

    flips = Flips(conductor)
    conductor.until(lambda: conductor.at("idle"), "idle")
    idle = idle_share()
    conductor.send(m.Touched(), m.OpenBundle("tj-p-01"))
    conductor.until(lambda: conductor.at("guide"), "the guide")
    switches = {aid: switched(conductor, flips, aid) for aid in KEPT}
    conductor.on_ui(conductor.terminal.director.crashed)
    changes = changed(conductor, flips)
    return {
        "idle_share": idle,
        "switch_ms": switches,
        "page_ms": changes,
        "rss": rss(),
        "mapped": mapped(),
        "drawn": drawn(),
        "children": children(),
    }


def idle_share() -> float:
    """Return which share of one core the process takes while nobody is here."""
    time.sleep(SETTLE_S)
    before, began = time.process_time(), time.perf_counter()
    time.sleep(IDLE_S)
    return (time.process_time() - before) / (time.perf_counter() - began)


def switched(conductor: Conductor, flips: Flips, aid: str) -> list[float]:
    """Return ms of each switch there and back."""
    from kiosk.visit import messages as m

    took = []
    for _ in range(ROUNDS):
        for value in (OTHER[aid], KEPT[aid]):
            took.append(flips.ms(lambda v=value: conductor.terminal.director.send(m.SetAid(aid, v))))  # type: ignore[misc]
            time.sleep(0.1)
    return took


def changed(conductor: Conductor, flips: Flips) -> list[float]:
    """Make a whole visit; return ms of each message that led to another page at once."""
    took: list[float] = []

    def send(*messages: Any) -> None:
        for message in messages:
            before = conductor.visit.at
            try:
                spent = flips.ms(lambda one=message: conductor.terminal.director.send(one))  # type: ignore[misc]
            except TimeoutError:  # it changed nothing that is seen
                continue
            if conductor.visit.at != before:
                took.append(spent)

    conductor.send = send  # type: ignore[method-assign]
    walk(conductor, "tj-p-01", "li")
    return took


def rss() -> int:
    """Return bytes (proc(5), VmRSS)."""
    return of_status("self", "VmRSS")


def of_status(pid: str, name: str) -> int:
    """Return a figure of /proc/PID/status in bytes; 0 for a process that has ended."""
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next((row for row in rows if row.startswith(name)), f"{name}: 0").split()[1]) * 1024


def mapped() -> dict[str, int]:
    """Return resident bytes by what is mapped: packages, libraries, fonts, and memory of no file."""
    found: dict[str, int] = defaultdict(int)
    name = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        words = line.split()
        if "-" in words[0] and not words[0].endswith(":"):
            name = words[5] if len(words) > 5 else ""
        elif words[0] == "Rss:":
            found[whose(name)] += int(words[1]) * 1024
    return dict(found)


def whose(path: str) -> str:
    """Return the word for a mapping: its package, its library, or what sort of memory it is."""
    if not path or path.startswith(("[", "/memfd", "/dev/")):
        return "heap" if path == "[heap]" else "memory of no file"
    package = PACKAGE.search(path)
    if package is not None:
        return package[1].removesuffix(".libs").lower()
    return "fonts" if path.endswith((".otf", ".ttf", ".ttc")) else Path(path).name.partition(".so")[0]


def drawn() -> dict[str, int]:
    """Return bytes of pixels that the theme keeps for shapes and icons, and how many there are."""
    from kivy.core.window import Window

    masks = Window.children[0].theme.masks
    sizes = [texture.width * texture.height * 4 for texture in masks.textures()]
    return {"bytes": sum(sizes), "count": len(sizes)}


def children() -> dict[str, int]:
    """Return resident bytes of the processes that this one has started, by their command."""
    found: dict[str, int] = {}
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            module = re.search(r"-m (\S+)|spawn_main|(\S+)", words)
            found[f"{pid} {module[0] if module else words}"] = of_status(pid, "VmRSS")
    return found


if __name__ == "__main__":
    run(play)
