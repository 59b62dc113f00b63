"""The pages from the materials to the goodbye follow the visit in place: nothing drawn or typed is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kiosk.catalogue.models import LocalText, Material
from kiosk.text import Texts
from kiosk.visit import messages as m
from kiosk.visit.pages import Page
from kiosk.visit.submit import SIGNATURE_MM
from screens.pages.camera import small
from screens.pages.page import Tools
from screens.pages.papers import sheet_name

MATERIAL = {"id": "paper", "requirement": {"zh": "原件"}, "sources": ["SCAN"]}

SEALED = m.Sealed(UUID(int=7 << 88), "4K7RTW2M9", datetime(2026, 11, 21, 1, 40, tzinfo=UTC))


@dataclass(frozen=True)
class Picture:
    corners: Any = None
    width: int = 40
    height: int = 30
    rgb: bytes = bytes(40 * 30 * 3)
    shutter: str = "off"
    share: float = 0.0


class HandCamera:
    """Shows what it is told, and counts how often it is asked."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.asked = 0

    def preview(self) -> Picture | None:
        self.asked += 1
        return self.picture


def test_signature_goes_to_the_visit_in_millimetres_of_the_field(live: Any, finger: Any) -> None:
    page = live("declare")
    x, y, w, h = page.find("signature").bounds
    finger.drag([(x, y), (x + w / 2, y + h / 2), (x + w - 1, y + h - 1)])
    (stroke,) = page.state.visit.strokes
    assert stroke[0][:2] == pytest.approx((0, 0), abs=0.5)
    assert stroke[1][:2] == pytest.approx((SIGNATURE_MM[0] / 2, SIGNATURE_MM[1] / 2), abs=0.5)
    assert stroke[-1][:2] == pytest.approx(SIGNATURE_MM, abs=0.7)


def test_submit_waits_for_tick_and_signature_and_names_what_is_missing(live: Any, finger: Any) -> None:
    page = live("declare")
    shell = page.presenter.page.widget
    assert not page.find("primary").enabled
    assert "打勾" in shell.sub.text
    page.act("declaration:truth")
    assert "checked" in page.find("declaration:truth").state
    assert not page.find("primary").enabled
    assert "签名" in shell.sub.text
    x, y, w, h = page.find("signature").bounds
    finger.drag([(x + 40, y + 40), (x + w / 2, y + h / 2)])
    assert page.presenter.page.widget is shell
    assert page.find("primary").enabled
    assert page.find("primary").name == "提交 5 个事项"
    page.act("sign-clear")
    assert page.state.visit.strokes == ()
    assert not page.find("primary").enabled


def test_signature_is_still_there_after_looking_something_up(live: Any) -> None:
    page = live("declare-signed")
    strokes = page.state.visit.strokes
    page.send(m.Back())
    assert page.state.visit.at.page is Page.CHECK
    page.send(m.Continue())
    assert page.presenter.page._pad.strokes == strokes
    assert page.state.visit.strokes == strokes


def test_camera_is_looked_at_only_while_its_page_stands(live: Any, frames: Any) -> None:
    camera = HandCamera()
    camera.picture = Picture()
    page = live("scan", Tools(camera=camera))
    _until(frames, lambda: camera.asked > 2)
    page.send(m.Back())
    asked = camera.asked
    for _ in range(10):
        frames(1)
    assert camera.asked == asked


def test_words_say_that_the_page_was_found_once_it_stays(live: Any, frames: Any) -> None:
    camera = HandCamera()
    camera.picture = Picture()
    page = live("scan", Tools(camera=camera))
    _until(frames, lambda: camera.asked > 2)
    assert "四个角" in page.find("state").name
    camera.picture = Picture(((4.0, 4.0), (30.0, 4.0), (30.0, 25.0), (4.0, 25.0)))
    _until(frames, lambda: "看到纸了" in page.find("state").name)
    assert "found" in page.find("photo").state
    camera.picture = Picture()
    _until(frames, lambda: "四个角" in page.find("state").name)


def test_taken_picture_is_shown_and_taken_back(live: Any, state_of: Any) -> None:
    page = live("scan", Tools(camera=HandCamera()))
    sheet = state_of("scan-taken").visit.sheets[page.state.visit.at.key, 0]
    page.act("primary")
    assert not page.find("primary").enabled
    page.send(m.PhotoTaken(1, sheet.photo, sheet.original))
    assert page.find("photo").name == "拍好的照片"
    assert page.find("primary").name == "用这张"
    assert page.missing("without")
    page.act("retake")
    assert page.find("photo").name == "高拍仪看到的画面"
    assert page.find("primary").name == "现在就拍"
    assert page.state.visit.sheets == {}


def test_picture_is_decoded_off_the_frame_loop(live: Any, state_of: Any, frames: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        page = live("scan-taken", Tools(pool=pool))
        still = page.presenter.page._still
        _until(frames, lambda: still._has_picture)


def test_a_picture_that_cannot_be_read_leaves_the_page_as_it_is(live: Any, state_of: Any) -> None:
    sheet = next(iter(state_of("scan-taken").visit.sheets.values()))
    page = live("scan")
    page.act("primary")
    torn = tuple(replace(one, jpeg=b"no picture") for one in sheet.photo.pages)
    page.send(m.PhotoTaken(1, replace(sheet.photo, pages=torn), b""))
    assert page.find("retake").enabled


def test_photograph_is_made_to_fit(state_of: Any) -> None:
    sheet = next(iter(state_of("scan-taken").visit.sheets.values()))
    still = small(sheet.page, 400, 400)
    assert still is not None
    assert max(still.width, still.height) == 400
    assert len(still.rgb) == still.width * still.height * 3
    assert small(b"\xff\xd8 torn", 400, 400) is None


def test_sheet_is_named_with_its_paper_unless_it_says_so_itself() -> None:
    texts = Texts("zh-CN")
    book = Material.model_validate(MATERIAL | {"name": {"zh": "户口簿"}})
    cards = Material.model_validate(MATERIAL | {"name": {"zh": "父母身份证"}})
    assert sheet_name(texts, book, LocalText(zh="首页")) == "户口簿首页"
    assert sheet_name(texts, cards, LocalText(zh="另一方身份证人像面")) == "另一方身份证人像面"
    assert sheet_name(texts, book, None) == "户口簿"


def test_advice_goes_when_the_next_picture_is_taken(live: Any) -> None:
    page = live("scan-rejected")
    assert "有反光" in page.find("advice").name
    page.act("primary")
    assert page.missing("advice")


def test_choosing_the_window_moves_the_material_out_of_the_photographs(live: Any) -> None:
    page = live("materials-restaurant")
    page.act("material:food-safety-rules")
    page.act("choice-WINDOW")
    assert page.stage.overlays == []
    assert "到窗口交" in page.find("material:food-safety-rules").speech
    assert page.find("primary").name == "去拍照（4 份）"


def test_commitment_is_ticked_before_it_counts(live: Any) -> None:
    page = live("commitment")
    assert page.find("primary").name == "请先打勾"
    page.act("agree")
    assert "checked" in page.find("agree").state
    assert page.find("primary").name == "承诺并继续"


def test_bar_moves_with_the_upload_and_steps_follow(live: Any) -> None:
    page = live("submitting")
    page.send(SEALED)
    page.send(m.OutboxSeen(SEALED.package_id, 50, 100))
    assert page.find("progress").value == "50 %"
    assert "50%" in page.find("progress").name
    assert "好了" in page.find("step:seal").speech
    page.send(m.OutboxSeen(SEALED.package_id, 100, 100))
    assert "正在做" in page.find("step:confirm").speech


def test_whoever_does_not_want_to_wait_is_told_what_is_so_and_what_comes_next(live: Any) -> None:
    page = live("submitting")
    assert page.missing("stop")
    page.send(SEALED)
    page.act("stop")
    assert page.find("title").name == "已封存，尚未受理"
    assert page.find("slip").state == ("printing",)
    page.send(m.PrintFinished("paperOut"))
    assert "拍下封存码" in page.find("slip-fault").name


def test_slip_goes_from_printing_to_printed_and_can_be_had_again(live: Any) -> None:
    page = live("done")
    assert page.find("slip").state == ("printing",)
    page.send(m.PrintFinished())
    assert page.find("slip").state == ("printed",)
    page.act("again")
    assert page.find("slip").state == ("printing",)
    page.send(m.PrintFinished("paperOut"))
    assert "打印纸用完了" in page.find("slip-fault").name
    assert "拍下申办号" in page.find("slip-fault").name
    assert page.find("again").enabled


def test_who_knows_whether_the_slip_came_out_is_asked_and_the_next_one_follows(live: Any) -> None:
    page = live("done")
    page.send(m.PrintFinished("coverOpen", unknown=True))
    assert page.find("slip").state == ("unknown",)
    assert "出来了吗" in page.find("slip-ask").name
    assert "盖子" in page.find("slip-ask").name
    page.act("slip-no")
    assert page.find("slip").state == ("printing",)
    page.send(m.PrintFinished("coverOpen", unknown=True))
    page.act("slip-yes")
    assert page.find("slip").state == ("printed",)


def test_another_slip_is_offered_only_while_the_printer_can(live: Any) -> None:
    page = live("done-printed")
    assert page.find("again").enabled
    page.send(m.DeviceChanged("printer", "paperOut", "out"))
    assert not page.find("again").enabled
    page.send(m.DeviceChanged("printer", None, "full"))
    assert page.find("again").enabled


def test_number_is_shown_in_groups_and_spoken_sign_by_sign(live: Any) -> None:
    node = live("done").find("number")
    assert node.name == "1200 0026 1121 7QK4 M2X"
    assert node.speech.startswith("申办号，1 2 0 0")


def test_item_that_waits_says_for_which(live: Any) -> None:
    page = live("done")
    waiting = [n for n in page.stage.focus.nodes() if n.id.startswith("case:") and "排队" in n.speech]
    assert len(waiting) == 2
    assert all("等“户口登记”办好后自动开始" in node.speech for node in waiting)


def test_goodbye_counts_down_and_says_when_a_card_is_left(live: Any) -> None:
    page = live("goodbye")
    assert page.find("countdown").value == "10"
    page.state = replace(page.state, now=page.state.now + 4)
    page.draw()
    assert page.find("countdown").value == "6"
    page.send(m.CardReading())
    page.state = page.state.with_visit(card_here=True)
    page.draw()
    assert "身份证" in page.find("card-here").name
    assert not page.find("primary").enabled
    page.send(m.CardRemoved())
    assert page.find("primary").enabled


def test_phone_is_typed_on_its_own_keys_and_goes_along(live: Any) -> None:
    page = live("report")
    assert page.presenter.page.widget.dock is None
    page.act("phone")
    for digit in "13800000000":
        page.act(f"key-{digit}")
    page.act("primary")
    assert page.presenter.page.widget.dock is None
    assert page.state.visit.report.state == "ask"
    page.act("primary")
    assert page.state.visit.report.state == "sending"
    page.send(m.Reported("FY2026112100001", "2026-11-24"))
    assert page.find("number").name == "FY20 2611 2100 001"
    assert "2026年11月24日" in page.find("due").name


def test_half_a_phone_number_is_not_sent(live: Any) -> None:
    page = live("report")
    page.act("phone")
    for digit in "1380":
        page.act(f"key-{digit}")
    page.act("primary")
    assert "手机号码不对" in page.presenter.page._phone.error
    assert page.state.visit.report.state == "ask"


def test_phone_survives_a_report_that_did_not_arrive(live: Any) -> None:
    page = live("report")
    page.act("phone")
    for digit in "13800000000":
        page.act(f"key-{digit}")
    page.act("primary")
    page.act("primary")
    page.send(m.Failed("report", "unreachable"))
    assert "没有发出去" in page.find("failed").name
    assert page.find("phone").value.replace(" ", "") == "13800000000"
    assert page.find("primary").name == "再发一次"


def test_masked_values_stay_masked_on_the_check_page(live: Any, scenes: Any) -> None:
    page = live("check")
    number = scenes.li["card"]["number"]
    assert all(number not in node.name + node.value + node.speech for node in page.stage.focus.nodes())


def test_changing_a_value_from_the_check_page_comes_back_to_it(live: Any) -> None:
    page = live("check")
    page.act("change:child.name")
    assert page.state.visit.at.page is Page.FIELD
    page.send(m.Continue())
    assert page.state.visit.at.page is Page.CHECK


def test_picture_keeps_its_size_where_room_is_short(live: Any) -> None:
    page = live("scan")
    theme = page.stage.theme
    assert page.find("sheet").visible
    theme.low_reach = True
    page.stage.layout_now()
    assert page.missing("sheet")
    theme.low_reach = False
    page.stage.layout_now()
    assert page.find("sheet").visible


def _until(frames: Any, holds: Callable[[], bool], most: int = 600) -> None:
    """Let frames pass until something holds; fails when it does not."""
    for _ in range(most):
        if holds():
            return
        frames(1)
    raise AssertionError("it did not come about")
