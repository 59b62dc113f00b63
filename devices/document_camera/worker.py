"""The vision worker: a nice-10 process that alone touches the camera and cv2.

`python -m devices.document_camera.worker` is started by `keeping.py` with two inherited descriptors: the
channel for orders and answers, and the preview memory. It ends when the channel closes. This thread looks at
every frame (`watching.Watch`); another takes frames from the camera (`driver.Grabber`), a third makes pages
(`desk.Desk`), a fourth says the answers (`saying.Mouth`), so that nothing here waits for any of them.
"""

import argparse
import contextlib
import logging
import os
import queue
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from devices.document_camera.desk import Desk, Photograph
from devices.document_camera.driver import Frame, Grabber
from devices.document_camera.eyes import CameraPipeline, Sight
from devices.document_camera.orders import (
    Beat,
    Close,
    Compare,
    Open,
    Order,
    Straighten,
    Take,
    Taken,
    Taught,
    Teach,
)
from devices.document_camera.preview_memory import PreviewMemory
from devices.document_camera.saying import Mouth
from devices.document_camera.school import School
from devices.document_camera.values import Advice, CameraSettings, Lesson, Rejected, Wanted
from devices.document_camera.watching import Watch

_log = logging.getLogger(__name__)

_PREVIEW_EVERY = 1 / 11
_BEAT_EVERY = 0.25
_STUCK = 10.0
_DESK_STUCK = 60.0
"""Seconds that one photograph or page may take; far more than on the slowest machine."""
_OOM_FIRST = "600"
"""oom_score_adj: when memory is short, the worker goes before the screens; it is replaced."""


@dataclass(frozen=True, slots=True)
class _Pending:
    number: int
    asked: float
    until: float


class Worker:
    """Carries out orders from `channel`, publishes frames in `memory`."""

    def __init__(
        self,
        device: str,
        channel: Connection,
        memory: PreviewMemory,
    ) -> None:
        self._device = device
        self._channel = channel
        self._memory = memory
        self._mouth = Mouth(channel)
        self._made: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._desk = Desk(lambda: CameraPipeline(self._looks_with), self._mouth.say, self._made.put)
        self._school = School(self._mouth.say)
        self._settings = CameraSettings()
        self._sight: Sight | None = None
        self._grabber: Grabber | None = None
        self._wanted = Wanted()
        self._watch = Watch(memory, self._mouth.say)
        self._pending: list[_Pending] = []
        self._taking: int | None = None
        self._seen = 0
        self._published = 0.0
        self._beaten = 0.0
        self._beat_of: Beat | None = None

    def run(self) -> None:
        """Work until the channel closes."""
        try:
            while not self._mouth.shut:
                self._orders()
                if self._grabber is None:
                    self._channel.poll(_BEAT_EVERY)
                else:
                    self._look(self._grabber)
                if self._desk.busy_for(time.monotonic()) > _DESK_STUCK:
                    os._exit(3)
                self._beat()
        except (EOFError, OSError):
            pass
        self._let_go()

    # -- orders

    def _orders(self) -> None:
        while self._channel.poll(0):
            order: Order = self._channel.recv()
            match order:
                case Open():
                    self._open(order)
                case Close():
                    self._let_go()
                    self._desk.drop()
                    self._memory.wipe()
                case Take(number, seconds, fired):
                    now = time.monotonic()
                    # What the shutter saw still is still; whoever presses a key means what lies there then.
                    asked = now - _PREVIEW_EVERY * 3 if fired else now
                    self._pending.append(_Pending(number, asked, now + seconds))
                case Straighten(number, jpeg, corners, wanted, settings):
                    self._use(settings)
                    self._desk.put(Photograph(number, jpeg, wanted, corners))
                case Compare():
                    self._desk.compare(order)
                case Teach(number, step) if self._grabber is None:
                    self._mouth.say(Taught(number, Lesson(step, "gone")))
                case Teach(number, step):
                    self._school.begin(number, step, self._grabber, self._settings.calibration)

    def _use(self, settings: CameraSettings) -> None:
        """Look with the calibration of these settings; loaded anew only where it is another one."""
        self._settings = settings
        if self._sight is None or not self._sight.is_of(settings.calibration):
            self._sight = Sight(settings.calibration)

    def _open(self, order: Open) -> None:
        self._use(order.settings)
        self._wanted = order.wanted
        automatic = order.wanted.automatic and order.settings.automatic_shutter
        if self._grabber is None:
            self._seen = 0
            self._watch.begin(order.session, order.settings.countdown, automatic)
            self._grabber = Grabber(self._device, order.settings, _log.warning)
        else:
            self._watch.go_on(automatic)

    def _let_go(self) -> None:
        self._school.end()
        for pending in self._pending:
            self._mouth.say(Taken(pending.number, Rejected(Advice.GONE)))
        self._pending.clear()
        self._taking = None
        self._watch.gone()
        if self._grabber is not None and not self._grabber.close():
            # A driver that does not let go takes the process with it; the service starts a new one.
            os._exit(3)
        self._grabber = None

    def _looks_with(self) -> Sight:
        assert self._sight is not None
        return self._sight

    # -- frames

    def _look(self, grabber: Grabber) -> None:
        if time.monotonic() - grabber.alive_at > _STUCK:
            os._exit(3)
        wait = max(0.0, self._published + _PREVIEW_EVERY - time.monotonic())
        if wait > 0 and self._channel.poll(wait):
            return
        while not self._made.empty():
            if self._made.get() == self._taking:
                self._taking = None
                self._watch.taken()
        if self._school.ended:
            self._use(self._settings)
        frame = grabber.newest(self._seen, 0.1)
        now = time.monotonic()
        if frame is None:
            if grabber.lost or grabber.trouble is not None:
                self._watch.gone()
        else:
            self._seen = frame.number
            self._published = now
            assert self._sight is not None
            brightest = self._watch.see(frame, self._sight, bool(self._pending))
            if brightest is not None:
                grabber.brightest(brightest)
        self._answer(grabber, frame)

    def _answer(self, grabber: Grabber, frame: Frame | None) -> None:
        if not self._pending:
            return
        first = self._pending[0]
        now = time.monotonic()
        if grabber.lost or grabber.trouble is not None:
            self._reject(Advice.GONE)
        elif frame is not None and frame.at >= first.asked and self._watch.is_still(now):
            self._pending.pop(0)
            self._watch.taking(now)
            self._taking = first.number
            self._desk.put(Photograph(first.number, frame.jpeg, self._wanted))
        elif now > first.until:
            self._reject(Advice.MOVING if grabber.streaming else Advice.GONE)

    def _reject(self, advice: Advice) -> None:
        self._watch.missed()
        self._mouth.say(Taken(self._pending.pop(0).number, Rejected(advice)))

    def _beat(self) -> None:
        now = time.monotonic()
        grabber = self._grabber
        beat = Beat(
            streaming=grabber is not None and grabber.streaming,
            lost=grabber is not None and grabber.lost,
            held=grabber is not None,
            trouble=None if grabber is None else grabber.trouble,
            used=self._desk.used,
        )
        if beat != self._beat_of or now - self._beaten >= _BEAT_EVERY:
            self._beat_of, self._beaten = beat, now
            self._mouth.say(beat)


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
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_FIRST)
    logging.basicConfig(format="document camera: %(message)s")
    cv2.setNumThreads(1)
    Worker(given.device, Connection(given.channel), PreviewMemory(given.memory)).run()
    # A network that is still reading would be taken apart under its own thread.
    os._exit(0)


if __name__ == "__main__":
    main()
