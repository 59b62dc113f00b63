"""From the visit to the slips: which facts go on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan_models import Plan
from kiosk.receipts.acceptance import AcceptanceFacts, CaseFact, acceptance_slip
from kiosk.receipts.document import Slip
from kiosk.receipts.guide import GuideFacts, GuideItem, MaterialFact, guide_slip
from kiosk.receipts.sealed import SealedFacts, sealed_slip
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import Handed, Submitted
from kiosk.visit.state import State
from kiosk.visit.world import World

DECIDED = ("APPROVED", "CLOSED")


def case_names(outcome: Submitted, bundle: Bundle, texts: Texts) -> dict[str, str]:
    """Return the names of a submission's items by item id and by case number, in the language of `texts`."""
    own = {item.id: texts.local(item.name) for item in bundle.items}
    names = {case.item_id: own.get(case.item_id, case.name) for case in outcome.cases}
    return names | {case.case_no: names[case.item_id] for case in outcome.cases}


def status_url(world: World, short_code: str) -> str:
    """Return where a phone sees the progress. It holds an opaque code and nothing of a person."""
    return f"{world.site.progress_url}{short_code}"


def print_slip(state: State, world: World) -> tuple[State, tuple[Effect, ...]]:
    """Print the slip of what is so now, received or sealed; once more where it was printed before."""
    state = state.with_visit(slip="printing", slip_fault=None, prints=state.visit.prints + 1)
    received = state.visit.outcome is not None
    return state, (effects.Print(acceptance(state, world) if received else sealed(state, world)),)


def sealed(state: State, world: World) -> Slip:
    """Make the slip of what is sealed and not yet received; raises LookupError before it is."""
    visit = state.visit
    texts = world.texts[visit.aids.language]
    context = world.plan(visit.bundle_id, visit.answers, visit.ticked)
    if context is None or visit.sealed is None:
        raise LookupError("nothing sealed to print")
    facts = SealedFacts(
        bundle_name=texts.local(context[0].name),
        claim_code=visit.sealed.claim_code,
        sealed_at=visit.sealed.sealed_at.astimezone(world.clock().tzinfo),
        items=tuple(texts.local(entry.item.name) for entry in context[1].items if entry.ticked),
        applicant_name=str(visit.citizen.facts.get("name", "")) if visit.citizen else "",
        applicant_number=str(visit.citizen.facts.get("number", "")) if visit.citizen else "",
        site=world.site.site_name,
        machine=world.site.machine_label,
        phones=phones(state, world, context[0]),
        sample=context[0].sample,
        reprint=max(0, visit.prints - 1),
        sign_at_window=visit.sign_at_window,
    )
    return sealed_slip(facts, texts, visit.aids.language)


def acceptance(state: State, world: World) -> Slip:
    """Make the acceptance slip of a submission; raises LookupError before there is one."""
    visit = state.visit
    texts = world.texts[visit.aids.language]
    context = world.plan(visit.bundle_id, visit.answers, visit.ticked)
    if context is None or visit.outcome is None:
        raise LookupError("no submission to print")
    outcome = visit.outcome
    results: dict[str, list[str]] = {}
    for entry in context[1].results:
        results.setdefault(entry.item, []).append(texts.local(entry.result.name))
    # The visit knows it of its own submission, whatever the platform's answer holds of it.
    outcome = replace(outcome, sign_at_window=visit.sign_at_window or outcome.sign_at_window)
    return _acceptance(state, world, outcome, context[0], results, max(0, visit.prints - 1))


def official(state: State, world: World, handed: Handed) -> Slip | None:
    """Make the acceptance slip of an earlier submission; None where the guides hold its bundle no more."""
    bundle = world.bundle(handed.bundle_id)
    if bundle is None:
        return None
    texts = world.texts[state.visit.aids.language]
    results = {item.id: [texts.local(one.name) for one in item.results] for item in bundle.items}
    return _acceptance(state, world, handed.submitted, bundle, results, 0)


def _acceptance(
    state: State,
    world: World,
    outcome: Submitted,
    bundle: Bundle,
    results: Mapping[str, Sequence[str]],
    reprint: int,
) -> Slip:
    visit = state.visit
    texts = world.texts[visit.aids.language]
    names = case_names(outcome, bundle, texts)
    facts = AcceptanceFacts(
        bundle_name=texts.local(bundle.name),
        submission_no=outcome.submission_no,
        received_at=outcome.received_at.astimezone(world.clock().tzinfo),
        cases=tuple(
            CaseFact(
                case_no=case.case_no,
                name=names[case.item_id],
                organisation=case.org,
                status=texts(f"case.status.{case.status}"),
                due=date.fromisoformat(case.due[:10]) if case.due else None,
                blocked_by=tuple(names.get(other, other) for other in case.blocked_by),
                result=texts("slip.join").join(results.get(case.item_id, ())) or None,
                done=case.status in DECIDED,
            )
            for case in outcome.cases
        ),
        applicant_name=str(visit.citizen.facts.get("name", "")) if visit.citizen else "",
        applicant_number=str(visit.citizen.facts.get("number", "")) if visit.citizen else "",
        site=world.site.site_name,
        machine=world.site.machine_label,
        short_code=outcome.short_code,
        query_code=outcome.query_code or None,
        status_url=status_url(world, outcome.short_code),
        phones=phones(state, world, bundle),
        sample=bundle.sample,
        reprint=reprint,
        sign_at_window=outcome.sign_at_window,
    )
    return acceptance_slip(facts, texts, visit.aids.language)


def guide(state: State, world: World, bundle: Bundle, plan: Plan) -> Slip:
    """Make the take-away guide (带走指南) of a bundle as the suggestion has it."""
    texts = world.texts[state.visit.aids.language]
    facts = GuideFacts(
        bundle_name=texts.local(bundle.name),
        items=tuple(
            GuideItem(texts.local(entry.item.name), "、".join(entry.item.departments)) for entry in plan.items
        ),
        materials=tuple(
            MaterialFact(texts.local(m.material.name), m.copies, texts.local(m.material.requirement))
            for m in plan.materials
        ),
        version=bundle.version,
        updated=bundle.updated_on,
        place=texts.local(bundle.guide.places[0]) if bundle.guide.places else None,
        hours=texts.local(bundle.guide.hours) if bundle.guide.hours else None,
        limit=texts("guide.limit", days=plan.working_days) if plan.items else None,
        fee=texts("guide.fee", yuan=texts.money(plan.total_fen)) if plan.items else None,
        phones=phones(state, world, bundle),
        sample=bundle.sample,
    )
    return guide_slip(facts, texts, state.visit.aids.language)


def phones(state: State, world: World, bundle: Bundle) -> tuple[tuple[str, str], ...]:
    """Return where to ask and where to complain, each (what for, number)."""
    texts = world.texts[state.visit.aids.language]
    found = [(texts("phone.ask"), bundle.guide.phone or world.site.phone or "")]
    found.append((texts("phone.complain"), bundle.guide.complaint_phone))
    return tuple((what, number) for what, number in found if number)
