"""The document camera on real wires: taken by itself, a wrong paper, corners moved, a worker killed."""

import os
import signal

from journey_ways import go_on, photograph, to_scan

from kiosk.visit import effects
from kiosk.visit.messages import (
    AdjustCorners,
    ApplyCorners,
    Retake,
    SetCorners,
    TakePhoto,
    UseSheet,
)
from kiosk.visit.pages import Page


def taken_by_itself(terminal, bench, paper: str) -> None:
    """Lay a paper down and touch nothing, until its page was taken and read."""
    bench.put_paper(paper)
    for _ in range(4):
        terminal.until(
            lambda: terminal.body.state in ("taken", "corners", "rejected"), f"a picture of {paper}", 60
        )
        if terminal.body.state == "taken":
            terminal.until(lambda: not terminal.body.reading, "what stands on it")
            return
        # Laid down anew: the shutter begins again.
        terminal.send(Retake())
        bench.take_paper_away()
        bench.put_paper(paper)
    raise AssertionError(terminal.body)


def test_a_paper_is_taken_without_a_touch_and_recognised(terminal, bench, number):
    to_scan(terminal, bench, number)
    taken_by_itself(terminal, bench, "id-card-1")
    assert not terminal.wanted(effects.Photograph)
    view = terminal.body
    assert view.question is None
    assert view.recognised is not None
    assert view.picture[:2] == b"\xff\xd8"
    terminal.until(lambda: not terminal.body.lit, "a camera that is off")


def test_the_camera_is_lit_on_its_page_and_nowhere_else(terminal, bench, number):
    to_scan(terminal, bench, number)
    terminal.until(lambda: terminal.body.lit, "the indicator")
    photograph(terminal, bench)
    terminal.until(lambda: not terminal.body.lit, "a camera that is off")


def test_a_wrong_paper_is_named_and_the_right_one_goes_on(terminal, bench, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench, "marriage-certificate")
    question = terminal.body.question
    assert question.kind == "wrong-paper"
    assert question.title.values["paper"].zh == "结婚证"
    bench.take_paper_away()
    terminal.send(Retake())
    assert terminal.body.state == "placing"
    photograph(terminal, bench, "id-card-1")
    assert terminal.body.question is None
    bench.take_paper_away()
    go_on(terminal)
    assert terminal.page in (Page.SCAN, Page.FOUND)
    assert not any(sheet.accepted for sheet in terminal.state.visit.sheets.values())


def test_who_insists_on_a_paper_goes_on_and_staff_see_it(terminal, bench, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench, "marriage-certificate")
    at = terminal.state.visit.at
    terminal.send(UseSheet())
    sheet = terminal.state.visit.sheets[at.key, at.sheet]
    assert sheet.accepted
    assert sheet.review.verdict == "wrong-paper"


def test_corners_that_were_moved_make_another_page(terminal, bench, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench)
    before = terminal.body.picture
    terminal.send(AdjustCorners())
    assert terminal.body.state == "corners"
    a, b, c, d = terminal.body.corners
    inwards = ((a[0] + 40, a[1] + 40), (b[0] - 40, b[1] + 40), (c[0] - 40, c[1] - 40), (d[0] + 40, d[1] - 40))
    terminal.send(SetCorners(inwards), ApplyCorners())
    terminal.until(lambda: terminal.body.state == "taken", "the page of these corners", 60)
    assert terminal.body.picture != before
    (sheet,) = terminal.state.visit.sheets.values()
    assert sheet.moved
    assert sheet.scanned.agreed


def test_a_worker_that_is_killed_in_the_middle_of_a_take_loses_nothing(terminal, bench, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench)
    go_on(terminal)
    if terminal.page is Page.SCAN:
        first = dict(terminal.state.visit.sheets)
        bench.put_paper("id-card-2")
        terminal.send(TakePhoto())
        service = terminal.devices.camera._service
        os.kill(service.worker_pid, signal.SIGKILL)
        terminal.until(lambda: terminal.body.state != "taking", "the end of that take", 30)
        assert dict(terminal.state.visit.sheets) == first
        terminal.until(lambda: not terminal.state.health.out("document_camera"), "the camera again", 40)
        photograph(terminal, bench, "id-card-2")
        assert len(terminal.state.visit.sheets) == len(first) + 1
