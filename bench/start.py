"""Start to first usable page, against a bare Kivy window with one label, alternating in one run."""

import statistics
import subprocess
import sys
import time

from bench.display import environment, stand, xvfb
from bench.plan import machine
from sandbox.processes import program
from sandbox.robot.window import Lost, Window
from sandbox.stand import Stand

RUNS = 5
LIMIT = 2.5
BARE = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_WINDOW="sdl2", KIVY_LOG_MODE="PYTHON")
from kivy.config import Config
for key, value in (("width", 1080), ("height", 1920), ("multisamples", 0)):
    Config.set("graphics", key, str(value))
from kivy.base import runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.label import Label
Window.bind(on_flip=lambda *_: Clock.schedule_once(lambda _: print("ready", flush=True)))
runTouchApp(Label(text="1"))
"""


def main() -> dict[str, object]:
    """Return medians in seconds and their ratio."""
    bare: list[float] = []
    ours: list[float] = []
    with xvfb() as display, stand() as (_, where):
        _bare(display)  # the first start of all reads everything from disk
        _ours(display, where)
        for _ in range(RUNS):
            bare.append(_bare(display))
            ours.append(_ours(display, where))
    ratio = statistics.median(ours) / statistics.median(bare)
    return {
        "bare_window_s": round(statistics.median(bare), 2),
        "first_usable_page_s": round(statistics.median(ours), 2),
        "ratio": round(ratio, 2),
        "limit_ratio": LIMIT,
        "runs": RUNS,
        "within_limit": ratio <= LIMIT,
        "machine": machine(),
    }


def _bare(display: str) -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", BARE],
        env=environment(display),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = time.perf_counter() - began
        process.kill()
    return taken


def _ours(display: str, where: Stand) -> float:
    """Return the time until the idle page stands in the window and answers."""
    where.robot_socket.unlink(missing_ok=True)
    command = [program("kiosk-ui"), "--profile", str(where.profile)]
    command += ["--robot-socket", str(where.robot_socket)]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment(display, where), stderr=subprocess.DEVNULL) as process:
        while not where.robot_socket.exists():
            time.sleep(0.005)
        window = _connected(where, display)
        while window.look().page != "idle":
            time.sleep(0.005)
        taken = time.perf_counter() - began
        window.close()
        process.terminate()
        process.wait(15)
    return taken


def _connected(where: Stand, display: str) -> Window:
    for _ in range(400):
        try:
            return Window(where.robot_socket, display)
        except OSError:
            time.sleep(0.005)
    raise Lost("the window did not let itself be looked at")
