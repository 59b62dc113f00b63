"""`kiosk audit …`: the audit log, checked and read on the terminal itself."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from kiosk.audit_log.files import read_shipped, records
from kiosk.audit_log.record import START, Link
from kiosk.audit_log.verify import Verified, verify
from kiosk.terminal.settings import ProfileError, load

SOME_WRONG, USAGE = 1, 2

app = typer.Typer(no_args_is_help=True, help="The audit log.")

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("verify")
def verify_chains(
    profile: Profile,
    anchor: Annotated[
        list[str] | None,
        typer.Option("--anchor", help="What the platform has: CHAIN:NUMBER:DIGEST. May be given again."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find records that were changed, removed, inserted or cut off.

    A chain that somebody wrote anew as a whole is found only by what the platform has: --anchor. Exit 0 all
    whole, 1 something is wrong, 2 usage.
    """
    folder = _folder(profile)
    known = [_anchor(text) for text in anchor or ()]
    told = {}
    for chain in _chains(folder):
        anchors = [link for name, link in known if name == chain]
        shipped = read_shipped(folder, chain)
        if shipped != START:
            anchors.append(shipped)
        told[chain] = verify(folder / chain, tuple(anchors))
    if as_json:
        typer.echo(json.dumps({"chains": {chain: _facts(found) for chain, found in told.items()}}))
    else:
        for chain, found in told.items():
            typer.echo(f"{chain}: {found.records} records since {found.first or 'never'}, {_words(found)}")
            for one in found.findings:
                place = f"{one.file}:{one.line} " if one.file else ""
                typer.echo(f"  {place}{one.wrong.value}{f' (record {one.seq})' if one.seq else ''}")
    if not told:
        _give_up(f"{folder}: no audit log")
    raise typer.Exit(0 if all(found.whole for found in told.values()) else SOME_WRONG)


@app.command("show")
def show(
    profile: Profile,
    chain: Annotated[str, typer.Argument(help="agent or ui")],
    last: Annotated[int, typer.Option("--last", min=1, help="So many records from the end.")] = 50,
) -> None:
    """Print the last records, one JSON object a line."""
    folder = _folder(profile)
    if chain not in _chains(folder):
        _give_up(f"no chain {chain}; there are: {', '.join(_chains(folder)) or 'none'}")
    for record in list(records(folder / chain))[-last:]:
        typer.echo(json.dumps(record.to_json(), ensure_ascii=False))


def _folder(profile: Path) -> Path:
    try:
        return load(profile).paths.audit
    except ProfileError as error:
        _give_up(str(error))
        raise


def _chains(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []


def _anchor(text: str) -> tuple[str, Link]:
    found = re.fullmatch(r"([a-z]+):(\d+):((?:sha-256|sm3):[0-9a-f]{64})", text)
    if found is None:
        _give_up(f"{text}: an anchor is CHAIN:NUMBER:DIGEST")
        raise typer.Exit(USAGE)
    return found[1], Link(int(found[2]), found[3])


def _facts(found: Verified) -> dict[str, object]:
    return {
        "records": found.records,
        "first": found.first,
        "head": {"seq": found.head.seq, "digest": found.head.digest},
        "whole": found.whole,
        "findings": [one.to_json() for one in found.findings],
    }


def _words(found: Verified) -> str:
    return "whole" if found.whole else f"{len(found.findings)} things wrong"


def _give_up(reason: str) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(USAGE)
