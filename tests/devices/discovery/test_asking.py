"""An unknown serial line is asked by real bytes over a pty; who answers is known, and nothing is printed."""

import json
import os
import pty
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from devices.discovery.asking import ask
from devices.discovery.values import Answered

SHORT = 0.02
"""Seconds for an answer where none comes."""


@contextmanager
def simulated(kind: str, folder: Path, *options: str) -> Iterator[str]:
    line = folder / f"{kind}.tty"
    command = [sys.executable, "-m", f"devices.{kind}.simulator", "--link", str(line)]
    command += ["--control", str(folder / f"{kind}.control"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield str(line)
        process.terminate()


def asked(line: str) -> Answered:
    """Ask until there is an answer: on a busy machine one may come later than a line is listened to."""
    until = time.monotonic() + 60
    while (found := ask(line)).kind is None and time.monotonic() < until:
        pass
    return found


@contextmanager
def listening(answer: Callable[[bytes], bytes]) -> Iterator[tuple[str, bytearray]]:
    """Yield a line behind which somebody takes down all that is said, and answers it or not."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    heard = bytearray()

    def listen() -> None:
        while True:
            try:
                said = os.read(ours, 256)
            except OSError:
                return
            if said.endswith(b"over"):
                heard.extend(said.removesuffix(b"over"))
                return
            heard.extend(said)
            os.write(ours, answer(said))

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield os.ttyname(theirs), heard
    finally:
        os.write(theirs, b"over")
        thread.join(30)
        os.close(ours)
        os.close(theirs)


def test_a_receipt_printer_is_known_and_prints_nothing(tmp_path: Path) -> None:
    slips = tmp_path / "out"
    with simulated("printer", tmp_path, "--out", str(slips)) as line:
        found = asked(line)
    assert (found.kind, found.busy, set(found.options)) == ("printer", False, {"baud"})
    assert not list(slips.glob("slip*"))


def test_a_card_reader_is_known(tmp_path: Path) -> None:
    with simulated("id_card", tmp_path) as line:
        assert asked(line) == Answered(line, "id_card")


def test_a_line_where_nobody_answers_says_nothing_and_is_told_so() -> None:
    with listening(lambda _: b"") as (line, heard):
        assert ask(line, patience=SHORT) == Answered(line, None)
    # The question of a printer alone, until it is clear that none is there.
    assert bytes(heard).startswith(b"\x10\x04\x01")
    assert bytes(heard).count(b"\x10\x04") == 4


def test_an_echo_is_no_device() -> None:
    with listening(lambda said: said) as (line, _):
        assert ask(line, patience=SHORT).kind is None


@pytest.mark.parametrize("questions", [0, 1])
def test_it_is_broken_off_between_two_questions(questions: int) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > questions

    with listening(lambda _: b"") as (line, heard):
        assert ask(line, cancelled) == Answered(line, None)
    assert bytes(heard) == b"\x10\x04\x01" * questions


def test_a_line_that_another_has_open_is_left_alone(tmp_path: Path) -> None:
    assert ask(str(tmp_path / "nothing")) == Answered(str(tmp_path / "nothing"), None, busy=True)
    with listening(lambda _: b"") as (line, heard), serial.Serial(line, exclusive=True):
        assert ask(line).busy
    assert not heard
