"""`kiosk guides …`: the local guide store, for the engineer at the terminal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.agent.enrolment import IdentityDamaged, load_identity
from kiosk.agent.keys import KeyFileRefused
from kiosk.commands.guides_sync import by_agent, by_ourselves
from kiosk.platform.client import AgentState, PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.guides import Guides
from kiosk.terminal.settings import ProfileError, SiteProfile, load
from offline_cache.errors import GuideStoreError, NoSnapshot, SnapshotRefused
from offline_cache.store import GuideStore, last_checked
from offline_cache.sync import verify as verify_store

app = typer.Typer(no_args_is_help=True, help="The local guide store.")

USAGE, NOT_FOUND, REFUSED, UNREACHABLE, UNUSABLE = 2, 3, 4, 5, 6

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def status(profile: Profile, as_json: Json = False) -> None:
    """Say which guides are installed, how old they are, and what the agent says of the last sync.

    Exit 0, 2 no guides that can be read or no profile.
    """
    settings = _settings(profile)
    with _opened(settings) as store:
        now = datetime.now(UTC)
        bundles = Guides(store).bundles()
        today = datetime.now().astimezone().date()
        facts: dict[str, Any] = {
            "version": store.version,
            "area": f"{store.area_code} {store.area_name}",
            "bundles": len(bundles),
            "inEffect": sum(bundle.in_effect(today) for bundle in bundles),
            "created": store.created_at.isoformat(),
            "expires": store.expires_at.isoformat(),
            "expired": store.expired(now),
            "sealingKeys": [key.key_id for key in store.sealing_keys()],
        }
    confirmed = last_checked(settings.paths.guide_store)
    facts["lastSync"] = confirmed.isoformat() if confirmed else None
    state = _agent(settings)
    facts["agent"] = "running" if state else "not running"
    if state is not None:
        facts |= {
            "platform": state.platform,
            "refused": state.guide_problem,
        }
    _say(facts, as_json)


@app.command()
def show(
    bundle_id: Annotated[str, typer.Argument(help="The bundle's id.")],
    profile: Profile,
    as_json: Json = False,
) -> None:
    """Print one guide as it is installed. Exit 0, 3 no such guide, 2 no guides or no profile."""
    with _opened(_settings(profile)) as store:
        try:
            text = store.bundle(bundle_id)
        except KeyError as error:
            typer.echo(f"no guide {bundle_id}", err=True)
            raise typer.Exit(NOT_FOUND) from error
        if as_json:
            typer.echo(text)
            return
        bundle = Guides(store).bundle(bundle_id)
    facts = {
        "id": bundle.id,
        "code": bundle.code,
        "revision": bundle.revision,
        "version": bundle.version,
        "name": bundle.name.zh,
        "list": bundle.list_name,
        "effective": f"{bundle.effective_from or ''}..{bundle.effective_to or ''}",
        "items": [item.name.zh for item in bundle.items],
        "materials": len(bundle.materials),
        "situations": len(bundle.situations),
    }
    _say(facts, as_json)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What a citizen would type.")],
    profile: Profile,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100)] = 10,
    as_json: Json = False,
) -> None:
    """Search as the screens do, best first, with why it matched. Exit 0, 3 nothing found, 2 no guides."""
    with _opened(_settings(profile)) as store:
        guides = Guides(store)
        hits = [
            {
                "id": hit.bundle_id,
                "name": guides.bundle(hit.bundle_id).name.zh,
                "reason": str(hit.reason),
                "matched": hit.matched,
                "score": round(hit.score, 3),
            }
            for hit in guides.search(query)[:limit]
        ]
    if as_json:
        typer.echo(json.dumps({"query": query, "hits": hits}, ensure_ascii=False))
    else:
        for hit in hits:
            typer.echo("{id}  {name}  ({reason}: {matched})".format(**hit))
    if not hits:
        raise typer.Exit(NOT_FOUND)


@app.command()
def verify(profile: Profile, as_json: Json = False) -> None:
    """Check the installed guides against the signatures, from the enrolment's root on, without network.

    Exit 0 as signed, 4 not as signed, 2 not enrolled, no guides or no profile, 6 files cannot be read.
    """
    settings = _settings(profile)
    identity = _identity(settings)
    try:
        with _files_at_hand():
            offer = verify_store(settings.paths.guide_store, identity.catalogue_root.encode())
    except NoSnapshot as error:
        raise _no_guides(error) from error
    except SnapshotRefused as error:
        _say({"asSigned": False, "reason": type(error).__name__}, as_json)
        raise typer.Exit(REFUSED) from error
    _say({"asSigned": True, "version": offer.version, "sha256": offer.raw_sha256}, as_json)


@app.command()
def sync(profile: Profile, as_json: Json = False) -> None:
    """Bring the guides up to date now: by the running agent, or by this command where none runs.

    Exit 0 up to date, 4 what was offered is refused, 5 no platform, 2 not enrolled or no profile, 6 a file or
    the disk of this terminal cannot be used.
    """
    settings = _settings(profile)
    if _agent(settings) is not None:
        facts = by_agent(settings.paths.agent_socket)
    else:
        identity = _identity(settings)
        with _files_at_hand():
            facts = by_ourselves(settings, identity)
    _say(facts, as_json)
    if facts["disposition"] == "refused":
        raise typer.Exit(REFUSED)
    if facts["disposition"] == "failed":
        raise typer.Exit(UNREACHABLE)


def _settings(profile: Path) -> SiteProfile:
    try:
        return load(profile)
    except ProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from error


def _identity(settings: SiteProfile) -> EnrolmentResult:
    with _files_at_hand():
        identity = load_identity(settings.paths.state_dir)
    if identity is None:
        typer.echo("this terminal is not enrolled", err=True)
        raise typer.Exit(USAGE)
    return identity


@contextmanager
def _files_at_hand() -> Iterator[None]:
    """Say in one line which file of the terminal cannot be used."""
    try:
        yield
    except OSError as error:
        typer.echo(f"{error.filename or 'disk'}: {error.strerror or error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    except (KeyFileRefused, IdentityDamaged) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error


@contextmanager
def _opened(settings: SiteProfile) -> Iterator[GuideStore]:
    try:
        with GuideStore(settings.paths.guide_store) as store:
            yield store
    except GuideStoreError as error:
        raise _no_guides(error) from error


def _no_guides(error: GuideStoreError) -> typer.Exit:
    typer.echo(f"{type(error).__name__}: {error}", err=True)
    return typer.Exit(USAGE)


def _agent(settings: SiteProfile) -> AgentState | None:
    client = PlatformClient(settings.paths.agent_socket)
    try:
        return client.agent_status()
    except PlatformError:
        return None
    finally:
        client.close()


def _say(facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name} {', '.join(value) if isinstance(value, list) else value}")
