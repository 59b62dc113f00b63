"""Any document fits on A4: nothing is lost, nothing leaves the margins, nothing lies over something else."""

import io
import sys
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.raster import Typeface
from kiosk.receipts.a4 import (
    HEIGHT,
    LARGE,
    MARGIN,
    MM_PER_PT,
    QR_MM,
    ROOM,
    SMALLEST,
    WIDTH,
    A4Document,
    Bar,
    Code,
    Page,
    Words,
)
from kiosk.receipts.a4_layout import BOTTOM, lay_out
from kiosk.receipts.a4_pdf import compose, draw, measurer
from kiosk.receipts.a4_wrap import clean, wrap
from kiosk.receipts.document import (
    BigCode,
    Column,
    Cut,
    Feed,
    Heading,
    ItemRow,
    KeyValue,
    Paragraph,
    Qr,
    Rule,
    Sample,
    Slip,
    Table,
)

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
TYPEFACE = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
MEASURE = measurer(TYPEFACE)
HAIR = 0.35
"""What rounding to dots may add, mm."""

letters = st.characters(blacklist_categories=("Cs",), max_codepoint=0x2FFFF)
hanzi = st.text(st.sampled_from("一次办事指南，。（）“”材料·䶮𠮷1Ab 　\n"), max_size=120)
texts = st.one_of(hanzi, st.text(letters, max_size=60), st.text("0123456789abcXYZ-_/", max_size=150))
pairs = st.builds(KeyValue, texts, texts)
tables = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        Table,
        st.tuples(*[st.builds(Column, texts, st.booleans())] * n),
        st.lists(st.tuples(*[texts] * n), max_size=4).map(tuple),
    )
)
blocks = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, texts, st.booleans()),
    pairs,
    st.builds(ItemRow, texts, texts, st.lists(pairs, max_size=3).map(tuple)),
    tables,
    st.just(Rule()),
    st.builds(Qr, st.just("https://guide.example/x"), texts),
    st.builds(BigCode, texts, texts),
    st.builds(Sample, texts),
    st.builds(Feed, st.integers(1, 3)),
    st.just(Cut()),
)
documents = st.builds(
    A4Document,
    st.builds(Slip, texts, st.just("zh-CN"), st.lists(blocks, max_size=14).map(tuple)),
    st.booleans(),
)


def word(page: int, pages: int) -> str:
    return f"第 {page} 页，共 {pages} 页"


def pages_of(document: A4Document) -> tuple[Page, ...]:
    return lay_out(document, MEASURE, word)


def one(*content: object, large: bool = False) -> A4Document:
    return A4Document(Slip("示例", "zh-CN", content), large)  # type: ignore[arg-type]


def body(page: Page) -> list[Words]:
    return [mark for mark in page.marks if isinstance(mark, Words) and mark.y < BOTTOM]


@settings(max_examples=150, deadline=None)
@given(documents)
def test_everything_stands_between_the_margins(document: A4Document) -> None:
    for page in pages_of(document):
        for mark in page.marks:
            match mark:
                case Words(x, y, text, pt, bold):
                    em = pt * MM_PER_PT
                    assert pt >= SMALLEST
                    assert x >= MARGIN - HAIR
                    assert x + MEASURE(text, pt, bold) <= WIDTH - MARGIN + HAIR
                    assert y - 0.88 * em >= MARGIN
                    assert y + 0.12 * em <= HEIGHT - MARGIN
                case Bar(x, y, length):
                    assert x >= MARGIN
                    assert x + length <= WIDTH - MARGIN + HAIR
                    assert MARGIN <= y <= HEIGHT - MARGIN
                case Code(x, y):
                    assert MARGIN <= x <= WIDTH - MARGIN - QR_MM
                    assert y >= MARGIN
                    assert y + QR_MM <= BOTTOM


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.builds(Paragraph, texts, st.booleans()), st.builds(Heading, texts)), max_size=12)
)
def test_no_character_is_lost_or_moved(content: list[Paragraph | Heading]) -> None:
    wanted = "".join(clean(block.text) for block in content)
    shown = "".join(mark.text for page in pages_of(one(*content)) for mark in body(page))
    assert "".join(shown.split()) == "".join(wanted.split())


@settings(max_examples=100, deadline=None)
@given(documents)
def test_lines_of_a_page_do_not_lie_over_each_other(document: A4Document) -> None:
    for page in pages_of(document):
        lines = sorted({(mark.y, mark.pt) for mark in body(page)})
        for (above, _), (below, pt) in pairwise(lines):
            assert below - above >= pt * MM_PER_PT - HAIR


@settings(max_examples=100, deadline=None)
@given(documents)
def test_every_page_has_something_and_its_number(document: A4Document) -> None:
    pages = pages_of(document)
    for number, page in enumerate(pages, 1):
        assert word(number, len(pages)) in [mark.text for mark in page.marks if isinstance(mark, Words)]
        above = [mark for mark in page.marks if mark.y < BOTTOM]
        assert above or len(pages) == 1


@settings(max_examples=200, deadline=None)
@given(texts, st.floats(15, 170))
def test_a_line_is_as_wide_as_there_is_room_or_one_character(text: str, room: float) -> None:
    def width(some: str) -> float:
        return MEASURE(some, SMALLEST, False)

    for line in wrap(text, room, width):
        base = [char for char in line if width(char) > 0]
        assert width(line) <= room or len(base) <= 1


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "请带好（原件），材料：户口簿、结婚证；“示例”。" * 8
    for room in range(30, 170):
        for line in wrap(text, room, lambda some: MEASURE(some, 14, False)):
            assert line[0] not in "，。：；、”）"
            assert line[-1] not in "（“"


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(60):
        content = [
            *[Paragraph(f"{n}") for n in range(lines)],
            Paragraph("标题", strong=True),
            Paragraph("下文"),
        ]
        pages = pages_of(one(*content))
        (page,) = [page for page in pages if "标题" in [mark.text for mark in body(page)]]
        assert "下文" in [mark.text for mark in body(page)]


def test_a_short_item_is_not_torn_apart() -> None:
    item = ItemRow("事项", "3 个工作日", (KeyValue("", "市公安局"), KeyValue("您会拿到", "证明")))
    for page in pages_of(one(*[item] * 40, large=True)):
        said = [mark.text for mark in body(page)]
        assert said.count("事项") == said.count("市公安局") == said.count("您会拿到  证明")


def test_large_print_is_larger() -> None:
    (page,) = pages_of(one(Paragraph("大字"), large=True))
    assert [mark.pt for mark in body(page)] == [LARGE.body]


def test_a_table_with_more_columns_than_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        pages_of(one(Table(tuple(Column() for _ in range(40)), (("x",) * 40,))))


def test_pages_are_a4_in_black_and_white_at_300_dots_an_inch() -> None:
    made = compose(one(*[Paragraph("示例数据，不作办理依据。" * 20)] * 20), TYPEFACE, word)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert len(pdf.pages) == made.pages > 1
        for page in pdf.pages:
            assert [round(float(edge)) for edge in page.mediabox] == [0, 0, 595, 842]
            (image,) = page.resources.XObject.values()
            assert (image.Width, image.Height, image.BitsPerComponent) == (2480, 3508, 1)
            assert image.Filter == "/CCITTFaxDecode" or "/CCITTFaxDecode" in list(image.Filter)
        assert "/Title" not in pdf.docinfo
        assert "/Author" not in pdf.docinfo


def test_nothing_is_drawn_outside_the_margins_and_the_text_is_black() -> None:
    (page,) = pages_of(one(Heading("新生儿出生"), Qr("https://guide.example/x", "扫一扫"), Rule()))
    picture = draw(page, TYPEFACE).convert("L")
    dots = 300 / 25.4
    edge = [round(MARGIN * dots) - 2, round((WIDTH - MARGIN) * dots) + 2]
    ink = picture.point(lambda level: 255 - level).getbbox()
    assert ink is not None
    assert edge[0] <= ink[0] < ink[2] <= edge[1]
    assert ink[2] - ink[0] > ROOM * dots - 6
