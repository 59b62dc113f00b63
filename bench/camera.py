"""The vision worker over the simulated 8 MP camera: preview while pages are read, key to page, memory.

Beside it, in the same run, the loop that a textbook writes: read, decode whole, find the page, read it, show,
one after the other in one thread. Times are those of the wall, as a person sees them: on a machine that has
other things to do they say little, and the processor time beside them more.
"""

import json
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.plan import machine
from devices.document_camera import (
    CameraMessage,
    DocumentCamera,
    PageRead,
    Rejected,
    StatusChanged,
    TakeDone,
    Wanted,
)
from devices.document_camera.simulator.shim import environment
from devices.simulation import control

LINES = ["姓名：示例宝", "出生日期：2026年11月1日", "住址：示例市示例区示例路1号"] * 5
TAKES = 6
QUIET_S = 6.0
GOAL_QUIET, GOAL_READING = 10.0, 5.0
GOAL_MB = 450.0

TEXTBOOK = """
import sys, time, cv2
from devices.document_camera.detection.classical import find_page
from devices.document_camera.reading.reader import TextReader
cv2.setNumThreads(1)
camera = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)
camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
camera.set(cv2.CAP_PROP_FRAME_WIDTH, 3264)
camera.set(cv2.CAP_PROP_FRAME_HEIGHT, 2448)
reader, shown = TextReader(), []
begun = time.monotonic()
while len(shown) < 12:
    good, frame = camera.read()
    find_page(frame)
    cv2.resize(frame, (816, 612))
    shown.append(time.monotonic())
    if len(shown) % 4 == 0:
        reader.read(frame)
print((len(shown) - 1) / (shown[-1] - shown[0]), max(b - a for a, b in zip(shown, shown[1:])))
"""


def main() -> dict[str, object]:
    """Measure both."""
    with simulated() as (device, ask):
        ask("put", title="户口簿", lines=LINES, rotate=2)
        figures = ours(str(device))
        textbook = subprocess.run(
            [sys.executable, "-c", TEXTBOOK, str(device)], capture_output=True, text=True, check=True
        )
    peer_fps, peer_gap = (float(word) for word in textbook.stdout.split())
    figures["textbook_fps"] = round(peer_fps, 1)
    figures["textbook_longest_gap_ms"] = round(peer_gap * 1000)
    figures["within_limit"] = bool(
        figures["fps_quiet"] >= GOAL_QUIET
        and figures["fps_while_reading"] >= GOAL_READING
        and figures["worker_mb"] <= GOAL_MB
    )
    return {"machine": machine(), "takes": TAKES, **figures}


@contextmanager
def simulated() -> Iterator[tuple[Path, Any]]:
    """Run the simulated camera; processes started within see it."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="yk") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "devices.document_camera.simulator", "--state", name]
        process = subprocess.Popen(
            [*command, "--control", str(folder / "control")], stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            device = Path(json.loads(process.stdout.readline())["device"])
            variables = environment(device, Path("build/simulators"))
            os.environ.update({key: variables[key] for key in ("LD_PRELOAD", "YICIBAN_SIMULATED_CAMERA")})
            yield device, lambda cmd, **more: control(folder / "control", cmd, timeout=20, **more)
        finally:
            os.environ.clear()
            os.environ.update(before)
            process.terminate()
            process.wait(5)


class Watch:
    """A camera, its frames and its messages."""

    def __init__(self, device: str) -> None:
        self.messages: queue.SimpleQueue[CameraMessage] = queue.SimpleQueue()
        self.camera = DocumentCamera(device, self.messages.put)
        self.shown: list[float] = []
        self.peak_mb = 0.0

    def until(self, wanted: Any, seconds: float = 60) -> Any:
        """Show frames until a message comes that is wanted; None after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.camera.preview() is not None:
                self.shown.append(time.monotonic())
            pid = self.camera.worker_pid
            if pid is not None:
                self.peak_mb = max(self.peak_mb, resident_mb(pid))
            try:
                message = self.messages.get(timeout=0.005)
            except queue.Empty:
                continue
            if wanted(message):
                return message
        return None

    def forget(self) -> None:
        """Begin to count frames anew."""
        self.shown.clear()

    @property
    def fps(self) -> float:
        """Frames a second since `forget`."""
        return (len(self.shown) - 1) / max(0.001, self.shown[-1] - self.shown[0])

    @property
    def longest_gap_ms(self) -> float:
        """The longest time without a new frame, ms."""
        return max(b - a for a, b in zip(self.shown, self.shown[1:], strict=False)) * 1000


def ours(device: str) -> dict[str, Any]:
    """Watch the preview, at rest and while pages are made and read."""
    watch = Watch(device)
    watch.camera.start()
    watch.camera.open(Wanted(automatic=False))
    try:
        watch.until(lambda m: isinstance(m, StatusChanged) and m.status.usable)
        watch.until(lambda _: False, 1.0)
        watch.forget()
        before = cpu_seconds(watch.camera.worker_pid)
        watch.until(lambda _: False, QUIET_S)
        quiet, cpu = watch.fps, (cpu_seconds(watch.camera.worker_pid) - before) / len(watch.shown)
        take(watch)
        watch.forget()
        before = cpu_seconds(watch.camera.worker_pid)
        to_page, to_text = zip(*(take(watch) for _ in range(TAKES)), strict=True)
        spent = cpu_seconds(watch.camera.worker_pid) - before - cpu * len(watch.shown)
        return {
            "fps_quiet": round(quiet, 1),
            "cpu_ms_a_frame": round(cpu * 1000, 1),
            "fps_while_reading": round(watch.fps, 1),
            "longest_gap_ms": round(watch.longest_gap_ms),
            "key_to_page_ms": round(statistics.median(to_page)),
            "key_to_text_ms": round(statistics.median(to_text)),
            "cpu_ms_a_photograph": round(spent / TAKES * 1000),
            "worker_mb": round(watch.peak_mb),
        }
    finally:
        watch.camera.stop()


def take(watch: Watch) -> tuple[float, float]:
    """Take one page; ms from the key to the straight page, and to its text (or the page, if none is read)."""
    began = time.monotonic()
    request = watch.camera.take(20)
    done = watch.until(lambda m: isinstance(m, TakeDone) and m.request == request)
    assert isinstance(done, TakeDone)
    assert not isinstance(done.outcome, Rejected), done.outcome
    to_page = (time.monotonic() - began) * 1000
    for _ in done.to_read:
        watch.until(lambda m: isinstance(m, PageRead) and m.request == request)
    return to_page, (time.monotonic() - began) * 1000


def resident_mb(pid: int) -> float:
    """Resident memory of a process, MiB; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return 0.0


def cpu_seconds(pid: int | None) -> float:
    """Processor time that a process has used, s (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
