"""How much paper a job takes, beside what the simulated head really moved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.escpos import encode
from devices.printer.interface import CutPaper, FeedLines, QrLine, TextLine
from devices.printer.length import length_mm
from devices.printer.profiles import PROFILES
from devices.printer.simulator.interpreter import Interpreter
from devices.printer.simulator.paper import Paper

SLIP = (
    TextLine("测试凭条", size=2, bold=True),
    TextLine("机器  示例 03 号机", tall=True),
    TextLine("-" * 32),
    *(TextLine("细字：永和九年 ABC 0123456789") for _ in range(20)),
    FeedLines(2),
    QrLine("https://example.invalid/s/示例"),
    FeedLines(1),
    CutPaper(),
)


def printed_mm(lines, profile, typeface) -> float:
    """Return how far the paper of the simulated printer moved."""
    paper = Paper(profile.dots, typeface.regular.parent)
    printer = Interpreter(paper, lambda _answer: None, lambda _length: None)
    printer.buffer += b"".join(encode(lines, profile, typeface))
    while printer.step() is not None:
        pass
    margins = 2 * 24
    return (paper.take().height - margins) / 8


@pytest.mark.parametrize("name", ["generic-80", "generic-58", "epson-tm-t88", "sprt-80"])
def test_the_length_is_that_of_the_paper_that_came_out_within_a_tenth(name, typeface):
    profile = PROFILES[name]
    told, moved = length_mm(SLIP, profile), printed_mm(SLIP, profile, typeface)
    assert abs(told / moved - 1) < 0.1


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.builds(TextLine, st.text(max_size=12), size=st.sampled_from((1, 2)), tall=st.booleans()),
            st.builds(FeedLines, st.integers(-3, 300)),
            st.just(CutPaper()),
        ),
        max_size=12,
    )
)
def test_every_line_more_takes_more_paper_and_none_gives_any_back(lines):
    profile = PROFILES["generic-80"]
    before = 0.0
    for count in range(1, len(lines) + 1):
        now = length_mm(tuple(lines[:count]), profile)
        assert now >= before
        before = now
    assert length_mm((*lines, TextLine("示例")), profile) > before


def test_a_code_without_a_quiet_zone_of_its_own_is_shorter_than_one_drawn_as_a_picture():
    code = (QrLine("YICIBAN-TEST"),)
    native, drawn = PROFILES["generic-80"], PROFILES["sprt-80"]
    assert length_mm(code, drawn) - length_mm(code, native) == pytest.approx(8 * 6 / 8)
