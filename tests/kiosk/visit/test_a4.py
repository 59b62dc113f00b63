"""Paper in A4: offered where there is a printer for it, printed once, and asked about where nobody knows."""

from collections.abc import Callable

import pytest
from visit_walk import GUIDES, Walk

from kiosk.receipts.a4 import MM_PER_PT
from kiosk.receipts.a4_layout import lay_out
from kiosk.receipts.document import Block, ItemRow, KeyValue, Paragraph, Qr, Sample
from kiosk.text import Texts
from kiosk.visit import effects, present_board
from kiosk.visit.messages import (
    A4Began,
    A4CameOut,
    A4Finished,
    Back,
    Continue,
    DeviceChanged,
    Leave,
    LeaveConfirmed,
    PrintA4,
    SetAid,
    Toggle,
)
from kiosk.visit.state import A4Print

THERE = DeviceChanged("page_printer", None)
OUT = DeviceChanged("page_printer", "paperOut", "out")


def guide() -> Walk:
    walk = Walk().open("tj-p-01")
    walk.send(THERE)
    return walk


def check() -> Walk:
    walk = Walk().to_check()
    walk.send(THERE)
    return walk


def done() -> Walk:
    walk = Walk().to_done()
    walk.send(THERE)
    return walk


def plan() -> Walk:
    walk = Walk().to_plan("tj-p-01")
    walk.send(THERE)
    return walk


PAGES = pytest.mark.parametrize("begin", [guide, plan, check, done])
Begin = Callable[[], Walk]


def printed(walk: Walk) -> tuple[Block, ...]:
    return walk.wanted(effects.PrintA4)[-1].document.slip.blocks


def rows(blocks: tuple[Block, ...]) -> dict[str, str]:
    return {block.key: block.value for block in blocks if isinstance(block, KeyValue)}


def words(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@PAGES
def test_where_there_is_no_a4_printer_nothing_of_it_is_shown(begin: Begin) -> None:
    walk = Walk()
    {guide: walk.open, plan: walk.to_plan, check: walk.to_check, done: walk.to_done}[begin]("tj-p-01")
    assert walk.screen.body.a4 is None
    assert walk.send(PrintA4()) == ()


@PAGES
def test_a_job_is_shown_from_its_making_to_its_end_and_cannot_be_asked_for_twice(begin: Begin) -> None:
    walk = begin()
    assert walk.screen.body.a4.can_print
    (effect,) = walk.send(PrintA4())
    assert isinstance(effect, effects.PrintA4)
    assert (walk.screen.body.a4.state, walk.screen.body.a4.can_print) == ("preparing", False)
    assert walk.send(PrintA4()) == ()
    walk.send(A4Began(3))
    assert (walk.screen.body.a4.state, walk.screen.body.a4.pages) == ("printing", 3)
    assert walk.send(PrintA4()) == ()
    walk.send(A4Finished())
    assert (walk.screen.body.a4.state, walk.screen.body.a4.can_print) == ("printed", True)


@PAGES
def test_a_printer_that_is_out_greys_the_button_and_comes_back(begin: Begin) -> None:
    walk = begin()
    walk.send(OUT)
    assert (walk.screen.body.a4.can_print, walk.screen.body.a4.out) == (False, "paperOut")
    assert walk.send(PrintA4()) == ()
    walk.send(THERE)
    assert (walk.screen.body.a4.can_print, walk.screen.body.a4.out) == (True, None)


def test_the_a4_printer_s_paper_is_not_that_of_the_slips() -> None:
    walk = guide()
    walk.send(DeviceChanged("printer", None, "full"), OUT)
    assert walk.state.health.paper == "full"
    assert walk.screen.frame.notices == ()


@PAGES
def test_where_nobody_knows_what_came_out_the_citizen_is_asked(begin: Begin) -> None:
    walk = begin()
    walk.send(PrintA4(), A4Began(2), A4Finished("paperJammed", unknown=True))
    assert (walk.screen.body.a4.state, walk.screen.body.a4.fault) == ("unknown", "paperJammed")
    walk.send(A4CameOut(True))
    assert walk.screen.body.a4.state == "printed"
    assert len(walk.wanted(effects.PrintA4)) == 1


def test_a_form_printed_again_after_a_doubtful_one_is_numbered() -> None:
    walk = done()
    for number in (1, 2):
        walk.send(PrintA4(), A4Began(2), A4Finished("paperJammed", unknown=True), A4CameOut(False))
        assert walk.screen.body.a4.state == "failed"
        walk.send(PrintA4())
        assert Texts("zh-CN")("slip.reprint", number=2 * number - 1) in words(printed(walk))
        walk.send(A4Finished())


def test_what_did_not_reach_the_printer_makes_no_reprint() -> None:
    walk = done()
    walk.send(PrintA4(), A4Finished("printerOffline"))
    assert (walk.screen.body.a4.state, walk.screen.body.a4.fault) == ("failed", "printerOffline")
    walk.send(PrintA4())
    assert not [text for text in words(printed(walk)) if text.startswith("补打")]


def test_a_driver_that_does_not_return_keeps_nobody_waiting() -> None:
    walk = done()
    walk.send(PrintA4(), A4Began(2), DeviceChanged("page_printer", "notResponding"))
    assert walk.screen.body.a4.state == "unknown"
    walk.send(A4Finished())
    assert walk.screen.body.a4.state == "unknown", "a late word changes nothing that a person was asked"


@pytest.mark.parametrize("message", [A4Began(1), A4Finished(), A4Finished("x", True), A4CameOut(True)])
def test_words_about_a_job_that_nobody_asked_for_change_nothing(message: object) -> None:
    walk = done()
    before = walk.state.visit.a4
    assert walk.send(message) == ()
    assert walk.state.visit.a4 == before == A4Print()


def test_what_ended_is_news_on_its_page_only_and_what_runs_goes_on() -> None:
    walk = guide()
    walk.pass_time(5)
    walk.send(PrintA4(), A4Began(4), A4Finished())
    assert walk.screen.body.a4.state == "printed"
    walk.pass_time(5)
    walk.follow((Continue(), "notice"), (Back(), "guide"))
    assert walk.screen.body.a4.state == "none"
    walk.send(PrintA4(), A4Began(4))
    walk.pass_time(5)
    walk.follow((Continue(), "notice"), (Back(), "guide"))
    assert walk.screen.body.a4.state == "printing"


def test_leaving_wipes_and_forgets_the_job() -> None:
    walk = guide()
    walk.send(PrintA4(), A4Began(4))
    wanted = walk.send(Leave(), LeaveConfirmed())
    if effects.Wipe() not in wanted:
        wanted = walk.send(Continue())
    assert effects.Wipe() in wanted
    assert walk.state.visit.a4 == A4Print()


def test_the_guide_lists_what_to_bring_in_large_print_and_names_nobody() -> None:
    walk = guide()
    walk.send(PrintA4())
    document = walk.wanted(effects.PrintA4)[-1].document
    view = walk.screen.body
    assert document.large
    items = [block.name for block in document.slip.blocks if isinstance(block, ItemRow)]
    for entry in view.plan.materials:
        assert f"□ {entry.material.name.zh}" in items
    for entry in view.plan.items:
        assert any(name.endswith(entry.item.name.zh) for name in items)
    assert any(isinstance(block, Sample) for block in document.slip.blocks)
    assert rows(document.slip.blocks)["咨询电话"] == view.phone
    assert rows(document.slip.blocks)["费用"] == "不收费"
    assert f"□ {view.have_in_hand[0].zh}" in words(document.slip.blocks)


def test_the_form_has_every_answer_in_full_and_how_each_material_is_given() -> None:
    walk = check()
    walk.send(PrintA4())
    blocks = printed(walk)
    view = walk.screen.body
    given = rows(blocks)
    for group in view.groups:
        for line in group.lines:
            assert given[line.label.zh]
            if line.masked:
                assert "*" not in given[line.label.zh]
    assert "000000199203050018" in given.values()
    materials = {block.name.split(". ", 1)[1]: block.state for block in blocks if isinstance(block, ItemRow)}
    for row in view.materials:
        assert materials[row.material.name.zh]
    assert any(isinstance(block, Sample) for block in blocks)


def test_before_the_submission_the_form_says_that_nothing_is_submitted() -> None:
    walk = check()
    walk.send(PrintA4())
    draft = Texts("zh-CN")("a4.form.draft")
    assert draft in words(printed(walk))
    assert not [block for block in printed(walk) if isinstance(block, Qr)]
    walk = done()
    walk.send(PrintA4())
    assert draft not in words(printed(walk))
    assert rows(printed(walk))["提交编号"] == "SN-1"
    (code,) = [block for block in printed(walk) if isinstance(block, Qr)]
    assert code.text == walk.screen.body.qr_text


def test_the_title_at_the_foot_of_each_page_names_nobody() -> None:
    walk = done()
    walk.send(PrintA4())
    assert walk.wanted(effects.PrintA4)[-1].document.slip.title == "新生儿出生 申请表"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("bundle", [bundle.id for bundle in GUIDES.bundles()])
def test_the_guide_of_every_bundle_can_be_laid_out(bundle: str, language: str) -> None:
    walk = Walk()
    walk.send(THERE, SetAid("language", language))
    walk.open(bundle)
    (effect,) = walk.send(PrintA4())
    assert isinstance(effect, effects.PrintA4)
    texts = Texts(language)
    pages = lay_out(
        effect.document,
        lambda text, pt, bold: len(text) * pt * MM_PER_PT,
        lambda n, of: texts("a4.page", page=n, pages=of),
    )
    assert pages


def test_the_board_tells_the_staff_to_put_a4_paper_into_the_tray() -> None:
    walk = Walk()
    walk.send(OUT, DeviceChanged("printer", "paperOut", "out"))
    how = {row.kind: row.how.key for row in present_board.rows(walk.state.health)}
    assert how == {"page_printer": "fault.paperOut.how.a4", "printer": "fault.paperOut.how"}


def test_one_s_own_list_has_what_one_ticked_and_needs_and_names_nobody() -> None:
    walk = plan()
    free = next(entry.item for entry in walk.screen.body.plan.items if entry.ticked and not entry.locked)
    walk.send(Toggle(free.id), PrintA4())
    document = walk.wanted(effects.PrintA4)[-1].document
    items = [block.name for block in document.slip.blocks if isinstance(block, ItemRow)]
    assert document.large
    assert not [name for name in items if name.endswith(free.name.zh)]
    for entry in walk.screen.body.plan.items:
        assert any(name.endswith(entry.item.name.zh) for name in items) == entry.ticked
    for material in walk.screen.body.plan.materials:
        assert f"□ {material.material.name.zh}" in items
    texts = Texts("zh-CN")
    assert texts("a4.list.note") in words(document.slip.blocks)
    assert texts("a4.guide.varies") not in words(document.slip.blocks)
    assert "示例路" not in str(document) and "李示例" not in str(document)
