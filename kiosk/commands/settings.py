"""`kiosk settings …`: what is in force, what is wrong, and one setting changed at a time."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer
from rich.console import Console
from rich.table import Table

from kiosk.terminal import roots_word, settings_file
from kiosk.terminal.settings import Problem, ProfileError, SiteProfile, left_over, load, parse
from kiosk.terminal.settings_devices import device_problems
from kiosk.terminal.settings_keys import UnknownKey, changed, flat, steps_of, takes, value_at, written
from kiosk.terminal.starter import starter

WRONG, USAGE, DISK = 1, 2, 3

app = typer.Typer(no_args_is_help=True, help="The site profile: show, check, change.")

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def show(
    profile: Profile,
    key: Annotated[str, typer.Argument(help="A setting or a group; without it all of them.")] = "",
    as_json: Json = False,
) -> None:
    """Show what is in force. Exit 0, 1 where the file is wrong and the last good one is shown, 2 usage."""
    try:
        found = settings_file.in_force(profile, settings_file.every_place(profile))
        value = value_at(found.profile, steps_of(key, found.profile))
    except ProfileError as error:
        _give_up(str(error), USAGE)
    problems = _told(found.refused)
    if as_json:
        told = {"inForce": "last-good" if found.refused else "file", "problems": problems, "settings": value}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        if found.refused is not None:
            typer.echo(f"The file is wrong, the last good one is in force:\n{found.refused}", err=True)
        table = Table("setting", "value")
        for name, one in flat(value, key):
            table.add_row(name, tomlkit.item(one).as_string() if one is not None else "")
        Console().print(table)
    raise typer.Exit(WRONG if found.refused else 0)


@app.command()
def check(profile: Profile, as_json: Json = False) -> None:
    """Say what is wrong in the file, all of it at once. Exit 0 nothing, 1 something, 2 usage."""
    if not profile.exists():
        _give_up(f"{profile}: No such file or directory", USAGE)
    problems: list[dict[str, Any]] = []
    gone: tuple[str, ...] = ()
    try:
        problems = _listed(_beyond_the_model(load(profile)))
        gone = left_over(settings_file.text_of(profile))
    except ProfileError as error:
        problems = _told(error)
    for key in gone:
        typer.echo(f"{key}: no setting any more, decides nothing; `settings set {key} --default`", err=True)
    if as_json:
        typer.echo(json.dumps({"problems": problems, "leftOver": gone}, ensure_ascii=False))
    elif problems:
        for one in problems:
            typer.echo(_line(one), err=True)
    else:
        typer.echo(f"{profile}: all settings are good")
    raise typer.Exit(WRONG if problems else 0)


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="The setting: screen.screen_bottom_mm, devices.printer.port")],
    value: Annotated[str | None, typer.Argument(help="As in the file; plain text needs no quotes.")] = None,
    *,
    profile: Profile,
    default: Annotated[bool, typer.Option("--default", help="Take the setting out of the file.")] = False,
    as_json: Json = False,
) -> None:
    """Change one setting. Nothing is written where anything is wrong.

    Exit 0 written, 1 the value is wrong, 2 usage, 3 the disk does not take it.
    """
    if (value is None) is not default:
        _give_up("give a value, or --default", USAGE)
    try:
        before = profile.read_text(encoding="utf-8")
        steps = steps_of(key, _readable(profile))
        text = changed(before, steps, None if value is None else written(steps, value))
        checked = parse(text, profile)
        problems = device_problems(checked) if steps[0] == "devices" else ()
        if problems:
            raise ProfileError("\n".join(f"{one.key}: {one.why}" for one in problems), problems)
        settings_file.put(profile, text)
    except UnknownKey as error:
        _give_up(str(error), USAGE)
    except ProfileError as error:
        _refuse(error, as_json)
    except (OSError, UnicodeDecodeError) as error:
        _give_up(f"{profile}: {getattr(error, 'strerror', None) or error}", DISK)
    now = value_at(checked, steps) if value is not None else None
    if as_json:
        typer.echo(json.dumps({"problems": [], "key": key, "value": now}, ensure_ascii=False))
    else:
        typer.echo(f"{key}: {'as when it is left out' if default else now}; in force at the next start")


@app.command()
def new(
    profile: Profile,
    platform: Annotated[str, typer.Option("--platform", help="https://host[:port] of the platform.")],
    ca: Annotated[Path, typer.Option("--ca", help="PEM: the only authorities that are believed.")],
) -> None:
    """Write the profile of a new terminal: enough for its set-up page, where it is enrolled.

    Exit 0 written, 1 a value is wrong, 2 there is a profile already, 3 the disk does not take it.
    """
    if profile.exists():
        _give_up(f"{profile} is there already; kiosk settings set changes it", USAGE)
    try:
        settings_file.put(profile, starter(profile, platform, ca.resolve()))
    except ProfileError as error:
        _refuse(error, as_json=False)
    except OSError as error:
        _give_up(f"{profile}: {error.strerror or error}", DISK)
    typer.echo(f"{profile}: written; the screens ask for the enrolment code now")


@app.command()
def begin(
    profile: Profile,
    told: Annotated[Path, typer.Option("--told", help="What root says of the terminal (TOML).")],
    as_json: Json = False,
) -> None:
    """Make the profile in force from root's file, or take over what is root's (kiosk-site.service runs it).

    Exit 0, 1 a value is wrong, 3 the disk does not take it; the profile that is there stays in force.
    """
    try:
        begun = roots_word.begin(profile, told)
    except ProfileError as error:
        _refuse(error, as_json)
    except OSError as error:
        _give_up(f"{profile}: {error.strerror or error}", DISK)
    typer.echo(json.dumps({"profile": begun}) if as_json else f"{profile}: {begun}")


def _readable(profile: Path) -> SiteProfile | None:
    """Return the profile for the sake of its devices' names, None where it cannot be read."""
    found = settings_file.last_good(profile, (profile,))
    return found.profile if found is not None else None


def _beyond_the_model(profile: SiteProfile) -> Iterable[Problem]:
    """Yield what only drivers and the disk know."""
    yield from device_problems(profile)
    if not profile.platform.ca_file.is_file():
        yield Problem("platform.ca_file", "there is no such file", str(profile.platform.ca_file))


def _told(error: ProfileError | None) -> list[dict[str, Any]]:
    if error is None:
        return []
    if not error.problems:
        return [{"key": "", "why": str(error), "value": None, "allowed": ""}]
    return _listed(error.problems)


def _listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {"key": one.key, "why": one.why, "value": _plain(one.value), "allowed": _allowed(one.key)}
        for one in problems
    ]


def _allowed(key: str) -> str:
    try:
        return takes(steps_of(key))
    except UnknownKey:
        return ""


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _line(problem: dict[str, Any]) -> str:
    allowed = f" (it takes: {problem['allowed']})" if problem["allowed"] else ""
    value = f" = {problem['value']!r}" if problem["value"] is not None else ""
    return f"{problem['key']}{value}: {problem['why']}{allowed}" if problem["key"] else problem["why"]


def _refuse(error: ProfileError, as_json: bool) -> None:
    problems = _told(error)
    if as_json:
        typer.echo(json.dumps({"problems": problems}, ensure_ascii=False))
    for one in [] if as_json else problems:
        typer.echo(_line(one), err=True)
    if not as_json:
        typer.echo("nothing was written", err=True)
    raise typer.Exit(WRONG)


def _give_up(reason: str, code: int) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
