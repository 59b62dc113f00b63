"""Steps of the calibration, asked of the running camera service over the simulated camera."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.document_camera import CameraMessage, DocumentCamera, Wanted
from devices.document_camera.calibration import store
from devices.document_camera.calibration.lessons import keep
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.values import CALIBRATION_FILE, CameraSettings, Lesson, LessonDone, LessonMove

WANTED = Wanted(automatic=False, papers=None, read=False)
WAIT_S = 45
LINES = ("新生儿姓名：示例宝  出生日期：2026年11月1日",) * 12


class Taught:
    """A camera that is on, with a calibration file of its own."""

    def __init__(self, device: str, file: Path) -> None:
        self.file = file
        self.messages: queue.SimpleQueue[CameraMessage] = queue.SimpleQueue()
        settings = CameraSettings(calibration=str(file))
        self.camera = DocumentCamera(device, self.messages.put, settings, stalled=30.0, restart=(0.1, 0.4))

    def until(self, kind):
        while True:
            message = self.messages.get(timeout=WAIT_S)
            if isinstance(message, kind):
                return message

    def learn(self, step: str) -> Lesson:
        number = self.camera.teach(step)
        done = self.until(LessonDone)
        assert done.request == number
        return done.lesson


@pytest.fixture
def taught(simulated, tmp_path) -> Iterator[Taught]:
    service = Taught(str(simulated.device), tmp_path / CALIBRATION_FILE)
    service.camera.start()
    service.camera.open(WANTED)
    yield service
    service.camera.stop()
    # What the other tests find there.
    simulated("put", title="出生医学证明", lines=list(LINES), rotate=3)


def test_a_step_without_a_camera_or_with_one_that_goes_away_is_answered(taught, simulated):
    simulated("clear")
    taught.camera.close()
    assert taught.learn("mat").problem == "gone"
    taught.camera.open(WANTED)
    number = taught.camera.teach("glass")
    taught.camera.close()
    done = taught.until(LessonDone)
    assert (done.request, done.lesson.problem) in ((number, "gone"), (number, "no-paper"))


def test_a_step_that_asks_for_something_says_so_and_is_answered_when_the_camera_is_switched_off(
    taught, simulated
):
    simulated("put", tilt=0.0)
    number = taught.camera.teach("glass")
    # The sheet is to be moved; on a machine that is too busy to see it lie still, that is the answer.
    first = taught.until(LessonMove | LessonDone)
    assert first.request == number
    if isinstance(first, LessonMove):
        taught.camera.close()
        done = taught.until(LessonDone)
        assert (done.request, done.lesson.problem) in ((number, "gone"), (number, "not-moved"))


def test_what_was_kept_before_comes_back_through_the_service(taught):
    for number in (1, 2):
        keep(Calibration(f"2026-11-2{number}T00:00:00+00:00", (number, number)), taught.file)
    assert taught.learn("undo").good
    assert store.load(taught.file).size == (1, 1)
