"""After a visit nothing that was typed or written is left: no process that knew it, no file, no pad."""

import os
import threading
import time
from pathlib import Path

import pytest

from screens.input_methods.layouts import Pad
from screens.input_methods.ways import WaysToType

TYPED = "zhenxishiyigeshili"
NAME = "魏示例"
SHORT = (((0.0, 0.0), (30.0, 0.0)), ((0.0, 12.0), (30.0, 12.0)))


@pytest.fixture
def ways():
    made = WaysToType(lambda: {"words": ["营业执照"]}, lambda _: None)
    made.begin_anew()
    yield made
    made.close()


def type_name(pinyin):
    """Type letters that stand in no dictionary, and a name chosen word by word."""
    for letter in TYPED:
        pinyin.key(letter)
    pinyin.choose(0)
    pinyin.clear()
    pinyin.begin("name")
    for letter in "wei":
        answer = pinyin.key(letter)
    return pinyin.choose(answer.candidates.index(NAME[0])).committed


def write(handwriting):
    read = threading.Event()
    handwriting.ask(SHORT, lambda _: read.set())
    assert read.wait(30)


def gone(pid, seconds=40.0):
    end = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.02)
    return True


def everything_in(folder):
    return b"".join(
        path.read_bytes() + os.fsencode(path.name) for path in folder.rglob("*") if path.is_file()
    )


def test_at_the_end_of_a_visit_the_processes_that_knew_it_are_ended(ways):
    assert type_name(ways.pinyin) == NAME[0]
    write(ways.handwriting)
    knew = ways.pinyin.pid, ways.handwriting.pid
    assert None not in knew
    ways.forget()
    assert all(gone(pid) for pid in knew)
    assert ways.handwriting.pid is None


def test_nothing_typed_is_in_a_file_during_the_visit_or_after(ways):
    type_name(ways.pinyin)
    during = everything_in(ways.scratch)
    ways.forget()
    ways.pinyin.key("a")
    after = everything_in(ways.scratch)
    for kept in (during, after):
        assert kept
        for encoding in ("utf-8", "utf-16-le"):
            assert TYPED.encode(encoding) not in kept
            assert "zhen xi shi yi".encode(encoding) not in kept
    assert not [path for path in ways.scratch.rglob("*") if "userdb" in path.name]


def test_the_files_after_a_visit_are_those_from_before_it(ways):
    ways.pinyin.begin("text")
    before = {path.relative_to(ways.scratch) for path in ways.scratch.rglob("*")}
    type_name(ways.pinyin)
    ways.forget()
    ways.pinyin.begin("text")
    assert {path.relative_to(ways.scratch) for path in ways.scratch.rglob("*")} == before


def test_the_next_visit_types_at_once_and_knows_nothing_of_the_last(ways):
    ways.pinyin.begin("text")
    ways.pinyin.key("z")
    ways.pads.chose(Pad.WRITING)
    ways.forget()
    answer = ways.pinyin.key("y")
    assert answer.preedit == "y"
    for letter in "yzz":
        answer = ways.pinyin.key(letter)
    assert answer.candidates[0] == "营业执照"
    assert ways.pads.first((Pad.PINYIN, Pad.WRITING)) is Pad.PINYIN


def test_scratch_lies_in_memory_where_the_system_has_such_a_place(ways):
    if os.access("/dev/shm", os.W_OK):
        assert ways.scratch.stat().st_dev != Path("/").stat().st_dev


def test_everything_is_given_back_at_the_end(ways):
    type_name(ways.pinyin)
    pid = ways.pinyin.pid
    ways.close()
    assert gone(pid)
    assert not ways.scratch.exists()
