"""The vision worker: a nice-10 process that alone touches the camera and cv2.

`python -m devices.document_camera.worker` is started by `service.py` with two inherited descriptors: the
channel for orders and answers, and the preview memory. It ends when the channel closes.
"""

import argparse
import os
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

import cv2

from devices.document_camera.capture import decode, examine
from devices.document_camera.detection.classical import find_page
from devices.document_camera.driver import Frame, Grabber
from devices.document_camera.orders import Beat, Close, Open, Order, Take, Taken
from devices.document_camera.preview_memory import PreviewMemory
from devices.document_camera.stillness import Stillness
from devices.document_camera.values import Advice, Capture, Rejected

_PREVIEW_EVERY = 1 / 11
_STILL = 0.3
_BEAT_EVERY = 0.25
_STUCK = 6.0


@dataclass(frozen=True, slots=True)
class _Pending:
    number: int
    asked: float
    until: float


class Worker:
    """Carries out orders from `channel`, publishes frames in `memory`."""

    def __init__(self, device: str, channel: Connection, memory: PreviewMemory) -> None:
        self._device = device
        self._channel = channel
        self._memory = memory
        self._grabber: Grabber | None = None
        self._mm_per_px: float | None = None
        self._stillness = Stillness()
        self._pending: list[_Pending] = []
        self._seen = 0
        self._published = 0.0
        self._beaten = 0.0

    def run(self) -> None:
        """Work until the channel closes."""
        try:
            while True:
                self._orders()
                if self._grabber is None:
                    self._channel.poll(_BEAT_EVERY)
                else:
                    self._look(self._grabber)
                self._beat()
        except (EOFError, OSError):
            self._let_go()

    def _orders(self) -> None:
        while self._channel.poll(0):
            order: Order = self._channel.recv()
            match order:
                case Open(settings):
                    if self._grabber is None:
                        self._mm_per_px = settings.mm_per_px
                        self._seen = 0
                        self._stillness.reset()
                        self._grabber = Grabber(self._device, settings)
                case Close():
                    self._let_go()
                    self._memory.wipe()
                case Take(number, seconds):
                    now = time.monotonic()
                    self._pending.append(_Pending(number, now, now + seconds))

    def _let_go(self) -> None:
        for pending in self._pending:
            self._channel_answer(pending, Rejected(Advice.GONE))
        self._pending.clear()
        if self._grabber is not None and not self._grabber.close():
            # A driver that does not let go takes the process with it; the service starts a new one.
            os._exit(3)
        self._grabber = None

    def _channel_answer(self, pending: _Pending, outcome: Capture | Rejected) -> None:
        try:
            self._channel.send(Taken(pending.number, outcome))
        except OSError:
            return

    def _look(self, grabber: Grabber) -> None:
        if time.monotonic() - grabber.alive_at > _STUCK:
            os._exit(3)
        wait = max(0.0, self._published + _PREVIEW_EVERY - time.monotonic())
        if wait > 0 and self._channel.poll(wait):
            return
        frame = grabber.newest(self._seen, 0.1)
        now = time.monotonic()
        if frame is None:
            if grabber.lost:
                self._stillness.reset()
        else:
            self._seen = frame.number
            self._published = now
            self._publish(frame)
        self._answer(grabber, frame)

    def _publish(self, frame: Frame) -> None:
        small = decode(frame.jpeg, reduced=True)
        if small is None:
            return
        self._stillness.feed(small, frame.at)
        found = find_page(small, thorough=False)
        corners = None if found is None else tuple((float(x), float(y)) for x, y in found.corners)
        height, width = small.shape[:2]
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes()
        self._memory.write(width, height, rgb, corners)

    def _answer(self, grabber: Grabber, frame: Frame | None) -> None:
        if not self._pending:
            return
        first = self._pending[0]
        now = time.monotonic()
        outcome: Capture | Rejected | None = None
        if frame is not None and frame.at >= first.asked and self._stillness.still_for(now) >= _STILL:
            outcome = examine(frame.jpeg, self._mm_per_px)
        elif grabber.lost:
            outcome = Rejected(Advice.GONE)
        elif now > first.until:
            outcome = Rejected(Advice.MOVING if grabber.streaming else Advice.GONE)
        if outcome is not None:
            self._pending.pop(0)
            self._channel.send(Taken(first.number, outcome))

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten >= _BEAT_EVERY:
            self._beaten = now
            grabber = self._grabber
            self._channel.send(
                Beat(
                    streaming=grabber is not None and grabber.streaming,
                    lost=grabber is not None and grabber.lost,
                )
            )


def main() -> None:
    """Run as a process of its own."""
    options = argparse.ArgumentParser(description="vision worker; started by the camera service")
    options.add_argument("--device", required=True)
    options.add_argument("--channel", type=int, required=True)
    options.add_argument("--memory", type=int, required=True)
    options.add_argument("--nice", type=int, default=10)
    given = options.parse_args()
    os.setpriority(os.PRIO_PROCESS, 0, given.nice)
    # Never interrupts the frame loop by waking up (sched(7)).
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    cv2.setNumThreads(1)
    Worker(given.device, Connection(given.channel), PreviewMemory(given.memory)).run()


if __name__ == "__main__":
    main()
