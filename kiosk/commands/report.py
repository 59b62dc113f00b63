"""`kiosk report`: the readiness report of the morning round, shown, saved, or printed on the slip printer."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from devices.deadline import Deadline
from devices.printer.interface import PrinterError
from kiosk.commands.doctor import EXITS, USAGE, examine, facts, lines
from kiosk.doctor.checks import Finding, worst
from kiosk.doctor.readiness import page, slip
from kiosk.receipts.layout import lay_out
from kiosk.terminal.device_openers import printer_opener, printer_profile
from kiosk.terminal.settings import SiteProfile
from kiosk.text import LANGUAGES, Texts

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
NOT_PRINTED = 4
PRINT_S = 60.0
Language = StrEnum("Language", {name: name for name in LANGUAGES})  # type: ignore[misc]

CHINESE = Language("zh-CN")

app = typer.Typer(add_completion=False, help="The readiness report of the morning round.")


@app.command()
def report(
    profile: Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")],
    out: Annotated[Path | None, typer.Option("--out", help="Save it here: .html, .json or .txt.")] = None,
    on_paper: Annotated[bool, typer.Option("--print", help="Print it on the slip printer.")] = False,
    language: Annotated[Language, typer.Option("--language", help="Of the report.")] = CHINESE,
) -> None:
    """Check the terminal as `kiosk doctor` does and report.

    Exit 0 fit, 1 something is wrong, 2 usage, 4 not printed. To print, the screens must not run: they hold
    the printer.
    """
    if out is not None and out.suffix not in (".html", ".json", ".txt"):
        _give_up(f"{out}: a report is .html, .json or .txt", USAGE)
    site, findings = examine(profile)
    at, texts = datetime.now(UTC).astimezone(), Texts(language.value)
    if out is not None:
        _save(out, findings, site, at, texts)
    elif not on_paper:
        typer.echo("\n".join(lines(findings, texts)))
    if on_paper:
        _print(site, findings, at, texts)
    raise typer.Exit(EXITS[worst(findings)])


def _save(out: Path, findings: tuple[Finding, ...], site: SiteProfile, at: datetime, texts: Texts) -> None:
    place, label = site.terminal.site_name, site.terminal.machine_label
    if out.suffix == ".html":
        text = page(findings, place, label, at, texts)
    elif out.suffix == ".txt":
        text = "\n".join([f"{place} {label} {at:%Y-%m-%d %H:%M}", *lines(findings, texts), ""])
    else:
        told = [facts(finding, texts) for finding in findings]
        whole = {"label": label, "at": at.isoformat(), "verdict": worst(findings).value, "checks": told}
        text = json.dumps(whole, ensure_ascii=False, indent=1)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        _give_up(f"{out}: {error.strerror}", USAGE)


def _print(site: SiteProfile, findings: tuple[Finding, ...], at: datetime, texts: Texts) -> None:
    device = site.device("printer")
    if device is None:
        _give_up("the profile has no slip printer", USAGE)
        return
    terminal = site.terminal
    made = slip(findings, terminal.site_name, terminal.machine_label, at, texts)
    try:
        printer = printer_opener(device, FONTS)()
        try:
            printer.print_lines(lay_out(made, printer_profile(device).columns), Deadline(PRINT_S))
        finally:
            printer.close()
    except PrinterError as error:
        _give_up(f"not printed: {error.code}", NOT_PRINTED)


def _give_up(reason: str, code: int) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(code)
