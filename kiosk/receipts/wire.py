"""A receipt document as JSON: what `kiosk printer print` takes. Its schema stands in docs/.

The models mirror `document.py` one to one; texts are already in the reader's language.
"""

import json
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kiosk.languages import FIRST, known
from kiosk.receipts import document
from kiosk.receipts.words import Translate

MOST_BLOCKS = 200
MOST_COLUMNS = 6
MOST_ROWS = 100
QR_BYTES = 1000


def _printable(text: str) -> str:
    if any(char != "\n" and unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise ValueError("control characters cannot be printed")
    return text


def _code(text: str) -> str:
    if "\n" in text or len(text.encode()) > QR_BYTES:
        raise ValueError(f"a QR code holds one line of at most {QR_BYTES} bytes")
    return text


Words = Annotated[str, Field(max_length=2000), AfterValidator(_printable)]
Said = Annotated[Words, Field(min_length=1)]


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadingBlock(_Block):
    """A large line, centred."""

    type: Literal["heading"]
    text: Said

    def block(self) -> document.Block:
        """Return the block."""
        return document.Heading(self.text)


class ParagraphBlock(_Block):
    """Running text, bold where `strong`."""

    type: Literal["paragraph"]
    text: Said
    strong: bool = False

    def block(self) -> document.Block:
        """Return the block."""
        return document.Paragraph(self.text, self.strong)


class KeyValueBlock(_Block):
    """A name and its value: the value at the right edge, or below where it does not fit."""

    type: Literal["key_value"]
    key: Said
    value: Words

    def block(self) -> document.Block:
        """Return the block."""
        return document.KeyValue(self.key, self.value)


class Pair(_Block):
    """A name and its value below an item."""

    key: Said
    value: Words


class ItemBlock(_Block):
    """An item with its state at the right, and details under it."""

    type: Literal["item"]
    name: Said
    state: Words = ""
    details: Annotated[tuple[Pair, ...], Field(max_length=20)] = ()

    def block(self) -> document.Block:
        """Return the block."""
        details = tuple(document.KeyValue(pair.key, pair.value) for pair in self.details)
        return document.ItemRow(self.name, self.state, details)


class ColumnModel(_Block):
    """A column: its title (empty: none), and the side at which its cells stand."""

    title: Words = ""
    align: Literal["left", "right"] = "left"


class TableBlock(_Block):
    """A table by display width; each row has as many cells as there are columns."""

    type: Literal["table"]
    columns: Annotated[tuple[ColumnModel, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    rows: Annotated[tuple[tuple[Words, ...], ...], Field(max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _even(self) -> "TableBlock":
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells, not {len(self.columns)}")
        return self

    def block(self) -> document.Block:
        """Return the block."""
        columns = tuple(document.Column(one.title, one.align == "right") for one in self.columns)
        return document.Table(columns, self.rows)


class RuleBlock(_Block):
    """A line across the paper."""

    type: Literal["rule"]

    def block(self) -> document.Block:
        """Return the block."""
        return document.Rule()


class QrBlock(_Block):
    """A QR code of at most 1000 bytes, and what it is for. No personal data belongs into it."""

    type: Literal["qr"]
    text: Annotated[Said, AfterValidator(_code)]
    caption: Words = ""

    def block(self) -> document.Block:
        """Return the block."""
        return document.Qr(self.text, self.caption)


class CodeBlock(_Block):
    """A code that a person reads out, large and in groups of four, and what it is for."""

    type: Literal["code"]
    code: Annotated[Said, Field(max_length=64)]
    caption: Words = ""

    def block(self) -> document.Block:
        """Return the block."""
        return document.BigCode(self.code, self.caption)


class FeedBlock(_Block):
    """Blank lines."""

    type: Literal["feed"]
    lines: Annotated[int, Field(ge=1, le=20)] = 1

    def block(self) -> document.Block:
        """Return the block."""
        return document.Feed(self.lines)


class CutBlock(_Block):
    """Cut here. A cut at the end is made in any case."""

    type: Literal["cut"]

    def block(self) -> document.Block:
        """Return the block."""
        return document.Cut()


AnyBlock = Annotated[
    HeadingBlock
    | ParagraphBlock
    | KeyValueBlock
    | ItemBlock
    | TableBlock
    | RuleBlock
    | QrBlock
    | CodeBlock
    | FeedBlock
    | CutBlock,
    Field(discriminator="type"),
]


class ReceiptDocument(BaseModel):
    """A receipt document. `reprint` n > 0 marks it 补打 n at its top."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Receipt document")

    title: Words = ""
    language: Annotated[str, AfterValidator(known)] = FIRST
    reprint: Annotated[int, Field(ge=0, le=99)] = 0
    blocks: Annotated[tuple[AnyBlock, ...], Field(min_length=1, max_length=MOST_BLOCKS)]

    def slip(self, translate: Translate) -> document.Slip:
        """Return the slip that it describes; `translate` gives the words of the reprint's mark."""
        blocks = [one.block() for one in self.blocks]
        if self.reprint:
            mark = document.Paragraph(translate("slip.reprint", number=self.reprint), strong=True)
            after_heading = 1 if isinstance(blocks[0], document.Heading) else 0
            blocks.insert(after_heading, mark)
        if not isinstance(blocks[-1], document.Cut):
            blocks.append(document.Cut())
        return document.Slip(self.title, self.language, tuple(blocks))


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of a receipt document, as it stands in docs/."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ReceiptDocument.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
