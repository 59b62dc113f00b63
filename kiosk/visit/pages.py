"""The pages of a visit and where one can stand. A destination compares equal, so journeys read as lists."""

from dataclasses import dataclass
from enum import StrEnum


class Page(StrEnum):
    """Every page there is. A file in screens/pages or screens/staff draws each."""

    IDLE = "idle"
    HOME = "home"
    SEARCH = "search"
    GUIDE = "guide"
    NOTICE = "notice"
    IDENTITY = "identity"
    TYPED = "typed"
    PHONE = "phone"
    SITUATION = "situation"
    PLAN = "plan"
    CONSENT = "consent"
    REVIEW = "review"
    FIELD = "field"
    MATERIALS = "materials"
    COMMITMENT = "commitment"
    SCAN = "scan"
    FOUND = "found"
    CHECK = "check"
    DECLARE = "declare"
    SUBMITTING = "submitting"
    SEALED = "sealed"
    DONE = "done"
    RATING = "rating"
    GOODBYE = "goodbye"
    ERROR = "error"
    REPORT = "report"
    OUT_OF_SERVICE = "out_of_service"
    STAFF_DOOR = "staff_door"
    STAFF_MENU = "staff_menu"
    STAFF_OUTBOX = "staff_outbox"
    STAFF_NETWORK = "staff_network"
    STAFF_VERSIONS = "staff_versions"
    STAFF_READINESS = "staff_readiness"
    STAFF_SETTINGS = "staff_settings"
    STAFF_SETTING = "staff_setting"
    STAFF_SETTING_GROUP = "staff_setting_group"
    STAFF_LOGS = "staff_logs"
    STAFF_WITHDRAW = "staff_withdraw"
    STAFF_PAPER = "staff_paper"
    STAFF_TRIALS = "staff_trials"
    STAFF_PHOTO = "staff_photo"
    STAFF_READ_CARD = "staff_read_card"
    STAFF_CAMERA = "staff_camera"
    STAFF_TOUCH = "staff_touch"
    STAFF_SOUND = "staff_sound"
    DEVICE_BOARD = "device_board"
    SET_UP_CODE = "set_up_code"
    SET_UP_PROGRESS = "set_up_progress"
    SET_UP_DEVICES = "set_up_devices"
    SET_UP_SCREEN = "set_up_screen"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Destination:
    """A page, and which one where there are several: a situation, a field, a material, a sheet of it."""

    page: Page
    key: str = ""
    sheet: int = 0

    def __str__(self) -> str:
        parts = [self.page.value, self.key, str(self.sheet) if self.sheet else ""]
        return ":".join(part for part in parts if part)


IDLE = Destination(Page.IDLE)
HOME = Destination(Page.HOME)
SEARCH = Destination(Page.SEARCH)
GUIDE = Destination(Page.GUIDE)
NOTICE = Destination(Page.NOTICE)
IDENTITY = Destination(Page.IDENTITY)
TYPED_NAME = Destination(Page.TYPED, "name")
TYPED_NUMBER = Destination(Page.TYPED, "number")
PHONE = Destination(Page.PHONE)
PLAN = Destination(Page.PLAN)
CONSENT = Destination(Page.CONSENT)
REVIEW = Destination(Page.REVIEW)
MATERIALS = Destination(Page.MATERIALS)
CHECK = Destination(Page.CHECK)
DECLARE = Destination(Page.DECLARE)
SUBMITTING = Destination(Page.SUBMITTING)
SEALED = Destination(Page.SEALED)
DONE = Destination(Page.DONE)
RATING = Destination(Page.RATING)
GOODBYE = Destination(Page.GOODBYE)
ERROR = Destination(Page.ERROR)
REPORT = Destination(Page.REPORT)
OUT_OF_SERVICE = Destination(Page.OUT_OF_SERVICE)
STAFF_CARD = Destination(Page.STAFF_DOOR, "card")
STAFF_NUMBER = Destination(Page.STAFF_DOOR, "number")
STAFF_PIN = Destination(Page.STAFF_DOOR, "pin")
STAFF_MENU = Destination(Page.STAFF_MENU)
STAFF_OUTBOX = Destination(Page.STAFF_OUTBOX)
STAFF_NETWORK = Destination(Page.STAFF_NETWORK)
STAFF_VERSIONS = Destination(Page.STAFF_VERSIONS)
STAFF_READINESS = Destination(Page.STAFF_READINESS)
STAFF_SETTINGS = Destination(Page.STAFF_SETTINGS)
STAFF_LOGS = Destination(Page.STAFF_LOGS)
STAFF_WITHDRAW = Destination(Page.STAFF_WITHDRAW)
STAFF_PAPER = Destination(Page.STAFF_PAPER)
STAFF_TRIALS = Destination(Page.STAFF_TRIALS)
STAFF_PHOTO = Destination(Page.STAFF_PHOTO)
STAFF_READ_CARD = Destination(Page.STAFF_READ_CARD)
STAFF_CAMERA = Destination(Page.STAFF_CAMERA)
STAFF_TOUCH = Destination(Page.STAFF_TOUCH)
STAFF_SOUND = Destination(Page.STAFF_SOUND)
DEVICE_BOARD = Destination(Page.DEVICE_BOARD)
SET_UP_CODE = Destination(Page.SET_UP_CODE)
SET_UP_PROGRESS = Destination(Page.SET_UP_PROGRESS)
SET_UP_DEVICES = Destination(Page.SET_UP_DEVICES)
SET_UP_SCREEN = Destination(Page.SET_UP_SCREEN)
HANDED_IN = Destination(Page.PROGRESS)

WHO = (Page.IDENTITY, Page.TYPED, Page.PHONE)
"""Where one says who one is; a card is read on each of them."""

PROGRESS = {
    Page.GUIDE: 1,
    Page.NOTICE: 2,
    Page.IDENTITY: 2,
    Page.TYPED: 2,
    Page.PHONE: 2,
    Page.SITUATION: 3,
    Page.PLAN: 3,
    Page.CONSENT: 4,
    Page.REVIEW: 4,
    Page.FIELD: 4,
    Page.MATERIALS: 5,
    Page.COMMITMENT: 5,
    Page.SCAN: 5,
    Page.FOUND: 5,
    Page.CHECK: 6,
    Page.DECLARE: 6,
    Page.SUBMITTING: 7,
}
"""The step shown at the top: 看指南, 核身份, 选事项, 填表, 材料, 核对签字, 提交. Always seven, so true."""
PROGRESS_STEPS = 7
