"""Submit once: made from plan and visit, with the same keys until the platform answers."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kiosk.application.application import check, submitted_answers
from kiosk.application.declarations import text_digest
from kiosk.catalogue import models as catalogue
from kiosk.catalogue.models import Bundle, MaterialSource
from kiosk.catalogue.plan_models import Plan
from kiosk.submission.package import Declaration, MaterialPart, Package, PagePart
from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import Sign, SubmissionProgress, Submitted, TickDeclaration
from kiosk.visit.pages import Page
from kiosk.visit.slips import acceptance
from kiosk.visit.state import State, Visit
from kiosk.visit.ways import Way, ways
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
LEAST_INK_MM = 5.0
"""A signature shorter than this is a slip of the finger."""


def on_tick_declaration(state: State, message: TickDeclaration) -> Step:
    """Tick or untick a declaration."""
    declared = state.visit.declared - {message.declaration_id}
    if message.ticked:
        declared |= {message.declaration_id}
    return state.with_visit(declared=declared), ()


def on_sign(state: State, message: Sign) -> Step:
    """Keep the signature as strokes."""
    return (
        (state.with_visit(strokes=message.strokes), ())
        if state.visit.at.page is Page.DECLARE
        else (state, ())
    )


def ink_mm(visit: Visit) -> float:
    """Return the length of the signature in millimetres."""
    total = 0.0
    for stroke in visit.strokes:
        for (x0, y0), (x1, y1) in pairwise(stroke):
            total += ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    return total


def ready_to_submit(visit: Visit, bundle: Bundle) -> bool:
    """Whether every declaration is ticked and there is a signature."""
    return {d.id for d in bundle.declarations} <= visit.declared and ink_mm(visit) >= LEAST_INK_MM


def submit(state: State, world: World, bundle: Bundle, plan: Plan) -> Step:
    """Send the submission, unless something is missing or it is under way already."""
    visit = state.visit
    if visit.submitting is not None or visit.outcome is not None or not ready_to_submit(visit, bundle):
        return state, ()
    if check(plan, visit.application):
        return replace(state, visit=replace(visit, at=pages.CHECK, checked=False, page_since=state.now)), ()
    key = visit.submission_key or world.new_key()
    state = state.with_visit(
        at=pages.SUBMITTING,
        submission_key=key,
        submitting=("draft", 0, 0),
        trouble=None,
        page_since=state.now,
    )
    return state, (effects.Submit(package(state.visit, world, bundle, plan)),)


def package(visit: Visit, world: World, bundle: Bundle, plan: Plan) -> Package:
    """Make the submission from plan and visit; nothing of an unticked item goes along."""
    signed_at = world.clock().isoformat(timespec="seconds")
    declarations = [
        Declaration(d.id, d.revision, "TRUTH", _digest(d, visit), signed_at) for d in bundle.declarations
    ]
    found = ways(plan, visit)
    for way in found:
        promise = way.entry.material.commitment
        if way.via is MaterialSource.COMMITMENT and promise is not None:
            declarations.append(
                Declaration(promise.id, promise.revision, "COMMITMENT", _digest(promise, visit), signed_at)
            )
    return Package(
        client_submission_id=visit.submission_key,
        plan_id=visit.plan_id,
        bundle_id=bundle.id,
        bundle_revision=bundle.revision,
        situations={s.id: visit.answers[s.id] for s in plan.situations if s.id in visit.answers},
        selected_items=plan.ticked,
        answers=submitted_answers(plan, visit.application),
        materials=tuple(_part(way, visit) for way in found if way.settled),
        declarations=tuple(declarations),
        signature=visit.strokes,
        consents=visit.consent_ids,
    )


def _digest(statement: catalogue.Declaration | catalogue.Commitment, visit: Visit) -> str:
    """Return the digest of the very text that stood on the screen, in its language."""
    parts = (statement.title, statement.text, statement.consequences)
    return text_digest(*parts, language=visit.aids.language)


def _part(way: Way, visit: Visit) -> MaterialPart:
    material = way.entry.material
    sheets = tuple(
        PagePart(name=f"{index + 1}", media_type="image/jpeg", data=visit.sheets[material.id, index].page)
        for index in range(way.sheets)
    )
    return MaterialPart(
        material_id=material.id,
        via=way.via.value,
        pages=sheets,
        certificate_id=way.certificate.certificate_id
        if way.via is MaterialSource.E_CERTIFICATE and way.certificate
        else None,
        commitment_id=material.commitment.id
        if way.via is MaterialSource.COMMITMENT and material.commitment
        else None,
    )


def on_progress(state: State, message: SubmissionProgress) -> Step:
    """Show how far it is."""
    if state.visit.submitting is None:
        return state, ()
    return state.with_visit(submitting=(message.step, message.done, message.total)), ()


def on_submitted(state: State, message: Submitted, world: World) -> Step:
    """Only now it is said: 已提交, with the number that the platform gave."""
    if state.visit.submitting is None:
        return state, ()
    state = state.with_visit(
        at=pages.DONE, outcome=message, submitting=None, busy=None, page_since=state.now, platform_errors=()
    )
    noted = effects.Note("visit.submitted", {"bundle": state.visit.bundle_id, "cases": len(message.cases)})
    if state.health.out("printer"):
        return state.with_visit(slip="failed", slip_fault=state.health.faults["printer"]), (noted,)
    return state.with_visit(slip="printing"), (noted, effects.Print(acceptance(state, world)))
