"""All messages, and those that are a sign of life."""

from kiosk.visit.messages.a4 import A4Began, A4CameOut, A4Finished, PrintA4
from kiosk.visit.messages.form import Answer, DataFetched, DecideConsent, PlanAgreed, SetField, Toggle
from kiosk.visit.messages.identity import (
    CardFailed,
    CardRead,
    CardReading,
    CardRemoved,
    CodeRefused,
    CodeShown,
    LinkOffered,
    LinkSeen,
    OpenDoor,
    SessionOpened,
    TypeIdentity,
)
from kiosk.visit.messages.outbox import OutboxSeen, Sealed
from kiosk.visit.messages.papers import (
    AdjustCorners,
    AgreeCommitment,
    ApplyCorners,
    CameraLit,
    ChooseSource,
    DecideFound,
    MatSeen,
    PageRead,
    PageReviewed,
    PagesCompared,
    PhotoBegan,
    PhotoRejected,
    PhotoTaken,
    ResetCorners,
    Retake,
    SetCorners,
    TakePhoto,
    UseSeveral,
    UseSheet,
)
from kiosk.visit.messages.progress import OpenProgress, PrintReceipt, SubmissionsFound
from kiosk.visit.messages.rating import Rate, RatingSent
from kiosk.visit.messages.set_up import BY_FITTER, SetUpMessage
from kiosk.visit.messages.slips import PrintAgain, PrintFinished, PrintGuide, SlipCameOut
from kiosk.visit.messages.staff import BY_STAFF, StaffMessage
from kiosk.visit.messages.staff_devices import BY_STAFF as BY_WHO_TRIES
from kiosk.visit.messages.staff_devices import TrialMessage
from kiosk.visit.messages.staff_facts import BY_STAFF as BY_WHO_SETS
from kiosk.visit.messages.staff_facts import FactsMessage
from kiosk.visit.messages.staff_logs import BY_STAFF as BY_WHO_COPIES
from kiosk.visit.messages.staff_logs import LogsMessage
from kiosk.visit.messages.submit import Sign, SignAtWindow, StopWaiting, Submitted, TickDeclaration
from kiosk.visit.messages.terminal import (
    AgentStatus,
    DeviceChanged,
    GuidesChanged,
    PaperCounted,
    ServiceOrdered,
    Tick,
)
from kiosk.visit.messages.touch import (
    Back,
    ChooseAudience,
    CloseOverlay,
    Continue,
    GoTo,
    Leave,
    LeaveConfirmed,
    OpenBoard,
    OpenBundle,
    OpenSearch,
    Query,
    SetAid,
    ShowHelp,
    StillHere,
    Touched,
)
from kiosk.visit.messages.trouble import Failed, OpenReport, Reported, Retry, SendReport

Message = (
    OpenProgress | PrintReceipt | SubmissionsFound |
    Touched | StillHere | ChooseAudience | OpenSearch | Query | OpenBundle | Continue | Back | GoTo | Leave
    | LeaveConfirmed | CloseOverlay | ShowHelp | Answer | Toggle | DecideConsent | SetField
    | ChooseSource | AgreeCommitment | TakePhoto | Retake | TickDeclaration | Sign | StopWaiting | Rate
    | PrintAgain | SlipCameOut | PrintGuide | OpenReport | SendReport | Retry | SetAid | CardRead
    | CardReading | CardFailed | CardRemoved | PhotoTaken | PhotoRejected | PrintFinished | DeviceChanged
    | AgentStatus | SessionOpened | PlanAgreed | DataFetched | Sealed | OutboxSeen | Submitted
    | ServiceOrdered | PaperCounted | Failed | Reported | RatingSent | GuidesChanged | Tick | OpenBoard
    | OpenDoor | TypeIdentity | CodeShown | CodeRefused | LinkOffered | LinkSeen
    | PrintA4 | A4CameOut | A4Began | A4Finished
    | PhotoBegan | UseSheet | UseSeveral | AdjustCorners | SetCorners | ResetCorners | ApplyCorners
    | DecideFound | SignAtWindow | CameraLit | MatSeen | PageRead | PageReviewed | PagesCompared
    | StaffMessage | TrialMessage | FactsMessage | LogsMessage | SetUpMessage
)  # fmt: skip

CITIZEN = (
    OpenProgress, PrintReceipt,
    Touched, StillHere, ChooseAudience, OpenSearch, Query, OpenBundle, Continue, Back, GoTo, Leave,
    LeaveConfirmed, CloseOverlay, ShowHelp, Answer, Toggle, DecideConsent, SetField, ChooseSource,
    AgreeCommitment, TakePhoto, Retake, TickDeclaration, Sign, StopWaiting, Rate, PrintAgain, SlipCameOut,
    PrintGuide, OpenReport, SendReport, Retry, SetAid, CardRead, OpenDoor, TypeIdentity, CodeShown,
    CodeRefused, PrintA4, A4CameOut, PhotoBegan, UseSheet, UseSeveral, AdjustCorners, SetCorners,
    ResetCorners, ApplyCorners, DecideFound, SignAtWindow, *BY_STAFF, *BY_FITTER,
    *BY_WHO_TRIES, *BY_WHO_SETS, *BY_WHO_COPIES,
)  # fmt: skip
"""What counts as a sign of life."""
