"""The pages: one file a page, each a `PageView` that draws one view of `kiosk.visit.views`.

`PAGES` says which class draws which page; `Presenter` puts them on the stage. A page decides nothing: it
draws the `Screen` and sends messages. Configure the window (`screens.window`) before importing this.
"""

from typing import Any

from kiosk.visit.pages import Page
from screens.pages.check import CheckPage
from screens.pages.commitment import CommitmentPage
from screens.pages.consent import ConsentPage
from screens.pages.declare import DeclarePage
from screens.pages.done import DonePage
from screens.pages.error import ErrorPage
from screens.pages.field import FieldPage
from screens.pages.found import FoundPage
from screens.pages.goodbye import GoodbyePage
from screens.pages.guide import GuidePage
from screens.pages.home import HomePage
from screens.pages.identity import IdentityPage
from screens.pages.idle import IdlePage
from screens.pages.materials import MaterialsPage
from screens.pages.notice import NoticePage
from screens.pages.out_of_service import OutOfServicePage
from screens.pages.page import PageView
from screens.pages.phone import PhonePage
from screens.pages.plan import PlanPage
from screens.pages.progress import ProgressPage
from screens.pages.rating import RatingPage
from screens.pages.report import ReportPage
from screens.pages.review import ReviewPage
from screens.pages.scan import ScanPage
from screens.pages.sealed import SealedPage
from screens.pages.search import SearchPage
from screens.pages.situation import SituationPage
from screens.pages.submitting import SubmittingPage
from screens.pages.typed import TypedPage
from screens.staff.calibration import StaffCameraPage
from screens.staff.device_board import DeviceBoardPage
from screens.staff.door import StaffDoorPage
from screens.staff.facts import StaffFactsPage
from screens.staff.log_copy import StaffLogsPage
from screens.staff.menu import StaffMenuPage
from screens.staff.paper import StaffPaperPage
from screens.staff.photo import StaffPhotoPage
from screens.staff.read_card import StaffReadCardPage
from screens.staff.set_up_code import SetUpCodePage
from screens.staff.set_up_devices import SetUpDevicesPage
from screens.staff.set_up_progress import SetUpProgressPage
from screens.staff.set_up_screen import SetUpScreenPage
from screens.staff.setting import StaffSettingPage
from screens.staff.setting_group import StaffSettingGroupPage
from screens.staff.settings import StaffSettingsPage
from screens.staff.sound import StaffSoundPage
from screens.staff.touch import StaffTouchPage
from screens.staff.trials import StaffTrialsPage
from screens.staff.withdraw import StaffWithdrawPage

PAGES: dict[Page, type[PageView[Any]]] = {
    Page.IDLE: IdlePage,
    Page.HOME: HomePage,
    Page.SEARCH: SearchPage,
    Page.GUIDE: GuidePage,
    Page.NOTICE: NoticePage,
    Page.IDENTITY: IdentityPage,
    Page.TYPED: TypedPage,
    Page.PHONE: PhonePage,
    Page.SITUATION: SituationPage,
    Page.PLAN: PlanPage,
    Page.CONSENT: ConsentPage,
    Page.REVIEW: ReviewPage,
    Page.FIELD: FieldPage,
    Page.MATERIALS: MaterialsPage,
    Page.COMMITMENT: CommitmentPage,
    Page.SCAN: ScanPage,
    Page.FOUND: FoundPage,
    Page.CHECK: CheckPage,
    Page.DECLARE: DeclarePage,
    Page.SUBMITTING: SubmittingPage,
    Page.SEALED: SealedPage,
    Page.DONE: DonePage,
    Page.RATING: RatingPage,
    Page.GOODBYE: GoodbyePage,
    Page.ERROR: ErrorPage,
    Page.REPORT: ReportPage,
    Page.OUT_OF_SERVICE: OutOfServicePage,
    Page.STAFF_DOOR: StaffDoorPage,
    Page.STAFF_MENU: StaffMenuPage,
    Page.STAFF_LOGS: StaffLogsPage,
    Page.STAFF_WITHDRAW: StaffWithdrawPage,
    Page.STAFF_PAPER: StaffPaperPage,
    Page.STAFF_TRIALS: StaffTrialsPage,
    Page.STAFF_PHOTO: StaffPhotoPage,
    Page.STAFF_READ_CARD: StaffReadCardPage,
    Page.STAFF_CAMERA: StaffCameraPage,
    Page.STAFF_TOUCH: StaffTouchPage,
    Page.STAFF_SOUND: StaffSoundPage,
    Page.STAFF_OUTBOX: StaffFactsPage,
    Page.STAFF_NETWORK: StaffFactsPage,
    Page.STAFF_VERSIONS: StaffFactsPage,
    Page.STAFF_READINESS: StaffFactsPage,
    Page.STAFF_SETTINGS: StaffSettingsPage,
    Page.STAFF_SETTING: StaffSettingPage,
    Page.STAFF_SETTING_GROUP: StaffSettingGroupPage,
    Page.DEVICE_BOARD: DeviceBoardPage,
    Page.SET_UP_CODE: SetUpCodePage,
    Page.SET_UP_PROGRESS: SetUpProgressPage,
    Page.SET_UP_DEVICES: SetUpDevicesPage,
    Page.SET_UP_SCREEN: SetUpScreenPage,
    Page.PROGRESS: ProgressPage,
}

__all__ = ["PAGES", "PageView"]
