"""`kiosk doctor`: is this terminal fit for the day, and who mends what is not."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.doctor.checks import Finding, Verdict, judged, worst
from kiosk.doctor.gather import gather
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import every_place, in_force
from kiosk.terminal.version import software_version
from kiosk.text import Texts

EXITS = {Verdict.OK: 0, Verdict.WARNING: 0, Verdict.FAULT: 1}
USAGE = 2

app = typer.Typer(add_completion=False, help="Is this terminal fit for the day?")

Profile = Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")]


@app.command()
def doctor(
    profile: Profile, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Check settings, devices, network, clock, disk, outbox, guides, audit log and versions.

    Where the screens run, devices are told as they say; else each is opened once. Exit 0 fit (warnings
    included), 1 something is wrong, 2 usage.
    """
    _, findings = examine(profile)
    texts = Texts("en")
    if as_json:
        told = [facts(finding, texts) for finding in findings]
        typer.echo(json.dumps({"verdict": worst(findings).value, "checks": told}, ensure_ascii=False))
    else:
        for line in lines(findings, texts):
            typer.echo(line)
    raise typer.Exit(EXITS[worst(findings)])


def examine(profile: Path) -> tuple[SiteProfile, tuple[Finding, ...]]:
    """Look at the terminal of a profile; returns the settings in force and what was found.

    Where the file is wrong the last good one is in force. Ends the command where there is none either.
    """
    from kiosk.commands.device_status import look

    try:
        found = in_force(profile, every_place(profile))
    except ProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(USAGE) from None
    refused = found.refused is not None
    gathered = gather(found.profile, refused, look, software_version(), datetime.now(UTC))
    if found.refused is not None:
        keys = tuple(problem.key for problem in found.refused.problems)
        gathered = replace(gathered, settings_wrong=keys)
    return found.profile, judged(gathered)


def facts(finding: Finding, texts: Texts) -> dict[str, Any]:
    """Return a finding as JSON values."""
    told: dict[str, Any] = {"check": finding.check, "verdict": finding.verdict.value}
    if finding.code:
        told |= {
            "code": finding.code,
            "who": finding.who.value if finding.who else None,
            "what": texts(finding.what, **finding.values),
            "how": texts(finding.how, **finding.values),
        }
    return {**told, "values": dict(finding.values)}


def lines(findings: Sequence[Finding], texts: Texts) -> list[str]:
    """Return the findings, one or two lines each, what is wrong first."""
    order = list(reversed(Verdict))
    told = []
    for finding in sorted(findings, key=lambda one: order.index(one.verdict)):
        values = " ".join(f"{name}={value}" for name, value in finding.values.items() if value != "")
        told.append(f"{finding.verdict.value:8}{finding.check}{f' ({values})' if values else ''}")
        if finding.code:
            who = finding.who.value if finding.who else ""
            what, how = (texts(key, **finding.values) for key in (finding.what, finding.how))
            told.append(f"        {what} [{finding.code}, {who}] {how}")
    return told
