"""All that is drawn: the frame with one page in it."""

from dataclasses import dataclass

from kiosk.visit.views.apply import ConsentView, PlanView, SituationView
from kiosk.visit.views.board import DeviceBoardView
from kiosk.visit.views.browse import HomeView, IdleView, SearchView
from kiosk.visit.views.check import CheckView, DeclareView
from kiosk.visit.views.form import FieldView, ReviewView
from kiosk.visit.views.frame import Frame
from kiosk.visit.views.guide import GuideView
from kiosk.visit.views.identify import IdentityView, NoticeView, PhoneView, TypedView
from kiosk.visit.views.leave import GoodbyeView, RatingView
from kiosk.visit.views.papers import CommitmentView, FoundView, MaterialsView, ScanView
from kiosk.visit.views.progress import ProgressView
from kiosk.visit.views.staff import (
    SetUpCodeView,
    SetUpDevicesView,
    SetUpProgressView,
    SetUpScreenView,
    StaffDoorView,
    StaffFactsView,
    StaffMenuView,
    StaffSettingGroupView,
    StaffSettingsView,
    StaffSettingView,
    StaffWithdrawView,
)
from kiosk.visit.views.staff_devices import TrialBody
from kiosk.visit.views.staff_logs import StaffLogsView
from kiosk.visit.views.submit import DoneView, SealedView, SubmittingView
from kiosk.visit.views.trouble import ErrorView, OutOfServiceView, ReportView

Body = (
    IdleView | HomeView | SearchView | GuideView | NoticeView | IdentityView | TypedView
    | PhoneView | SituationView
    | PlanView | ConsentView | ReviewView | FieldView | MaterialsView | CommitmentView | ScanView
    | FoundView
    | CheckView | DeclareView | SubmittingView | SealedView | ProgressView | DoneView | RatingView
    | GoodbyeView | ErrorView
    | ReportView | OutOfServiceView | DeviceBoardView
    | StaffDoorView | StaffMenuView | StaffFactsView | StaffSettingsView | StaffSettingView
    | StaffSettingGroupView | StaffLogsView | StaffWithdrawView | TrialBody
    | SetUpCodeView | SetUpProgressView | SetUpDevicesView | SetUpScreenView
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screen:
    """Frame and page: all that is drawn."""

    frame: Frame
    body: Body
