"""What a camera that streams may still do wrong, as fault codes; kiosk/terminal/remedies.py has the words."""

from devices.status import DeviceStatus, Fault, Mender, Status

FROZEN = "cameraFrozen"
BLACK = "cameraBlack"
TORN = "cameraTorn"

_CAUSES = {
    FROZEN: ("the same frame comes again and again", Mender.RESET),
    BLACK: ("frames without any light", Mender.CLEAR),
    TORN: ("no whole frame arrives", Mender.MAINTENANCE),
}


def status_of(trouble: str | None) -> Status:
    """Return the status of a camera that is there, with a trouble or without. Raises KeyError."""
    if trouble is None:
        return Status(DeviceStatus.ONLINE)
    cause, mender = _CAUSES[trouble]
    return Status(DeviceStatus.HARDWARE_ERROR, Fault(trouble, cause, mender))
