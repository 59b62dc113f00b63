"""The camera's part of the materials: taking a sheet, several papers at once, corners that a person moves.

What a page says (pre-review) is `page_review.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from devices.document_camera.scanned import Corners, ScannedPage
from devices.document_camera.values import Advice
from kiosk.visit import effects
from kiosk.visit.corners import flaw
from kiosk.visit.effects import Effect
from kiosk.visit.messages import CameraLit, PhotoRejected, PhotoTaken, SetCorners
from kiosk.visit.page_review import reads
from kiosk.visit.pages import Page
from kiosk.visit.sheets import READ, TWICE, Place, Scan, Sheet, Shot
from kiosk.visit.state import State
from kiosk.visit.steps import move_on
from kiosk.visit.wanted import open_sheets, wanted_now
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
TRIES = 3
"""After so many pictures that were not good the citizen may give the last one as it is: staff look at it."""
_TAKES = ("placing", "rejected")
_CORNERS_UNSURE = (None, Advice.UNSURE)


def on_take_photo(state: State) -> Step:
    """Take the sheet that lies there."""
    visit = state.visit
    if not _looks(state) or visit.scan.state == "taking" or state.health.out("document_camera"):
        return state, ()
    return _taking(state), (effects.Photograph(),)


def on_began(state: State) -> Step:
    """The shutter takes it by itself."""
    return (_taking(state) if _looks(state) and state.visit.scan.state in _TAKES else state), ()


def _taking(state: State) -> State:
    return state.with_visit(scan=Scan("taking", tries=state.visit.scan.tries))


def _looks(state: State) -> bool:
    """Whether one stands before the camera and no picture of this sheet is there."""
    visit = state.visit
    return visit.at.page is Page.SCAN and here(state) not in visit.sheets


def here(state: State) -> Place:
    """Return the sheet that is asked for."""
    return state.visit.at.key, state.visit.at.sheet


def on_photo(state: State, message: PhotoTaken, world: World) -> Step:
    """Keep the page, or say what to do better; where the corners are in doubt the citizen looks."""
    scan = state.visit.scan
    if not _looks(state) or scan.state != "taking":
        return state, ()
    shot = Shot(message.take, message.photo, message.original, message.read, moved=scan.corners is not None)
    pages = message.photo.pages
    if not pages:
        return _rejected(state, message.photo.advice or Advice.NO_PAGE, shot), ()
    if len(pages) > 1:
        fitting = len(pages) <= len(open_sheets(state, world)) and all(one.advice is None for one in pages)
        if not fitting:
            return _rejected(state, Advice.SEVERAL, shot), ()
        return state.with_visit(scan=Scan("several", shot=shot, tries=scan.tries)), ()
    (page,) = pages
    if not page.agreed and page.advice in _CORNERS_UNSURE:
        return _adjusting(state, shot, page), ()
    if page.advice is not None:
        return _rejected(state, page.advice, shot), ()
    return _kept(state, world, shot, pages)


def _rejected(state: State, advice: Advice, shot: Shot) -> State:
    photo = shot.photo
    marks = photo.pages[0].marks if len(photo.pages) == 1 else photo.marks
    scan = Scan("rejected", advice.value, marks, shot, tries=state.visit.scan.tries + 1)
    return state.with_visit(scan=scan)


def on_photo_rejected(state: State, message: PhotoRejected) -> Step:
    """Say in a few words what to do; the camera goes on looking."""
    scan = state.visit.scan
    if not _looks(state) or scan.state != "taking":
        return state, ()
    if scan.shot is not None:
        # The worker died over corners that were put right: the photograph is still here.
        return state.with_visit(scan=replace(scan, state="corners", advice=message.code)), ()
    return state.with_visit(scan=Scan("rejected", message.code, tries=scan.tries)), ()


def on_gone(state: State) -> State:
    """The camera is out: what was being taken is not; a photograph whose corners were put right stays."""
    scan = state.visit.scan
    if scan.state != "taking":
        return state
    if scan.shot is not None:
        return state.with_visit(scan=replace(scan, state="corners"))
    return state.with_visit(scan=Scan(tries=scan.tries))


def _kept(state: State, world: World, shot: Shot, pages: Sequence[ScannedPage]) -> Step:
    """Keep pages as this sheet and those after it; the citizen looks at each while it is read."""
    visit = state.visit
    sheets = dict(visit.sheets)
    done: list[Effect] = []
    for index, (page, place) in enumerate(zip(pages, open_sheets(state, world), strict=False)):
        others = tuple(
            sheet.scanned.fingerprint
            for other, sheet in sheets.items()
            if other != place and sheet.scanned.fingerprint
        )
        pending = {READ} if shot.read and reads(state, world, place) else set()
        if others and page.fingerprint:
            pending.add(TWICE)
            done.append(effects.ComparePages(shot.take, index, page.fingerprint, others))
        sheets[place] = Sheet(
            scanned=page,
            photo=shot.photo,
            original=shot.original,
            take=shot.take,
            index=index,
            read=shot.read,
            pending=frozenset(pending),
            since=state.now,
            moved=shot.moved,
        )
    errors = tuple(error for error in visit.platform_errors if error.place != visit.at.key)
    state = state.with_visit(
        sheets=sheets, scan=Scan("taken"), platform_errors=errors, checked=False, package=None
    )
    return state, done


def on_use_several(state: State, world: World) -> Step:
    """Take the papers that lie there for the next sheets, left to right."""
    shot = state.visit.scan.shot
    if not _looks(state) or state.visit.scan.state != "several" or shot is None:
        return state, ()
    if len(shot.photo.pages) > len(open_sheets(state, world)):
        return state, ()
    return _kept(state, world, shot, shot.photo.pages)


def on_use_sheet(state: State, world: World) -> Step:
    """Take the page as it is, because the citizen says so; that they did goes into the submission."""
    visit = state.visit
    sheet = visit.sheets.get(here(state)) if visit.at.page is Page.SCAN else None
    if sheet is not None:
        if sheet.question is None:
            return state, ()
        sheets = {**visit.sheets, here(state): replace(sheet, accepted=True)}
        return move_on(state.with_visit(sheets=sheets, checked=False, package=None), world)
    shot = visit.scan.shot
    if not may_use_anyway(state) or shot is None:
        return state, ()
    state, done = _kept(state, world, shot, shot.photo.pages)
    sheet = replace(state.visit.sheets[here(state)], accepted=True, pending=frozenset())
    return state.with_visit(sheets={**state.visit.sheets, here(state): sheet}), done


def may_use_anyway(state: State) -> bool:
    """Whether a picture that is not good may be given: it was tried often enough, and shows a page."""
    scan = state.visit.scan
    return (
        _looks(state)
        and scan.state == "rejected"
        and scan.tries >= TRIES
        and scan.shot is not None
        and len(scan.shot.photo.pages) == 1
    )


def on_retake(state: State) -> Step:
    """Throw the picture away and look again."""
    visit = state.visit
    if visit.at.page is not Page.SCAN:
        return state, ()
    sheets = {place: sheet for place, sheet in visit.sheets.items() if place != here(state)}
    return state.with_visit(sheets=sheets, scan=Scan(), checked=False, package=None), ()


# -- corners that a person moves


def on_adjust(state: State) -> Step:
    """Show the photograph with its corners, to be put right."""
    visit = state.visit
    sheet = visit.sheets.get(here(state)) if visit.at.page is Page.SCAN else None
    if sheet is not None:
        sheets = {place: one for place, one in visit.sheets.items() if place != here(state)}
        photo = replace(sheet.photo, pages=(sheet.scanned,))
        shot = Shot(sheet.take, photo, sheet.original, sheet.read)
        state = state.with_visit(sheets=sheets, checked=False, package=None)
        return _adjusting(state, shot, sheet.scanned), ()
    shot_now = visit.scan.shot
    if not _looks(state) or visit.scan.state != "rejected" or shot_now is None or not shot_now.photo.pages:
        return state, ()
    return _adjusting(state, shot_now, shot_now.photo.pages[0]), ()


def _adjusting(state: State, shot: Shot, page: ScannedPage) -> State:
    scan = Scan("corners", shot=shot, corners=page.corners, tries=state.visit.scan.tries)
    return state.with_visit(scan=scan)


def found_corners(shot: Shot) -> Corners:
    """Return the corners that the detectors gave."""
    return shot.photo.pages[0].corners


def on_corners(state: State, message: SetCorners) -> Step:
    """Keep where the corners stand; whether a page comes of it is said beside them."""
    scan = state.visit.scan
    if not _looks(state) or scan.state != "corners" or scan.shot is None or len(message.corners) != 4:
        return state, ()
    return state.with_visit(scan=replace(scan, corners=message.corners, advice=None)), ()


def on_reset_corners(state: State) -> Step:
    """Put the corners back to where they were found."""
    scan = state.visit.scan
    if not _looks(state) or scan.state != "corners" or scan.shot is None:
        return state, ()
    return state.with_visit(scan=replace(scan, corners=found_corners(scan.shot), advice=None)), ()


def on_apply_corners(state: State, world: World) -> Step:
    """Make the page with the corners as they stand, unless no page can come of them."""
    scan = state.visit.scan
    if not _looks(state) or scan.state != "corners" or scan.shot is None or scan.corners is None:
        return state, ()
    photo = scan.shot.photo
    if flaw(scan.corners, photo.width, photo.height) is not None or state.health.out("document_camera"):
        return state, ()
    wanted = replace(wanted_now(state, world), papers=1)
    done = effects.Straighten(scan.shot.original, scan.corners, wanted)
    return state.with_visit(scan=replace(scan, state="taking", advice=None)), (done,)


def on_camera_lit(state: State, message: CameraLit) -> Step:
    """Remember whether the camera is on: the page says so."""
    return replace(state, health=replace(state.health, camera_lit=message.on)), ()
