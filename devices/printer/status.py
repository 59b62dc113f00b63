"""A receipt printer's state, and the one rule that makes it out of the bits of any printer.

Silence is never "paper is fine": what was not answered stays unknown, and a printer whose paper is unknown
is not usable. A printer that cannot answer at all (a file) is told by None.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.status import DeviceStatus, Fault, MediaStatus, Mender, PaperStatus, Status


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What is known now. None: the printer did not say, or (`paper`, `media`) cannot say at all."""

    device: DeviceStatus
    paper: PaperStatus | None = PaperStatus.UNKNOWN
    media: MediaStatus | None = None
    """A slip in the presenter's mouth; None where there is no presenter."""
    cover_open: bool | None = None
    cutter_error: bool | None = None
    head_hot: bool | None = None
    mechanical_error: bool | None = None
    """Something is stuck that a person can free."""
    hardware_error: bool | None = None
    waits_for_recovery: bool = False
    """An error is held until it is acknowledged (DLE ENQ)."""
    stalled: bool = False
    """It did not work off its last job, and reports nothing that would say why."""

    @property
    def can_print(self) -> bool:
        """A service that prints may be offered."""
        return self.fault is None and self.device in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY)

    @property
    def recoverable(self) -> bool:
        """DLE ENQ may bring it back once the cause is gone."""
        return bool(self.cutter_error or self.mechanical_error or self.waits_for_recovery)

    @property
    def fault(self) -> Fault | None:
        """What keeps it from printing, the one that a person can mend first; None where nothing does."""
        found = [FAULTS[code] for code, holds in _WHEN.items() if holds(self)]
        return found[0] if found else None

    @property
    def common(self) -> Status:
        """The same in the words that all devices share."""
        return Status(self.device, self.fault, self.paper, self.media)


FAULTS: Mapping[str, Fault] = {
    fault.code: fault
    for fault in (
        Fault("noAnswer", "no answer to DLE EOT", Mender.MAINTENANCE),
        Fault("coverOpen", "cover open", Mender.CLEAR),
        Fault("paperOut", "roll at its end", Mender.CLEAR),
        Fault("paperJam", "paper jammed", Mender.CLEAR),
        Fault("cutterError", "autocutter stuck", Mender.CLEAR),
        Fault("printerFault", "error that the printer does not recover from", Mender.MAINTENANCE),
        Fault("mechanicalError", "something is stuck", Mender.CLEAR),
        Fault("headHot", "print head too hot", Mender.RESET),
        Fault("printerOffline", "offline without a cause, or until it is acknowledged", Mender.RESET),
        Fault("paperUnknown", "no answer about the roll", Mender.MAINTENANCE),
        Fault("printerStalled", "the last job was not worked off", Mender.RESET),
    )
}
"""Every fault of a printer's status, in the order in which a person mends them."""

_WHEN = {
    "noAnswer": lambda s: s.device is DeviceStatus.NO_DEVICE,
    "coverOpen": lambda s: s.cover_open,
    "paperOut": lambda s: s.paper is PaperStatus.OUT,
    "paperJam": lambda s: s.paper is PaperStatus.JAMMED or s.media is MediaStatus.JAMMED,
    "cutterError": lambda s: s.cutter_error,
    "printerFault": lambda s: s.hardware_error,
    "mechanicalError": lambda s: s.mechanical_error,
    "headHot": lambda s: s.head_hot,
    "printerOffline": lambda s: s.device is DeviceStatus.OFFLINE,
    "paperUnknown": lambda s: (
        s.device in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY) and s.paper is PaperStatus.UNKNOWN
    ),
    "printerStalled": lambda s: s.stalled,
}

NOTHING_KNOWN = PrinterStatus(DeviceStatus.NO_DEVICE)
CANNOT_TELL = PrinterStatus(DeviceStatus.ONLINE, paper=None)
"""A printer behind a way that carries nothing back."""


@dataclass(frozen=True, slots=True)
class Bits:
    """What a printer's bits say, whichever question they answered. None: not said."""

    offline: bool | None = None
    cover: bool | None = None
    error: bool | None = None
    """Some error, unnamed."""
    paper_stop: bool | None = None
    mechanical: bool | None = None
    cutter: bool | None = None
    unrecoverable: bool | None = None
    passing: bool | None = None
    """Auto-recoverable: a hot head, or the cover opened while printing."""
    near_end: bool | None = None
    end: bool | None = None
    jam: bool | None = None
    feeding: bool | None = None
    """Someone holds the feed button."""
    waiting: bool | None = None
    media: MediaStatus | None = None

    def known(self) -> bool:
        """Tell whether anything was said."""
        return self != Bits()

    def also(self, other: "Bits") -> "Bits":
        """Join two answers: a fault that either tells is there."""
        joined = {}
        for name in Bits.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            joined[name] = theirs if mine is None else mine if theirs is None else mine or theirs
        return Bits(**joined)


def judge(bits: Bits) -> PrinterStatus:
    """Make the state out of bits."""
    if not bits.known():
        return NOTHING_KNOWN
    paper = _paper(bits)
    # With the cover open "auto-recoverable" is the cover; otherwise it is the head's temperature.
    head = None if bits.passing is None else bits.passing and not bits.cover
    named = bool(bits.cutter or bits.mechanical or bits.jam or bits.cover or head or bits.waiting)
    unnamed = bool(bits.error) and not named and paper is not PaperStatus.OUT
    hardware: bool | None = None
    if bits.unrecoverable is not None or bits.error is not None:
        hardware = bool(bits.unrecoverable) or unnamed
    if hardware or bits.cutter or bits.mechanical or bits.jam:
        device = DeviceStatus.HARDWARE_ERROR
    elif bits.cover or paper is PaperStatus.OUT:
        device = DeviceStatus.USER_ERROR
    elif head or (bits.offline and not bits.feeding) or bits.offline is None:
        device = DeviceStatus.OFFLINE
    elif bits.offline:
        device = DeviceStatus.DEVICE_BUSY
    else:
        device = DeviceStatus.ONLINE
    return PrinterStatus(
        device,
        paper,
        bits.media,
        bits.cover,
        bits.cutter,
        head,
        bits.mechanical,
        hardware,
        bool(bits.waiting),
    )


def _paper(bits: Bits) -> PaperStatus:
    if bits.jam:
        return PaperStatus.JAMMED
    if bits.end or bits.paper_stop:
        return PaperStatus.OUT
    if bits.cover or bits.end is None:
        # With the cover open the roll is lifted off its sensor: the paper bits mean nothing.
        return PaperStatus.UNKNOWN
    return PaperStatus.LOW if bits.near_end else PaperStatus.FULL
