"""Whether a page is the paper that was asked for, still valid, and of the right person."""

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.application.pre_review.agreement import SURE, compared, similar_names
from kiosk.application.pre_review.codes import TextCode, confirmed
from kiosk.application.pre_review.fields import find_fields
from kiosk.application.pre_review.layout import PrintedLine, Sheet, laid_out
from kiosk.application.pre_review.sides import AHEAD, KNOWN, Scored, leader, paper_of, scored
from kiosk.application.pre_review.values import FoundField, Reason, Recognised, Review, Verdict, Why
from kiosk.catalogue.models import Material
from kiosk.catalogue.reading import (
    Paper,
    PaperFieldKind,
    Reading,
    SheetReading,
    Side,
    find_side,
    national_papers,
)

_CERTAIN = 0.8
"""From this score another paper is named; below it nobody is told that theirs is the wrong one."""
_FEW = 6
"""With fewer characters nothing can be said of a page."""

_VERDICTS: Mapping[Why, Verdict] = {
    Why.OTHER_PAPER: Verdict.WRONG_PAPER,
    Why.OTHER_SIDE: Verdict.WRONG_SIDE,
    Why.OTHER_PERSON: Verdict.ANOTHER_PERSON,
    Why.PAST_VALIDITY: Verdict.EXPIRED,
}
"""The weightiest first; every other reason asks."""


def review(
    material: Material,
    sheet: int,
    lines: Sequence[PrintedLine] | None,
    codes: Sequence[TextCode] = (),
    *,
    answers: Mapping[str, object],
    today: date,
    others: Sequence[Material] = (),
    readable: bool = True,
) -> Review:
    """Return what the pre-review says of one page.

    `sheet` counts the material's pages from 0. `lines` and their corners are in px of the straight page;
    None: it was not read. `answers` are what is known by data element id, the card's text included. `others`
    are the plan's other materials, so that a wrong paper can be named as one of them. `readable` False: the
    page is below the blur gate, and nothing that was read is trusted.
    """
    reading = material.reading
    if reading is None or lines is None or not 0 <= sheet < len(reading.sheets):
        return Review(Verdict.NOT_CHECKED)
    wanted = reading.sheets[sheet]
    if not wanted.sides:
        return Review(Verdict.NOT_CHECKED)
    page = laid_out(lines)
    if not readable or sum(len(piece.glyphs) for piece in page.pieces) < _FEW:
        return Review(Verdict.ASK, (Reason(Why.UNREADABLE),))
    papers = _papers(reading, others)
    ranked = scored(page, papers)
    fitting = _fitting(page, wanted, reading, ranked)
    if isinstance(fitting, Reason):
        named = leader(ranked) if fitting.why is not Why.NOT_RECOGNISED else None
        other = _recognised(named, (material, *others)) if named else None
        return Review(_VERDICTS.get(fitting.why, Verdict.ASK), (fitting,), other)
    shown = _recognised(fitting, (material, *others))
    known = find_side(fitting.side, papers)
    side = known[1] if known else None
    found = find_fields(page, side, today) if side else ()
    fields = compared([confirmed(one, codes) for one in found], wanted.uses, answers)
    reasons = [
        *(_person_reasons(fields, side, wanted) if side else ()),
        *(_validity_reasons(fields, today) if reading.expires else ()),
        *(_missing_reasons(fields, side, wanted) if side else ()),
    ]
    return Review(_verdict(reasons), tuple(reasons), shown, fields, _valid_until(fields))


def _papers(reading: Reading, others: Sequence[Material]) -> Mapping[str, Paper]:
    """Return every paper that may be named: the material's own first, then the others', then the national."""
    papers = dict(reading.papers)
    for other in others:
        for name, paper in (other.reading.papers if other.reading else {}).items():
            papers.setdefault(name, paper)
    for name, paper in national_papers().items():
        papers.setdefault(name, paper)
    return papers


def _fitting(
    page: Sheet, wanted: SheetReading, reading: Reading, ranked: Sequence[Scored]
) -> Scored | Reason:
    """Return the side that fits, or why none does."""
    fitting = next((one for one in ranked if one.side in wanted.sides), None)
    first = ranked[0] if ranked else None
    if fitting and first and fitting.score >= KNOWN and first.score - fitting.score < AHEAD:
        return fitting
    ahead = leader(ranked)
    if ahead is None or ahead.score < _CERTAIN or ahead is fitting:
        lines = fitting.lines if fitting else ()
        return Reason(Why.NOT_RECOGNISED, lines, _box(page, lines))
    mine = {paper_of(side) for one in reading.sheets for side in one.sides}
    why = Why.OTHER_SIDE if paper_of(ahead.side) in mine else Why.OTHER_PAPER
    return Reason(why, ahead.lines, _box(page, ahead.lines[:1]))


def _box(page: Sheet, lines: Sequence[int]) -> tuple[int, int, int, int] | None:
    glyphs = [glyph for number in lines for glyph in page.piece(number).glyphs]
    return page.box(glyphs) if glyphs else None


def _recognised(one: Scored, materials: Sequence[Material]) -> Recognised:
    fits = tuple(
        (material.id, number)
        for material in materials
        if material.reading
        for number, sheet in enumerate(material.reading.sheets)
        if one.side in sheet.sides
    )
    return Recognised(one.side, one.paper_name, one.side_name, one.score, fits)


def _person_reasons(fields: Sequence[FoundField], side: Side, wanted: SheetReading) -> list[Reason]:
    """Another person's only where the number says so too, or the paper has no number that could."""
    used = {name for use in wanted.uses for name in use.fields}
    names = [one for one in fields if one.id in used and one.kind is PaperFieldKind.NAME]
    numbers = [one for one in fields if one.id in used and one.kind is PaperFieldKind.ID_NUMBER]
    differing = [one for one in names if one.agrees is False]
    wrong = [one for one in numbers if one.agrees is False]
    if not differing and not wrong:
        return []
    shown = (wrong or differing)[0]
    agreed = any(one.agrees for one in (*names, *numbers))
    own_again = any(one.checked and one.value == one.known for one in wrong)
    # Every one of them was read well and none of them is a near miss.
    clear = bool(differing) and all(
        one.score >= SURE and one.value and one.known and not similar_names(one.value, one.known)
        for one in differing
    )
    numbered = any(rule.id in used and rule.kind is PaperFieldKind.ID_NUMBER for rule in side.fields)
    surely = own_again or (clear and not agreed and (bool(wrong) or not numbered))
    why = Why.OTHER_PERSON if surely else Why.MAYBE_OTHER_PERSON
    return [Reason(why, shown.lines, shown.box, shown.id)]


def _validity_reasons(fields: Sequence[FoundField], today: date) -> list[Reason]:
    reasons = []
    for one in fields:
        begins, ends = span(one)
        if ends is not None and ends < today:
            why = Why.PAST_VALIDITY if one.score >= SURE else Why.MAYBE_PAST_VALIDITY
            reasons.append(Reason(why, one.lines, one.box, one.id, ends.isoformat()))
        elif begins is not None and begins > today:
            reasons.append(Reason(Why.NOT_YET_VALID, one.lines, one.box, one.id, begins.isoformat()))
    return reasons


def span(one: FoundField) -> tuple[date | None, date | None]:
    """Return the first and the last day of a validity, each None where it is open or unread."""
    if one.kind is not PaperFieldKind.VALIDITY or one.value is None:
        return None, None
    begins, _, ends = one.value.partition("/")
    return _day(begins), _day(ends)


def _day(text: str) -> date | None:
    return None if text in ("", "..") else date.fromisoformat(text)


def _valid_until(fields: Sequence[FoundField]) -> str | None:
    ends = [last for one in fields if (last := span(one)[1])]
    return min(ends).isoformat() if ends else None


def _missing_reasons(fields: Sequence[FoundField], side: Side, wanted: SheetReading) -> list[Reason]:
    """A field that is on every such paper, and that somebody wants, but could not be made out."""
    found = {one.id: one for one in fields}
    used = {name for use in wanted.uses for name in use.fields}
    reasons = []
    for rule in side.fields:
        one = found.get(rule.id)
        wants = rule.id in used or rule.kind is PaperFieldKind.VALIDITY
        if not (rule.expected and wants) or (one and one.value):
            continue
        if one is None:
            reasons.append(Reason(Why.FIELD_MISSING, field=rule.id))
        else:
            number = rule.kind in (PaperFieldKind.ID_NUMBER, PaperFieldKind.USCC)
            why = Why.CHECK_DIGIT if number else Why.FIELD_MISSING
            reasons.append(Reason(why, one.lines, one.box, rule.id))
    return reasons


def _verdict(reasons: Sequence[Reason]) -> Verdict:
    given = {reason.why for reason in reasons}
    heavy = next((verdict for why, verdict in _VERDICTS.items() if why in given), None)
    return heavy or (Verdict.ASK if reasons else Verdict.FITS)
