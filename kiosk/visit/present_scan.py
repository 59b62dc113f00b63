"""What the pages of the camera show: the sheet, what is asked about it, what was read on it."""

from datetime import date

from kiosk.application.pre_review import Verdict
from kiosk.catalogue.models import LocalText, Material, MaterialSource
from kiosk.visit.corners import flaw
from kiosk.visit.finds import finds
from kiosk.visit.photos import found_corners, here, may_use_anyway
from kiosk.visit.present_check import shown
from kiosk.visit.sheets import PAGE_TWICE, Sheet
from kiosk.visit.state import State
from kiosk.visit.steps import planned
from kiosk.visit.views import Body, FoundView, Outline, Photograph, QuestionView, Say, ScanView, say
from kiosk.visit.ways import Way, ways
from kiosk.visit.world import World

_NAMED = (Verdict.WRONG_PAPER.value, Verdict.WRONG_SIDE.value)
"""Questions that name what was recognised instead."""


def scan(state: State, world: World) -> Body:
    """One sheet under the camera."""
    visit, looking = state.visit, state.visit.scan
    way = _way(state, world)
    material = way.entry.material
    sheet = visit.sheets.get(here(state))
    name = _sheet_name(material, visit.at.sheet)
    others = tuple(choice for choice in way.choices if choice is not MaterialSource.SCAN)
    wrong = None
    if looking.state == "corners" and looking.corners is not None and looking.shot is not None:
        photo = looking.shot.photo
        wrong = flaw(looking.corners, photo.width, photo.height)
    return ScanView(
        material=material,
        sheet=name,
        index=visit.at.sheet,
        count=way.sheets,
        state="taken" if sheet is not None else looking.state,
        advice=say(f"scan.advice.{looking.advice}") if looking.advice else None,
        picture=sheet.page if sheet is not None else None,
        alternatives=others,
        optional=way.optional,
        lit=state.health.camera_lit,
        photograph=_photograph(state) if sheet is None else None,
        corners=looking.corners or (),
        corners_flaw=say(f"scan.corners.{wrong}") if wrong else None,
        corners_moved=looking.shot is not None and bool(looking.corners)
        and looking.corners != found_corners(looking.shot),
        may_use_anyway=may_use_anyway(state),
        may_adjust=_may_adjust(state, sheet),
        reading=sheet is not None and bool(sheet.pending),
        recognised=_recognised(sheet),
        question=_question(sheet, name or material.name, bool(others) or way.optional),
        found=len(sheet.review.fields) if sheet is not None and sheet.review is not None else 0,
        checked=sheet is not None
        and sheet.review is not None
        and any(one.checked for one in sheet.review.fields),
    )  # fmt: skip


def _sheet_name(material: Material, number: int) -> LocalText | None:
    return material.pages[number] if number < len(material.pages) else None


def _photograph(state: State) -> Photograph | None:
    """Return the photograph with what is to be seen on it."""
    looking = state.visit.scan
    shot = looking.shot
    if shot is None:
        return None
    photo = shot.photo
    match looking.state:
        case "rejected":
            marks = tuple(Outline(mark.outline, wrong=True) for mark in looking.marks)
            return Photograph(b"", photo.width, photo.height, marks)
        case "several":
            pages = tuple(Outline(page.corners) for page in photo.pages)
            return Photograph(shot.original, photo.width, photo.height, pages)
        case "corners" | "taking":
            return Photograph(shot.original, photo.width, photo.height)
    return None


def _may_adjust(state: State, sheet: Sheet | None) -> bool:
    if sheet is not None:
        return bool(sheet.original)
    looking = state.visit.scan
    return looking.state == "rejected" and looking.shot is not None and len(looking.shot.photo.pages) == 1


def _recognised(sheet: Sheet | None) -> Say | None:
    """Return what a page was recognised as, where it fits or the citizen says so."""
    if sheet is None or sheet.review is None or sheet.review.recognised is None:
        return None
    if sheet.question in _NAMED:
        return None
    found = sheet.review.recognised
    return say("scan.recognised", paper=found.paper_name, side=found.side_name)


def _question(sheet: Sheet | None, wanted: LocalText, other_ways: bool) -> QuestionView | None:
    kind = sheet.question if sheet is not None else None
    if sheet is None or kind is None:
        return None
    yes = say(f"review.{kind}.yes")
    if kind == PAGE_TWICE or sheet.review is None:
        return QuestionView(kind, say(f"review.{kind}"), say(f"review.{kind}.text"), yes)
    found = sheet.review.recognised
    reason = sheet.review.reasons[0] if sheet.review.reasons else None
    if kind in _NAMED and found is not None:
        title = say(f"review.{kind}", paper=found.paper_name, side=found.side_name)
    elif kind == Verdict.EXPIRED.value and reason is not None and reason.day is not None:
        title = say("review.expired", day=date.fromisoformat(reason.day))
    elif kind in (*_NAMED, Verdict.EXPIRED.value):
        title = say(f"review.{kind}.unnamed")
    else:
        title = say(f"review.{kind}")
    text = say(f"review.{kind}.text")
    if reason is not None:
        text = say(f"review.why.{reason.why.value}", wanted=wanted)
    if kind == Verdict.EXPIRED.value:
        text = say("review.expired.other" if other_ways else "review.expired.window")
    return QuestionView(kind, title, text, yes, way_out=kind == Verdict.EXPIRED.value and other_ways)


def found(state: State, world: World) -> Body:
    """One field that was read, to be confirmed."""
    context = planned(state, world)
    assert context is not None
    visit = state.visit
    place = visit.at.key, visit.at.sheet
    waiting = list(finds(visit, context[1], place))
    find, sheet = waiting[0], visit.sheets[place]
    texts = world.texts[visit.aids.language]
    material = _way(state, world).entry.material
    return FoundView(
        material=material,
        sheet=_sheet_name(material, place[1]),
        label=find.entry.element.label,
        field_id=find.field.id,
        value=shown(find.entry, find.value, texts),
        held=shown(find.entry, find.held.value, texts) if find.held is not None else None,
        checked=find.field.checked,
        picture=sheet.page,
        box=find.field.box,
        left=len(waiting) - 1,
    )


def _way(state: State, world: World) -> Way:
    context = planned(state, world)
    assert context is not None
    return next(way for way in ways(context[1], state.visit) if way.entry.material.id == state.visit.at.key)
