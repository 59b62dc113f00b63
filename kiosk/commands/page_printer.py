"""`kiosk page-printer …`: the A4 printer, for the engineer who sets it up."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from devices.deadline import Deadline
from devices.page_printer.cups_printer import CupsPagePrinter
from devices.page_printer.document import LARGEST, DocumentError, check
from devices.page_printer.interface import (
    SERVER_GONE,
    JobEnd,
    JobOutcome,
    PageOptions,
    PagePrinterStatus,
)
from devices.status import DeviceStatus, Fault

app = typer.Typer(no_args_is_help=True, help="The A4 printer.")

NOT_PRINTED, DEVICE_FAULT, USAGE = 3, 4, 2
JOB_NAME = "yiciban-staff"
"""Another name than the screens': neither takes the other's jobs for its own."""
_POLL = 0.2
_SPARE = 15.0
"""How long past its own limit the print server may keep us waiting, s."""
_REASONS = {
    "empty": "the file is empty",
    "tooLarge": f"the file is larger than {LARGEST // 1024 // 1024} MiB",
    "notPdf": "the file is not a PDF",
    "truncated": "the PDF is cut off: its end is missing",
    "encrypted": "the PDF is encrypted",
}
_Answer = TypeVar("_Answer")

Queue = Annotated[str, typer.Option("--queue", help="The queue's name at the print server.")]
Server = Annotated[
    str, typer.Option("--server", help="Its address: a socket's path or host:port; empty: this machine's.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("print")
def print_file(
    queue: Queue,
    file: Annotated[Path, typer.Option("--file", help="A PDF.")],
    server: Server = "",
    copies: Annotated[int, typer.Option("--copies", min=1, max=9)] = 1,
    two_sided: Annotated[bool, typer.Option("--two-sided")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=1, max=600, help="Seconds.")] = 120.0,
    as_json: Json = False,
) -> None:
    """Print a PDF, once. Exit 0 printed, 3 not printed, 4 unknown: look at the paper; 2 usage."""
    pdf = _read(file)
    options = PageOptions(copies, two_sided)
    printer = _printer(queue, server)
    silent = JobEnd(JobOutcome.UNKNOWN, SERVER_GONE)
    ended = _within(timeout + _SPARE, lambda: _print(printer, pdf, options, timeout), silent)
    _say({"outcome": ended.outcome, "fault": _fault(ended.fault), "warnings": list(ended.warnings)}, as_json)
    if ended.outcome is not JobOutcome.PRINTED:
        raise typer.Exit(NOT_PRINTED if ended.outcome is JobOutcome.NOT_PRINTED else DEVICE_FAULT)


@app.command()
def status(
    queue: Queue,
    server: Server = "",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=60, help="Seconds.")] = 10.0,
    as_json: Json = False,
) -> None:
    """Say how the printer stands. Exit 0 when it can print, 4 device fault, 2 usage."""
    silent = PagePrinterStatus(DeviceStatus.NO_DEVICE, SERVER_GONE)
    stands = _within(timeout, _printer(queue, server).status, silent)
    facts = {
        "device": stands.device,
        "paper": stands.paper,
        "toner": stands.toner,
        "fault": _fault(stands.fault),
        "reasons": list(stands.reasons),
        "warnings": list(stands.warnings),
    }
    _say(facts, as_json)
    if not stands.can_print:
        raise typer.Exit(DEVICE_FAULT)


def _printer(name: str, server: str) -> CupsPagePrinter:
    try:
        return CupsPagePrinter(name, server, JOB_NAME)
    except ValueError as error:
        typer.echo("the server's address is a socket's path, a host, or host:port", err=True)
        raise typer.Exit(USAGE) from error


def _print(printer: CupsPagePrinter, pdf: bytes, options: PageOptions, seconds: float) -> JobEnd:
    job = printer.start(pdf, options)
    if isinstance(job, JobEnd):
        return job
    deadline = Deadline(seconds)
    while (end := job.poll()) is None:
        if deadline.expired:
            return job.cancel(printer.why_late())
        time.sleep(_POLL)
    return end


def _within(seconds: float, work: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """Return the work's result, or `otherwise` when the print server never answers: libcups has no limit."""
    done: Future[_Answer] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError:
        return otherwise


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            # No more than is needed to know that it is too large.
            document = source.read(LARGEST + 1)
        check(document)
    except OSError as error:
        typer.echo(f"cannot read the file: {error.strerror}", err=True)
        raise typer.Exit(USAGE) from error
    except DocumentError as error:
        typer.echo(_REASONS[error.reason], err=True)
        raise typer.Exit(USAGE) from error
    return document


def _fault(fault: Fault | None) -> dict[str, str] | None:
    return None if fault is None else {"code": fault.code, "cause": fault.cause, "who": fault.who}


def _say(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        if value not in (None, []):
            typer.echo(f"{name} {value}")
