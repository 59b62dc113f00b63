import os

import numpy as np
import pytest

from devices.document_camera.preview_memory import MOST_PIXELS, PreviewMemory, create
from devices.document_camera.stillness import Stillness

QUAD = ((1.0, 2.0), (3.0, 2.0), (3.0, 4.0), (1.0, 4.0))


@pytest.fixture
def sides():
    fd = create()
    writer, reader = PreviewMemory(fd), PreviewMemory(fd)
    os.close(fd)
    yield writer, reader
    writer.close()
    reader.close()


def test_a_reader_gets_the_newest_frame_once(sides) -> None:
    writer, reader = sides
    assert reader.read(0) is None
    for level in range(1, 6):
        writer.write(4, 2, bytes((level,)) * 24, QUAD if level % 2 else None)
    frame = reader.read(0)
    assert frame is not None
    assert (frame.number, frame.width, frame.height) == (5, 4, 2)
    assert frame.rgb == b"\x05" * 24
    assert frame.corners == QUAD
    assert reader.read(frame.number) is None
    writer.write(2, 2, bytes(12), None)
    frame = reader.read(frame.number)
    assert frame is not None
    assert frame.corners is None


@pytest.mark.parametrize(("width", "height", "length"), [(4, 2, 23), (MOST_PIXELS, 2, MOST_PIXELS * 6)])
def test_impossible_frames_are_refused(sides, width: int, height: int, length: int) -> None:
    with pytest.raises(ValueError, match="size"):
        sides[0].write(width, height, bytes(length), None)


def test_a_wiped_memory_shows_nothing_and_holds_nothing(sides) -> None:
    writer, reader = sides
    writer.write(4, 2, b"\x77" * 24, QUAD)
    writer.wipe()
    assert reader.read(0) is None
    assert b"\x77" not in reader._map[:]
    writer.write(4, 2, b"\x11" * 24, None)
    frame = reader.read(0)
    assert frame is not None
    assert frame.rgb == b"\x11" * 24


def test_a_torn_frame_is_not_shown(sides) -> None:
    writer, reader = sides
    writer.write(4, 2, bytes(24), None)
    at = 64 + (MOST_PIXELS * 3 + 128)
    assert reader.read(0) is not None
    reader._map[at : at + 8] = bytes(8)
    assert reader.read(0) is None


def test_movement_starts_the_clock_again() -> None:
    chance = np.random.default_rng(5)
    still = Stillness()

    def picture(level: int) -> np.ndarray:
        return (np.full((120, 160, 3), level) + chance.integers(-2, 3, (120, 160, 3))).astype(np.uint8)

    assert still.still_for(0.0) == 0.0
    for n in range(4):
        still.feed(picture(80), n / 10)
    assert still.still_for(0.3) == pytest.approx(0.3)
    moved = picture(80)
    moved[:60] = 200
    still.feed(moved, 0.4)
    assert still.still_for(0.4) == 0.0
    for n in range(5, 8):
        assert still.still_for(n / 10) == 0.0
        still.feed(moved, n / 10)
    assert still.still_for(0.7) == pytest.approx(0.3)
    still.reset()
    assert still.still_for(0.8) == 0.0
