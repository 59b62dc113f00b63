"""What `kiosk scan` shows a person: one row a page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_SHOWN = 40


def tell(photos: Sequence[Mapping[str, Any]]) -> None:
    """Print photographs as `scan_facts` gives them."""
    table = Table("photo", "page", "verdict", "size", "paper", "codes", "fields", "ms")
    for photo in photos:
        for cells in _rows(photo):
            table.add_row(*map(escape, cells))
    Console().print(table)


def _rows(photo: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    before = sum(photo["milliseconds"].values())
    if not photo["pages"]:
        yield (photo["photo"], "–", str(photo["advice"]), "", "", _codes(photo["codes"]), "", f"{before:.0f}")
    for number, page in enumerate(photo["pages"], start=1):
        quality, paper = page["quality"], page["material"]
        verdict = page["verdict"] + (f": {page['advice']}" if page["advice"] else "")
        yield (
            photo["photo"],
            str(number),
            verdict,
            f"{quality['width_mm']:.0f} x {quality['height_mm']:.0f} mm" if quality else "",
            f"{paper['type']}.{paper['side']} {paper['score']:.2f}" if paper else "",
            _codes([*page["codes"], *(photo["codes"] if number == 1 else ())]),
            ", ".join(_field(name, one) for name, one in page["fields"].items()),
            f"{before + sum(page['milliseconds'].values()):.0f}",
        )


def _codes(codes: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{code['format']} {_short(code['text'] or code['bytes_hex'])}" for code in codes)


def _field(name: str, one: Mapping[str, Any]) -> str:
    mark = " ✓" if one["checked"] else ""
    return f"{name}={_short(one['value'] or '?')}{mark}"


def _short(text: str) -> str:
    visible = "".join(character if character.isprintable() else "·" for character in text)
    return visible if len(visible) <= _SHOWN else visible[: _SHOWN - 1] + "…"
