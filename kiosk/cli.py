"""The command `kiosk`. Each part is loaded only when its command is run."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.terminal.settings import ProfileError, SiteProfile, load

app = typer.Typer(no_args_is_help=True, add_completion=False, help="一次办: the terminal's programs.")
guides = typer.Typer(no_args_is_help=True, help="The local guide store.")
app.add_typer(guides, name="guides")

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]


@app.command()
def agent(
    profile: Profile,
    enrolment_code: Annotated[
        str | None,
        typer.Option(
            "--enrolment-code", envvar="YICIBAN_ENROLMENT_CODE", help="One-time code of the work order."
        ),
    ] = None,
) -> None:
    """Run the agent: the process that has the network and the terminal's key."""
    from kiosk.agent.app import main as run
    from kiosk.agent.keys import KeyFileRefused
    from kiosk.agent.server import SocketTaken

    try:
        run(profile, enrolment_code)
    except (ProfileError, KeyFileRefused, SocketTaken) as error:
        _give_up(error)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def ui(context: typer.Context, profile: Profile) -> None:
    """Run the screens; options after the profile are theirs."""
    try:
        load(profile)
    except ProfileError as error:
        _give_up(error)
    from screens.app import main as run

    run(profile, context.args)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    help="Check authored content.",
)
def content(context: typer.Context) -> None:
    """Hand on to the catalogue's own commands, loaded only now."""
    from kiosk.catalogue.commands import content_app

    content_app(context.args, prog_name="kiosk content")


@guides.command("status")
def guides_status(profile: Profile) -> None:
    """Say which guide snapshot is installed."""
    from offline_cache.errors import GuideStoreError
    from offline_cache.store import GuideStore

    try:
        settings: SiteProfile = load(profile)
        with GuideStore(settings.paths.guide_store) as store:
            typer.echo(f"version {store.version}")
            typer.echo(f"area {store.area_code} {store.area_name}")
            typer.echo(f"bundles {len(store.ids())}")
            typer.echo(f"created {store.created_at.isoformat()}")
            typer.echo(f"expires {store.expires_at.isoformat()}")
    except ProfileError as error:
        _give_up(error)
    except GuideStoreError as error:
        _give_up(f"{type(error).__name__}: {error}")


def _give_up(reason: object) -> None:
    typer.echo(str(reason), err=True)
    raise typer.Exit(2)


def main() -> None:
    """Entry point."""
    app()
