"""A person puts the corners right with a finger or with the arrows; the ring, the marks, the indicator."""

from dataclasses import dataclass
from typing import Any

import pytest

from kiosk.visit import messages as m
from screens.components.corner_frame import STEP
from screens.pages.page import Tools


@dataclass(frozen=True)
class Seen:
    """What the camera shows."""

    corners: Any = ((4.0, 4.0), (30.0, 4.0), (30.0, 25.0), (4.0, 25.0))
    width: int = 40
    height: int = 30
    rgb: bytes = bytes(40 * 30 * 3)
    shutter: str = "off"
    share: float = 0.0


class Eye:
    """A camera that shows what it is told."""

    def __init__(self, picture: Seen) -> None:
        self.picture = picture

    def preview(self) -> Seen:
        return self.picture


def corners(page: Any) -> Any:
    return page.state.visit.scan.corners


def step_px(page: Any) -> float:
    photo = page.state.visit.scan.shot.photo
    return STEP * max(photo.width, photo.height)


def test_arrows_move_the_corner_that_was_chosen(live: Any) -> None:
    page = live("scan-corners")
    before = corners(page)
    page.act("corner-right")
    page.act("corner-down")
    moved = corners(page)
    assert moved[0] == pytest.approx((before[0][0] + step_px(page), before[0][1] + step_px(page)))
    assert moved[1:] == before[1:]
    page.act("tab-right_bottom")
    page.act("corner-left")
    assert corners(page)[2][0] == pytest.approx(before[2][0] - step_px(page))
    page.act("corners-undo")
    assert corners(page) == before


def test_an_arrow_keeps_the_focus_and_says_which_corner_it_moves(live: Any) -> None:
    page = live("scan-corners")
    page.stage.focus.focus("corner-up")
    for _ in range(3):
        assert page.stage.focus.activate()
    assert page.stage.focus.current.id == "corner-up"
    assert "左上" in page.stage.focus.current.speech
    page.act("tab-right_top")
    assert "右上" in page.find("corner-up").speech


def test_the_whole_correction_works_by_keypad_alone(live: Any) -> None:
    page = live("scan-corners")
    for id in ("tab-left_bottom", "corner-left", "corner-left", "primary"):
        page.stage.focus.focus(id)
        assert page.stage.focus.activate(), id
        page.stage.layout_now()
    assert page.state.visit.scan.state == "taking"


def test_a_finger_takes_the_nearest_corner_and_pushes_it(live: Any, finger: Any) -> None:
    page = live("scan-corners")
    before = corners(page)
    frame = page.presenter.page._corners
    x, y = frame._on_glass(before[2])
    top = frame.theme.profile.height_px
    finger.drag([(x + 10, top - y + 10), (x - 50, top - y - 30)])
    after = corners(page)
    assert after[:2] == before[:2]
    assert after[3] == before[3]
    pushed = frame._on_glass(after[2])
    assert pushed == pytest.approx((x - 60, y + 40), abs=2), "as far as the finger went, from where it was"
    assert "selected" in page.find("tab-right_bottom").state


def test_while_a_finger_lies_on_a_corner_its_place_is_shown_enlarged(live: Any, finger: Any) -> None:
    page = live("scan-corners")
    frame = page.presenter.page._corners
    alone = len(frame._over.children)
    x, y = frame._on_glass(corners(page)[0])
    touch = finger.press((x, frame.theme.profile.height_px - y))
    assert len(frame._over.children) > alone
    before = corners(page)
    touch.touch_up()
    assert corners(page) == before, "a touch alone moves nothing"
    assert len(frame._over.children) == alone


def test_crossed_corners_are_refused_in_words_and_put_back(live: Any) -> None:
    page = live("scan-corners-crossed")
    assert not page.find("primary").enabled
    assert "恢复" in page.find("flaw").name
    page.act("corners-undo")
    assert page.find("primary").enabled


def test_the_ring_fills_while_the_shutter_counts(live: Any, frames: Any) -> None:
    eye = Eye(Seen(shutter="counting", share=0.5))
    page = live("scan", Tools(camera=eye))
    for _ in range(50):
        frames(1)
        if page.find("photo").value:
            break
    assert page.find("photo").value == "50 %"
    assert "别动" in page.find("state").name
    eye.picture = Seen(shutter="hands")
    for _ in range(50):
        frames(1)
        if not page.find("photo").value:
            break
    assert page.find("photo").value == ""
    assert "手拿开" in page.find("state").name


def test_a_mark_stays_until_the_paper_is_touched(live: Any, frames: Any) -> None:
    eye = Eye(Seen(shutter="change"))
    page = live("scan-rejected", Tools(camera=eye))
    frame = page.presenter.page._live
    for _ in range(20):
        frames(1)
    assert frame._outlines
    eye.picture = Seen(shutter="hands")
    for _ in range(50):
        frames(1)
        if not frame._outlines:
            break
    assert not frame._outlines
    assert "有反光" in page.find("advice").name


def test_the_page_says_that_the_camera_is_on(live: Any) -> None:
    page = live("scan-lit")
    assert "lit" in page.find("photo").state
    assert "摄像头已开" in page.find("photo").speech
    page.send(m.CameraLit(False))
    assert "lit" not in page.find("photo").state


def test_a_wrong_paper_has_two_doors(live: Any) -> None:
    page = live("scan-wrong-paper")
    assert page.find("primary").name == "换一张重拍"
    assert "要的是" in page.find("question").name
    page.act("use-it")
    assert page.state.visit.at.sheet == 1


def test_an_expired_paper_opens_the_other_ways(live: Any) -> None:
    page = live("scan-expired")
    ways = page.presenter.page.body.alternatives
    if ways:
        page.act("way-out")
        assert page.stage.overlays
    else:
        assert page.missing("way-out")


def test_what_was_read_is_confirmed_beside_its_place(live: Any) -> None:
    page = live("found")
    assert page.find("value").name == "李小真"
    page.act("primary")
    value = page.state.visit.application.values["child.name"]
    assert (value.value, value.source) == ("李小真", "paper")
