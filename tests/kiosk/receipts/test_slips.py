import re
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.columns import width
from devices.printer.escpos import encode
from devices.printer.interface import CutPaper, QrLine, TextLine
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from kiosk.receipts.acceptance import AcceptanceFacts, CaseFact, acceptance_slip
from kiosk.receipts.document import BigCode, ItemRow, Qr, Sample, Slip
from kiosk.receipts.guide import GuideFacts, GuideItem, MaterialFact, guide_slip
from kiosk.receipts.layout import lay_out
from kiosk.text import Texts

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
TYPEFACE = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
FACTS = AcceptanceFacts(
    bundle_name="新生儿出生一件事",
    submission_no="SL20261121000123",
    received_at=datetime(2026, 11, 21, 9, 42),
    cases=(
        CaseFact("BJ000001", "出生医学证明办理", "示例区妇幼保健院", "已受理", date(2026, 11, 24)),
        CaseFact(
            "BJ000002",
            "新生儿落户",
            "示例公安分局",
            "等待前一项",
            date(2026, 12, 1),
            blocked_by=("出生医学证明办理", "预防接种证办理"),
            result="居民户口簿",
        ),
    ),
    applicant_name="示例张",
    applicant_number="110105194912310021",
    site="示例区政务服务中心",
    machine="T-0001",
    short_code="7KQ2M9XA",
    query_code="482913",
    status_url="https://example.test/s/7KQ2M9XA",
    phones=(("政务服务热线", "12345"),),
    sample=True,
)
GUIDE = GuideFacts(
    bundle_name="新生儿出生一件事",
    items=(GuideItem("新生儿落户", "示例公安分局"),),
    materials=(MaterialFact("父母身份证", 2, "原件"), MaterialFact("结婚证")),
    version="2026-03",
    updated=date(2026, 3, 1),
    place="一楼综合窗口",
    hours="工作日 9:00–17:00",
    limit="5 个工作日",
    fee="不收费",
    url="https://example.test/g/birth",
    sample=True,
)


def paper(slip: Slip, columns: int = 48) -> list[str]:
    return [line.text for line in lay_out(slip, columns) if isinstance(line, TextLine)]


def test_the_slip_says_what_happens_next_with_each_item() -> None:
    slip = acceptance_slip(FACTS, Texts())
    rows = [block for block in slip.blocks if isinstance(block, ItemRow)]
    assert [row.state for row in rows] == ["已受理", "等待前一项"]
    details = [{detail.key: detail.value for detail in row.details} for row in rows]
    assert details[0]["下一步"] == "部门正在办理，您不用再交材料"
    assert details[1]["下一步"] == "等出生医学证明办理、预防接种证办理办好后自动开始，您不用再来"
    assert details[1]["最晚办好"] == "2026年12月01日"
    assert details[1]["您会拿到"] == "居民户口簿"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("columns", [48, 42, 32])
def test_no_full_name_or_number_reaches_the_paper(language: str, columns: int) -> None:
    lines = lay_out(acceptance_slip(FACTS, Texts(language), language), columns)
    everything = " ".join(map(repr, lines))
    assert "示例张" not in everything
    assert "110105194912310021" not in everything
    assert re.search(r"1\*{16}1", everything)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("columns", [48, 42, 32])
def test_every_line_fits_the_paper_and_the_slip_is_cut(language: str, columns: int) -> None:
    texts = Texts(language)
    for slip in (acceptance_slip(FACTS, texts, language), guide_slip(GUIDE, texts, language)):
        lines = lay_out(slip, columns)
        assert isinstance(lines[-1], CutPaper)
        for line in lines:
            if isinstance(line, TextLine):
                assert width(line.text) * line.size <= columns


WORDS = st.text(alphabet="办理一件事（）《》，、。AbC12- 䶮𠮷é·\n", min_size=1, max_size=60)
CASES = st.lists(
    st.builds(
        CaseFact,
        case_no=st.text(alphabet="ABC0123456789", min_size=1, max_size=30),
        name=WORDS,
        organisation=WORDS,
        status=WORDS,
        due=st.none() | st.dates(),
        blocked_by=st.lists(WORDS, max_size=3).map(tuple),
        result=st.none() | WORDS,
    ),
    max_size=3,
)


@given(CASES, WORDS, st.sampled_from(sorted(PROFILES)))
@settings(max_examples=25, deadline=None)
def test_whatever_the_platform_calls_things_the_slip_can_be_printed(
    cases: list[CaseFact], words: str, profile: str
) -> None:
    facts = replace(FACTS, cases=tuple(cases), bundle_name=words, site=words)
    printer = PROFILES[profile]
    lines = lay_out(acceptance_slip(facts, Texts()), printer.columns)
    assert len(encode(lines, printer, TYPEFACE)) == len(lines) + 1


def test_the_code_holds_the_opaque_address_alone() -> None:
    slip = acceptance_slip(FACTS, Texts())
    assert [block.text for block in slip.blocks if isinstance(block, Qr)] == [FACTS.status_url]
    assert [line.data for line in lay_out(slip, 48) if isinstance(line, QrLine)] == [FACTS.status_url]


def test_the_number_is_printed_large_in_groups_of_four() -> None:
    slip = acceptance_slip(FACTS, Texts())
    assert next(b for b in slip.blocks if isinstance(b, BigCode)).code == "7KQ2M9XA"
    large = [line for line in lay_out(slip, 48) if isinstance(line, TextLine) and "7KQ2" in line.text]
    assert [(line.text, line.size) for line in large] == [("7KQ2 M9XA", 2)]


def test_sample_content_is_marked() -> None:
    assert any(isinstance(block, Sample) for block in acceptance_slip(FACTS, Texts()).blocks)
    assert any("示例数据" in line for line in paper(guide_slip(GUIDE, Texts())))


def test_the_guide_lists_what_to_bring_where_and_which_version() -> None:
    lines = "\n".join(paper(guide_slip(GUIDE, Texts())))
    for words in (
        "请准备 2 样材料",
        "1. 父母身份证",
        "2 份",
        "一楼综合窗口",
        "5 个工作日",
        "2026-03",
        "2026年03月01日",
    ):
        assert words in lines


def test_a_guide_without_materials_says_so() -> None:
    lines = paper(guide_slip(replace(GUIDE, materials=()), Texts()))
    assert "不用带材料" in lines
