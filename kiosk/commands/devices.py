"""`kiosk devices …`: how the devices of a terminal stand, and the check of a real one."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from devices.code_reader.profiles import PROFILES as CODE_READERS
from devices.conformance.code_reader import CodeReaderChecks
from devices.conformance.id_card import IdCardChecks
from devices.conformance.model import DeviceReport, Report, Verdict
from devices.conformance.printer import PrinterChecks
from devices.conformance.report_page import page
from devices.conformance.walk import Trace, walk
from devices.finding import resolve
from devices.id_card.transport import ports as card_ports
from devices.printer import ports as printer_ports
from devices.printer.profiles import PROFILES as PRINTERS
from devices.printer.raster import Typeface
from devices.status import DeviceStatus
from kiosk.commands.device_terminal import ConsoleProgress, TerminalEngineer, terminal
from kiosk.terminal.settings import ProfileError, load
from kiosk.terminal.version import software_version
from kiosk.text import Texts

SOME_FAIL, USAGE, NOT_THERE = 1, 2, 4
FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"

app = typer.Typer(no_args_is_help=True, help="All devices: status, and the check of a real one.")

Port = Annotated[str | None, typer.Option(help="Its port, as in the site profile.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def check(
    id_card: Annotated[str | None, typer.Option("--id-card", help="Port of an ID-card reader.")] = None,
    printer: Annotated[str | None, typer.Option("--printer", help="Port of a slip printer.")] = None,
    printer_profile: Annotated[
        str, typer.Option("--printer-profile", help=f"Its profile: {', '.join(PRINTERS)}.")
    ] = "generic-80",
    code: Annotated[str | None, typer.Option("--code", help="Port of a code reader.")] = None,
    code_profile: Annotated[
        str, typer.Option("--code-profile", help=f"Its make: {', '.join(CODE_READERS)}.")
    ] = "generic",
    camera: Annotated[str | None, typer.Option("--camera", help="Device file of a document camera.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the report here: .html or .json.")
    ] = None,
    unattended: Annotated[
        bool, typer.Option("--unattended", help="Nobody lays cards or looks: leave such checks out.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, max=600, help="Seconds for what a person does.")
    ] = 30.0,
    set_speeds: Annotated[
        bool, typer.Option("--set-speeds", help="Switch the ID-card reader through all speeds and back.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Walk real devices through what their drivers rely on.

    Exit 0 no check failed, 1 some did, 2 usage, 4 a device is not there.
    """
    _refuse_usage(printer_profile, code_profile, report)
    engineer, progress = terminal(timeout, not unattended)
    walks: list[Callable[[], DeviceReport]] = []
    if id_card is not None:
        walks.append(_id_card(id_card, engineer, progress, timeout, set_speeds))
    if printer is not None:
        walks.append(_printer(printer, printer_profile, engineer, progress))
    if code is not None:
        walks.append(_code_reader(code, code_profile, engineer, progress, timeout))
    if camera is not None:
        walks.append(_camera(camera, progress))
    if not walks:
        _give_up("name a device: --id-card, --printer, --code or --camera")
    made = Report(datetime.now(UTC), software_version(), tuple(each() for each in walks))
    if as_json:
        typer.echo(json.dumps(made.facts(), ensure_ascii=False))
    else:
        for device in made.devices:
            counts = ", ".join(f"{device.count(verdict)} {verdict.value}" for verdict in Verdict)
            typer.echo(f"{device.kind} {device.port}: {counts}{'' if device.there else ', not there'}")
    # Last, so that what was found is said even where the disk is full by now.
    if report is not None:
        _write(report, made)
    if not made.all_there:
        raise typer.Exit(NOT_THERE)
    raise typer.Exit(0 if made.all_passed else SOME_FAIL)


@app.command()
def status(
    profile: Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")],
    as_json: Json = False,
) -> None:
    """Open each device of a site profile once and say how it stands, in XFS4IoT words.

    A device that the running terminal holds is told as busy. Exit 0 all usable, 1 some not, 2 usage, 4 some
    not there.
    """
    from kiosk.commands.device_status import facts, look

    texts = Texts("en")
    try:
        found = [(device, look(device)) for device in load(profile).devices]
    except ProfileError as error:
        _give_up(str(error))
    told = [facts(device, status, texts) for device, status in found]
    if as_json:
        typer.echo(json.dumps({"devices": told}, ensure_ascii=False))
    else:
        for one in told:
            fault = one["fault"]
            words = f", {fault['what']} ({fault['code']}, {fault['who']}): {fault['hint']}" if fault else ""
            typer.echo(f"{one['kind']} {one['port']}: {one['device']}{words}")
    if any(status.device is DeviceStatus.NO_DEVICE for _, status in found):
        raise typer.Exit(NOT_THERE)
    raise typer.Exit(0 if all(status.usable for _, status in found) else SOME_FAIL)


@app.command()
def find(
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A site profile (TOML): tell what it names and what not.")
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option("--ask", metavar="PORT", help="Ask the device on this serial line what it is."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is plugged in, beside what a site profile names. Nothing is opened but a line named by --ask.

    A receipt printer and an ID-card reader answer; nothing is printed, no card is read. Stop the screens
    before: a line that they hold is not asked. Exit 0, 2 usage, 4 something that is named is not plugged in.
    """
    from kiosk.commands import device_finding

    try:
        told = device_finding.facts(profile, tuple(ask or ()))
    except (ProfileError, LookupError) as error:
        _give_up(str(error.args[0] if error.args else error))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in device_finding.lines(told):
            typer.echo(line)
    if any(not one["here"] for one in told["named"]):
        raise typer.Exit(NOT_THERE)


def _refuse_usage(printer_profile: str, code_profile: str, report: Path | None) -> None:
    if printer_profile not in PRINTERS:
        _give_up(f"no printer profile {printer_profile}; there are {', '.join(PRINTERS)}")
    if code_profile not in CODE_READERS:
        _give_up(f"no code reader profile {code_profile}; there are {', '.join(CODE_READERS)}")
    if report is None:
        return
    if report.suffix not in (".html", ".json"):
        _give_up(f"{report}: a report is .html or .json")
    folder = report.absolute().parent
    if not folder.is_dir():
        _give_up(f"{report}: no such folder")
    if report.is_dir() or not os.access(report if report.exists() else folder, os.W_OK):
        _give_up(f"{report}: cannot be written")


def _give_up(reason: str) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(USAGE)


def _write(path: Path, report: Report) -> None:
    text = (
        page(report) if path.suffix == ".html" else json.dumps(report.facts(), ensure_ascii=False, indent=1)
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _give_up(f"{path}: {error.strerror}")


def _is_a_name(name: str, kind: str) -> None:
    try:
        resolve(name, kind)
    except ValueError as error:
        _give_up(str(error))
    except OSError:
        # Not there now: the walk says so.
        return


def _found(name: str, kind: str) -> str:
    """Return the port to which a stable name leads now; the name itself where nothing is there to open."""
    try:
        return resolve(name, kind)
    except OSError:
        return name


def _id_card(
    name: str, engineer: TerminalEngineer, progress: ConsoleProgress, timeout: float, set_speeds: bool
) -> Callable[[], DeviceReport]:
    _is_a_name(name, "id_card")
    trace = Trace()

    def run() -> DeviceReport:
        port = card_ports.parse_port(_found(name, "id_card"))
        with closing(IdCardChecks(port, engineer, trace, timeout, set_speeds)) as checks:
            return walk("id_card", name, checks.steps(), trace, progress)

    return run


def _printer(
    name: str, profile: str, engineer: TerminalEngineer, progress: ConsoleProgress
) -> Callable[[], DeviceReport]:
    if name != printer_ports.AUTO:
        try:
            printer_ports.parse_port(name)
        except printer_ports.PortNameError as error:
            _give_up(str(error))
    trace = Trace()
    typeface = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")

    def run() -> DeviceReport:
        checks = PrinterChecks(
            lambda baud: printer_ports.find(name).open(baud), PRINTERS[profile], typeface, engineer, trace
        )
        with closing(checks):
            return walk("printer", name, checks.steps(), trace, progress)

    return run


def _code_reader(
    name: str, profile: str, engineer: TerminalEngineer, progress: ConsoleProgress, timeout: float
) -> Callable[[], DeviceReport]:
    _is_a_name(name, "code_reader")
    trace = Trace()

    def run() -> DeviceReport:
        port = _found(name, "code_reader")
        with closing(CodeReaderChecks(port, CODE_READERS[profile], engineer, trace, timeout)) as checks:
            return walk("code_reader", name, checks.steps(), trace, progress)

    return run


def _camera(name: str, progress: ConsoleProgress) -> Callable[[], DeviceReport]:
    # Only here: the library for pictures is large.
    from devices.conformance.camera import CameraChecks
    from devices.document_camera.values import CameraSettings

    _is_a_name(name, "document_camera")
    trace = Trace()

    def run() -> DeviceReport:
        with closing(CameraChecks(_found(name, "document_camera"), CameraSettings())) as checks:
            return walk("document_camera", name, checks.steps(), trace, progress)

    return run
