"""`kiosk logs …`: the logs carried away on a stick, sealed to the operator's key, and opened there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kiosk.log_copy.copying import CopyRefused, members
from kiosk.log_copy.copying import copy as make_copy
from kiosk.log_copy.keeper import Keeper, Order
from kiosk.log_copy.notes import DONE, FOUND, Places
from kiosk.terminal import settings_file
from kiosk.terminal.roots_word import completed
from kiosk.terminal.settings import ProfileError, SiteProfile, load, parse
from kiosk.terminal.version import software_version, system_version

REFUSED, USAGE = 1, 2
_USUAL = Places()
_IN_FORCE = Path("/var/lib/yiciban/site/site.toml")

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
    try:
        made = make_copy(
            to,
            key=support.log_key,
            sticks=support.sticks,
            audit=site.paths.audit,
            facts=_facts(site),
            now=datetime.now(UTC),
            days=support.log_days,
        )
    except CopyRefused as error:
        _give_up(str(error), REFUSED)
        return
    typer.echo(f"{made}: {made.stat().st_size} bytes; unmount the stick before you pull it")


@app.command(hidden=True)
def attend(
    told: Annotated[Path, typer.Option("--told", help="Root's word.")] = Path("/etc/yiciban/site.toml"),
    profile: Annotated[Path, typer.Option("--profile", help="The profile in force.")] = _IN_FORCE,
    asked: Annotated[Path, typer.Option("--asked", help="Where the screens ask.")] = _USUAL.asked,
    answers: Annotated[Path, typer.Option("--answers", help="Where they are answered.")] = _USUAL.told,
) -> None:
    """Do what the screens ask for (kiosk-logs.service, as root): look at the stick, or copy the logs onto it.

    Exit 0 also where no copy was made: the screens read why. Exit 2: root's word cannot be read; 1: the
    answer cannot be written.
    """

    def order() -> Order:
        # Not the profile in force, which is the agent's to write; that says but which terminal this is.
        site = parse(completed(settings_file.text_of(told), told), told)
        support = site.support
        return Order(
            support.log_key, support.sticks, support.log_days, site.paths.audit, _facts(_known(profile, site))
        )

    try:
        ended = Keeper(Places(asked, answers), order, lambda: datetime.now(UTC)).attend()
    except ProfileError as error:
        _give_up(str(error), USAGE)
    except OSError as error:
        _give_up(f"{error.filename or 'disk'}: {error.strerror}", REFUSED)
    else:
        if ended is not None:
            well = ended.state in (DONE, FOUND)
            typer.echo(f"{ended.state}: {ended.done} bytes" if well else f"refused: {ended.state}")


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


def _known(profile: Path, otherwise: SiteProfile) -> SiteProfile:
    try:
        return load(profile)
    except ProfileError:
        return otherwise


def _facts(site: SiteProfile) -> dict[str, str]:
    return {
        "label": site.terminal.machine_label,
        "application": software_version(),
        "system": system_version(),
    }


def _give_up(reason: str, code: int) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
