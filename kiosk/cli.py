"""The command `kiosk`. Each part is loaded only when its command is run."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from kiosk.terminal.settings import ProfileError

PARTS = {
    "audit": ("kiosk.commands.audit", "The audit log, checked and read."),
    "camera": ("kiosk.commands.camera", "The document camera: set up, and checked later."),
    "content": ("kiosk.catalogue.commands", "Check authored content."),
    "code": ("kiosk.commands.code", "The code scanner."),
    "devices": ("kiosk.commands.devices", "All devices: status, and the check of a real one."),
    "enrol": ("kiosk.commands.enrol", "Give this terminal its identity by a one-time code."),
    "doctor": ("kiosk.commands.doctor", "Is this terminal fit for the day?"),
    "guides": ("kiosk.commands.guides", "The local guide store."),
    "id-card": ("kiosk.commands.id_card", "The ID-card reader."),
    "logs": ("kiosk.commands.logs", "The logs on a stick, for the operator alone."),
    "outbox": ("kiosk.commands.outbox", "Sealed submissions on their way."),
    "page-printer": ("kiosk.commands.page_printer", "The A4 printer."),
    "printer": ("kiosk.commands.printer", "The slip printer."),
    "release": ("kiosk.commands.release", "Releases of the terminal's program."),
    "settings": ("kiosk.commands.settings", "The site profile: show, check, change."),
    "staff": ("kiosk.commands.staff", "Who may open the staff's pages."),
    "screens": ("kiosk.commands.screens", "The screens: every component in every state."),
    "report": ("kiosk.commands.report", "The readiness report of the morning round."),
    "scan": ("kiosk.commands.scan", "Papers in photographs: found, straightened, judged, read."),
}
"""Groups of commands: the module whose `app` (typer) holds them, and what they are about."""

app = typer.Typer(no_args_is_help=True, add_completion=False, help="一次办: the terminal's programs.")

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
    from kiosk.agent.enrolment import IdentityDamaged
    from kiosk.agent.keys import KeyFileRefused
    from kiosk.agent.server import SocketTaken
    from kiosk.submission.outbox_states import OutboxError

    try:
        run(profile, enrolment_code)
    except (ProfileError, KeyFileRefused, SocketTaken, IdentityDamaged) as error:
        _give_up(error)
    except OutboxError as error:
        _give_up(f"outbox: {error.code}: {error}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def ui(context: typer.Context, profile: Profile) -> None:
    """Run the screens; options after the profile are theirs."""
    from screens.app import main as run

    try:
        run(profile, context.args)
    except ProfileError as error:
        _give_up(error)


def _add_part(name: str, module: str, about: str) -> None:
    """Hand `kiosk NAME …` on to the part's own commands, loaded only then."""

    def part(context: typer.Context) -> None:
        import_module(module).app(context.args, prog_name=f"kiosk {name}")

    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(name, help=about, context_settings=settings)(part)


for _name, (_module, _about) in PARTS.items():
    _add_part(_name, _module, _about)


def _give_up(reason: object) -> None:
    typer.echo(str(reason), err=True)
    raise typer.Exit(2)


def main() -> None:
    """Entry point."""
    app()
