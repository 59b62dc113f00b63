"""`kiosk screens …`: what the screens are made of, drawn for whoever works on them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The screens.")


@app.callback()
def screens() -> None:
    """The screens: what they are made of."""


@app.command()
def gallery(
    out: Annotated[Path, typer.Argument(help="Folder for the pictures.")] = Path("build/gallery"),
    page: Annotated[list[str] | None, typer.Option("--page", help="Only this page.")] = None,
    look: Annotated[list[str] | None, typer.Option("--look", help="Only this look.")] = None,
) -> None:
    """Draw every component with every state, and sample pages, in four looks, to PNG files.

    The drawing runs in a process of its own, on a display or without one.
    """
    command = [sys.executable, "-m", "screens.gallery", str(out)]
    for option, values in (("--page", page), ("--look", look)):
        for value in values or ():
            command += [option, value]
    environment = dict(os.environ)
    if not environment.get("DISPLAY"):
        environment.setdefault("SDL_VIDEODRIVER", "offscreen")
    drawn = subprocess.run(command, env=environment, check=False)
    if drawn.returncode:
        raise typer.Exit(drawn.returncode)
    typer.echo(out)
