import sys
from datetime import UTC, datetime
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.deadline import Deadline
from devices.id_card import portrait
from devices.id_card.portrait import DecoderError, PictureError, Portrait, from_bmp, load_decoder
from devices.id_card.simulator.compose import compose
from devices.id_card.whole_card import CardReader

ROW = 308


def bmp(rows: list[bytes], height: int = 126) -> bytes:
    """A file as the libraries write it; rows from the top, RGB."""
    head = b"BM" + (38862).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    info = (
        (40).to_bytes(4, "little") + (102).to_bytes(4, "little") + height.to_bytes(4, "little", signed=True)
    )
    info += (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(24)
    stored = [b"".join(row[i : i + 3][::-1] for i in range(0, 306, 3)) + b"\xee\xee" for row in rows]
    return head + info + b"".join(reversed(stored) if height > 0 else stored)


ROWS = [bytes((row * 7 + i) % 256 for i in range(306)) for row in range(126)]


@pytest.mark.parametrize("height", [126, -126])
def test_a_librarys_bmp_is_turned_the_right_way_up_and_to_rgb(height: int) -> None:
    data = bmp(ROWS, height)
    assert len(data) == 38862
    picture = from_bmp(data)
    assert (picture.width, picture.height) == (102, 126)
    assert picture.pixels == b"".join(ROWS)
    assert repr(picture) == "Portrait(102 x 126)"
    picture.wipe()
    assert picture.pixels == b""


@pytest.mark.parametrize(("at", "value"), [(0, 0x43), (10, 55), (18, 103), (22, 125), (28, 32), (30, 1)])
def test_another_picture_is_refused(at: int, value: int) -> None:
    data = bytearray(bmp(ROWS))
    data[at] = value
    with pytest.raises(PictureError):
        from_bmp(bytes(data))


@given(st.binary(max_size=200), st.binary(min_size=54, max_size=54))
def test_any_bytes_are_a_picture_or_refused(short: bytes, head: bytes) -> None:
    for data in (short, head + bytes(38862 - 54)):
        with pytest.raises(PictureError):
            from_bmp(data)


class Decoder:
    """A vendor's decoder."""

    def decode(self, photo: bytes, sam_id: str) -> Portrait:
        assert sam_id == "05.01"
        return Portrait(1, 1, bytearray(photo[:3]))


class BrokenDecoder:
    def decode(self, photo: bytes, sam_id: str) -> Portrait:
        raise RuntimeError(photo.hex())


def installed(monkeypatch, **decoders: str) -> None:
    found = EntryPoints(
        EntryPoint(name, f"vendor_decoders:{value}", portrait.GROUP) for name, value in decoders.items()
    )
    monkeypatch.setattr(portrait, "entry_points", lambda **wanted: found.select(**wanted))
    monkeypatch.setitem(sys.modules, "vendor_decoders", sys.modules[__name__])


def test_a_decoder_is_found_by_the_name_of_its_entry_point(monkeypatch) -> None:
    installed(monkeypatch, vendor="Decoder")
    assert isinstance(load_decoder("vendor"), Decoder)


@pytest.mark.parametrize("name", ["missing", "absent", "number"])
def test_a_decoder_that_is_not_there_or_none_is_said_so(monkeypatch, name: str) -> None:
    installed(monkeypatch, absent="Nothing", number="ROW")
    with pytest.raises(DecoderError, match=name):
        load_decoder(name)


def read(simulated, decoder):
    reader, wire = simulated()
    text = compose({"name": "张 示例"})
    wire.behaviour.command("lay", {"card": {"name": "张 示例"}})
    reader.find()
    cards = CardReader(reader, "05.01", lambda: datetime.now(UTC), decoder)
    reading = cards.read(True, True, Deadline(60, wire.clock))
    assert reading.text == text
    return reading


def test_the_portrait_goes_with_the_reading_and_is_wiped_with_it(simulated) -> None:
    reading = read(simulated, Decoder())
    assert reading.portrait.pixels == bytes(3)
    pixels = reading.portrait.pixels
    reading.wipe()
    assert (pixels, reading.text, reading.photo, reading.fingerprints) == (b"", b"", b"", b"")


def test_a_decoder_that_fails_costs_the_portrait_alone_and_logs_no_photo(simulated, caplog) -> None:
    reading = read(simulated, BrokenDecoder())
    assert reading.portrait is None
    assert "RuntimeError" in caplog.text
    assert "0000" not in caplog.text


def test_without_a_decoder_there_is_no_portrait(simulated) -> None:
    assert read(simulated, None).portrait is None
