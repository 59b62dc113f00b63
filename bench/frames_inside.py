"""Frame times on the camera page: idle, and while camera, reader and sealing work; in turns, in one run."""

import threading
import time
from itertools import pairwise
from typing import Any
from uuid import uuid4

import requests

from bench.inside import Conductor, run, walk
from devices.document_camera.values import Wanted
from kiosk.submission.package import GivenMaterial, Package, Page

ROUNDS = 3
SECONDS = 8.0
PAGE_BYTES = 1024 * 1024
RATE = 2 * 1024 * 1024
"""Bytes a second: 16 Mbit/s, an ordinary line of a community station."""


def play(conductor: Conductor) -> dict[str, Any]:
    """Measure the same page in both states."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    walk(conductor, "tj-p-01", "li", stop_at="scan")
    conductor.ask("POST", "/camera/page", {"paper": "generic"})
    flips: list[float] = []
    Window.bind(on_flip=lambda *_: flips.append(time.perf_counter()))
    conductor.on_ui(lambda: Clock.schedule_interval(lambda _: Window.canvas.ask_update(), 0))
    devices = conductor.terminal.devices
    uploads = Uploads(conductor)
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(ROUNDS):
        devices.camera.close()
        devices.card.stop_reading()
        idle += _frames(flips)
        devices.camera.open(Wanted())
        devices.card.start_reading(again=True)
        uploads.start()
        time.sleep(1.5)
        busy += _frames(flips)
        uploads.stop()
    return {"idle": idle, "busy": busy, "uploaded_bytes": uploads.sent, "upload_rate": RATE}


def _frames(flips: list[float]) -> list[float]:
    flips.clear()
    time.sleep(SECONDS)
    seen = list(flips)
    return [(after - before) * 1000 for before, after in pairwise(seen)]


class Uploads:
    """Seals pages one after the other, as a submission does here; the agent sends them meanwhile."""

    def __init__(self, conductor: Conductor) -> None:
        self._desk = conductor.terminal.desk
        self._proof = conductor.visit.citizen.proof
        self._going = threading.Event()
        picture = requests.get(f"{conductor.bench}/camera/frame.jpg", timeout=20).content
        self._page = picture + bytes(max(0, PAGE_BYTES - len(picture)))
        self.sent = 0

    def start(self) -> None:
        """Begin."""
        self._going.set()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the page that is on its way."""
        self._going.clear()
        self._thread.join()

    def _run(self) -> None:
        page = Page("首页", "image/jpeg", self._page)
        material = GivenMaterial("household-booklet", "SCAN", pages=(page,))
        package = Package("tj-p-01", 1, (), {}, {}, (material,), ())
        while self._going.is_set():
            due = time.monotonic() + len(self._page) / RATE
            self._desk.seal(package, uuid4(), card_proof=self._proof, session_id=None)
            self.sent += len(self._page)
            time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    run(play)
