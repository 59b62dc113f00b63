"""What a page is, whichever was asked for."""

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.application.pre_review.codes import TextCode, confirmed
from kiosk.application.pre_review.fields import find_fields
from kiosk.application.pre_review.layout import PrintedLine, Sheet, laid_out
from kiosk.application.pre_review.sides import leader, score_side, scored
from kiosk.application.pre_review.values import Guess
from kiosk.catalogue.models import Material
from kiosk.catalogue.reading import Paper, find_side, national_papers


def classify(lines: Sequence[PrintedLine], materials: Sequence[Material]) -> tuple[tuple[str, float], ...]:
    """Return (material id, score 0..1) of each material with rules, the likeliest first."""
    sheet = laid_out(lines)
    found = [(one.id, best) for one in materials if (best := material_score(sheet, one)) > 0]
    return tuple(sorted(found, key=lambda one: -one[1]))


def material_score(sheet: Sheet, material: Material) -> float:
    """Return the score of the side of a material that the sheet is likeliest to be, 0 without rules."""
    if material.reading is None:
        return 0.0
    sides = {side for one in material.reading.sheets for side in one.sides}
    found = (material.reading.side(side) for side in sides)
    return max((score_side(sheet, one[1])[0] for one in found if one), default=0.0)


def guess(
    lines: Sequence[PrintedLine],
    codes: Sequence[TextCode] = (),
    *,
    today: date,
    papers: Mapping[str, Paper] | None = None,
) -> Guess | None:
    """Return which paper this is, with its fields; None where no paper is recognised.

    `papers`: among these instead of the national ones.
    """
    papers = national_papers() if papers is None else papers
    sheet = laid_out(lines)
    first = leader(scored(sheet, papers))
    if first is None:
        return None
    known = find_side(first.side, papers)
    fields = find_fields(sheet, known[1], today) if known else ()
    return Guess(first.side, first.score, tuple(confirmed(one, codes) for one in fields))
