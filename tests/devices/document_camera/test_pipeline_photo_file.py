"""Files from anywhere: a photograph is read upright, everything else is refused with its cause."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.document_camera.decoding import MOST_BYTES
from devices.document_camera.photo_file import MOST_PX, Cause, PhotoRefusedError, read_photo

SIZE = (64, 48)
UPRIGHT = ((0, 0, 255), (0, 255, 0))
"""BGR of the left and the right half as it is meant to be seen."""


def scene() -> Image.Image:
    picture = Image.new("RGB", SIZE, (255, 0, 0))
    picture.paste((0, 255, 0), (32, 0, 64, 48))
    return picture


def written(picture: Image.Image, kind: str, **how: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **how)
    return data.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        # The name says nothing.
        path = tmp_path / "photo.dat"
        path.write_bytes(data)
        return path

    return write


def refused(path: Path) -> Cause:
    with pytest.raises(PhotoRefusedError) as caught:
        read_photo(path).picture()
    return caught.value.cause


def halves(picture: np.ndarray) -> tuple[list[int], list[int]]:
    return picture[24, 10].tolist(), picture[24, 54].tolist()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_every_kind_that_is_taken_comes_as_the_same_picture(file: Callable[[bytes], Path], kind: str) -> None:
    photo = read_photo(file(written(scene(), kind, **({"quality": 95} if kind in ("JPEG", "WEBP") else {}))))
    assert (photo.kind, photo.width, photo.height) == (kind, *SIZE)
    picture = photo.picture()
    assert picture.shape == (48, 64, 3)
    for seen, meant in zip(halves(picture), UPRIGHT, strict=True):
        assert np.abs(np.array(seen) - meant).max() < 40


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(("orientation", "undo"), [(3, 180), (6, 90), (8, 270)])
def test_a_photograph_is_turned_as_its_exif_says(
    file: Callable[[bytes], Path], kind: str, orientation: int, undo: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = scene().rotate(undo, expand=True)
    photo = read_photo(file(written(lying, kind, exif=exif)))
    assert (photo.width, photo.height) == SIZE
    picture = photo.picture()
    assert picture.shape == (48, 64, 3)
    for seen, meant in zip(halves(picture), UPRIGHT, strict=True):
        assert np.abs(np.array(seen) - meant).max() < 60


def test_the_bytes_of_a_jpeg_are_kept_as_they_are(file: Callable[[bytes], Path]) -> None:
    data = written(scene(), "JPEG")
    assert read_photo(file(data)).data == data


def test_what_is_see_through_lies_on_white_paper(file: Callable[[bytes], Path]) -> None:
    clear = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    assert read_photo(file(written(clear, "PNG"))).picture().min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_other_ways_to_say_colours_are_understood(file: Callable[[bytes], Path], mode: str) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.full((48, 64), 200 * 257, np.uint16))
    else:
        picture = Image.new("L", SIZE, 200).convert(mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    level = read_photo(file(written(picture, kind))).picture().mean()
    assert abs(level - 200) < (60 if mode == "1" else 3)


def png(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 4000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


JPEG = written(scene(), "JPEG", quality=95)
GIF = written(scene(), "GIF")


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", Cause.EMPTY),
        (b"%PDF-1.7\n1 0 obj", Cause.PDF),
        (b"\r\n%PDF-1.4", Cause.PDF),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", Cause.HEIC),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", Cause.HEIC),
        (GIF, Cause.OTHER_PICTURE),
        ("一次办：这是文字\n".encode() * 100, Cause.TEXT),
        (b"a", Cause.TEXT),
        (bytes(range(256)) * 4, Cause.NO_PICTURE),
        (JPEG[:-2], Cause.TRUNCATED),
        (JPEG[: len(JPEG) // 2], Cause.TRUNCATED),
        (written(scene(), "PNG")[:-40], Cause.TRUNCATED),
        (written(scene(), "BMP")[:-400], Cause.TRUNCATED),
        (png(20_000, 5_000), Cause.TOO_MANY_PX),
        (png(60_000, 60_000), Cause.TOO_MANY_PX),
        (png(64, 1), Cause.TOO_SMALL),
        (
            written(scene(), "TIFF", save_all=True, append_images=[scene()]),
            Cause.SEVERAL_PICTURES,
        ),
    ],
)
def test_everything_else_is_refused_with_its_cause(
    file: Callable[[bytes], Path], data: bytes, cause: Cause
) -> None:
    assert refused(file(data)) is cause


def test_a_hundred_megapixels_are_refused_before_they_are_decoded(file: Callable[[bytes], Path]) -> None:
    blank = Image.new("L", (10_000, 10_000))
    assert MOST_PX < 10_000 * 10_000
    assert refused(file(written(blank, "JPEG", quality=20))) is Cause.TOO_MANY_PX


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    with path.open("wb") as sparse:
        sparse.write(JPEG)
        sparse.truncate(MOST_BYTES + 1)
    assert refused(path) is Cause.TOO_LARGE


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing.jpg") is Cause.MISSING
    assert refused(tmp_path) is Cause.NO_FILE
    assert refused(Path("/dev/zero")) is Cause.NO_FILE
    assert refused(tmp_path / "a\x00b.jpg") is Cause.UNREADABLE
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    assert refused(pipe) is Cause.NO_FILE


def test_a_file_without_permission_is_refused(
    file: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(JPEG)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # By its mode alone the superuser could read it.
    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path) is Cause.UNREADABLE


@given(
    st.sampled_from([JPEG, written(scene(), "PNG"), written(scene(), "WEBP"), written(scene(), "TIFF")]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6),
    st.integers(0, 5000),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_file_gives_a_picture_or_a_cause_and_nothing_else(
    file: Callable[[bytes], Path], data: bytes, changes: list[tuple[int, int]], kept: int
) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    path = file(bytes(damaged[: max(1, kept)]))
    try:
        picture = read_photo(path).picture()
    except PhotoRefusedError:
        return
    assert picture.ndim == 3
