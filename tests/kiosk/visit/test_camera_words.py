"""The camera's words become the visit's, and only what this visit asked for reaches it."""

import pytest
from visit_photos import CORNERS, page

from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import (
    Advice,
    IndicatorChanged,
    Lesson,
    LessonDone,
    LessonMove,
    PageCompared,
    PageRead,
    Rejected,
    ShutterChanged,
    ShutterState,
    StatusChanged,
    TakeBegan,
    TakeDone,
    Wanted,
)
from devices.status import DeviceStatus, Status
from kiosk.visit import messages as m
from kiosk.visit.camera import Camera
from kiosk.visit.effects import ComparePages
from kiosk.visit.messages.staff_devices import LessonAsks, LessonTaught

PHOTO = ScannedPhoto(3264, 2448, (page(),))


class Service:
    """The camera's service as far as the visit uses it."""

    preview = None

    def __init__(self, device, report, settings=None) -> None:
        self.report = report
        self.number = 0
        self.heard: list[str] = []

    def open(self, wanted) -> None:
        self.heard.append("open")

    def close(self) -> None:
        self.heard.append("close")

    def forget(self) -> None:
        self.heard.append("forget")

    def take(self, timeout: float) -> int:
        self.number += 1
        return self.number

    def straighten(self, original, corners, wanted) -> int:
        self.number += 1
        return self.number

    def compare(self, fingerprint, others) -> int:
        self.number += 1
        return self.number

    def teach(self, step) -> int:
        self.number += 1
        return self.number


@pytest.fixture
def told() -> list[m.Message]:
    return []


@pytest.fixture
def camera(monkeypatch, told) -> Camera:
    monkeypatch.setattr("kiosk.visit.camera.DocumentCamera", Service)
    made = Camera("video0", told.append)
    made.open(Wanted())
    return made


def test_a_photograph_comes_with_its_original_and_says_whether_it_is_read(camera, told):
    camera.take()
    camera._service.report(TakeDone(1, PHOTO, b"original"))
    assert told == [m.PhotoTaken(1, PHOTO, b"original", True)]


def test_a_picture_that_was_given_up_reaches_nobody(camera, told):
    camera.take()
    camera.close()
    camera.open(Wanted())
    camera._service.report(TakeDone(1, PHOTO, b"original"))
    assert told == []
    camera.take()
    camera._service.report(TakeDone(1, PHOTO, b"original"))
    camera._service.report(TakeDone(2, Rejected(Advice.GONE)))
    assert told == [m.PhotoRejected("gone")]


def test_what_the_shutter_takes_by_itself_is_awaited_from_then_on(camera, told):
    camera._service.report(TakeBegan(7))
    camera._service.report(TakeDone(6, PHOTO))
    camera._service.report(TakeDone(7, PHOTO))
    assert told == [m.PhotoBegan(), m.PhotoTaken(7, PHOTO, b"", True)]


def test_the_button_and_the_shutter_at_once_give_one_picture(camera, told):
    camera.take()
    camera._service.report(TakeBegan(7))
    camera._service.report(TakeDone(1, PHOTO))
    camera._service.report(TakeDone(7, PHOTO))
    assert told == [m.PhotoTaken(1, PHOTO, b"", True)]


def test_a_picture_of_the_last_sheet_is_none_of_the_next(camera, told):
    camera.take()
    camera.open(Wanted(papers=2))
    camera._service.report(TakeDone(1, PHOTO))
    assert told == []


def test_pages_are_read_after_the_camera_was_switched_off(camera, told):
    camera.take()
    camera._service.report(TakeDone(1, PHOTO))
    camera.close()
    camera._service.report(PageRead(1, 0, (), ()))
    assert told[-1] == m.PageRead(1, 0, (), ())


def test_corners_that_were_moved_give_another_photograph(camera, told):
    camera.straighten(b"original", CORNERS, Wanted(read=False))
    camera._service.report(TakeDone(1, PHOTO, b"original"))
    assert told == [m.PhotoTaken(1, PHOTO, b"original", False)]


def test_a_comparison_finds_its_page_again_and_none_of_the_last_visitor(camera, told):
    camera.take()
    camera.compare(ComparePages(1, 0, b"first", (b"other",)))
    camera.compare(ComparePages(1, 1, b"second", (b"other",)))
    camera._service.report(PageCompared(3, True))
    camera._service.report(PageCompared(3, True))
    assert told == [m.PagesCompared(1, 1, True)]
    camera.forget()
    camera._service.report(PageCompared(2, True))
    assert told == [m.PagesCompared(1, 1, True)]


def test_the_indicator_is_told_and_the_shutter_s_state_is_not(camera, told):
    camera._service.report(IndicatorChanged(True))
    camera._service.report(ShutterChanged(ShutterState.HANDS))
    camera._service.report(IndicatorChanged(False))
    assert told == [m.CameraLit(True), m.CameraLit(False)]


def test_when_the_citizen_has_left_their_pictures_are_forgotten(camera, told):
    camera.take()
    camera.forget()
    camera._service.report(TakeDone(1, PHOTO))
    assert told == []
    assert camera._service.heard == ["open", "forget"]


def test_the_camera_s_state_is_always_told(camera, told):
    camera._service.report(StatusChanged(Status(DeviceStatus.NO_DEVICE)))
    camera._service.report(StatusChanged(Status(DeviceStatus.ONLINE)))
    assert [(one.kind, one.fault) for one in told] == [
        ("document_camera", "noDevice"),
        ("document_camera", None),
    ]


def test_a_step_of_the_calibration_is_told_and_one_that_was_given_up_is_not(camera, told):
    camera.teach("glass")
    camera._service.report(LessonMove(1))
    camera._service.report(LessonDone(1, Lesson("glass")))
    assert told == [LessonAsks(), LessonTaught(Lesson("glass"))]
    camera.teach("mat")
    camera.close()
    camera._service.report(LessonDone(2, Lesson("mat", "gone")))
    camera.teach("mat")
    camera.teach("sheet")
    camera._service.report(LessonDone(3, Lesson("mat", "gone")))
    assert len(told) == 2
