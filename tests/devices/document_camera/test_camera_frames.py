"""Frames, modes and controls of a camera, without a camera."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.controls import (
    AUTO_EXPOSURE,
    AUTO_FOCUS,
    EXPOSURE,
    FOCUS,
    Control,
    Outcome,
    Setting,
    nearest,
    settings_of,
)
from devices.document_camera.formats import Format, Mode, choose
from devices.document_camera.frame_watch import FrameWatch, is_whole, jpeg_size
from devices.document_camera.values import CameraSettings

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40 + b"\xff\xd9"


def frame(number: int) -> bytes:
    return JPEG[:10] + number.to_bytes(4, "big") + JPEG[10:]


def test_the_size_that_is_asked_for_is_taken() -> None:
    listed = [Format("YUYV", ((3264, 2448),)), Format("MJPG", ((3264, 2448), (4208, 3120), (640, 480)))]
    assert choose(listed, 3264, 2448) == Mode("MJPG", 3264, 2448)


def test_a_camera_without_mjpg_at_this_size_gives_its_next_smaller_one() -> None:
    listed = [Format("MJPG", ((1920, 1080), (640, 480))), Format("YUYV", ((3264, 2448),))]
    assert choose(listed, 3264, 2448) == Mode("MJPG", 1920, 1080)


def test_a_camera_that_is_too_fine_gives_its_smallest() -> None:
    assert choose([Format("MJPG", ((4208, 3120), (4000, 3000)))], 640, 480) == Mode("MJPG", 4000, 3000)


def test_a_camera_without_mjpg_is_better_than_none() -> None:
    assert choose([Format("YUYV", ((1600, 1200),))], 3264, 2448) == Mode("YUYV", 1600, 1200)
    assert choose([], 3264, 2448) == Mode("MJPG", 3264, 2448)


sizes = st.tuples(st.integers(1, 6000), st.integers(1, 6000))


@given(st.lists(sizes, min_size=1, max_size=8), sizes)
def test_what_is_chosen_is_listed_and_none_that_fits_is_larger(
    listed: list[tuple[int, int]], wanted: tuple[int, int]
) -> None:
    mode = choose([Format("MJPG", tuple(listed))], *wanted)
    got = (mode.width, mode.height)
    assert got in listed
    fitting = [w * h for w, h in listed if w * h <= wanted[0] * wanted[1]]
    if fitting and wanted not in listed:
        assert mode.width * mode.height == max(fitting)


@given(st.integers(-50, 50), st.integers(0, 400), st.integers(1, 30), st.integers(-900, 900))
def test_a_control_gets_a_value_that_it_can_have(least: int, span: int, step: int, wanted: int) -> None:
    control = Control(1, "any", least, least + span, step, least)
    value = nearest(control, wanted)
    assert least <= value <= least + span
    if least <= wanted <= least + span:
        assert abs(value - wanted) <= step


def test_a_value_comes_after_its_automatic_is_off() -> None:
    numbers = [one.number for one in settings_of(CameraSettings(exposure=300, focus=40))]
    assert numbers.index(AUTO_EXPOSURE) < numbers.index(EXPOSURE)
    assert numbers.index(AUTO_FOCUS) < numbers.index(FOCUS)
    assert EXPOSURE not in [one.number for one in settings_of(CameraSettings())]


@pytest.mark.parametrize(
    ("outcome", "note"),
    [
        (Outcome(Setting("gain", 1, 5, needed=True), None), "the camera has no gain"),
        (Outcome(Setting("automatic focus", 1, 1, needed=False), None), None),
        (Outcome(Setting("focus", 1, 42, needed=True), 40, near=4), None),
        (Outcome(Setting("focus", 1, 420, needed=True), 255, near=4), "focus is 255, not 420"),
    ],
)
def test_what_a_camera_lacks_is_said(outcome: Outcome, note: str | None) -> None:
    assert outcome.note == note


@pytest.mark.parametrize(
    ("jpeg", "whole"),
    [
        (JPEG, True),
        (JPEG + bytes(300), True),
        (JPEG[:-2], False),
        (JPEG[2:], False),
        (b"", False),
        (b"\xff\xd8\xff", False),
    ],
)
def test_a_torn_frame_is_known_by_its_missing_end(jpeg: bytes, whole: bool) -> None:
    assert is_whole(jpeg) is whole


def test_a_stream_of_the_same_frame_stands() -> None:
    watch = FrameWatch()
    for tenth in range(31):
        assert watch.trouble is None
        assert watch.feed(frame(1), tenth / 10)
    assert watch.trouble == "cameraFrozen"
    watch.feed(frame(2), 3.2)
    assert watch.trouble is None


def test_torn_frames_alone_are_a_trouble_and_one_whole_ends_it() -> None:
    watch = FrameWatch()
    for tenth in range(31):
        assert not watch.feed(frame(tenth)[:-2], tenth / 10)
    assert watch.trouble == "cameraTorn"
    assert watch.feed(frame(99), 3.2)
    assert watch.trouble is None


def test_a_covered_lens_is_a_trouble_and_a_dark_moment_is_not() -> None:
    watch = FrameWatch()
    for tenth in range(60):
        watch.feed(frame(tenth), tenth / 10)
        watch.brightest(200 if tenth == 20 else 3)
    assert watch.trouble == "cameraBlack"
    watch.feed(frame(99), 6.0)
    watch.brightest(90)
    assert watch.trouble is None


def test_a_jpeg_says_its_size(jpeg) -> None:
    assert jpeg_size(jpeg()) == (3264, 2448)


@given(st.binary(max_size=80))
def test_any_bytes_have_a_size_or_none(data: bytes) -> None:
    width, height = jpeg_size(b"\xff\xd8" + data)
    assert width >= 0
    assert height >= 0
