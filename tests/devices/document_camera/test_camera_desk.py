"""The worker's desk: photographs before pages, every one answered once, whatever a photograph does."""

import queue
import threading
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from devices.document_camera.desk import Desk, Photograph
from devices.document_camera.gates.fingerprint import fingerprint
from devices.document_camera.orders import Answer, Compare, Compared, Read, Taken
from devices.document_camera.scanned import ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice, Corner, Quality, Rejected, Wanted

SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
QUALITY = Quality(blur=2.0, glare=0.0, brightness=200.0, ink=0.1)


def page(advice: Advice | None = None) -> ScannedPage:
    return ScannedPage(SQUARE, True, 0, QUALITY, advice, (), 9, 9, 200.0, b"jpeg", False, b"")


@dataclass
class Looked:
    photo: ScannedPhoto
    pipeline: "Pipeline"

    def read(self, page: int) -> tuple[tuple[()], tuple[()]]:
        self.pipeline.log.append(f"read {page}")
        self.pipeline.reading.set()
        assert self.pipeline.may_read.wait(30)
        if self.pipeline.unreadable:
            raise RuntimeError("a network that cannot be loaded")
        return (), ()


@dataclass
class Pipeline:
    """Makes of a photograph what its bytes say, and reads when it may."""

    pages: dict[bytes, tuple[ScannedPage, ...]]
    unreadable: bool = False
    log: list[str] = field(default_factory=list)
    looking: threading.Event = field(default_factory=threading.Event)
    may_look: threading.Event = field(default_factory=threading.Event)
    reading: threading.Event = field(default_factory=threading.Event)
    may_read: threading.Event = field(default_factory=threading.Event)

    def look(self, jpeg: bytes, wanted: Wanted, corners: tuple[Corner, ...] | None) -> Looked:
        self.log.append(f"look {jpeg.decode()}")
        self.looking.set()
        assert self.may_look.wait(30)
        return Looked(ScannedPhoto(9, 9, self.pages[jpeg]), self)


class Answers:
    def __init__(self, pipeline: Pipeline) -> None:
        self._said: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.desk = Desk(lambda: pipeline, self._said.put, self.done.put)

    def next(self) -> Answer:
        return self._said.get(timeout=30)

    def put(self, number: int, jpeg: bytes, read: bool = True) -> None:
        self.desk.put(Photograph(number, jpeg, Wanted(read=read)))


@pytest.fixture
def pipeline() -> Pipeline:
    made = Pipeline({b"one": (page(),), b"two": (page(), page(Advice.BLURRED), page(Advice.UNSURE))})
    made.may_look.set()
    made.may_read.set()
    return made


def test_each_page_of_a_photograph_is_answered_and_a_blurred_one_is_not_read(pipeline: Pipeline) -> None:
    answers = Answers(pipeline)
    answers.put(1, b"two")
    taken = answers.next()
    assert isinstance(taken, Taken)
    assert (taken.number, taken.original_jpeg, taken.to_read) == (1, b"two", (0, 1, 2))
    reads = sorted((answers.next() for _ in range(3)), key=lambda one: one.page)  # type: ignore[union-attr]
    assert reads == [Read(1, 0, (), ()), Read(1, 1, (), None), Read(1, 2, (), ())]
    assert answers.done.get(timeout=30) == 1
    assert pipeline.log == ["look two", "read 0", "read 2"]


def test_the_next_photograph_goes_before_pages_that_are_still_to_be_read(pipeline: Pipeline) -> None:
    answers = Answers(pipeline)
    pipeline.may_read.clear()
    answers.put(1, b"two")
    assert pipeline.reading.wait(30)
    answers.put(2, b"one")
    pipeline.may_read.set()
    numbers = [answers.next().number for _ in range(6)]  # type: ignore[union-attr]
    assert sorted(numbers) == [1, 1, 1, 1, 2, 2]
    assert pipeline.log == ["look two", "read 0", "look one", "read 2", "read 0"]


def test_where_nothing_is_to_be_read_nothing_is(pipeline: Pipeline) -> None:
    answers = Answers(pipeline)
    answers.put(1, b"two", read=False)
    taken = answers.next()
    assert isinstance(taken, Taken)
    assert taken.to_read == ()
    assert answers.done.get(timeout=30) == 1
    assert pipeline.log == ["look two"]


def test_a_photograph_that_makes_the_pipeline_fail_is_gone_and_the_next_one_is_taken(
    pipeline: Pipeline,
) -> None:
    answers = Answers(pipeline)
    answers.put(1, b"three")
    answers.put(2, b"one", read=False)
    assert answers.next() == Taken(1, Rejected(Advice.GONE))
    second = answers.next()
    assert isinstance(second, Taken)
    assert isinstance(second.outcome, ScannedPhoto)


def test_a_page_that_cannot_be_read_is_told_as_one(pipeline: Pipeline) -> None:
    pipeline.unreadable = True
    answers = Answers(pipeline)
    answers.put(1, b"one")
    answers.next()
    assert answers.next() == Read(1, 0, (), None)


def test_switched_off_what_is_not_made_is_gone_and_what_was_delivered_is_read(pipeline: Pipeline) -> None:
    answers = Answers(pipeline)
    pipeline.may_read.clear()
    answers.put(1, b"one")
    assert isinstance(answers.next(), Taken)
    assert pipeline.reading.wait(30)
    pipeline.may_look.clear()
    pipeline.looking.clear()
    answers.put(2, b"one")
    answers.put(3, b"one")
    pipeline.may_read.set()
    assert answers.next() == Read(1, 0, (), ())
    assert pipeline.looking.wait(30)
    answers.desk.drop()
    pipeline.may_look.set()
    assert answers.next() == Taken(3, Rejected(Advice.GONE))
    assert answers.next() == Taken(2, Rejected(Advice.GONE))
    assert answers.desk.used


def test_a_page_is_known_again_among_others_after_what_is_read(pipeline: Pipeline) -> None:
    letters = [np.full((880, 620, 3), 250, np.uint8) for _ in range(2)]
    for row in range(40, 840, 40):
        for letter, text in zip(letters, ("example words", "others of test"), strict=True):
            cv2.putText(letter, f"{text} {row}", (30, row), cv2.FONT_HERSHEY_SIMPLEX, 1, (20, 20, 20), 2)
    one, other = (fingerprint(letter) for letter in letters)
    answers = Answers(pipeline)
    answers.put(1, b"one")
    answers.desk.compare(Compare(2, one, (other, one)))
    answers.desk.compare(Compare(3, one, (other, b"rubbish")))
    said = [answers.next() for _ in range(4)]
    assert isinstance(said[0], Taken)
    assert sorted((one for one in said if isinstance(one, Compared)), key=lambda c: c.number) == [
        Compared(2, True),
        Compared(3, False),
    ]
    assert answers.desk.used
