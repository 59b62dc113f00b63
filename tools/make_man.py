"""Writes the COMMANDS of packaging/deb/kiosk.1 from the commands themselves: `python -m tools.make_man`."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from kiosk.cli import PARTS, app

PAGE = Path(__file__).parents[1] / "packaging" / "deb" / "kiosk.1"
BEGIN, END = ".SH COMMANDS\n", ".SH UNITS\n"


def page(text: str) -> str:
    """Return the page with its commands as they are now."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN.strip()} before {END.strip()}")
    return before + begin + "".join(map(_entry, entries())) + end + after


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield every command: its words, its arguments and options, what it does."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        if name in PARTS:
            yield from _below(name, typer.main.get_command(import_module(PARTS[name][0]).app), PARTS[name][1])
        else:
            yield _one(name, command)


def _below(name: str, command: Any, about: str) -> Iterator[tuple[str, str, str]]:
    group = getattr(command, "commands", None)
    if group is None:
        yield _one(name, command)
        return
    yield name, "", about
    for word, one in group.items():
        yield from _below(f"{name} {word}", one, str(one.help or ""))


def _one(name: str, command: Any) -> tuple[str, str, str]:
    """Describe one command; options that every command has are left out."""
    words = []
    for one in command.params:
        if one.param_type_name == "argument":
            word = str(one.metavar or one.name).upper()
            words.append(word if one.required else f"[{word}]")
        elif not one.hidden and "--help" not in one.opts:
            value = "" if one.is_flag else f" {str(one.name).upper()}"
            word = f"{max(one.opts, key=len)}{value}"
            words.append(word if one.required else f"[{word}]")
    return name, " ".join(words), str(command.help or "")


def _entry(entry: tuple[str, str, str]) -> str:
    name, arguments, about = entry
    head = f".B {_roff(name)}" if not arguments else f'.BI "{_roff(name)} " "{_roff(arguments)}"'
    lines = [_roff(" ".join(part.split())) for part in about.strip().split("\n\n")]
    return f".TP\n{head}\n" + "\n.br\n".join(line for line in lines if line) + "\n"


def _roff(text: str) -> str:
    """Escape a line: no character of it is a command of roff."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    plain = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in plain)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(0)
