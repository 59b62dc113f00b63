"""`kiosk outbox …`: sealed submissions on their way. Headers and states: there is nothing else to show."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import Entry, OutboxError, State
from kiosk.terminal.settings import ProfileError, load

FOUND, BROKEN, USAGE = 3, 4, 2

app = typer.Typer(no_args_is_help=True, help="Sealed submissions on their way.")

Profile = Annotated[Path | None, typer.Option("--profile", help="The site profile (TOML).")]
Folder = Annotated[Path | None, typer.Option("--folder", help="The outbox's folder, instead of a profile.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Package = Annotated[UUID, typer.Argument(help="The package id.", metavar="ID")]


@app.command("list")
def list_packages(profile: Profile = None, folder: Folder = None, as_json: Json = False) -> None:
    """Say what is in the outbox, oldest first. Exit 0, 4 outbox broken, 2 usage."""
    with _outbox(profile, folder) as outbox:
        counts, entries = outbox.counts(), outbox.list()
    numbers = {state.value: getattr(counts, state.value.lower()) for state in State}
    if as_json:
        _say({"counts": numbers, "packages": [facts(entry) for entry in entries]})
        return
    typer.echo(" ".join(f"{state} {number}" for state, number in numbers.items()))
    for entry in entries:
        header = entry.header
        problem = f" {entry.problem}" if entry.problem else ""
        typer.echo(
            f"{header.package_id} {entry.state} {header.sealed_at.isoformat(timespec='seconds')} "
            f"{header.bundle_code} {header.size} bytes, {entry.attempts} attempts{problem}"
        )


@app.command()
def show(package: Package, profile: Profile = None, folder: Folder = None, as_json: Json = False) -> None:
    """Say everything that is known of one package. Exit 0, 3 no such package, 4 broken, 2 usage."""
    with _outbox(profile, folder) as outbox:
        known = facts(outbox.get(package))
    if as_json:
        _say(known)
        return
    for name, value in known.items():
        typer.echo(f"{name} {value}")


@app.command()
def retry(package: Package, profile: Profile = None, folder: Folder = None, as_json: Json = False) -> None:
    """Make one package due at once; takes a rejected one up again. Exit 0, 3 not possible, 4 broken."""
    with _outbox(profile, folder) as outbox:
        known = facts(outbox.retry(package, datetime.now(UTC)))
    if as_json:
        _say(known)
        return
    typer.echo(f"{known['packageId']} {known['state']}")


@app.command()
def flush(profile: Profile = None, folder: Folder = None, as_json: Json = False) -> None:
    """Make everything that waits due at once; the agent sends it. Exit 0, 4 broken, 2 usage."""
    with _outbox(profile, folder) as outbox:
        hastened = outbox.flush(datetime.now(UTC))
        waiting = outbox.counts().waiting
    if as_json:
        _say({"hastened": hastened, "waiting": waiting})
        return
    typer.echo(f"hastened {hastened}, waiting {waiting}")


@app.command()
def verify(profile: Profile = None, folder: Folder = None, as_json: Json = False) -> None:
    """Read every sealed file and compare it with its header. Exit 0 all well, 3 faults, 4 broken, 2 usage."""
    with _outbox(profile, folder) as outbox:
        findings = outbox.verify()
        checked = len(outbox.list())
    if as_json:
        faults = [{"name": finding.name, "fault": finding.fault} for finding in findings]
        _say({"packages": checked, "faults": faults})
    else:
        for finding in findings:
            typer.echo(f"{finding.fault} {finding.name}")
        typer.echo(f"packages {checked}, faults {len(findings)}")
    if findings:
        raise typer.Exit(FOUND)


def facts(entry: Entry) -> dict[str, Any]:
    """Return what is known of a package, in the contract's spelling; nothing of it is about a person."""
    receipt = entry.receipt
    return {
        **entry.header.to_wire(),
        "state": entry.state,
        "changedAt": entry.changed_at.isoformat(),
        "attempts": entry.attempts,
        "nextAttemptAt": entry.next_attempt_at.isoformat() if entry.next_attempt_at else None,
        "uploadBegun": entry.place is not None,
        "problem": entry.problem,
        "outcome": receipt.outcome if receipt else None,
        "submissionNo": receipt.submission_no if receipt else None,
    }


@contextmanager
def _outbox(profile: Path | None, folder: Path | None) -> Iterator[Outbox]:
    try:
        with Outbox(_folder(profile, folder)) as outbox:
            yield outbox
    except OutboxError as error:
        typer.echo(f"{error.code}: {error}", err=True)
        not_possible = error.code in ("unknown-package", "wrong-state")
        raise typer.Exit(FOUND if not_possible else BROKEN) from error


def _folder(profile: Path | None, folder: Path | None) -> Path:
    if (profile is None) == (folder is None):
        raise typer.BadParameter("one of --profile and --folder is wanted")
    if profile is not None:
        try:
            paths = load(profile).paths
        except ProfileError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(USAGE) from error
        folder = paths.outbox
    if folder is None or not _is_folder(folder):
        typer.echo(f"no outbox at {folder}", err=True)
        raise typer.Exit(USAGE)
    return folder


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError as error:
        typer.echo(f"{folder}: {error.strerror}", err=True)
        raise typer.Exit(USAGE) from error


def _say(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
