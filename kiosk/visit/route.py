"""The route of a visit, rebuilt from the answers each time: nobody skips a page, back keeps everything."""

from dataclasses import replace

from kiosk.application.application import asked, is_required, shown_fields
from kiosk.catalogue.models import Bundle, MaterialSource, Need
from kiosk.catalogue.plan_models import FieldSource, Plan
from kiosk.visit import pages
from kiosk.visit.finds import fields_after_papers, has_finds
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import Visit
from kiosk.visit.ways import ways


def fetchable(plan: Plan) -> bool:
    """Whether shared data or certificates could spare the citizen something."""
    return any(entry.source is FieldSource.SHARED for entry in plan.fields) or any(
        source in (MaterialSource.SHARED_DATA, MaterialSource.E_CERTIFICATE)
        for entry in plan.materials
        for source in entry.sources
    )


def declared(visit: Visit) -> bool:
    """Whether the citizen has only typed who they are: nothing is fetched, and nothing can be submitted."""
    return visit.citizen is not None and visit.citizen.declared


def asks_sources(visit: Visit) -> bool:
    """Whether the platform can be asked for this citizen's data: they proved themselves, and it planned."""
    citizen = visit.citizen
    in_session = citizen is None or (bool(citizen.session_id) and not citizen.declared)
    return in_session and not (visit.planned and not visit.plan_id)


def route(visit: Visit, bundle: Bundle, plan: Plan) -> tuple[Destination, ...]:
    """Return every page of this visit from the guide to the signature, in order."""
    if bundle.guide_only:
        return (pages.GUIDE,)
    stops = [pages.GUIDE, pages.NOTICE, pages.IDENTITY]
    stops += [Destination(Page.SITUATION, situation.id) for situation in plan.situations]
    stops.append(pages.PLAN)
    if fetchable(plan) and asks_sources(visit):
        stops.append(pages.CONSENT)
    stops.append(pages.REVIEW)
    questions = {entry.element.id for entry in asked(plan, visit.application)} | visit.reopened
    shown = (entry.element.id for entry in shown_fields(plan, visit.application))
    fields = [Destination(Page.FIELD, element_id) for element_id in shown if element_id in questions]
    # What a paper may say is asked after it: most of it needs no typing then.
    later = fields_after_papers(visit, plan)
    stops += [stop for stop in fields if stop.key not in later]
    if plan.materials:
        stops.append(pages.MATERIALS)
    for way in ways(plan, visit):
        if way.via is MaterialSource.COMMITMENT:
            stops.append(Destination(Page.COMMITMENT, way.entry.material.id))
        for sheet in range(way.sheets):
            stops.append(Destination(Page.SCAN, way.entry.material.id, sheet))
            found = Destination(Page.FOUND, way.entry.material.id, sheet)
            if visit.at == found or has_finds(visit, plan, (found.key, sheet)):
                stops.append(found)
    stops += [stop for stop in fields if stop.key in later]
    return (*stops, pages.CHECK, pages.DECLARE)


def complete(stop: Destination, visit: Visit, plan: Plan) -> bool:
    """Whether nothing is left to do on a page of the route."""
    match stop.page:
        case Page.GUIDE:
            return visit.bundle_id is not None
        case Page.NOTICE:
            return visit.noticed
        case Page.IDENTITY:
            return visit.citizen is not None and visit.citizen.known
        case Page.SITUATION:
            return stop.key in visit.answers
        case Page.PLAN:
            return visit.planned and bool(plan.ticked)
        case Page.CONSENT:
            return visit.consent is not None and (visit.fetched or not visit.consent)
        case Page.REVIEW:
            return visit.reviewed
        case Page.FIELD:
            return _field_complete(stop.key, visit, plan)
        case Page.MATERIALS:
            return visit.materials_seen
        case Page.COMMITMENT:
            return stop.key in visit.agreed or _passed_over(stop.key, visit, plan)
        case Page.SCAN:
            taken = visit.sheets.get((stop.key, stop.sheet))
            return _passed_over(stop.key, visit, plan) if taken is None else taken.settled
        case Page.FOUND:
            return not has_finds(visit, plan, (stop.key, stop.sheet))
        case Page.CHECK:
            return visit.checked and not declared(visit)
        case _:
            return False


def _field_complete(element_id: str, visit: Visit, plan: Plan) -> bool:
    entry = next((entry for entry in plan.fields if entry.element.id == element_id), None)
    if entry is None:
        return True
    if element_id in visit.drafts:
        return False
    return element_id in visit.application.values or (
        not is_required(plan, visit.application, element_id) and element_id in visit.passed
    )


def _passed_over(material_id: str, visit: Visit, plan: Plan) -> bool:
    """Whether the citizen went on without a material that may stay away or follow later."""
    return material_id in visit.passed and any(
        entry.material.id == material_id and entry.need is not Need.REQUIRED for entry in plan.materials
    )


def following(visit: Visit, bundle: Bundle, plan: Plan) -> Destination:
    """Return where Continue leads: the next page, but never past one that is not complete.

    Who has shown the card is not asked for it again.
    """
    stops = _ahead(visit, route(visit, bundle, plan))
    if visit.at in stops and not complete(visit.at, visit, plan):
        return visit.at
    next_sheet = replace(visit.at, sheet=visit.at.sheet + 1)
    if visit.at.page is Page.SCAN and next_sheet in stops and replace(visit.at, page=Page.FOUND) not in stops:
        # Who photographs a material again sees all of its sheets, also on the way back to a later page.
        return next_sheet
    limit = visit.return_to if visit.return_to in stops else visit.at
    position = stops.index(limit) if limit in stops else len(stops) - 1
    for stop in stops[: position + 1]:
        if stop != visit.return_to and not complete(stop, visit, plan):
            return stop
    if visit.return_to in stops:
        return visit.return_to
    return stops[min(position + 1, len(stops) - 1)]


def preceding(visit: Visit, bundle: Bundle, plan: Plan) -> Destination | None:
    """Return where Back leads on the route, or None before its first page.

    Who has shown the card is not led through notice and card again.
    """
    stops = route(visit, bundle, plan)
    if visit.at not in stops:
        return next((stop for stop in stops if not complete(stop, visit, plan)), stops[-1])
    earlier = _ahead(visit, stops[: stops.index(visit.at)])
    return earlier[-1] if earlier else None


def _ahead(visit: Visit, stops: tuple[Destination, ...]) -> tuple[Destination, ...]:
    if visit.citizen is None or not visit.citizen.known:
        return stops
    known = (Page.NOTICE, Page.IDENTITY)
    return tuple(stop for stop in stops if stop == visit.at or stop.page not in known)


def first_open(visit: Visit, bundle: Bundle, plan: Plan) -> Destination:
    """Return the first page of the route that is not complete."""
    stops = route(visit, bundle, plan)
    return next((stop for stop in stops if not complete(stop, visit, plan)), stops[-1])


def reachable(stop: Destination, visit: Visit, bundle: Bundle, plan: Plan) -> bool:
    """Whether a page is on the route and everything before it is complete."""
    stops = route(visit, bundle, plan)
    if stop not in stops:
        return False
    return all(complete(earlier, visit, plan) for earlier in stops[: stops.index(stop)])
