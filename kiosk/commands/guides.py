"""`kiosk guides …`: the local guide store."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.terminal.settings import ProfileError, SiteProfile, load
from offline_cache.errors import GuideStoreError
from offline_cache.store import GuideStore

app = typer.Typer(no_args_is_help=True, help="The local guide store.")


@app.callback()
def _guides() -> None:
    """Keep `status` a command of its own name while it is the only one."""


@app.command()
def status(profile: Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]) -> None:
    """Say which guide snapshot is installed."""
    try:
        settings: SiteProfile = load(profile)
        with GuideStore(settings.paths.guide_store) as store:
            typer.echo(f"version {store.version}")
            typer.echo(f"area {store.area_code} {store.area_name}")
            typer.echo(f"bundles {len(store.ids())}")
            typer.echo(f"created {store.created_at.isoformat()}")
            typer.echo(f"expires {store.expires_at.isoformat()}")
    except ProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except GuideStoreError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        raise typer.Exit(2) from error
