"""`kiosk id-card …`: the identity-card reader, for the engineer who sets it up.

What is on a card goes to standard output alone, and nowhere into a log.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from devices.deadline import Deadline
from devices.finding import resolve
from devices.id_card.commands import PROBE_SPEEDS
from devices.id_card.errors import CardError, NoCard, ReaderError, ReaderGone, ReaderSilent
from devices.id_card.layout import LONG_TERM
from devices.id_card.one_card import await_card, is_the_lines, module_number
from devices.id_card.reader import SdtReader, open_reader
from devices.id_card.reading import Reading
from devices.id_card.whole_card import CardReader
from devices.keeper import why_lost
from devices.status import DeviceStatus, Fault, MediaStatus, Mender, Status
from kiosk.commands.device_words import fault_facts, fault_sentence

app = typer.Typer(no_args_is_help=True, help="The ID-card reader.")

NO_CARD, DEVICE_FAULT, USAGE = 3, 4, 2

Port = Annotated[
    str,
    typer.Option(
        "--port",
        help="/dev/serial/by-path/…, usb:0400:c35a[:SERIAL], hid:/dev/hidrawN, or auto.",
    ),
]
Baud = Annotated[str, typer.Option("--baud", help="Line speed, or auto: found by probing.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def read(
    port: Port,
    baud: Baud = "auto",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=3600, help="Seconds.")] = 30.0,
    fingerprints: Annotated[
        bool, typer.Option("--fingerprints", help="Read them too, to see that it works; they are not shown.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Wait for one card and print it. Exit 0 read, 3 no card in time, 4 device fault, 2 usage."""
    deadline = Deadline(timeout)
    reader = _open(port, baud)
    try:
        cards = CardReader(reader, module_number(reader), lambda: datetime.now(UTC))
        reading = await_card(reader, cards, deadline, fingerprints)
    except CardError as error:
        raise _give_up(error, DEVICE_FAULT if is_the_lines(error) else NO_CARD) from error
    except ReaderError as error:
        raise _give_up(error, DEVICE_FAULT) from error
    finally:
        reader.close()
    _say(facts(reading), as_json)
    if fingerprints:
        typer.echo(f"fingerprints: {len(reading.fingerprints)} bytes", err=True)
    reading.wipe()


@app.command()
def status(port: Port, baud: Baud = "auto", as_json: Json = False) -> None:
    """Say how the reader stands. Exit 0 online, 4 device fault, 2 usage."""
    speed = _speed(baud)
    found: dict[str, Any] = {"sam_id": None, "baud": None}
    try:
        reader = _reach(port, speed)
        try:
            found["baud"] = reader.baud
            stands = _stands(reader, found)
        finally:
            reader.close()
    except ReaderError as error:
        stands = _fault_status(error)
    fault = fault_facts(stands.fault) if stands.fault else None
    media = stands.media.value if stands.media else None
    _say({"port": port, "device": stands.device.value, "fault": fault, "media": media, **found}, as_json)
    if stands.fault is not None and not as_json:
        typer.echo(fault_sentence(stands.fault), err=True)
    if not stands.usable:
        raise typer.Exit(DEVICE_FAULT)


@app.command("set-speed")
def set_speed(
    port: Port,
    to: Annotated[int, typer.Option("--to", help=f"One of {', '.join(map(str, PROBE_SPEEDS))}.")],
    baud: Baud = "auto",
) -> None:
    """Change the line speed of the reader, which keeps it. Exit 0 done, 4 device fault, 2 usage."""
    if to not in PROBE_SPEEDS:
        raise _usage(f"--to is one of {', '.join(map(str, PROBE_SPEEDS))}")
    reader = _open(port, baud)
    try:
        reader.set_speed(to)
    except ReaderError as error:
        raise _give_up(error, DEVICE_FAULT) from error
    finally:
        reader.close()
    typer.echo(f"baud {to}")


def facts(reading: Reading) -> dict[str, Any]:
    """Return what a reading says, as JSON values: dates YYYY-MM-DD, `sex` by GB/T 2261.1, absent None."""
    card = reading.card
    until = card.valid_until.isoformat() if card.valid_until else None
    return {
        "type": card.type.value,
        "name": card.name,
        "name_latin": card.name_latin,
        "sex": card.sex.value,
        "ethnicity": card.ethnicity,
        "birth_date": card.birth_date.isoformat() if card.birth_date else None,
        "address": card.address,
        "number": card.number,
        "authority": card.authority,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_until": LONG_TERM if card.long_term else until,
        "permit_number": card.permit_number,
        "issue_count": card.issue_count,
        "country": card.country,
        "appended_addresses": list(reading.appended_addresses),
        "sam_id": reading.sam_id,
        "warnings": list(card.warnings),
    }


def _stands(reader: SdtReader, found: dict[str, Any]) -> Status:
    reader.status()
    found["sam_id"] = reader.sam_id()
    try:
        reader.find()
    except NoCard:
        media = MediaStatus.NOT_PRESENT
    else:
        media = MediaStatus.PRESENT
    return Status(DeviceStatus.ONLINE, media=media)


def _fault_status(error: ReaderError) -> Status:
    if isinstance(error, ReaderGone):
        return why_lost(error)
    if isinstance(error, ReaderSilent):
        cause = "nothing answers at this port at any of the speeds tried"
        return Status(DeviceStatus.OFFLINE, Fault(error.code, cause, Mender.MAINTENANCE))
    return Status(DeviceStatus.HARDWARE_ERROR, error.fault)


def _open(port: str, baud: str) -> SdtReader:
    speed = _speed(baud)
    try:
        return _reach(port, speed)
    except ReaderError as error:
        raise _give_up(error, DEVICE_FAULT) from error


def _reach(port: str, speed: int | None) -> SdtReader:
    """Open the reader. Raises ReaderGone, ReaderSilent; ends with 2 for a malformed name."""
    try:
        return open_reader(resolve(port, "id_card"), speed)
    except ReaderError:
        raise
    except OSError as error:
        raise ReaderGone(str(error)) from error
    except ValueError as error:
        raise _usage(str(error)) from error


def _speed(baud: str) -> int | None:
    if baud == "auto":
        return None
    if not (baud.isascii() and baud.isdigit() and int(baud) in PROBE_SPEEDS):
        raise _usage(f"--baud is auto or one of {', '.join(map(str, PROBE_SPEEDS))}")
    return int(baud)


def _usage(reason: str) -> typer.Exit:
    typer.echo(reason, err=True)
    return typer.Exit(USAGE)


def _give_up(error: ReaderError, code: int) -> typer.Exit:
    fault = (_fault_status(error) if code == DEVICE_FAULT else Status(DeviceStatus.ONLINE)).fault
    in_time = "" if code == DEVICE_FAULT else "No card was read in time. "
    typer.echo(in_time + fault_sentence(fault or error.fault), err=True)
    return typer.Exit(code)


def _say(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        # A fault is told as a sentence.
        if value not in (None, [], "") and name != "fault":
            typer.echo(f"{name:20} {', '.join(map(str, value)) if isinstance(value, list) else value}")
