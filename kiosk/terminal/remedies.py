"""What each fault code means to the people who mend it: one table for all devices and for the network.

The words stand in locale/<language>/devices.po under `fault.<code>.what` and `fault.<code>.how`. A fault that
comes from a driver says itself who mends it; what stands here is the same, and serves where only the code
is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.status import Mender

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Remedy:
    """`what` is wrong and `how` it is mended, both keys of locale/; `who` mends it."""

    what: str
    who: Mender
    how: str


MENDERS: Mapping[str, Mender] = {
    # any device
    "noDevice": Mender.MAINTENANCE,
    "notResponding": Mender.RESET,
    "driverError": Mender.MAINTENANCE,
    "wrongDevice": Mender.MAINTENANCE,
    "portDenied": Mender.MAINTENANCE,
    "portBusy": Mender.MAINTENANCE,
    # states of XFS4IoT that come without a fault of their own
    "starting": Mender.RESET,
    "offline": Mender.CLEAR,
    "powerOff": Mender.CLEAR,
    "userError": Mender.CLEAR,
    "hardwareError": Mender.MAINTENANCE,
    "fraudAttempt": Mender.MAINTENANCE,
    "potentialFraud": Mender.MAINTENANCE,
    # ID-card reader
    "readerError": Mender.RESET,
    "readerGone": Mender.MAINTENANCE,
    "readerSilent": Mender.MAINTENANCE,
    "readerNotAuthorised": Mender.MAINTENANCE,
    "readerSelfTestFailed": Mender.MAINTENANCE,
    "readerUnsupported": Mender.MAINTENANCE,
    "readerNeedsReset": Mender.RESET,
    "fingerprintsFailed": Mender.RESET,
    "noCard": Mender.CLEAR,
    "cardMoved": Mender.RESET,
    "damagedCard": Mender.RESET,
    "wrongCard": Mender.RESET,
    "damagedAnswer": Mender.MAINTENANCE,
    "cardTookTooLong": Mender.RESET,
    # document camera
    "cameraFrozen": Mender.RESET,
    "cameraBlack": Mender.CLEAR,
    "cameraTorn": Mender.MAINTENANCE,
    # slip printer
    "noAnswer": Mender.MAINTENANCE,
    "coverOpen": Mender.CLEAR,
    "paperOut": Mender.CLEAR,
    "cutterError": Mender.CLEAR,
    "printerFault": Mender.MAINTENANCE,
    "printerGone": Mender.MAINTENANCE,
    "printerStalled": Mender.RESET,
    "headHot": Mender.RESET,
    "mechanicalError": Mender.CLEAR,
    "paperJam": Mender.CLEAR,
    "printerOffline": Mender.RESET,
    "paperUnknown": Mender.MAINTENANCE,
    "printerUnproven": Mender.RESET,
    # page printer and its print server
    "paperJammed": Mender.CLEAR,
    "trayMissing": Mender.CLEAR,
    "tonerOut": Mender.CLEAR,
    "printerWorn": Mender.MAINTENANCE,
    "outputFull": Mender.CLEAR,
    "spoolFull": Mender.MAINTENANCE,
    "filterMissing": Mender.MAINTENANCE,
    "queueStopped": Mender.MAINTENANCE,
    "queueRejecting": Mender.MAINTENANCE,
    "queueGone": Mender.MAINTENANCE,
    "printServerGone": Mender.RESET,
    "printServerDenied": Mender.MAINTENANCE,
    "jobAborted": Mender.MAINTENANCE,
    "jobCancelled": Mender.RESET,
    "jobLost": Mender.MAINTENANCE,
    "jobRefused": Mender.MAINTENANCE,
    "jobRepeated": Mender.MAINTENANCE,
    # speech
    "noVoice": Mender.MAINTENANCE,
    "noSound": Mender.MAINTENANCE,
    # the way to the platform (kiosk.agent.network_check)
    "networkNoAddress": Mender.CLEAR,
    "networkNoName": Mender.MAINTENANCE,
    "networkNoRoute": Mender.MAINTENANCE,
    "networkRefused": Mender.MAINTENANCE,
    "networkNoAuthority": Mender.MAINTENANCE,
    "networkCertificateDate": Mender.MAINTENANCE,
    "networkCertificateName": Mender.MAINTENANCE,
    "networkCertificateUnknown": Mender.MAINTENANCE,
    "networkNoTls": Mender.MAINTENANCE,
    "networkNoAnswer": Mender.RESET,
    "networkAnswersWrong": Mender.MAINTENANCE,
    UNKNOWN: Mender.MAINTENANCE,
}


OTHERWISE: Mapping[tuple[str, str], str] = {("page_printer", "paperOut"): "fault.paperOut.how.a4"}
"""(device kind, code) → how it is mended there, where that is not as everywhere."""


def remedy(code: str, kind: str = "") -> Remedy:
    """Return what a code means at a kind of device; for one not in the table, that nobody knows it."""
    known = code if code in MENDERS else UNKNOWN
    how = OTHERWISE.get((kind, known), f"fault.{known}.how")
    return Remedy(f"fault.{known}.what", MENDERS[known], how)
