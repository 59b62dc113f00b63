"""From state to screen: what is drawn now. Pure; one function a page, the larger ones beside this file."""

from collections.abc import Callable

from kiosk.catalogue.models import Bundle, LocalText
from kiosk.catalogue.plan_models import Plan
from kiosk.visit import (
    other_doors,
    present_apply,
    present_board,
    present_browse,
    present_check,
    present_facts,
    present_logs,
    present_paper,
    present_scan,
    present_set_up,
    present_settings,
    present_staff,
    present_trials,
    set_up,
    staff_facts,
    staff_settings,
    staff_trials,
)
from kiosk.visit.finds import fields_after_papers
from kiosk.visit.idle import goodbye_limit
from kiosk.visit.pages import PROGRESS, PROGRESS_STEPS, Page
from kiosk.visit.route import declared, preceding
from kiosk.visit.standing import may_photograph, no_identity, photographs
from kiosk.visit.state import PAPERS_LIE, Link, State, Visit
from kiosk.visit.steps import can_go_back, planned, sealing_reason
from kiosk.visit.suggestion import suggested
from kiosk.visit.typed_identity import typed_problem
from kiosk.visit.update import out_of_service
from kiosk.visit.views import (
    Body,
    ErrorView,
    Frame,
    GoodbyeView,
    IdentityView,
    IdleView,
    NoticeView,
    OutOfServiceView,
    PhoneView,
    RatingView,
    ReportView,
    Say,
    Screen,
    SealedView,
    SubmittingView,
    TypedView,
    say,
)
from kiosk.visit.world import World

NO_BACK = (
    Page.IDLE, Page.HOME, Page.SUBMITTING, Page.SEALED, Page.DONE, Page.RATING, Page.GOODBYE,
    Page.OUT_OF_SERVICE, Page.STAFF_MENU, Page.SET_UP_CODE, Page.SET_UP_DEVICES, Page.PROGRESS,
)  # fmt: skip
NO_LEAVE = (
    Page.IDLE, Page.HOME, Page.SUBMITTING, Page.GOODBYE, Page.OUT_OF_SERVICE, Page.DEVICE_BOARD,
    Page.PROGRESS, Page.STAFF_DOOR, Page.STAFF_MENU, *staff_facts.INSIDE, *staff_settings.INSIDE, *set_up.ALL,
    Page.STAFF_PAPER, Page.STAFF_TRIALS, *staff_trials.TRIALS, Page.STAFF_LOGS, Page.STAFF_WITHDRAW,
)  # fmt: skip
RETRY_NOTHING = ("duplicate-application", "item-not-available-here", "validation")


def present(state: State, world: World) -> Screen:
    """Return all that is drawn for the state."""
    visit = state.visit
    at = visit.at
    context = planned(state, world)
    frame = Frame(
        at=at,
        step=_step(visit, context),
        steps=PROGRESS_STEPS,
        site_name=world.site.site_name,
        machine_label=world.site.machine_label,
        now=world.clock(),
        aids=visit.aids,
        languages=world.site.languages,
        busy=visit.busy,
        overlay=visit.overlay,
        can_back=_can_back(state, world),
        can_leave=at.page not in NO_LEAVE or (at.page is Page.HOME and visit.personal),
        notices=_notices(state, world),
        sample=context is not None
        and context[0].sample
        and at.page not in (Page.HOME, Page.SEARCH, Page.IDLE),
        training=state.health.training is not None,
    )
    return Screen(frame, _BODIES[at.page](state, world))


def _step(visit: Visit, context: tuple[Bundle, Plan] | None) -> int | None:
    """Return the step shown at the top; a question that follows the papers belongs to them."""
    follows = context is not None and visit.at.key in fields_after_papers(visit, context[1])
    return PROGRESS.get(Page.MATERIALS if visit.at.page is Page.FIELD and follows else visit.at.page)


def _can_back(state: State, world: World) -> bool:
    visit = state.visit
    if visit.at.page in NO_BACK:
        return False
    if visit.at.page is Page.ERROR:
        return visit.trouble is not None and can_go_back(visit.trouble)
    context = planned(state, world)
    return context is None or visit.busy is None or preceding(visit, *context) is not None


def _camera_maybe(state: State, world: World) -> list[Say]:
    """Return what it means for this guide, unless that is why one cannot begin at all."""
    bundle = world.bundle(state.visit.bundle_id)
    if bundle is None or bundle.guide_only:
        return []
    plan = suggested(world, bundle, {})
    maybe = may_photograph(plan) and not photographs(plan)
    return [say("notice_band.camera_maybe")] if maybe else []


def _notices(state: State, world: World) -> tuple[Say, ...]:
    health, page = state.health, state.visit.at.page
    found = []
    if page in (Page.HOME, Page.SEARCH, Page.GUIDE):
        if health.guide_expired:
            found.append(say("notice_band.guide_expired"))
        if health.sealing is not None:
            found.append(say(f"notice_band.{sealing_reason(health.sealing)}"))
        elif not health.reachable:
            found.append(say("notice_band.platform"))
        if health.out("id_card") and not no_identity(health):
            found.append(say("notice_band.id_card"))
        elif health.out("id_card") and page is not Page.GUIDE:
            # The guide says itself what it needs, and who mends it.
            found.append(say("notice_band.no_identity"))
    if page is Page.GUIDE and health.out("document_camera"):
        found += _camera_maybe(state, world)
    if page is Page.IDENTITY and not health.reachable:
        found.append(say("notice_band.platform_card"))
    if page is Page.IDENTITY and health.out("id_card"):
        found.append(say("notice_band.id_card"))
    if page in (Page.GUIDE, Page.DECLARE) and (health.out("printer") or health.paper == "out"):
        found.append(say("notice_band.printer"))
    if page in (Page.MATERIALS, Page.SCAN) and health.out("document_camera"):
        found.append(say("notice_band.camera"))
    if page is Page.REVIEW and state.visit.sources_failed:
        found.append(say("notice_band.sources_failed"))
    return tuple(found)


def _idle(state: State, world: World) -> Body:
    return IdleView(present_paper.worst(state.health))


def _notice(state: State, world: World) -> Body:
    return NoticeView(_bundle_name(state, world))


def _bundle_name(state: State, world: World) -> LocalText:
    context = planned(state, world)
    return context[0].name if context else LocalText(zh="—")


def _identity(state: State, world: World) -> Body:
    visit = state.visit
    advice = say(f"card.advice.{visit.card_advice}") if visit.card_advice else None
    stage = "checking" if visit.busy is not None else visit.card_state
    reachable = state.health.reachable
    return IdentityView(
        state=stage,
        advice=advice,
        attempts=visit.card_attempts,
        same_person=visit.same_person_wanted,
        proof_wanted=declared(visit),
        reader_out=state.health.out("id_card"),
        scan=reachable and state.health.works("code_reader") and other_doors.offered(visit, "CODE"),
        doors=other_doors.doors(visit) if reachable else (),
        can_print=declared(visit) and visit.slip != "printing" and not state.health.out("printer"),
    )


def _typed(state: State, world: World) -> Body:
    part = state.visit.at.key
    typed = state.visit.typed
    value = typed.name if part == "name" else typed.number
    return TypedView(part, value, typed_problem(part, typed, world.clock().date()))


def _phone(state: State, world: World) -> Body:
    link = state.visit.link or Link()
    return PhoneView("checking" if state.visit.busy is not None else link.state, link.qr_text)


def _submitting(state: State, world: World) -> Body:
    step, done, total = state.visit.submitting or ("seal", 0, 0)
    context = planned(state, world)
    items = len(context[1].ticked) if context else 0
    return SubmittingView(step, done, total, items, state.visit.sealed is not None)


def _sealed(state: State, world: World) -> Body:
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.sealed is None:
        raise LookupError("nothing is sealed")
    return SealedView(
        bundle_name=context[0].name,
        claim_code=visit.sealed.claim_code,
        sealed_at=visit.sealed.sealed_at.astimezone(world.clock().tzinfo),
        item_count=len(context[1].ticked),
        slip=visit.slip,
        slip_fault=visit.slip_fault,
        phone=world.site.phone,
        can_print=not state.health.out("printer"),
        sign_at_window=visit.sign_at_window,
    )


def _rating(state: State, world: World) -> Body:
    return RatingView((1, 2, 3, 4, 5), state.visit.rating)


def _goodbye(state: State, world: World) -> Body:
    left = goodbye_limit(state.visit, world.site.times) - (state.now - state.visit.page_since)
    papers = state.visit.mat == PAPERS_LIE
    return GoodbyeView(state.visit.card_here, papers, max(0, round(left)))


def _error(state: State, world: World) -> Body:
    trouble = state.visit.trouble
    if trouble is None:
        return ErrorView("unknown", "", (), False, True, "Y-0")
    failed = trouble.failed
    code = f"{failed.during}/{failed.problem}" + (f" · {failed.trace_id[:16]}" if failed.trace_id else "")
    return ErrorView(
        name=failed.problem,
        words=failed.detail,
        problems=present_check.problems(state, world),
        can_retry=failed.problem not in RETRY_NOTHING,
        can_back=can_go_back(trouble),
        code=code,
    )


def _report(state: State, world: World) -> Body:
    report = state.visit.report
    context = planned(state, world)
    return ReportView(
        state=report.state,
        where=report.where.page,
        bundle_name=context[0].name if context else None,
        problem=report.problem,
        issue_no=report.issue_no,
        due=report.due,
        phone=world.site.phone,
    )


def _out_of_service(state: State, world: World) -> Body:
    return OutOfServiceView(out_of_service(state.health) or "unknown")


_BODIES: dict[Page, Callable[[State, World], Body]] = {
    Page.IDLE: _idle,
    Page.HOME: present_browse.home,
    Page.SEARCH: present_browse.search,
    Page.GUIDE: present_browse.guide,
    Page.NOTICE: _notice,
    Page.IDENTITY: _identity,
    Page.TYPED: _typed,
    Page.PHONE: _phone,
    Page.SITUATION: present_apply.situation,
    Page.PLAN: present_apply.plan_page,
    Page.CONSENT: present_apply.consent,
    Page.REVIEW: present_check.review,
    Page.FIELD: present_apply.field,
    Page.MATERIALS: present_apply.materials,
    Page.COMMITMENT: present_apply.commitment,
    Page.SCAN: present_scan.scan,
    Page.FOUND: present_scan.found,
    Page.CHECK: present_check.check_page,
    Page.DECLARE: present_check.declare,
    Page.SUBMITTING: _submitting,
    Page.SEALED: _sealed,
    Page.DONE: present_check.done,
    Page.RATING: _rating,
    Page.GOODBYE: _goodbye,
    Page.ERROR: _error,
    Page.REPORT: _report,
    Page.OUT_OF_SERVICE: _out_of_service,
    Page.STAFF_DOOR: present_staff.door,
    Page.STAFF_MENU: present_staff.menu,
    Page.STAFF_LOGS: present_logs.logs,
    Page.STAFF_WITHDRAW: present_staff.withdraw,
    Page.STAFF_PAPER: present_paper.paper,
    Page.STAFF_TRIALS: present_trials.trials,
    Page.STAFF_PHOTO: present_trials.photo,
    Page.STAFF_READ_CARD: present_trials.read_card,
    Page.STAFF_CAMERA: present_trials.camera,
    Page.STAFF_TOUCH: present_trials.touch,
    Page.STAFF_SOUND: present_trials.sound,
    Page.STAFF_OUTBOX: present_facts.outbox,
    Page.STAFF_NETWORK: present_facts.network,
    Page.STAFF_VERSIONS: present_facts.versions,
    Page.STAFF_READINESS: present_facts.readiness,
    Page.STAFF_SETTINGS: present_settings.settings,
    Page.STAFF_SETTING: present_settings.setting,
    Page.DEVICE_BOARD: present_board.board,
    Page.SET_UP_CODE: present_set_up.code,
    Page.SET_UP_PROGRESS: present_set_up.progress,
    Page.SET_UP_DEVICES: present_set_up.devices,
    Page.SET_UP_SCREEN: present_set_up.screen,
    Page.PROGRESS: present_check.handed_in,
}
