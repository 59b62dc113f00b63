"""`kiosk printer …`: print a document, ask the printer how it is, print the test page.

Exit codes: 0 printed, or well; 2 usage; 3 nobody knows whether it is on paper; 4 not printed, or a fault.
"""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from devices.deadline import Deadline
from devices.keeper import why_lost
from devices.printer.interface import PrinterError, PrinterGone, PrintLine, PrintOutcome
from devices.printer.ports import PortNameError, opener
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES, PrinterProfile
from devices.printer.raster import Typeface
from devices.printer.sample_page import make
from devices.printer.status import NOTHING_KNOWN, PrinterStatus
from devices.status import Fault
from kiosk.commands.device_words import fault_facts, fault_sentence
from kiosk.receipts.layout import lay_out
from kiosk.receipts.wire import ReceiptDocument
from kiosk.text import Texts

USAGE, UNKNOWN, FAULT = 2, 3, 4
FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"

app = typer.Typer(no_args_is_help=True, help="The slip printer.")

ProfileName = StrEnum("ProfileName", {name: name for name in PROFILES})  # type: ignore[misc]
PortOption = Annotated[
    str,
    typer.Option("--port", help="/dev/tty…, /dev/usb/lp0, tcp:HOST[:PORT], usb:VID:PID[:SERIAL], file:PATH"),
]
ProfileOption = Annotated[ProfileName, typer.Option("--profile", help="What kind of printer it is.")]
BaudOption = Annotated[
    int | None, typer.Option("--baud", min=1200, max=1_000_000, help="Instead of the profile's.")
]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=1, max=600, help="Seconds for the whole job.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
DEFAULT = ProfileName("generic-80")


@app.command("print")
def print_document(
    port: PortOption,
    document: Annotated[Path, typer.Option("--document", help="A receipt document (JSON), - for stdin.")],
    profile: ProfileOption = DEFAULT,
    baud: BaudOption = None,
    timeout: TimeoutOption = 30.0,
    as_json: JsonOption = False,
) -> None:
    """Print a receipt document and say what became of it: printed, notPrinted or unknown."""
    kind = PROFILES[profile.value]
    slip = _read(document)
    try:
        lines = lay_out(slip.slip(Texts(slip.language)), kind.columns)
    except ValueError as error:
        raise _usage(f"{document}: {error}") from error
    _print(port, kind, baud, lines, timeout, as_json)


@app.command("test-page")
def print_test_page(
    port: PortOption,
    profile: ProfileOption = DEFAULT,
    baud: BaudOption = None,
    timeout: TimeoutOption = 30.0,
    as_json: JsonOption = False,
) -> None:
    """Print ruler, characters, sizes and a QR code, to see whether the profile fits the printer."""
    kind = PROFILES[profile.value]
    _print(port, kind, baud, make(kind), timeout, as_json)


@app.command()
def status(
    port: PortOption,
    profile: ProfileOption = DEFAULT,
    baud: BaudOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how the printer stands; null is what it cannot tell at all, unknown what it did not answer."""
    kind = PROFILES[profile.value]
    try:
        printer = _open(port, kind, baud)
        try:
            found = printer.patient_status()
        finally:
            printer.close()
    except PrinterGone as error:
        _say({"port": port, "profile": kind.name, **_status(NOTHING_KNOWN)}, _fault(error), as_json)
        raise typer.Exit(FAULT) from error
    _say({"port": port, "profile": kind.name, **_status(found)}, found.fault, as_json)
    if not found.can_print:
        raise typer.Exit(FAULT)


def _print(
    port: str,
    kind: PrinterProfile,
    baud: int | None,
    lines: tuple[PrintLine, ...],
    timeout: float,
    as_json: bool,
) -> None:
    outcome, code = "printed", 0
    fault: Fault | None = None
    try:
        printer = _open(port, kind, baud)
        try:
            printer.print_lines(lines, Deadline(timeout))
        finally:
            printer.close()
    except ValueError as error:
        raise _usage(str(error)) from error
    except PrinterError as error:
        outcome = error.outcome.value
        fault = _fault(error)
        code = UNKNOWN if error.outcome is PrintOutcome.UNKNOWN else FAULT
    _say({"port": port, "profile": kind.name, "outcome": outcome}, fault, as_json)
    if code:
        raise typer.Exit(code)


def _open(port: str, kind: PrinterProfile, baud: int | None) -> EscposPrinter:
    typeface = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
    try:
        return opener(port, kind, typeface, baud=baud)()
    except PortNameError as error:
        raise _usage(str(error)) from error


def _read(path: Path) -> ReceiptDocument:
    try:
        text = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return ReceiptDocument.model_validate_json(text)
    except OSError as error:
        raise _usage(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        # What stands in the document may be somebody's: the place is told, and not the value.
        for one in error.errors(include_input=False, include_url=False, include_context=False):
            place = ".".join(str(part) for part in one["loc"]) or "document"
            typer.echo(f"{path}: {place}: {one['msg']}", err=True)
        raise typer.Exit(USAGE) from error


def _usage(reason: str) -> typer.Exit:
    typer.echo(reason, err=True)
    return typer.Exit(USAGE)


def _fault(error: PrinterError) -> Fault | None:
    known = error.status.fault if error.status is not None else None
    if isinstance(error, PrinterGone):
        # Why it is not there says more than that it is not.
        known = why_lost(error).fault
    elif known is None or known.code != error.code:
        known = Fault(error.code, str(error), error.mended_by)
    return known


def _status(found: PrinterStatus) -> dict[str, Any]:
    return {
        "device": found.device.value,
        "paper": None if found.paper is None else found.paper.value,
        "media": None if found.media is None else found.media.value,
        "cover_open": found.cover_open,
        "cutter_error": found.cutter_error,
        "head_hot": found.head_hot,
        "mechanical_error": found.mechanical_error,
        "hardware_error": found.hardware_error,
        "can_print": found.can_print,
    }


def _say(facts: dict[str, Any], fault: Fault | None, as_json: bool) -> None:
    if as_json:
        told = {**facts, "fault": fault_facts(fault) if fault else None}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(
            f"{name}: {json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value}"
        )
    if fault is not None:
        typer.echo(fault_sentence(fault), err=True)
