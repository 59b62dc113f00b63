"""How a device stands, in the words of XFS4IoT (Common, Printer and CardReader interfaces, 2023-2).

`None` for paper or media means that the device cannot tell at all; `unknown` means that it cannot tell now.
A fault code is ours and stable; what it means to people stands in kiosk/terminal/remedies.py, for every code.
"""

from dataclasses import dataclass
from enum import StrEnum


class DeviceStatus(StrEnum):
    """State of the device itself (Common.Status, `device`)."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"
    STARTING = "starting"


class PaperStatus(StrEnum):
    """Supply of paper (Printer.Status, `paper`)."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class MediaStatus(StrEnum):
    """Where the medium is: a slip in the printer's mouth, a card on or in the reader (`media`).

    A printer's: unknown, present, notPresent, jammed, entering, retracted. A card reader's: unknown,
    present, notPresent, jammed, entering, latched.
    """

    UNKNOWN = "unknown"
    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    JAMMED = "jammed"
    ENTERING = "entering"
    RETRACTED = "retracted"
    LATCHED = "latched"


class Mender(StrEnum):
    """Who mends a fault: the software by a reset, the hall's staff, or a field engineer."""

    RESET = "reset"
    CLEAR = "clear"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `code` is stable and for programs (`coverOpen`), `cause` technical and for the log."""

    code: str
    cause: str
    who: Mender


@dataclass(frozen=True, slots=True)
class Status:
    """How a device stands now. Equal values mean that nothing changed."""

    device: DeviceStatus
    fault: Fault | None = None
    paper: PaperStatus | None = None
    media: MediaStatus | None = None

    @property
    def usable(self) -> bool:
        """Whether a service that needs the device may start."""
        return self.device is DeviceStatus.ONLINE and self.fault is None


STARTING = Status(DeviceStatus.STARTING)
NO_DEVICE = Status(
    DeviceStatus.NO_DEVICE, Fault("noDevice", "the port is not there or went away", Mender.MAINTENANCE)
)
WEDGED = Status(
    DeviceStatus.HARDWARE_ERROR, Fault("notResponding", "the driver has not returned", Mender.RESET)
)
WRONG_DEVICE = Status(
    DeviceStatus.NO_DEVICE,
    Fault("wrongDevice", "the port is of another class or none", Mender.MAINTENANCE),
)
PORT_DENIED = Status(
    DeviceStatus.NO_DEVICE, Fault("portDenied", "no permission for the port", Mender.MAINTENANCE)
)
PORT_BUSY = Status(
    DeviceStatus.NO_DEVICE, Fault("portBusy", "another program holds the port", Mender.MAINTENANCE)
)
