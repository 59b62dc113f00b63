"""Submit once: made from plan and visit, and the same until it is known what became of it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from kiosk.application.application import check, submitted_answers
from kiosk.catalogue.models import Bundle, Commitment, Declaration, MaterialSource
from kiosk.catalogue.plan_models import Plan
from kiosk.platform.models import text_digest
from kiosk.submission.package import GivenDeclaration, GivenMaterial, Package
from kiosk.submission.package import Page as SheetPage
from kiosk.submission.signature import ink_of, signature_data_url
from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import Sign, SignAtWindow, TickDeclaration
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.sheets import Sheet
from kiosk.visit.state import State, Visit
from kiosk.visit.ways import Way, ways
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
Statement = Declaration | Commitment
SIGNATURE_MM = (200.0, 70.0)
"""Width and height of the field in which one signs."""
LEAST_INK_MM = 5.0
"""A signature shorter than this is a slip of the finger."""


def on_tick_declaration(state: State, message: TickDeclaration) -> Step:
    """Tick or untick a declaration."""
    if state.visit.at.page is not Page.DECLARE:
        return state, ()
    declared = state.visit.declared - {message.declaration_id}
    if message.ticked:
        declared |= {message.declaration_id}
    return state.with_visit(declared=declared), ()


def on_sign(state: State, message: Sign) -> Step:
    """Keep the signature as strokes; who signs here after all need not at the window."""
    if state.visit.at.page is not Page.DECLARE:
        return state, ()
    later = state.visit.sign_at_window and not message.strokes
    return state.with_visit(strokes=message.strokes, sign_at_window=later), ()


def on_sign_at_window(state: State, message: SignAtWindow) -> Step:
    """Sign at the window instead; what was drawn goes."""
    if state.visit.at.page is not Page.DECLARE:
        return state, ()
    strokes = () if message.wanted else state.visit.strokes
    return state.with_visit(strokes=strokes, sign_at_window=message.wanted), ()


def ink_mm(visit: Visit) -> float:
    """Return the length of the signature in millimetres."""
    total = 0.0
    for stroke in visit.strokes:
        for one, other in pairwise(stroke):
            total += ((other[0] - one[0]) ** 2 + (other[1] - one[1]) ** 2) ** 0.5
    return total


def ready_to_submit(visit: Visit, bundle: Bundle) -> bool:
    """Whether every declaration is ticked, and signed here or to be signed at the window."""
    signed = visit.sign_at_window or ink_mm(visit) >= LEAST_INK_MM
    return signed and {d.id for d in bundle.declarations} <= visit.declared


def submit(state: State, world: World, bundle: Bundle, plan: Plan) -> Step:
    """Hand the submission over to be sealed, unless something is missing or it is under way already.

    What may be in the outbox already is given again as it was, so that it is there once.
    """
    visit = state.visit
    if visit.submitting is not None or visit.outcome is not None or not ready_to_submit(visit, bundle):
        return state, ()
    if check(plan, visit.application, world.clock().date()):
        return go(state, pages.CHECK).with_visit(checked=False), ()
    package = visit.package or make_package(visit, world, bundle, plan)
    session_id, card_proof = whose(state)
    state = go(state, pages.SUBMITTING)
    state = state.with_visit(
        package=package, submitting=("seal", 0, 0), moved_at=state.now, sealed=None, platform_errors=(),
        slip="none", prints=0,
    )  # fmt: skip
    return state, (effects.Submit(package, session_id, card_proof),)


def whose(state: State) -> tuple[str | None, str | None]:
    """Return (session id, card proof) that say whose submission it is: one of them.

    A session counts while the platform is there to say that it has run out; what is sent later is told by
    the card.
    """
    citizen = state.visit.citizen
    if citizen is None:
        raise LookupError("nobody submits")
    by_card = bool(citizen.proof) and not (citizen.session_id and state.health.reachable)
    return (None, citizen.proof) if by_card else (citizen.session_id, None)


def make_package(visit: Visit, world: World, bundle: Bundle, plan: Plan) -> Package:
    """Make the submission from plan and visit; nothing of an unticked item goes along."""
    now = world.clock()
    signed: list[tuple[str, Statement]] = [("TRUTH", declaration) for declaration in bundle.declarations]
    found = ways(plan, visit)
    for way in found:
        promise = way.entry.material.commitment
        if way.via is MaterialSource.COMMITMENT and promise is not None:
            signed.append(("COMMITMENT", promise))
    return Package(
        plan_id=visit.plan_id or None,
        bundle_id=bundle.id,
        bundle_revision=bundle.revision,
        selected_items=plan.ticked,
        facts={s.id: visit.answers[s.id] for s in plan.situations if s.id in visit.answers},
        answers=submitted_answers(plan, visit.application),
        materials=tuple(_given(way, visit, bundle) for way in found if way.settled),
        declarations=tuple(_signed(one, kind, visit, now) for kind, one in signed),
        consents=visit.consent_ids,
    )


def _signed(one: Statement, kind: str, visit: Visit, now: datetime) -> GivenDeclaration:
    """Return a statement with the signature below it, which belongs to this text alone.

    One that will be signed at the window goes without: declared here, by a person who showed who they are.
    """
    digest = _digest(one, visit)
    if visit.sign_at_window:
        return GivenDeclaration(one.id, one.revision, kind, digest, now)
    signature = signature_data_url(visit.strokes, *SIGNATURE_MM)
    ink = ink_of(
        visit.strokes,
        SIGNATURE_MM,
        declaration_id=one.id,
        revision=one.revision,
        text_digest=digest,
        signed_at=now,
    )
    return GivenDeclaration(one.id, one.revision, kind, digest, now, signature, ink)


def _digest(statement: Statement, visit: Visit) -> str:
    """Return the digest of the very text that stood on the screen, in its language."""
    parts = (statement.title, statement.text, statement.consequences)
    title, text, consequences = (part.in_language(visit.aids.language) for part in parts)
    return text_digest(title, text, consequences)


def _sheet(sheet: Sheet, name: str) -> SheetPage:
    """Return a photographed page with all that staff may want to know of it."""
    said: dict[str, Any] = {"verdict": "not-read"}
    if sheet.review is not None:
        said = dict(sheet.review.as_json())
    said |= {
        "overruled": sheet.accepted,
        "taken_before": sheet.twice,
        "corners_moved": sheet.moved,
        "advice": sheet.scanned.advice.value if sheet.scanned.advice is not None else None,
        "codes": [code.format for code in sheet.scanned.codes],
    }
    return SheetPage(
        name=name,
        media_type="image/jpeg",
        data=sheet.page,
        original=sheet.original,
        dpi=sheet.scanned.dpi,
        black_and_white=sheet.scanned.black_and_white,
        quality=sheet.quality,
        review=said,
    )


def _given(way: Way, visit: Visit, bundle: Bundle) -> GivenMaterial:
    material = way.entry.material
    sheets = tuple(
        _sheet(
            visit.sheets[material.id, index],
            material.pages[index].zh if index < len(material.pages) else material.name.zh,
        )
        for index in range(way.sheets)
    )
    by_certificate = way.via is MaterialSource.E_CERTIFICATE and way.certificate is not None
    task = next(item for item in bundle.items if item.id == way.entry.for_items[0])
    return GivenMaterial(
        material_id=material.id,
        via=way.via.value,
        pages=sheets,
        certificate_id=way.certificate.certificate_id if by_certificate and way.certificate else None,
        consent_id=visit.consent_ids[0] if by_certificate else None,
        task_code=(task.task_code or task.id) if by_certificate else None,
        commitment_id=material.commitment.id
        if way.via is MaterialSource.COMMITMENT and material.commitment
        else None,
        one_sheet=material.one_sheet,
    )
