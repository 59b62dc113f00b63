"""The panel: an X display of ours that cage draws on, as large as a panel whatever cage asks for."""

import os
import subprocess
import threading
from pathlib import Path

from PIL import Image

from sandbox.processes import Programs
from sandbox.robot.x11 import Display

SIZE = (1080, 1920)
LOOK_S = 0.1


class Panel:
    """Started with `programs`; `close` it before they stop."""

    def __init__(self, programs: Programs) -> None:
        reading, writing = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-ac", "-nolisten", "tcp"]
        # The window of a cage that ended must not end the display.
        programs.start("panel", [*words, "-noreset"], files=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.number = answer.readline().strip()
        self.name = f":{self.number}"
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._fit, daemon=True)
        self._thread.start()

    @property
    def socket(self) -> Path:
        """Where programs of other machines reach it."""
        return Path(f"/tmp/.X11-unix/X{self.number}")

    def close(self) -> None:
        """Look after no window any more."""
        self._end.set()
        self._thread.join(10)

    def picture(self, file: Path) -> None:
        """Write what stands on the panel as PNG."""
        display = Display(self.name)
        try:
            pixels = display.pixels(0, 0, *SIZE)
        finally:
            display.close()
        Image.frombuffer("RGB", SIZE, pixels, "raw", "BGRX", 0, 1).save(file)

    def _fit(self) -> None:
        """Make every window as large as the panel: wlroots opens 1024 × 768 on an X server."""
        display = Display(self.name)
        while not self._end.wait(LOOK_S):
            for one in display.windows():
                if one.seen and (one.x, one.y, one.width, one.height) != (0, 0, *SIZE):
                    self._resize(one.window)
        display.close()

    def _resize(self, window: int) -> None:
        words = ["xdotool", "windowmove", str(window), "0", "0"]
        words += ["windowsize", str(window), str(SIZE[0]), str(SIZE[1])]
        # A window that is gone meanwhile is none to look after.
        subprocess.run(words, env={**os.environ, "DISPLAY": self.name}, capture_output=True)
