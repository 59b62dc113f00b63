"""`kiosk logs …`: the logs carried away on a stick, sealed to the operator's key, and opened there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kiosk.log_copy.copying import CopyRefused, members
from kiosk.log_copy.copying import copy as make_copy
from kiosk.terminal.settings import ProfileError, load
from kiosk.terminal.version import software_version, system_version

REFUSED, USAGE = 1, 2

app = typer.Typer(no_args_is_help=True, help="The logs on a stick, for the operator alone.")


@app.command()
def copy(
    to: Annotated[Path, typer.Argument(help="A folder on the stick, which is mounted already.")],
    profile: Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")],
) -> None:
    """Seal audit log and journal to support.log_key, on a stick of support.sticks; as root.

    Nothing that is not sealed is written to the stick. Exit 0 written, 1 refused, 2 usage.
    """
    try:
        site = load(profile)
    except ProfileError as error:
        _give_up(str(error), USAGE)
        return
    support = site.support
    facts = {
        "label": site.terminal.machine_label,
        "application": software_version(),
        "system": system_version(),
    }
    try:
        made = make_copy(
            to,
            key=support.log_key,
            sticks=support.sticks,
            audit=site.paths.audit,
            facts=facts,
            now=datetime.now(UTC),
            days=support.log_days,
        )
    except CopyRefused as error:
        _give_up(str(error), REFUSED)
        return
    typer.echo(f"{made}: {made.stat().st_size} bytes; unmount the stick before you pull it")


@app.command("open")
def open_(
    file: Annotated[Path, typer.Argument(help="A copy that came on a stick.")],
    identity: Annotated[Path, typer.Option("--identity", help="The operator's age identity (a file).")],
    out: Annotated[Path, typer.Option("--out", help="A new folder for what is in it.")],
) -> None:
    """Open a copy, at the operator's. Exit 0 opened, 1 not for this key or damaged, 2 usage."""
    try:
        lines = identity.read_text(encoding="ascii").splitlines()
        key = next(line for line in lines if line.startswith("AGE-SECRET-KEY-1"))
        out.mkdir(parents=True)
    except (OSError, UnicodeDecodeError, StopIteration) as error:
        _give_up(f"{type(error).__name__}: {error}", USAGE)
        return
    try:
        for name, data in members(file, key):
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            typer.echo(str(path))
    except (ValueError, OSError) as error:
        _give_up(str(error), REFUSED)


def _give_up(reason: str, code: int) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
