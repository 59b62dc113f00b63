"""The receipt document as JSON, and its tables by display width."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from devices.printer.columns import width
from devices.printer.interface import CutPaper, QrLine, TextLine
from kiosk.receipts.document import Column, Cut, Table
from kiosk.receipts.layout import lay_out
from kiosk.receipts.table import GAP, NARROWEST, share, table_lines
from kiosk.receipts.wire import ReceiptDocument, schema_text
from kiosk.text import Texts

SCHEMA = Path(__file__).parents[3] / "docs/receipt-document.schema.json"
DOCUMENT = {
    "language": "zh-CN",
    "blocks": [
        {"type": "heading", "text": "缴费凭条"},
        {"type": "paragraph", "text": "示例数据", "strong": True},
        {"type": "key_value", "key": "申办号", "value": "SL20261121000123"},
        {
            "type": "item",
            "name": "新生儿落户",
            "state": "已受理",
            "details": [{"key": "办理部门", "value": "示例公安分局"}],
        },
        {"type": "rule"},
        {
            "type": "table",
            "columns": [{"title": "项目"}, {"title": "份数", "align": "right"}],
            "rows": [["出生医学证明", "1"], ["居民户口簿䶮", "12"]],
        },
        {"type": "qr", "text": "https://example.test/s/7KQ2M9XA", "caption": "扫码看进度"},
        {"type": "code", "code": "7KQ2M9XA", "caption": "申办号"},
        {"type": "feed", "lines": 2},
    ],
}


def read(document: object) -> ReceiptDocument:
    return ReceiptDocument.model_validate_json(json.dumps(document))


def changed(**members: object) -> dict:
    return {**DOCUMENT, **members}


def test_the_schema_in_the_docs_is_the_models_own_and_takes_the_sample() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(DOCUMENT, schema)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_document_is_laid_out_and_cut_in_any_case(columns: int) -> None:
    lines = lay_out(read(DOCUMENT).slip(Texts()), columns)
    assert isinstance(lines[-1], CutPaper)
    assert [line.data for line in lines if isinstance(line, QrLine)] == ["https://example.test/s/7KQ2M9XA"]
    texts = [line for line in lines if isinstance(line, TextLine)]
    assert all(width(line.text) * line.size <= columns for line in texts)
    assert any(line.text.startswith("居民户口簿䶮") and line.text.endswith("12") for line in texts)


def test_a_document_with_its_own_cut_is_cut_once() -> None:
    document = changed(blocks=[{"type": "paragraph", "text": "一"}, {"type": "cut"}])
    assert sum(isinstance(block, Cut) for block in read(document).slip(Texts()).blocks) == 1


def test_a_reprint_says_so_below_its_heading() -> None:
    blocks = read(changed(reprint=2)).slip(Texts()).blocks
    assert blocks[1].text == Texts()("slip.reprint", number=2)


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ({"type": "picture"}, "blocks.0"),
        ({"type": "paragraph"}, "text"),
        ({"type": "paragraph", "text": "a\x10\x04\x01"}, "text"),
        ({"type": "paragraph", "text": "a", "colour": "red"}, "colour"),
        ({"type": "feed", "lines": 99}, "lines"),
        ({"type": "qr", "text": "x" * 1001}, "text"),
        ({"type": "qr", "text": ""}, "text"),
        ({"type": "qr", "text": "a\nb"}, "text"),
        ({"type": "table", "columns": [{}, {}], "rows": [["one"]]}, "table"),
        ({"type": "table", "columns": [], "rows": []}, "columns"),
        ({"type": "table", "columns": [{}] * 7, "rows": []}, "columns"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_place(block: dict, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(changed(blocks=[block]))
    assert place in ".".join(str(part) for part in refused.value.errors()[0]["loc"])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_other_json_is_refused_by_name_only(value: object) -> None:
    with pytest.raises(ValidationError):
        read(value)


CELL = st.text(alphabet="办理一件事AbC12 ,。䶮𠮷é·\n", max_size=30)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 6))
    columns = draw(st.lists(st.builds(Column, CELL, st.booleans()), min_size=count, max_size=count))
    rows = draw(st.lists(st.lists(CELL, min_size=count, max_size=count).map(tuple), max_size=5))
    return Table(tuple(columns), tuple(rows))


@given(tables(), st.sampled_from([48, 42, 32]))
def test_every_line_of_a_table_fits_and_no_word_is_lost(table: Table, columns: int) -> None:
    lines = table_lines(table, columns)
    assert all(width(text) <= columns for text, _ in lines)
    cells = [column.title for column in table.columns] + [cell for row in table.rows for cell in row]
    printed = sorted("".join(text for text, _ in lines).replace(" ", ""))
    assert printed == sorted("".join("".join(cells).split()))


def test_cells_stand_below_each_other_by_display_width() -> None:
    table = Table((Column("名称"), Column("份", right=True)), (("户口簿", "1"), ("A4", "12")))
    assert table_lines(table, 16) == [
        ("名称          份", True),
        ("户口簿         1", False),
        ("A4            12", False),
    ]


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.integers(32, 48))
def test_the_widths_fill_the_paper_and_nobody_narrow_gives_way(wanted: list[int], columns: int) -> None:
    widths = share(wanted, columns)
    room = columns - GAP * (len(wanted) - 1)
    assert sum(widths) == room
    assert all(one >= NARROWEST for one in widths)
    fair = room // len(wanted)
    assert all(got >= min(want, fair) for want, got in zip(wanted, widths, strict=True))


def test_more_columns_than_the_paper_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        share([1] * 9, 32)
