"""What a page shows, as values. A page in `screens/pages` draws one of these and sends messages; it decides
nothing. Content texts are `LocalText`; texts of our own are message keys that the page knows or that
stand in a `Say`.
"""

from kiosk.visit.views.a4 import A4View
from kiosk.visit.views.apply import ConsentView, PlanView, SituationView
from kiosk.visit.views.board import DeviceBoardView, DeviceRow, StandingView
from kiosk.visit.views.browse import HomeView, IdleView, SearchView, Tile, TileGroup
from kiosk.visit.views.check import CheckView, DeclareView, LineGroup
from kiosk.visit.views.form import FieldView, Line, ReviewView
from kiosk.visit.views.frame import Aids, Busy, Frame, Overlay, Say, say
from kiosk.visit.views.guide import EditionView, GuideView
from kiosk.visit.views.identify import IdentityView, NoticeView, PhoneView, TypedView
from kiosk.visit.views.leave import GoodbyeView, RatingView
from kiosk.visit.views.papers import (
    CommitmentView,
    FoundView,
    MaterialRow,
    MaterialsView,
    Outline,
    Photograph,
    QuestionView,
    ScanView,
)
from kiosk.visit.views.progress import HandedRow, ProgressView
from kiosk.visit.views.screen import Body, Screen
from kiosk.visit.views.submit import CaseRow, DoneView, SealedView, SubmittingView
from kiosk.visit.views.trouble import ErrorView, OutOfServiceView, Problem, ReportView

__all__ = [
    "A4View",
    "Aids",
    "Body",
    "Busy",
    "CaseRow",
    "CheckView",
    "CommitmentView",
    "ConsentView",
    "DeclareView",
    "DeviceBoardView",
    "DeviceRow",
    "DoneView",
    "EditionView",
    "ErrorView",
    "FieldView",
    "FoundView",
    "Frame",
    "GoodbyeView",
    "GuideView",
    "HandedRow",
    "HomeView",
    "IdentityView",
    "IdleView",
    "Line",
    "LineGroup",
    "MaterialRow",
    "MaterialsView",
    "NoticeView",
    "OutOfServiceView",
    "Outline",
    "Overlay",
    "PhoneView",
    "Photograph",
    "PlanView",
    "Problem",
    "ProgressView",
    "QuestionView",
    "RatingView",
    "ReportView",
    "ReviewView",
    "Say",
    "ScanView",
    "Screen",
    "SealedView",
    "SearchView",
    "SituationView",
    "StandingView",
    "SubmittingView",
    "Tile",
    "TileGroup",
    "TypedView",
    "say",
]
