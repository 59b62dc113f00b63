"""What the rest of the terminal says to a receipt printer, and what can go wrong.

A slip arrives here as lines that are already laid out to the printer's columns. How a line becomes bytes is
`escpos.py`; how the bytes reach the paper is `printer.py`. Nothing here opens a port.
"""
# ruff: noqa: N818 - a fault has the name that the field has for it

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from devices.deadline import Deadline
from devices.printer.status import PrinterStatus
from devices.status import Mender


class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line; `text` fits the columns divided by `size`.

    `size` 1 is 3 mm on an 8 dots/mm head, 2 doubles both ways; `tall` doubles the height of size 1, which
    brings body text to the area of 12 pt.
    """

    text: str
    size: int = 1
    tall: bool = False
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR code (ISO/IEC 18004, model 2, level M), centred. `module_dots` 1..16."""

    data: str
    module_dots: int = 6


@dataclass(frozen=True, slots=True)
class FeedLines:
    """Blank lines."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class CutPaper:
    """Feed past the knife and cut, leaving one point so that the slip does not fall."""


PrintLine = TextLine | QrLine | FeedLines | CutPaper


class PrintOutcome(StrEnum):
    """How a job that did not end well ended. Only the caller knows whether to print again."""

    NOT_PRINTED = "notPrinted"
    """No byte of the job left this machine."""
    UNKNOWN = "unknown"
    """Some of it may be on paper: ask the citizen, and mark a reprint 补打."""


class PrinterError(Exception):
    """A job or a query failed. `outcome` says what is known of the paper, `status` what the printer said."""

    code: ClassVar[str] = "printerFault"
    mended_by: ClassVar[Mender] = Mender.MAINTENANCE

    def __init__(self, outcome: PrintOutcome, status: PrinterStatus | None = None) -> None:
        super().__init__(f"{self.code} ({outcome.value})")
        self.outcome = outcome
        self.status = status


class PaperOut(PrinterError):
    """The roll is at its end."""

    code = "paperOut"
    mended_by = Mender.CLEAR


class CoverOpen(PrinterError):
    """The cover is open."""

    code = "coverOpen"
    mended_by = Mender.CLEAR


class CutterJammed(PrinterError):
    """The autocutter is stuck."""

    code = "cutterError"
    mended_by = Mender.CLEAR


class PaperJammed(PrinterError):
    """Paper is stuck on its way."""

    code = "paperJam"
    mended_by = Mender.CLEAR


class MechanicalError(PrinterError):
    """Something is stuck; the printer goes on when it is freed."""

    code = "mechanicalError"
    mended_by = Mender.CLEAR


class HeadHot(PrinterError):
    """The print head is too hot; it recovers by itself."""

    code = "headHot"
    mended_by = Mender.RESET


class PrinterFault(PrinterError):
    """The printer reports an error that it does not name, or that it does not recover from."""


class PrinterOffline(PrinterError):
    """It says that it is offline, and not why."""

    code = "printerOffline"
    mended_by = Mender.RESET


class PaperUnknown(PrinterError):
    """It answers, but not about its paper: it may print into the air."""

    code = "paperUnknown"


class PrinterSilent(PrinterError):
    """The port is open and nothing answers: switched off, wrong cable, wrong speed."""

    code = "noAnswer"


class PrinterGone(PrinterError):
    """The port is not there, or went away."""

    code = "printerGone"


class PrinterStalled(PrinterError):
    """It answers, reports no fault, and did not finish in time."""

    code = "printerStalled"
    mended_by = Mender.RESET


class PrinterUnproven(PrinterError):
    """Everything was sent, and this way to the printer carries nothing back."""

    code = "printerUnproven"
    mended_by = Mender.RESET


class Printer(Protocol):
    """A receipt printer that is open. One thread uses it."""

    @property
    def columns(self) -> int:
        """Half-width columns of a line of size 1."""
        ...

    def status(self) -> PrinterStatus:
        """Ask now. A printer that does not answer gives a status of `noDevice` with everything unknown.

        Raises PrinterGone when the port went away.
        """
        ...

    def print_lines(self, lines: tuple[PrintLine, ...], deadline: Deadline) -> None:
        """Print and return when the printer confirmed that the last line left it.

        Raises a `PrinterError` otherwise. Nothing is tried twice.
        """
        ...

    def caught_up(self) -> bool:
        """Tell whether the printer worked off what it was sent before. Raises PrinterGone."""
        ...

    def retract(self) -> None:
        """Draw a slip that nobody took back inside; nothing without a presenter. Raises PrinterGone."""
        ...

    def eject(self) -> None:
        """Let go of a slip that the presenter holds; nothing without one. Raises PrinterGone."""
        ...

    def recover(self) -> None:
        """Acknowledge an error whose cause may be gone; prints nothing. Raises PrinterGone."""
        ...

    def close(self) -> None:
        """Let the port go. Twice is harmless."""
        ...
