"""A process that speaks JSON lines: heard line by line, however they come, and ended whole."""

import sys
from pathlib import Path

import pytest

from screens.child_process import JsonChild

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"


@pytest.fixture
def child():
    made = []

    def start(program=ECHO):
        made.append(JsonChild([sys.executable, "-c", program]))
        return made[-1]

    yield start
    for one in made:
        one.end()


def test_what_is_told_is_heard(child):
    echo = child()
    assert echo.tell({"key": "张\n"}) and echo.tell({"key": 2})
    assert echo.hear(10) == {"key": "张\n"}
    assert echo.hear(10) == {"key": 2}


def test_lines_that_come_in_pieces_and_at_once_are_heard_one_by_one(child):
    parts = "import sys\nfor part in ('{\"a\"', ':1}\\n{\"a\":2}\\n'): print(part, end='', flush=True)"
    both = child(parts)
    assert [both.hear(10), both.hear(10), both.hear(10)] == [{"a": 1}, {"a": 2}, None]


def test_nothing_in_time_is_nothing(child):
    assert child().hear(0.01) is None


@pytest.mark.parametrize("line", ["nonsense", "[1]", '"text"'])
def test_nonsense_is_nothing(child, line):
    assert child(f"print({line!r})").hear(10) is None


def test_one_that_ended_is_told_nothing_and_says_nothing(child):
    ended = child("")
    assert ended.hear(10) is None
    ended.end()
    assert not ended.tell({})


def test_the_end_leaves_no_process(child):
    echo = child()
    pid = echo.pid
    assert not echo.ended
    echo.end()
    assert echo.ended
    assert not Path(f"/proc/{pid}").exists()
