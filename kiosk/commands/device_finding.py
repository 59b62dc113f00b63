"""What `kiosk devices find` tells: what is plugged in, beside what a profile names."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from devices.discovery.asking import ask
from devices.discovery.look import Queues, look
from devices.discovery.places import named
from devices.discovery.proposals import NewProposal, propose, with_answer
from devices.discovery.values import Named
from devices.finding import ROOT
from kiosk.terminal.settings import load
from kiosk.terminal.settings_origins import read


def facts(
    profile: Path | None, lines: Sequence[str], root: Path = ROOT, queues: Queues | None = None
) -> dict[str, Any]:
    """Return it as JSON values, after the serial lines `lines` were asked.

    Raises ProfileError, and LookupError for a line behind which nothing was found, or nothing unknown.
    """
    seen = look(root, queues)
    found = seen.found
    names: tuple[Named, ...] = ()
    if profile is not None:
        site = load(profile)
        fixed = read(profile).fixed(site)
        names = tuple(named(one.kind, one.port, seen.queues, one.kind in fixed) for one in site.devices)
    answers = {}
    for line in lines:
        one = next((one for one in found if one.line and line in (one.port, one.line)), None)
        if one is None:
            raise LookupError(f"{line}: no serial line with an unknown device")
        answer = answers[one.port] = ask(one.line)
        found = with_answer(found, answer)
    told = propose(names, found)
    return {
        "named": [
            {
                "kind": one.named.kind,
                "port": one.named.port,
                "here": one.here,
                "root": one.named.fixed,
                "instead": list(one.instead),
            }
            for one in told.named
        ],
        "found": [{**_found(one), "asked": _asked(answers.get(one.found.port))} for one in told.new],
    }


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield one line a device, for people, and what to do about it."""
    for one in told["named"]:
        word = "plugged in" if one["here"] else "NOT plugged in"
        roots = ", named by root" if one["root"] else ""
        other = f"; at {', '.join(one['instead'])} is one that may be it" if one["instead"] else ""
        yield f"named  {one['kind']} {one['port']}: {word}{roots}{'' if one['here'] else other}"
    for one in told["found"]:
        kinds = " or ".join(one["kinds"])
        make = f" ({one['make']})" if one["make"] else ""
        yield f"found  {kinds if one['certain'] else f'perhaps {kinds}'}{make}: {one['port']}{_hint(one)}"


def _found(proposal: NewProposal) -> dict[str, Any]:
    found = proposal.found
    return {
        "port": found.port,
        "kinds": list(found.kinds),
        "certain": found.sure,
        "advised": proposal.advised,
        "make": found.make,
        "line": found.line,
        "options": dict(found.options),
    }


def _asked(answer: Any) -> str | None:
    if answer is None:
        return None
    return "busy" if answer.busy else answer.kind or "silent"


def _hint(one: dict[str, Any]) -> str:
    match one["asked"]:
        case "busy":
            return "; the line is held by another program and was not asked"
        case "silent":
            return "; it did not answer, as code readers never do"
        case None if one["line"] and not one["certain"]:
            return "; --ask this port to know"
    options = "".join(f", {name} = {value}" for name, value in one["options"].items())
    return f"; not named in the profile{options}" if one["certain"] else ""
