"""Faults of camera and worker while an operation runs: the status is right, every take is answered, and the
camera is let go."""

import os
import queue
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devices.document_camera import (
    Advice,
    CameraMessage,
    CameraSettings,
    DocumentCamera,
    IndicatorChanged,
    PageRead,
    Rejected,
    ScannedPhoto,
    ShutterChanged,
    ShutterState,
    StatusChanged,
    TakeBegan,
    TakeDone,
    Wanted,
)
from devices.status import DeviceStatus

LINES = ["姓名：示例宝", "出生日期：2026年11月1日"] * 6
BY_HAND = Wanted(automatic=False, read=False)
READ = Wanted(automatic=False)


@dataclass
class Desk:
    """A camera service with everything that it said, in order."""

    camera: DocumentCamera
    messages: queue.SimpleQueue[CameraMessage]
    said: list[CameraMessage] = field(default_factory=list)

    def until(self, wanted: Callable[[CameraMessage], object], seconds: float = 40) -> Any:
        """Wait for a message that has not come yet."""
        while True:
            message = self.messages.get(timeout=seconds)
            self.said.append(message)
            if wanted(message):
                return message

    def done(self, request: int) -> TakeDone:
        found: TakeDone = self.until(lambda m: isinstance(m, TakeDone) and m.request == request)
        return found

    def stands(self, device: DeviceStatus) -> None:
        self.until(lambda m: isinstance(m, StatusChanged) and m.status.device is device)


@pytest.fixture
def desk(simulated, request: pytest.FixtureRequest, eventually: Callable[..., None]) -> Iterator[Desk]:
    """A calibrated camera that streams, without the automatic shutter."""
    settings = CameraSettings(
        calibration=str(simulated.calibration), countdown=0.3, **getattr(request, "param", {})
    )
    messages: queue.SimpleQueue[CameraMessage] = queue.SimpleQueue()
    camera = DocumentCamera(str(simulated.device), messages.put, settings, stalled=20, restart=(0.1, 0.4))
    camera.start()
    camera.open(BY_HAND)
    eventually(lambda: camera.preview() is not None)
    yield Desk(camera, messages)
    camera.stop()
    simulated("clear_faults")


def good_page(done: TakeDone) -> ScannedPhoto:
    assert isinstance(done.outcome, ScannedPhoto)
    assert [page.advice for page in done.outcome.pages] == [None], done.outcome
    assert done.original_jpeg.startswith(b"\xff\xd8")
    return done.outcome


def test_a_paper_that_a_hand_let_go_is_taken_by_itself_once_and_read(simulated, desk: Desk) -> None:
    simulated("clear")
    desk.camera.open(Wanted())
    desk.until(lambda m: m == ShutterChanged(ShutterState.PLACING))
    simulated("put", title="户口簿", lines=LINES, rotate=2, hand=40)
    desk.until(lambda m: m == ShutterChanged(ShutterState.HANDS))
    simulated("put", title="户口簿", lines=LINES, rotate=2)
    began = desk.until(lambda m: isinstance(m, TakeBegan))
    done = desk.done(began.request)
    photo = good_page(done)
    assert done.to_read == (0,)
    read = desk.until(lambda m: isinstance(m, PageRead))
    assert (read.request, read.page) == (began.request, 0)
    assert "户口簿" in "".join(line.text for line in read.lines)
    states = [m.state for m in desk.said if isinstance(m, ShutterChanged)]
    assert states[states.index(ShutterState.PLACING) :][-3:] == [
        ShutterState.COUNTING,
        ShutterState.TAKING,
        ShutterState.CHANGE,
    ]
    assert sum(isinstance(m, TakeBegan) for m in desk.said) == 1
    assert photo.width == 3264


def test_corners_that_a_person_moved_make_a_page_with_the_camera_off(simulated, desk: Desk) -> None:
    done = desk.done(desk.camera.take(20))
    (page,) = good_page(done).pages
    desk.camera.close()
    desk.until(lambda m: m == IndicatorChanged(on=False))
    moved = tuple((x + 2, y - 2) for x, y in page.corners)
    again = desk.done(desk.camera.straighten(done.original_jpeg, moved, BY_HAND))
    (other,) = good_page(again).pages
    assert other.agreed
    assert abs(other.width / other.height - page.width / page.height) < 0.02
    with pytest.raises(ValueError, match="four"):
        desk.camera.straighten(done.original_jpeg, moved[:3])


def test_the_indicator_is_on_while_the_camera_is_held(simulated, desk: Desk) -> None:
    desk.until(lambda m: m == IndicatorChanged(on=True))
    assert desk.camera.is_on
    desk.camera.close()
    desk.until(lambda m: m == IndicatorChanged(on=False))
    assert not desk.camera.is_on


def kill_worker(simulated, desk: Desk) -> None:
    pid = desk.camera.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def pull_cable(simulated, desk: Desk) -> None:
    simulated("unplug")


@pytest.mark.parametrize("blow", [kill_worker, pull_cable])
def test_a_blow_during_a_take_ends_it_and_the_next_one_succeeds(
    simulated, desk: Desk, eventually: Callable[..., None], blow: Callable[..., None]
) -> None:
    request = desk.camera.take(20)
    blow(simulated, desk)
    outcome = desk.done(request).outcome
    # The photograph may have been taken before the cable was out.
    if blow is kill_worker or isinstance(outcome, Rejected):
        assert outcome == Rejected(Advice.GONE)
    if blow is pull_cable:
        eventually(lambda: desk.camera.status.device is DeviceStatus.NO_DEVICE)
        simulated("plug")
    eventually(lambda: desk.camera.status.device is DeviceStatus.ONLINE)
    desk.camera.preview()
    eventually(lambda: desk.camera.preview() is not None)
    good_page(desk.done(desk.camera.take(20)))


def test_a_worker_killed_while_it_reads_loses_the_text_and_not_the_page(simulated, desk: Desk) -> None:
    desk.camera.open(READ)
    done = desk.done(desk.camera.take(20))
    good_page(done)
    kill_worker(simulated, desk)
    read = desk.until(lambda m: isinstance(m, PageRead))
    assert (read.request, read.page, read.lines) == (done.request, 0, None)
    good_page(desk.done(desk.camera.take(30)))


def test_a_cable_pulled_while_a_page_is_read_does_not_end_the_reading(simulated, desk: Desk) -> None:
    desk.camera.open(READ)
    done = desk.done(desk.camera.take(20))
    pull_cable(simulated, desk)
    read = desk.until(lambda m: isinstance(m, PageRead))
    assert (read.request, bool(read.lines)) == (done.request, True)
    simulated("plug")


@pytest.mark.parametrize(
    ("fault", "code"), [("frozen", "cameraFrozen"), ("torn", "cameraTorn"), ("black", "cameraBlack")]
)
def test_a_stream_that_is_no_picture_of_now_is_told_and_comes_back(
    simulated, desk: Desk, eventually: Callable[..., None], fault: str, code: str
) -> None:
    simulated("set_fault", name=fault)
    desk.until(lambda m: isinstance(m, StatusChanged) and m.status.fault and m.status.fault.code == code)
    assert desk.done(desk.camera.take(20)).outcome == Rejected(Advice.GONE)
    simulated("clear_fault", name=fault)
    desk.stands(DeviceStatus.ONLINE)
    good_page(desk.done(desk.camera.take(20)))


def test_frames_of_another_size_are_taken_without_the_calibration(simulated, desk: Desk) -> None:
    simulated("set_fault", name="wrong")
    for _ in range(20):
        outcome = desk.done(desk.camera.take(20)).outcome
        if isinstance(outcome, ScannedPhoto) and outcome.width == 1024:
            return
    pytest.fail("no photograph of the other size")


@pytest.mark.parametrize("desk", [{"memory_mb": 150}], indirect=True)
def test_a_worker_that_grew_is_replaced_between_two_photographs(
    simulated, desk: Desk, eventually: Callable[..., None]
) -> None:
    for _ in range(2):
        pid = desk.camera.worker_pid
        good_page(desk.done(desk.camera.take(40)))
        eventually(lambda before=pid: desk.camera.worker_pid not in (None, before))
        eventually(lambda: desk.camera.preview() is not None)
    told = [m.status.device for m in desk.said if isinstance(m, StatusChanged)]
    assert DeviceStatus.NO_DEVICE not in told


@pytest.mark.parametrize("desk", [{"idle": 0.2}], indirect=True)
def test_a_worker_that_held_pictures_is_replaced_when_the_camera_is_off_for_a_while(
    simulated, desk: Desk, eventually: Callable[..., None]
) -> None:
    pid = desk.camera.worker_pid
    good_page(desk.done(desk.camera.take(20)))
    desk.camera.close()
    eventually(lambda: desk.camera.worker_pid not in (None, pid))
    assert not Path(f"/proc/{pid}").exists()
    desk.camera.open(BY_HAND)
    eventually(lambda: desk.camera.preview() is not None)
    statuses = {m.status.device for m in desk.said if isinstance(m, StatusChanged)}
    assert statuses <= {DeviceStatus.ONLINE, DeviceStatus.STARTING}


def test_a_person_who_leaves_takes_the_process_with_them(
    simulated, desk: Desk, eventually: Callable[..., None]
) -> None:
    pid = desk.camera.worker_pid
    good_page(desk.done(desk.camera.take(20)))
    desk.camera.forget()
    assert desk.camera.preview() is None
    eventually(lambda: desk.camera.worker_pid not in (None, pid))
    assert not Path(f"/proc/{pid}").exists()


def test_a_damaged_calibration_is_as_good_as_none(
    simulated, tmp_path: Path, eventually: Callable[..., None]
) -> None:
    file = tmp_path / "document-camera.json"
    file.write_text("{")
    messages: queue.SimpleQueue[CameraMessage] = queue.SimpleQueue()
    camera = DocumentCamera(str(simulated.device), messages.put, CameraSettings(calibration=str(file)))
    camera.start()
    try:
        camera.open(BY_HAND)
        eventually(lambda: (frame := camera.preview()) and frame.corners is not None)
        done = Desk(camera, messages).done(camera.take(20))
        assert isinstance(done.outcome, ScannedPhoto)
        assert len(done.outcome.pages) == 1
    finally:
        camera.stop()
