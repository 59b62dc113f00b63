"""What a camera that streams may still do wrong, as faults; kiosk/terminal/remedies.py has the words."""

from devices.status import DeviceStatus, Fault, Mender, Status

FROZEN = "cameraFrozen"
BLACK = "cameraBlack"
TORN = "cameraTorn"

_FAULTS = {
    FROZEN: Fault("cameraFrozen", "the same frame comes again and again", Mender.RESET),
    BLACK: Fault("cameraBlack", "frames without any light", Mender.CLEAR),
    TORN: Fault("cameraTorn", "no whole frame arrives", Mender.MAINTENANCE),
}


def status_of(trouble: str | None) -> Status:
    """Return the status of a camera that is there, with a trouble or without. Raises KeyError."""
    if trouble is None:
        return Status(DeviceStatus.ONLINE)
    return Status(DeviceStatus.HARDWARE_ERROR, _FAULTS[trouble])
