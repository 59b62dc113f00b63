"""`kiosk staff …`: who may open the staff's pages of this terminal."""

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from devices.deadline import Deadline
from devices.finding import resolve
from devices.id_card.errors import ReaderError
from devices.id_card.one_card import await_card, module_number
from devices.id_card.reader import open_reader
from devices.id_card.whole_card import CardReader
from kiosk.staff import lockout, register
from kiosk.staff.desk import STRANGER, StaffDesk
from kiosk.staff.pins import LEAST, MOST, weakness
from kiosk.staff.register import LABEL, Register, RegisterDamaged
from kiosk.terminal.device_openers import card_options
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import every_place, in_force

UNKNOWN, USAGE, DISK, NO_CARD = 1, 2, 3, 4
CARD_S = 30.0
WEAK = {
    "digits": "a PIN has digits only",
    "short": f"a PIN has at least {LEAST} digits",
    "long": f"a PIN has at most {MOST} digits",
    "simple": "a PIN has at least three different digits and repeats no part",
    "row": "a PIN is no row of digits",
}

app = typer.Typer(no_args_is_help=True, help="Who may open the staff's pages of this terminal.")

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]
Label = Annotated[str, typer.Argument(help="A code such as S01, for the log; nobody's name.")]
Stdin = Annotated[bool, typer.Option("--stdin", help="Read from standard input, one a line, unasked.")]


@app.command("set-pin")
def set_pin(
    label: Label,
    profile: Profile,
    reader: Annotated[bool, typer.Option("--reader", help="Read the card's number from the reader.")] = False,
    new_card: Annotated[bool, typer.Option("--new-card", help="The person has another card now.")] = False,
    stdin: Stdin = False,
) -> None:
    """Set a PIN; for a new label also the card (of any kind that the reader reads), by its number.

    Neither is ever given on the command line, where others could read it. Wrong tries are forgotten.
    Exit 0 set, 2 usage or a weak PIN, 3 the disk does not take it, 4 no card was read.
    """
    settings = _settings(profile)
    if not LABEL.fullmatch(label):
        _give_up(f"{label}: a label is a letter and up to 19 letters, digits, - and _")
    held = _load(settings.paths.staff)
    known = any(member.label == label for member in held.members)
    number = ""
    if not known or new_card:
        number = _from_reader(settings) if reader else _asked("Number of the card", stdin)
    pin = _asked("PIN", stdin)
    if not stdin and _asked("PIN once more", stdin) != pin:
        _give_up("the PINs differ")
    weak = weakness(pin)
    if weak is not None:
        _give_up(WEAK[weak])
    today = datetime.now(UTC).astimezone().date()
    if number:
        changed = held.with_member(label, number, pin, today)
    else:
        changed = held.with_pin(label, pin, today)
    _save(settings.paths.staff, changed)
    _desk(settings).unlock(label)
    typer.echo(f"{label}: set")


@app.command("list")
def list_(
    profile: Profile, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """List the labels, since when, and their wrong tries. Exit 0, 2 usage, 3 the disk refuses."""
    settings = _settings(profile)
    tries = _desk(settings).wrong_tries()
    told = [
        {
            "label": member.label,
            "since": member.since.isoformat(),
            "wrongTries": tries.get(member.label, lockout.NONE).wrong,
            "locked": lockout.locked(tries.get(member.label, lockout.NONE)),
        }
        for member in _load(settings.paths.staff).members
    ]
    strangers = tries.get(STRANGER, lockout.NONE).wrong
    if as_json:
        typer.echo(json.dumps({"staff": told, "strangersTries": strangers}))
        return
    for one in told:
        locked = ", locked" if one["locked"] else ""
        typer.echo(f"{one['label']}  since {one['since']}  wrong tries {one['wrongTries']}{locked}")
    if not told:
        typer.echo("nobody may open the staff's pages; kiosk staff set-pin adds somebody")


@app.command()
def remove(label: Label, profile: Profile) -> None:
    """Take somebody out. Exit 0, 1 there is no such label, 2 usage, 3 the disk refuses."""
    settings = _settings(profile)
    held = _load(settings.paths.staff)
    try:
        _save(settings.paths.staff, held.without(label))
    except KeyError:
        _give_up(f"there is no {label}", UNKNOWN)
    _desk(settings).unlock(label)
    typer.echo(f"{label}: removed")


@app.command()
def unlock(label: Label, profile: Profile) -> None:
    """Forget somebody's wrong tries. Exit 0, 1 there is no such label, 2 usage, 3 the disk refuses."""
    settings = _settings(profile)
    if all(member.label != label for member in _load(settings.paths.staff).members):
        _give_up(f"there is no {label}", UNKNOWN)
    _desk(settings).unlock(label)
    typer.echo(f"{label}: may try again")


def _desk(settings: SiteProfile) -> StaffDesk:
    return StaffDesk(settings.paths.staff, lambda: datetime.now(UTC), lambda *_, **__: None)


def _from_reader(settings: SiteProfile) -> str:
    """Wait for a card on the terminal's reader and return its number."""
    device = settings.device("id_card")
    if device is None:
        _give_up("the site profile has no id_card reader")
    typer.echo("Put the card on the reader.", err=True)
    try:
        baud = card_options(device).baud
        with closing(open_reader(resolve(device.port, "id_card"), baud)) as line:
            cards = CardReader(line, module_number(line), lambda: datetime.now(UTC))
            reading = await_card(line, cards, Deadline(CARD_S), False)
    except (OSError, ValueError, ReaderError, ProfileError) as error:
        _give_up(f"no card was read: {error}", NO_CARD)
    number = reading.card.number
    reading.wipe()
    return number


def _asked(what: str, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().strip()
    return str(typer.prompt(what, hide_input=True, err=True)).strip()


def _settings(profile: Path) -> SiteProfile:
    try:
        return in_force(profile, every_place(profile)).profile
    except ProfileError as error:
        _give_up(str(error))


def _load(folder: Path) -> Register:
    try:
        return register.load(folder)
    except RegisterDamaged as error:
        _give_up(str(error))
    except OSError as error:
        _give_up(f"{folder}: {error.strerror or error}", DISK)


def _save(folder: Path, changed: Register) -> None:
    try:
        register.save(folder, changed)
    except OSError as error:
        _give_up(f"{folder}: {error.strerror or error}", DISK)


def _give_up(reason: str, code: int = USAGE) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
