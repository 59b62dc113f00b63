"""`kiosk code …`: the code scanner, for the engineer who sets it up."""

import json
from collections import Counter
from dataclasses import asdict
from time import monotonic
from typing import Annotated, Any

import typer

from devices.code_reader.codes import Code, Refused
from devices.code_reader.mrz import Mrz
from devices.code_reader.profiles import PROFILES, Profile
from devices.code_reader.reader import CodeReader, CodeReaderGoneError, open_code_reader
from devices.deadline import Deadline
from devices.finding import resolve
from devices.keeper import why_lost
from kiosk.commands.device_words import fault_facts, fault_sentence

app = typer.Typer(no_args_is_help=True, help="The code scanner.")

NOT_READ, DEVICE_FAULT, USAGE = 3, 4, 2
ROUND = 0.25

Port = Annotated[str, typer.Option("--port", help="The serial port, by its stable name.")]
Make = Annotated[str, typer.Option("--profile", help=f"The make: {', '.join(sorted(PROFILES))}.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def read(
    port: Port,
    profile: Make = "generic",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds.")] = 30.0,
    show: Annotated[bool, typer.Option("--show", help="Print also what is in the code.")] = False,
    as_json: Json = False,
) -> None:
    """Read one code and say what it is. Exit 0 read, 3 no code in time, 4 device fault, 2 usage."""
    reader = _open(port, profile, as_json)
    try:
        found, refused = _listen(reader, PROFILES[profile], timeout)
        reader.switch(False)
    except CodeReaderGoneError as error:
        raise _gone(error, as_json) from error
    finally:
        reader.close()
    if found is None:
        _say({"read": False, "reason": "timeout", "refused": dict(refused)}, as_json)
        raise typer.Exit(NOT_READ)
    _say({"read": True, **_facts(found, show), "refused": dict(refused)}, as_json)


@app.command()
def status(port: Port, profile: Make = "generic", as_json: Json = False) -> None:
    """Open the port and say how it stands. Exit 0 online, 4 device fault, 2 usage.

    No make answers a question common to all: `online` means that the port is there and takes the switch
    command; whether a code comes is for `read` to show.
    """
    reader = _open(port, profile, as_json)
    try:
        reader.switch(False)
    except CodeReaderGoneError as error:
        raise _gone(error, as_json) from error
    finally:
        reader.close()
    chosen = PROFILES[profile]
    facts = {"device": "online", "fault": None, "profile": profile, "baud": chosen.baud}
    _say({**facts, "trigger": bool(chosen.on)}, as_json)


def _open(port: str, profile: str, as_json: bool) -> CodeReader:
    if profile not in PROFILES:
        typer.echo(f"unknown profile {profile}; known: {', '.join(sorted(PROFILES))}", err=True)
        raise typer.Exit(USAGE)
    try:
        return open_code_reader(resolve(port, "code_reader"), PROFILES[profile])
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from error
    except OSError as error:
        raise _gone(error, as_json) from error


def _listen(reader: CodeReader, profile: Profile, seconds: float) -> tuple[Code | Mrz | None, Counter[str]]:
    deadline, refused = Deadline(seconds), Counter[str]()
    reader.switch(True)
    triggered = monotonic()
    while not deadline.expired:
        found = reader.read(min(ROUND, deadline.remaining))
        for one in found:
            if not isinstance(one, Refused):
                return one, refused
            refused[one.reason] += 1
        fallen = bool(profile.lasts) and monotonic() - triggered >= profile.lasts
        if fallen or (found and profile.one_shot):
            reader.again()
            triggered = monotonic()
    return None, refused


def _facts(found: Code | Mrz, show: bool) -> dict[str, Any]:
    """Return what is told of a code: its contents only where the engineer asked for them."""
    if isinstance(found, Mrz):
        facts = {"kind": "mrz", "format": found.format, "length": sum(map(len, found.lines))}
        return {**facts, "text": "\n".join(found.lines), "fields": asdict(found)} if show else facts
    token = {"kind": "token", "length": len(found.text.encode())}
    return {**token, "text": found.text} if show else token


def _gone(error: OSError, as_json: bool) -> typer.Exit:
    lost = why_lost(error)
    _say({"device": lost.device.value, "fault": fault_facts(lost.fault) if lost.fault else None}, as_json)
    if lost.fault is not None and not as_json:
        typer.echo(fault_sentence(lost.fault), err=True)
    return typer.Exit(DEVICE_FAULT)


def _say(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        # A fault is told as a sentence.
        if value not in (None, {}) and name != "fault":
            typer.echo(f"{name} {value}")
