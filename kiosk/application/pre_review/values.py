"""What the pre-review (材料预审) says of a page. Texts are message keys, never words.

Boxes are (left, top, right, bottom) in px of the straight page; line numbers count the lines that were given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.catalogue.models import LocalText
from kiosk.catalogue.reading import PaperFieldKind

Box = tuple[int, int, int, int]


class Verdict(StrEnum):
    """What to do with the page. Also the last part of its message key, `review.fits` and so on.

    None of them refuses a page: only a person knows.
    """

    FITS = "fits"
    ASK = "ask"
    """It may well be right, but could not be made out: the person looks and says so."""
    WRONG_PAPER = "wrong-paper"
    WRONG_SIDE = "wrong-side"
    EXPIRED = "expired"
    ANOTHER_PERSON = "another-person"
    NOT_CHECKED = "not-checked"
    """Nothing is known of this material, or the page was not read. No question follows."""


class Why(StrEnum):
    """The reason; also the last part of its message key, `review.why.<reason>`."""

    UNREADABLE = "unreadable"
    """Below the blur gate, or next to nothing could be read."""
    NOT_RECOGNISED = "not-recognised"
    """Read well enough, and none of the expected words stands there."""
    OTHER_PAPER = "other-paper"
    OTHER_SIDE = "other-side"
    PAST_VALIDITY = "past-validity"
    MAYBE_PAST_VALIDITY = "maybe-past-validity"
    NOT_YET_VALID = "not-yet-valid"
    OTHER_PERSON = "other-person"
    MAYBE_OTHER_PERSON = "maybe-other-person"
    FIELD_MISSING = "field-missing"
    """A field that every such paper has could not be read."""
    CHECK_DIGIT = "check-digit"
    """A number was read whose check character does not fit: misread, or wrong."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the place on the page that shows it. `field` is a field id of the side."""

    why: Why
    lines: tuple[int, ...] = ()
    box: Box | None = None
    field: str | None = None
    day: str | None = None
    """YYYY-MM-DD, of a validity."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which paper this is. `side` is `paper.side`; `score` 0..1."""

    side: str
    paper_name: LocalText
    side_name: LocalText
    score: float
    materials: tuple[tuple[str, int], ...] = ()
    """(material id, sheet) of the plan for which this page would fit."""


@dataclass(frozen=True, slots=True)
class FoundField:
    """One field that was read.

    `text` as it stands on the paper; `value` as the form speaks: a date YYYY-MM-DD, a validity as an ISO 8601
    interval with `..` for an open end (长期), numbers in plain characters. None where it could not be made
    out.
    """

    id: str
    kind: PaperFieldKind
    text: str = field(repr=False)
    value: str | None = field(repr=False)
    box: Box
    score: float
    checked: bool = False
    """Its check character fits, or a bar code on the same page says the same."""
    fills: str | None = None
    """Data element that it may fill once the person has confirmed it."""
    agrees: bool | None = None
    """Whether it is what is known already; None where nothing is known, or it was not readable."""
    known: str | None = field(default=None, repr=False)
    """The known value with which it disagrees."""
    known_element: str | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What the pre-review says of one page, the weightiest reason first."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    recognised: Recognised | None = None
    fields: tuple[FoundField, ...] = ()
    valid_until: str | None = None
    """YYYY-MM-DD; None where the paper does not end or does not say."""

    @property
    def asks(self) -> bool:
        """Whether the person is to be asked before the page is taken."""
        return self.verdict not in (Verdict.FITS, Verdict.NOT_CHECKED)

    @property
    def offers(self) -> tuple[FoundField, ...]:
        """The fields that the form does not have yet; each is confirmed before it is filled in."""
        return tuple(one for one in self.fields if one.fills and one.value and one.agrees is None)

    def as_json(self) -> Mapping[str, object]:
        """Return what belongs into the submission: verdict, reasons and which fields, never their values."""
        return {
            "verdict": self.verdict.value,
            "reasons": [reason.why.value for reason in self.reasons],
            "side": self.recognised.side if self.recognised else None,
            "score": round(self.recognised.score, 3) if self.recognised else None,
            "fields": {
                one.id: {"score": round(one.score, 3), "checked": one.checked, "agrees": one.agrees}
                for one in self.fields
            },
        }


@dataclass(frozen=True, slots=True)
class Guess:
    """What `kiosk scan` says: the paper, its side, and what it is called."""

    side: str
    score: float
    fields: tuple[FoundField, ...] = ()
