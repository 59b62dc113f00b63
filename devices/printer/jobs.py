"""Jobs of a printer, and what is told of them."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.printer.interface import PrinterError, PrintLine


@dataclass(frozen=True, slots=True)
class Job:
    """One slip. `after_wipe`: the first of a visit, so what lies in the mouth is somebody else's."""

    number: int
    lines: tuple[PrintLine, ...]
    after_wipe: bool = False


@dataclass(frozen=True, slots=True)
class JobPrinted:
    """The printer confirmed it."""

    job: int


@dataclass(frozen=True, slots=True)
class JobFailed:
    """It is not, or perhaps not wholly, on paper: see `error.outcome`."""

    job: int
    error: PrinterError


PrinterMessage = JobPrinted | JobFailed
Report = Callable[[PrinterMessage], None]
