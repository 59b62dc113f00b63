"""`kiosk release …`: releases of the terminal's program, for the engineer and for two units."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kiosk.commands.release_self_test import run_checks
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.releases import notes
from kiosk.releases.errors import HelperFailed, ReleaseError
from kiosk.releases.folder import CURRENT, Folder
from kiosk.releases.keeper import DONE, Keeper, run_helper
from kiosk.releases.places import Places
from kiosk.releases.version import is_version
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import every_place, in_force

app = typer.Typer(no_args_is_help=True, help="Releases of the terminal's program.")

USAGE, NOT_FOUND, REFUSED, UNREACHABLE, UNUSABLE = 2, 3, 4, 5, 6

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Home = Annotated[Path, typer.Option("--home", hidden=True)]
State = Annotated[Path, typer.Option("--state", hidden=True)]
RootFile = Annotated[Path, typer.Option("--root-file", hidden=True)]
FetchedFolder = Annotated[Path, typer.Option("--fetched", hidden=True)]
HelperFile = Annotated[Path, typer.Option("--helper", hidden=True)]
_USUAL = Places()


@app.command("list")
def list_releases(as_json: Json = False, home: Home = _USUAL.home, state: State = _USUAL.state) -> None:
    """Say which releases lie here, the newest first, and how they stand. Exit 0, 2 there are none."""
    known = notes.load(state)
    staged = known.staged.version if known.staged else None
    found = [
        {
            "version": one.version,
            "inForce": one.in_force,
            "good": one.good,
            "waiting": one.version == staged and not one.in_force,
            "rolledBack": one.version in known.rolled_back,
            "signed": one.manifest is not None,
        }
        for one in Folder(home).all()
    ]
    if as_json:
        typer.echo(json.dumps({"releases": found}))
    for one in found if not as_json else ():
        words = [word for word in ("inForce", "good", "waiting", "rolledBack") if one[word]]
        typer.echo(f"{one['version']}  {' '.join(words)}".rstrip())
    if not found:
        _give_up("there are no releases here", USAGE)


@app.command()
def verify(
    version: Annotated[str | None, typer.Argument(help="Which one; without it the one in force.")] = None,
    as_json: Json = False,
    home: Home = _USUAL.home,
) -> None:
    """Check every file of a release against its manifest, without network.

    Exit 0 whole, 3 no such release, 4 damaged. dpkg knows what came in the Debian package.
    """
    folder = Folder(home)
    wanted = version or folder.named(CURRENT)
    if wanted is None or not is_version(wanted) or not folder.place(wanted).is_dir():
        _give_up(f"no release {wanted or 'in force'}", NOT_FOUND)
    if folder.manifest_digest(wanted) is None:
        _give_up(f"{wanted} came in the Debian package: dpkg --verify yiciban-kiosk", NOT_FOUND)
    try:
        manifest = folder.verify(wanted)
    except ReleaseError as damaged:
        _say({"version": wanted, "whole": False, "reason": str(damaged)}, as_json)
        raise typer.Exit(REFUSED) from damaged
    _say({"version": wanted, "whole": True, "files": len(manifest.files), "bytes": manifest.size}, as_json)


@app.command()
def fetch(profile: Profile, as_json: Json = False) -> None:
    """Have the agent look for a newer release now, whatever the site's window says.

    It goes on in the background; `list` shows what came. Exit 0, 2 no profile, 5 no agent answers.
    """
    settings = _settings(profile)
    client = PlatformClient(settings.paths.agent_socket)
    try:
        told = asdict(client.releases.look())
    except PlatformError as error:
        _give_up(f"no agent answers on {settings.paths.agent_socket}: {error}", UNREACHABLE)
    finally:
        client.close()
    _say(told, as_json)


@app.command()
def activate(
    version: Annotated[str, typer.Argument(help="A release that waits.")],
    as_json: Json = False,
    home: Home = _USUAL.home,
    state: State = _USUAL.state,
    helper: HelperFile = _USUAL.helper,
) -> None:
    """Put a waiting release in force now, as root: screens and agent start anew, whoever stands there.

    Exit 0, 4 it is not taken and why, 6 the disk or /usr/lib/yiciban/release refuses.
    """
    places = Places(home=home, state=state, helper=helper)
    try:
        _keeper(places).activate(version)
    except HelperFailed as error:
        _give_up(str(error), UNUSABLE)
    except ReleaseError as error:
        _say({"version": version, "inForce": False, "reason": error.code}, as_json)
        raise typer.Exit(REFUSED) from error
    except OSError as error:
        _give_up(f"{error.filename or 'disk'}: {error.strerror}", UNUSABLE)
    _say({"version": version, "inForce": True}, as_json)


@app.command(hidden=True)
def offer(
    version: Annotated[str, typer.Argument(help="The release of the Debian package.")],
    profile: Profile,
    home: Home = _USUAL.home,
    state: State = _USUAL.state,
) -> None:
    """Let the release of the Debian package wait until nobody stands here (its postinst, as root).

    Exit 0 it waits, 4 it is not taken, 5 no agent answers that could wait for it, 6 the disk refuses.
    """
    client = PlatformClient(_settings(profile).paths.agent_socket)
    try:
        # An agent without an identity looks after no releases, and nobody can stand at such a terminal.
        if client.agent_status().enrolment != "enrolled":
            raise typer.Exit(UNREACHABLE)
        _keeper(Places(home=home, state=state)).offer(version)
        client.releases.look()
    except PlatformError as error:
        _give_up(str(error), UNREACHABLE)
    except ReleaseError as error:
        _give_up(error.code, REFUSED)
    except OSError as error:
        _give_up(f"{error.filename or 'disk'}: {error.strerror}", UNUSABLE)
    finally:
        client.close()
    typer.echo(f"{version} waits until nobody stands here")


@app.command()
def rollback(as_json: Json = False, home: Home = _USUAL.home, helper: HelperFile = _USUAL.helper) -> None:
    """Put the release in force again that was good last, as root. Exit 0, 6 it could not be done.

    The release that is taken back is not fetched again; a newer one is.
    """
    folder = Folder(home)
    before = folder.named(CURRENT)
    try:
        run_helper(Places(home=home, helper=helper))(["roll-back"])
    except HelperFailed as error:
        _give_up(str(error), UNUSABLE)
    _say({"from": before, "to": folder.named(CURRENT)}, as_json)


@app.command(hidden=True)
def attend(
    home: Home = _USUAL.home,
    state: State = _USUAL.state,
    root_file: RootFile = _USUAL.root_file,
    fetched: FetchedFolder = _USUAL.fetched,
    helper: HelperFile = _USUAL.helper,
) -> None:
    """Do what the agent asks for (kiosk-release.service, as root): verify and unpack, or put in force.

    Exit 0 also where it is refused: the agent reads why. Exit 6: root's own notes cannot be written.
    """
    try:
        answer = _keeper(Places(home, state, root_file, fetched, helper)).attend()
    except OSError as error:
        _give_up(f"{error.filename or 'disk'}: {error.strerror}", UNUSABLE)
    if answer is not None:
        ended = "done" if answer.code == DONE else f"refused: {answer.code}"
        typer.echo(f"{answer.do} {answer.version}: {ended}")


@app.command("self-test")
def self_test(
    profile: Profile,
    as_json: Json = False,
    home: Home = _USUAL.home,
) -> None:
    """Check that this release can do its work here, before it is one to come back to.

    kiosk-self-test.service runs it. Exit 0, 1 something does not work.
    """
    checks = run_checks(profile, Folder(home))
    if as_json:
        typer.echo(json.dumps({"checks": checks}))
    else:
        for check, wrong in checks.items():
            typer.echo(f"{check}: {wrong or 'ok'}")
    if any(checks.values()):
        raise typer.Exit(1)


def _keeper(places: Places) -> Keeper:
    return Keeper(places, run_helper(places), lambda: datetime.now(UTC))


def _settings(profile: Path) -> SiteProfile:
    try:
        return in_force(profile, every_place(profile)).profile
    except ProfileError as error:
        _give_up(str(error), USAGE)


def _say(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {value}")


def _give_up(reason: str, status: int) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(status)
