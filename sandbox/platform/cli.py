"""The command `kiosk-platform`: the composition root of the embedded platform."""

import json
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from kiosk.catalogue.content import ContentError, compose
from kiosk.catalogue.plan import plan
from sandbox import content
from sandbox.platform.app import create_app, make_services
from sandbox.platform.backoffice.web import BackOffice
from sandbox.platform.clock import utc_now
from sandbox.platform.enrolling import new_code, revoke
from sandbox.platform.holding import held, submission_numbers
from sandbox.platform.keys import Keys
from sandbox.platform.ordering import NoSuchTerminal, order
from sandbox.platform.people import sample_people
from sandbox.platform.publishing import Publisher
from sandbox.platform.release_packing import Terms, of_folder, of_package, pack
from sandbox.platform.releasing import ReleasePublisher
from sandbox.platform.repository import RootKeysAway
from sandbox.platform.server import Listening, serve_tls
from sandbox.platform.services import Services
from sandbox.platform.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


class Rotated(StrEnum):
    """Whose key can be replaced."""

    ROOT = "root"
    TARGETS = "targets"
    SNAPSHOT = "snapshot"
    TIMESTAMP = "timestamp"
    SEALING = "sealing"


State = Annotated[Path, typer.Option("--state", help="Private directory for keys, uploads and the database")]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", help="sqlite:///… or postgresql://…; SQLite in the directory")
]


def _services(state: Path, database: str | None, *, faults: bool = False) -> Services:
    settings = Settings(state_dir=state, database_url=database, faults=faults)
    return make_services(settings, compose(content.documents()), plan, sample_people(content.people()))


@app.command()
def serve(
    state: State,
    port: Annotated[int, typer.Option(help="0 for a free one")] = 0,
    database: DatabaseUrl = None,
    faults: Annotated[bool, typer.Option("--faults", help="Open /sandbox/faults")] = False,
) -> None:
    """Serve TLS on 127.0.0.1; one JSON line on standard output says when and how."""
    services = _services(state, database, faults=faults)
    password = secrets.token_urlsafe(9)
    web = create_app(services, BackOffice(services, password))

    def ready(listening: Listening) -> None:
        line = {
            "url": listening.url,
            "ca": str(listening.ca),
            "enrolmentCode": new_code(services),
            "backOffice": f"{listening.url}/back-office",
            "clerkPassword": password,
            "catalogueVersion": services.publication.version,
            "faults": faults,
        }
        typer.echo(json.dumps(line, ensure_ascii=False))

    serve_tls(web, services, port, ready)


@app.command("publish")
def publish_catalogue(
    state: State,
    content_folder: Annotated[
        Path | None,
        typer.Option(
            "--content", exists=True, file_okay=False, help="YAML files; without it the built-in content"
        ),
    ] = None,
) -> None:
    """Sign and publish a catalogue; a platform that is running serves it from the next request on.

    Prints, as JSON, the version that is in force and how large it and its patches are. The same content
    keeps its version. Exit 1: the content has errors, or the disk refuses.
    """
    with _in_a_sentence():
        publisher = _publisher(state)
        catalogue = compose(_documents(content_folder) if content_folder else content.documents())
        publisher.publish(catalogue, utc_now(), str(content_folder.resolve()) if content_folder else "")
    typer.echo(json.dumps(publisher.facts()))


@app.command("publish-release")
def publish_release(
    state: State,
    package: Annotated[
        Path | None, typer.Option("--deb", exists=True, help="A package of `make deb`")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", exists=True, file_okay=False, help="A release's folder")
    ] = None,
    version: Annotated[str, typer.Option(help="Of the folder")] = "",
    min_previous: Annotated[str, typer.Option(help="The oldest release that may take this one")] = "0",
    downgrade: Annotated[bool, typer.Option("--downgrade", help="May be put over a newer one")] = False,
) -> None:
    """Sign and publish a release of the terminal's program; terminals fetch it by themselves."""
    terms = Terms(min_previous=min_previous, downgrade=downgrade)
    with _in_a_sentence():
        try:
            if package is not None:
                version, source = of_package(package)
            elif folder is not None:
                source = of_folder(folder)
            else:
                raise ValueError("--deb or --folder")
            release = pack(version, source, terms)
        except (ValueError, subprocess.CalledProcessError) as error:
            typer.echo(f"no release: {error}", err=True)
            raise typer.Exit(1) from error
        facts = ReleasePublisher(state).publish(release, utc_now())
    typer.echo(json.dumps(facts))


@app.command("release-root")
def release_root(state: State) -> None:
    """Print the root of trust of releases: /etc/yiciban/release-root.json of a terminal."""
    with _in_a_sentence():
        publisher = ReleasePublisher(state)
        publisher.start(utc_now())
    typer.echo(publisher.root.decode())


@app.command("rotate-key")
def rotate_key(role: Annotated[Rotated, typer.Argument(help="Whose key")], state: State) -> None:
    """Replace a key: of a TUF role, or the one to which terminals seal. Terminals follow by themselves."""
    now = utc_now()
    with _in_a_sentence():
        publisher = _publisher(state)
        publisher.start(compose(content.documents()), now)
        sealing = role is Rotated.SEALING
        key_id = publisher.rotate_sealing(now) if sealing else publisher.rotate(role.value, now)
    typer.echo(json.dumps({"role": role.value, "keyId": key_id}))


@app.command("enrolment-code")
def enrolment_code(
    state: State,
    database: DatabaseUrl = None,
    site: Annotated[
        Path | None,
        typer.Option(
            "--site", exists=True, dir_okay=False, help="JSON: what the terminal learns of its place"
        ),
    ] = None,
) -> None:
    """Print a new one-time code for a work order. Exit 1: what it says of the place breaks the contract."""
    services = _services(state, database)
    told: dict[str, Any] = {}
    if site is not None:
        told = json.loads(site.read_text(encoding="utf-8"))
        whole = {
            "terminalId": "-",
            "version": 1,
            "areaCode": services.publication.catalogue.area.code,
            **told,
        }
        wrong = services.contract.violations("TerminalConfig", whole, services.texts)
        for error in wrong:
            typer.echo(f"{error.pointer}: {error.detail}", err=True)
        if wrong:
            raise typer.Exit(1)
    typer.echo(new_code(services, told))


@app.command("revoke")
def revoke_terminal(terminal: str, state: State, database: DatabaseUrl = None) -> None:
    """Shut a terminal out."""
    if not revoke(_services(state, database), terminal):
        typer.echo(f"no terminal {terminal}", err=True)
        raise typer.Exit(1)


@app.command("order")
def order_terminal(
    terminal: str,
    kind: Annotated[str, typer.Argument(help="As the contract names it, such as OUT_OF_SERVICE")],
    state: State,
    argument: Annotated[
        list[str] | None, typer.Option("--arg", help="NAME=VALUE; may be given again")
    ] = None,
    database: DatabaseUrl = None,
) -> None:
    """Sign an order for a terminal, which fetches it with its next heartbeat; print it."""
    args = dict(one.partition("=")[::2] for one in argument or ())
    try:
        signed = order(_services(state, database), terminal, kind, args)
    except NoSuchTerminal:
        typer.echo(f"no terminal {terminal}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(signed))


@app.command()
def submission(
    state: State,
    no: Annotated[str | None, typer.Argument(help="The number; without it the newest")] = None,
    database: DatabaseUrl = None,
) -> None:
    """Print, as JSON, everything that the platform holds of a submission."""
    services = _services(state, database)
    with services.database.transaction() as session:
        wanted = no or next(iter(submission_numbers(session)), "")
        found = held(services, session, wanted)
    if found is None:
        typer.echo("no such submission", err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


@app.command("submissions")
def submissions(state: State, database: DatabaseUrl = None) -> None:
    """Print the number of every submission, the newest first."""
    with _services(state, database).database.transaction() as session:
        for number in submission_numbers(session):
            typer.echo(number)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say what is wrong with content, keys or disk, and exit 1."""
    try:
        yield
    except ContentError as error:
        said = str(error)
    except RootKeysAway as error:
        said = f"the root keys are not here: {error}"
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = f"no YAML: {error}"
    except OSError as error:
        said = f"{error.filename or 'disk'}: {error.strerror or error}"
    else:
        return
    typer.echo(said, err=True)
    raise typer.Exit(1)


def _publisher(state: Path) -> Publisher:
    settings = Settings(state_dir=state)
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = Keys.open(state, utc_now())
    return Publisher(settings, keys.roles, keys.sealing, keys.receipts.published)


def _documents(folder: Path) -> list[tuple[str, Any]]:
    return [(file.name, yaml.safe_load(file.read_text("utf-8"))) for file in sorted(folder.glob("*.yaml"))]


def main() -> None:
    """Run the command."""
    app()
