"""From the visit to A4 pages: which facts go on paper, in the citizen's language."""

import re
from datetime import date
from itertools import groupby

from kiosk.application.application import shown_fields
from kiosk.catalogue.models import Bundle, Limit, LimitUnit, MaterialSource
from kiosk.catalogue.plan_models import Plan, PlanItem, PlanMaterial
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.a4_form import A4FormFacts, AnswerGroup, GivenFact, Received, a4_form
from kiosk.receipts.a4_guide import A4GuideFacts, BringFact, StepFact, a4_guide
from kiosk.text import Texts
from kiosk.visit.present_check import shown
from kiosk.visit.slips import phones, status_url
from kiosk.visit.state import State, Visit
from kiosk.visit.suggestion import suggested
from kiosk.visit.ways import Way, ways
from kiosk.visit.world import World

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNITS = {
    LimitUnit.WORKING_DAY: "duration.working_days",
    LimitUnit.DAY: "duration.days",
    LimitUnit.MINUTE: "duration.minutes",
}


def guide(state: State, world: World, bundle: Bundle, own: Plan | None = None) -> A4Document:
    """Make the guide in large print; of one's `own` plan the list of what one ticked and needs for it."""
    language = state.visit.aids.language
    texts, plan = world.texts[language], own or suggested(world, bundle, state.visit.answers)
    local = texts.local
    facts = A4GuideFacts(
        bundle_name=local(bundle.name),
        summary=local(bundle.guide.summary),
        materials=tuple(_bring(entry, texts) for entry in plan.materials),
        steps=tuple(_step(entry, plan, texts) for entry in plan.items if own is None or entry.ticked),
        version=bundle.version,
        updated=bundle.updated_on,
        region=bundle.region.name,
        limit=_days(plan, texts),
        fees=tuple(
            (local(one.fee.name), texts("money", yuan=texts.money(one.fee.amount_fen)))
            for one in plan.fees
            if one.fee.amount_fen
        ),
        total=_total(plan, texts),
        in_hand=tuple(local(text) for text in bundle.guide.have_in_hand),
        places=tuple(local(place) for place in bundle.guide.places),
        hours=local(bundle.guide.hours) if bundle.guide.hours is not None else "",
        phones=phones(state, world, bundle),
        url=f"{world.site.guide_url}{bundle.id}" if world.site.guide_url else "",
        varies=any(one.id not in state.visit.answers for one in plan.situations),
        own=own is not None,
        sample=bundle.sample,
    )
    return a4_guide(facts, texts, language)


def form(state: State, world: World, bundle: Bundle, plan: Plan, reprint: int) -> A4Document:
    """Make the filled form; marked as not submitted until the platform has given its number."""
    visit = state.visit
    language = visit.aids.language
    texts, zone = world.texts[language], world.clock().tzinfo
    outcome = visit.outcome
    received = None
    if outcome is not None:
        at, url = outcome.received_at.astimezone(zone), status_url(world, outcome.short_code)
        received = Received(outcome.submission_no, outcome.short_code, at, url)
    facts = A4FormFacts(
        bundle_name=texts.local(bundle.name),
        items=tuple(
            (texts.local(entry.item.name), texts("slip.join").join(entry.item.departments))
            for entry in plan.items
            if entry.ticked
        ),
        situations=_situations(plan, visit, texts),
        groups=_groups(plan, visit, texts),
        materials=tuple(_given(way, texts) for way in ways(plan, visit)),
        made=world.clock(),
        site=world.site.site_name,
        machine=world.site.machine_label,
        received=received,
        sample=bundle.sample,
        reprint=reprint,
    )
    return a4_form(facts, texts, language)


def _bring(entry: PlanMaterial, texts: Texts) -> BringFact:
    sources = tuple(texts(f"source.{source}") for source in entry.sources)
    return BringFact(
        texts.local(entry.material.name), entry.copies, texts.local(entry.material.requirement), sources
    )


def _step(entry: PlanItem, plan: Plan, texts: Texts) -> StepFact:
    level = next((node.level for node in plan.flow.nodes if node.item == entry.item.id), 0)
    results = tuple(texts.local(one.result.name) for one in plan.results if one.item == entry.item.id)
    limit = _limit(entry.item.promised_limit, texts)
    return StepFact(texts.local(entry.item.name), entry.item.departments, level + 1, limit, results)


def _days(plan: Plan, texts: Texts) -> str:
    if not plan.items:
        return ""
    return _limit(Limit(value=plan.working_days, unit=LimitUnit.WORKING_DAY), texts)


def _total(plan: Plan, texts: Texts) -> str:
    if not plan.items:
        return ""
    return texts("money", yuan=texts.money(plan.total_fen)) if plan.total_fen else texts("a4.guide.free")


def _limit(limit: Limit, texts: Texts) -> str:
    if limit.value == 0 or limit.unit is LimitUnit.MINUTE:
        return texts("duration.now")
    key = _UNITS[limit.unit]
    return texts(f"{key}.one" if limit.value == 1 else key, count=limit.value)


def _situations(plan: Plan, visit: Visit, texts: Texts) -> tuple[tuple[str, str], ...]:
    return tuple(
        (texts.local(one.question), texts.local(option.label))
        for one in plan.situations
        for option in one.options
        if visit.answers.get(one.id) == option.value
    )


def _groups(plan: Plan, visit: Visit, texts: Texts) -> tuple[AnswerGroup, ...]:
    held = visit.application.values
    entries = [entry for entry in shown_fields(plan, visit.application) if entry.element.id in held]
    order = list(dict.fromkeys(entry.element.group for entry in plan.fields))
    entries.sort(key=lambda entry: order.index(entry.element.group))
    found = []
    for key, members in groupby(entries, key=lambda entry: entry.element.group):
        name = texts(f"group.{key}" if texts.has(f"group.{key}") else "group.general")
        answers = tuple(
            (texts.local(e.element.label), _day(shown(e, held[e.element.id].value, texts), texts))
            for e in members
        )
        found.append(AnswerGroup(name, answers))
    return tuple(found)


def _day(value: str, texts: Texts) -> str:
    """Return a date as people say it, and anything else as it is."""
    if not _ISO_DATE.fullmatch(value):
        return value
    try:
        return texts.day(date.fromisoformat(value))
    except ValueError:
        return value


def _given(way: Way, texts: Texts) -> GivenFact:
    note = ""
    if way.status == "scanned":
        note = texts("a4.form.taken.one" if way.taken == 1 else "a4.form.taken", count=way.taken)
    elif way.via is MaterialSource.E_CERTIFICATE and way.certificate is not None:
        note = way.certificate.type_name
    # What is not settled yet says what is left to do, as on the page of materials.
    key = {"to_scan": "materials.chip.to_scan", "to_agree": "materials.chip.to_agree"}.get(way.status)
    how = texts(key, count=way.sheets) if key else texts(f"source.{way.via}")
    return GivenFact(texts.local(way.entry.material.name), how, note)
