"""The service, its worker process and cv2's V4L2 back end on the simulated camera."""

import fcntl
import os
import queue
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from devices.document_camera import (
    Advice,
    CameraMessage,
    DocumentCamera,
    Rejected,
    ScannedPhoto,
    TakeDone,
    Wanted,
)
from devices.status import DeviceStatus

WANTED = Wanted(automatic=False, read=False)

OPENER = """
import sys, cv2
camera = cv2.VideoCapture(sys.argv[1], cv2.CAP_V4L2)
camera.set(cv2.CAP_PROP_CONVERT_RGB, 0)
print(camera.isOpened(), bytes(camera.read()[1].ravel()[:3]) if camera.isOpened() else None)
"""


class Held:
    """A camera service and the messages that it sent."""

    def __init__(self, device: str, stalled: float = 20.0) -> None:
        self.messages: queue.SimpleQueue[CameraMessage] = queue.SimpleQueue()
        self.camera = DocumentCamera(device, self.messages.put, stalled=stalled, restart=(0.1, 0.4))

    def outcome(self, request: int, seconds: float = 25) -> ScannedPhoto | Rejected:
        while True:
            message = self.messages.get(timeout=seconds)
            if isinstance(message, TakeDone) and message.request == request:
                return message.outcome


@pytest.fixture
def held(simulated, request: pytest.FixtureRequest) -> Iterator[Held]:
    # A worker that is only slow on a busy machine is not to be replaced, but where that is what is tested.
    service = Held(str(simulated.device), getattr(request, "param", 20.0))
    service.camera.start()
    yield service
    service.camera.stop()


@pytest.fixture
def streaming(held: Held, eventually: Callable[..., None]) -> Held:
    held.camera.open(WANTED)
    eventually(lambda: held.camera.preview() is not None)
    return held


def is_free(simulated) -> bool:
    with simulated.device.open("rb") as node:
        try:
            fcntl.flock(node, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_the_window_loads_no_image_library() -> None:
    code = "import sys, devices.document_camera; print({'cv2', 'numpy', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_preview_goes_on_with_the_page_marked_and_a_page_is_taken(
    streaming: Held, eventually: Callable[..., None]
) -> None:
    frames = []

    def twelve() -> bool:
        frame = streaming.camera.preview()
        if frame is not None:
            frames.append(frame)
        return len(frames) >= 12

    eventually(twelve)
    assert [frame.number for frame in frames] == sorted({frame.number for frame in frames})
    assert {(frame.width, frame.height, len(frame.rgb)) for frame in frames} == {(816, 612, 816 * 612 * 3)}
    assert all(frame.corners is not None for frame in frames)
    request = streaming.camera.take(15)
    outcome = streaming.outcome(request)
    assert isinstance(outcome, ScannedPhoto), outcome
    (page,) = outcome.pages
    assert page.advice in (None, Advice.UNSURE), page
    assert page.jpeg.startswith(b"\xff\xd8")
    assert streaming.camera.status.device is DeviceStatus.ONLINE


def test_only_one_process_holds_the_camera(simulated, streaming: Held) -> None:
    command = [sys.executable, "-c", OPENER, str(simulated.device)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False None"


def test_off_means_off(simulated, streaming: Held, eventually: Callable[..., None]) -> None:
    assert not is_free(simulated)
    streaming.camera.close()
    assert streaming.camera.preview() is None
    eventually(lambda: is_free(simulated))
    command = [sys.executable, "-c", OPENER, str(simulated.device)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == r"True b'\xff\xd8\xff'"
    streaming.camera.open(WANTED)
    eventually(lambda: streaming.camera.preview() is not None)


def test_an_unplugged_camera_is_told_and_comes_back(
    simulated, streaming: Held, eventually: Callable[..., None]
) -> None:
    simulated("unplug")
    eventually(lambda: streaming.camera.status.device is DeviceStatus.NO_DEVICE)
    assert streaming.outcome(streaming.camera.take(2)) == Rejected(Advice.GONE)
    simulated("plug")
    eventually(lambda: streaming.camera.status.device is DeviceStatus.ONLINE)
    streaming.camera.preview()
    eventually(lambda: streaming.camera.preview() is not None)


def test_a_paper_changed_and_taken_away_is_seen(
    simulated, streaming: Held, eventually: Callable[..., None]
) -> None:
    simulated("clear")
    try:
        eventually(lambda: (frame := streaming.camera.preview()) is not None and frame.corners is None)
        outcome = streaming.outcome(streaming.camera.take(15))
        assert isinstance(outcome, ScannedPhoto)
        assert (outcome.pages, outcome.advice) == ((), Advice.NO_PAGE)
    finally:
        simulated("put", title="出生医学证明", lines=["示例宝"] * 8)


def test_a_hand_that_does_not_come_to_rest_is_told(
    simulated, streaming: Held, eventually: Callable[..., None]
) -> None:
    # The camera itself shows another place in every frame: no thread here decides whether the hand rests.
    picture = np.frombuffer(simulated.device.with_name("frame.jpg").read_bytes(), np.uint8)
    page = cv2.imdecode(picture, cv2.IMREAD_COLOR)
    moving = simulated.device.with_name("moving")
    fresh = moving.with_name(".moving")
    fresh.mkdir()
    for number in range(16):
        cv2.imwrite(str(fresh / f"{number}.jpg"), np.roll(page, number * 7 % 16 * 204, axis=1))
    eventually(lambda: streaming.camera.preview() is not None)
    fresh.rename(moving)
    try:
        seen: set[bytes] = set()
        eventually(lambda: (frame := streaming.camera.preview()) and (seen.add(frame.rgb) or len(seen) > 2))
        assert streaming.outcome(streaming.camera.take(1.5)) == Rejected(Advice.MOVING)
    finally:
        moving.rename(fresh)
        shutil.rmtree(fresh)


@pytest.mark.parametrize("held", [4.0], indirect=True)
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_wedged_worker_is_replaced_and_its_take_ends(
    streaming: Held, eventually: Callable[..., None], blow: signal.Signals
) -> None:
    pid = streaming.camera.worker_pid
    assert pid is not None
    os.kill(pid, blow)
    request = streaming.camera.take(15)
    assert streaming.outcome(request) == Rejected(Advice.GONE)
    eventually(lambda: streaming.camera.worker_pid not in (None, pid))
    eventually(lambda: streaming.camera.preview() is not None)


def test_a_camera_that_is_reset_comes_back_with_a_fresh_worker_as_it_was(
    streaming: Held, eventually: Callable[..., None]
) -> None:
    pid = streaming.camera.worker_pid
    assert pid is not None
    streaming.camera.reset()
    eventually(lambda: streaming.camera.worker_pid not in (None, pid))
    eventually(lambda: streaming.camera.preview() is not None)
    assert streaming.camera.is_on
