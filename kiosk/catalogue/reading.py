"""What can be read on a paper: how its sides are known, where its fields stand, what they are good for.

Content says of a material, sheet by sheet, which sides of which papers fit there, and what the fields found
on them fill or must agree with. Papers that look the same in the whole country stand in `papers.toml`;
content names them, or describes papers of its own in `Reading.papers`. What follows from a photograph is
`kiosk/application/pre_review`.
"""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from kiosk.catalogue.base import Id, Model, Text

_ID = r"[a-z0-9][a-z0-9_-]*"
PaperId = Annotated[str, Field(pattern=rf"^{_ID}$", max_length=64)]
SideId = Annotated[str, Field(pattern=rf"^{_ID}\.{_ID}$", max_length=129)]
"""`paper.side`, for example household-register.first."""
Words = Mapping[str, Annotated[float, Field(gt=0, le=1)]]
"""Words with what each proves, 0..1: the chance that the paper is this one because the word stands there."""


class PaperFieldKind(StrEnum):
    """What a field is, hence how it is read and checked."""

    NAME = "name"
    """Of a person."""
    ID_NUMBER = "id-number"
    """公民身份号码 (GB 11643)."""
    USCC = "uscc"
    """统一社会信用代码 (GB 32100)."""
    DATE = "date"
    VALIDITY = "validity"
    """有效期: a span of days, the last day alone, or 长期."""
    NUMBER = "number"
    """Of a certificate; `pattern` says how it is built."""
    TEXT = "text"
    """Names of enterprises, authorities, addresses: as it stands there."""


class Where(StrEnum):
    """Where the value stands, seen from its label."""

    AFTER = "after"
    """In the same line of print."""
    RIGHT = "right"
    BELOW = "below"


class FieldRule(Model):
    """One field of a side."""

    id: PaperId
    kind: PaperFieldKind
    labels: tuple[str, ...] = ()
    """Any of them stands before the value. None: the value is known by its form alone."""
    where: tuple[Where, ...] = (Where.AFTER, Where.RIGHT)
    """In the order in which it is looked for."""
    pattern: str | None = None
    """The whole value, spaces removed, must match."""
    nth: int = Field(default=1, ge=1, le=9)
    """Which of several fields with the same label, from the top."""
    rows: int = Field(default=1, ge=1, le=4)
    """Rows of print that it may have."""
    expected: bool = False
    """Every such side has it: where it cannot be read, the person is asked to look."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error as problem:
                raise ValueError(f"pattern: {problem}") from None
        if not self.labels and self.pattern is None and self.kind not in _OWN_FORM:
            raise ValueError(f"a field of kind {self.kind} needs labels or a pattern")
        return self


_OWN_FORM = frozenset({PaperFieldKind.ID_NUMBER, PaperFieldKind.USCC, PaperFieldKind.VALIDITY})


class Side(Model):
    """One side or page of a paper, known by its words."""

    name: Text
    titles: Words = Field(default_factory=dict)
    """Lines that consist of these words and little else."""
    words: Words = Field(default_factory=dict)
    """Words anywhere: the labels of its fields."""
    without: Words = Field(default_factory=dict)
    """Words that speak against it, as strongly as this."""
    fields: tuple[FieldRule, ...] = ()

    @model_validator(mode="after")
    def _is_known_by_something(self) -> Self:
        if not self.titles and not self.words:
            raise ValueError("a side without titles or words can never be known")
        ids = [one.id for one in self.fields]
        if len(set(ids)) < len(ids):
            raise ValueError("a field id stands twice")
        return self


class Paper(Model):
    """A kind of paper."""

    name: Text
    sides: Mapping[PaperId, Side] = Field(min_length=1)
    size_mm: tuple[float, float] | None = None
    """Long and short side of what lies under the camera, where all of this kind are alike."""


class FieldUse(Model):
    """What fields of a sheet are good for."""

    fields: tuple[PaperId, ...] = Field(min_length=1)
    """Field ids; with several (two holders of one certificate), one of them is enough."""
    fills: Id | None = None
    """Data element that may take the value, after the person has confirmed it."""
    other_than: Id | None = None
    """Of several fields, the one that is not this element's value is meant: a spouse, the other parent."""
    agrees_with: tuple[Id, ...] = ()
    """Data elements: the value must equal one that is known. What it fills counts without being named."""

    @model_validator(mode="after")
    def _is_good_for_something(self) -> Self:
        if self.fills is None and not self.agrees_with:
            raise ValueError("neither fills nor agrees_with is given")
        return self

    @property
    def elements(self) -> tuple[str, ...]:
        """Every data element that is named."""
        named = (*self.agrees_with, *(one for one in (self.fills, self.other_than) if one))
        return tuple(dict.fromkeys(named))


class SheetReading(Model):
    """What fits as one sheet of a material."""

    sides: tuple[SideId, ...] = ()
    """Any of them. None: nothing is known of this sheet, and it is not checked."""
    uses: tuple[FieldUse, ...] = ()


class Reading(Model):
    """How a material is pre-reviewed (材料预审)."""

    sheets: tuple[SheetReading, ...] = Field(min_length=1)
    """One for each of the material's pages, in that order."""
    papers: Mapping[PaperId, Paper] = Field(default_factory=dict)
    """Papers of this material's own."""
    expires: bool = True
    """Whether a paper past its last day is refused; False where an old one is what is wanted."""

    def size_mm(self, sheet: int) -> tuple[float, float] | None:
        """Return the size of every paper that fits as this sheet; None where they differ or none is known."""
        if not 0 <= sheet < len(self.sheets):
            return None
        found = [self.side(side) for side in self.sheets[sheet].sides]
        sizes = {one[0].size_mm if one else None for one in found}
        return sizes.pop() if len(sizes) == 1 else None

    def side(self, side: str) -> tuple[Paper, Side] | None:
        """Return the paper and the side of a `paper.side`, None where there is none."""
        return find_side(side, self.papers)


class _PapersFile(Model):
    papers: Mapping[PaperId, Paper]


@cache
def national_papers() -> Mapping[str, Paper]:
    """Return the papers that look the same in the whole country, by id."""
    text = resources.files(__package__).joinpath("papers.toml").read_text(encoding="utf-8")
    return read_papers(tomllib.loads(text))


def read_papers(data: Mapping[str, Any]) -> Mapping[str, Paper]:
    """Return the papers of a parsed file.

    Raises:
        pydantic.ValidationError: if it is not one of papers.

    """
    return _PapersFile.model_validate({"papers": data}).papers


def find_side(side: str, own: Mapping[str, Paper] | None = None) -> tuple[Paper, Side] | None:
    """Return the paper and the side of a `paper.side`: among `own` papers, else the national ones."""
    paper_id, _, side_id = side.partition(".")
    paper = (own or {}).get(paper_id) or national_papers().get(paper_id)
    found = paper.sides.get(side_id) if paper else None
    return (paper, found) if paper and found else None
