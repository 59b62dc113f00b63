"""From state to screen: what is drawn now. Pure; one function a page, the larger ones beside this file."""

from collections.abc import Callable

from kiosk.catalogue.models import Bundle, LocalText
from kiosk.catalogue.plan_models import Plan
from kiosk.visit import (
    present_apply,
    present_board,
    present_browse,
    present_check,
    present_end,
    present_facts,
    present_identity,
    present_logs,
    present_notices,
    present_paper,
    present_scan,
    present_set_up,
    present_settings,
    present_staff,
    present_trials,
    present_trouble,
    set_up,
    staff_facts,
    staff_settings,
    staff_trials,
)
from kiosk.visit.finds import fields_after_papers
from kiosk.visit.pages import PROGRESS, PROGRESS_STEPS, Page
from kiosk.visit.route import preceding
from kiosk.visit.state import State, Visit
from kiosk.visit.steps import can_go_back, planned
from kiosk.visit.views import (
    Body,
    Frame,
    IdleView,
    NoticeView,
    Screen,
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
        notices=present_notices.notices(state, world),
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


def _idle(state: State, world: World) -> Body:
    return IdleView(present_paper.worst(state.health))


def _notice(state: State, world: World) -> Body:
    return NoticeView(_bundle_name(state, world))


def _bundle_name(state: State, world: World) -> LocalText:
    context = planned(state, world)
    return context[0].name if context else LocalText(zh="—")


_BODIES: dict[Page, Callable[[State, World], Body]] = {
    Page.IDLE: _idle,
    Page.HOME: present_browse.home,
    Page.SEARCH: present_browse.search,
    Page.GUIDE: present_browse.guide,
    Page.NOTICE: _notice,
    Page.IDENTITY: present_identity.identity,
    Page.TYPED: present_identity.typed,
    Page.PHONE: present_identity.phone,
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
    Page.SUBMITTING: present_end.submitting,
    Page.SEALED: present_end.sealed,
    Page.DONE: present_check.done,
    Page.RATING: present_end.rating,
    Page.GOODBYE: present_end.goodbye,
    Page.ERROR: present_trouble.error,
    Page.REPORT: present_trouble.report,
    Page.OUT_OF_SERVICE: present_trouble.out_of_service,
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
    Page.STAFF_SETTING_GROUP: present_settings.group,
    Page.DEVICE_BOARD: present_board.board,
    Page.SET_UP_CODE: present_set_up.code,
    Page.SET_UP_PROGRESS: present_set_up.progress,
    Page.SET_UP_DEVICES: present_set_up.devices,
    Page.SET_UP_SCREEN: present_set_up.screen,
    Page.PROGRESS: present_check.handed_in,
}
