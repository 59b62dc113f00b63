"""Draws a paper from its layout, and notes what stands where.

A layout is data: the sheet's size and ground and a list of elements, each a mapping with one of the keys
that `_ELEMENTS` names. `{fact}` in a text is replaced by the fact of that name.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from devices.document_camera.simulator.papers import ornaments
from devices.document_camera.simulator.papers.codes import modules
from devices.document_camera.simulator.papers.facts import facts as make_facts
from devices.document_camera.simulator.papers.paper import Box, Paper, PrintedCode, PrintedField
from devices.document_camera.simulator.papers.sheet import Colour, Sheet

_INK: Colour = (30, 30, 33)
_PEN: Colour = (24, 40, 120)


@cache
def _layouts() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    folder = files(__package__) / "layouts"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            found |= yaml.safe_load(entry.read_text(encoding="utf-8"))
    return found


def kinds() -> tuple[str, ...]:
    """Return the names of all layouts."""
    return tuple(_layouts())


KINDS = kinds()


def size_of(kind: str) -> tuple[float, float]:
    """Return a layout's width and height in mm; KeyError for a kind that there is not."""
    width, height = _layouts()[kind]["size"]
    return float(width), float(height)


@dataclass(slots=True)
class _Desk:
    """What an element needs to draw itself."""

    sheet: Sheet
    facts: Mapping[str, str]
    chance: np.random.Generator
    fields: list[PrintedField] = field(default_factory=list)
    codes: list[PrintedCode] = field(default_factory=list)
    stamps: list[tuple[float, float, float]] = field(default_factory=list)

    def fill(self, words: str) -> str:
        return words.format_map(self.facts) if "{" in words else words


def _colour(given: Mapping[str, Any], name: str = "colour", default: Colour = _INK) -> Colour:
    red, green, blue = given.get(name, default)
    return (red, green, blue)


def _text(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y = e["at"]
    desk.sheet.text(
        desk.fill(e["text"]), x, y, e["size"], _colour(e), e.get("bold", False), e.get("anchor", "la"),
        e.get("spacing", 0.0),
    )  # fmt: skip


def _pair(desk: _Desk, e: Mapping[str, Any]) -> None:
    """A label and its value, `gap` mm to the right of the label's start."""
    x, y = e["at"]
    size = e["size"]
    label = desk.fill(e.get("label", ""))
    if label:
        desk.sheet.text(label, x, y, e.get("label_size", size), _colour(e, "label_colour", _colour(e)),
                        spacing=e.get("label_spacing", 0.0))  # fmt: skip
    _value(desk, e, label, x + e.get("gap", 0.0), y, size)


def _value(desk: _Desk, e: Mapping[str, Any], label: str, x: float, y: float, size: float) -> None:
    kind = e["field"]
    words = desk.fill(e.get("as", "{" + kind + "}"))
    hand = bool(e.get("hand", False))
    if hand:
        box = desk.sheet.handwriting(
            words, x, y - size * 0.1, size * 1.1, _colour(e, "pen", _PEN), desk.chance
        )
    elif "width" in e:
        leading = e.get("leading", size * 1.45)
        box = desk.sheet.paragraph(words, x, y, e["width"], size, leading, _colour(e))
    else:
        bold, anchor = e.get("bold", False), e.get("anchor", "la")
        box = desk.sheet.text(words, x, y, size, _colour(e), bold, anchor, e.get("spacing", 0.0))
    desk.fields.append(PrintedField(kind, label.strip(" ：:"), words, box, hand))


def _paragraph(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y = e["at"]
    size = e["size"]
    for words in desk.fill(e["paragraph"]).splitlines():
        box = desk.sheet.paragraph(words, x, y, e["width"], size, e.get("leading", size * 1.7), _colour(e))
        y = max(y, box[1] + box[3]) + e.get("leading", size * 1.7) - size


def _box(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y, width, height = e["box"]
    sheet = desk.sheet
    outline = _colour(e, "outline", _INK) if "outline" in e else None
    fill = _colour(e, "fill") if "fill" in e else None
    line = max(1, round(e.get("line", 0.25) * sheet.scale))
    place = sheet.px(x, y, x + width, y + height)
    sheet.draw.rounded_rectangle(place, e.get("radius", 0.0) * sheet.scale, fill, outline, line)


def _rule(desk: _Desk, e: Mapping[str, Any]) -> None:
    line = max(1, round(e.get("line", 0.2) * desk.sheet.scale))
    desk.sheet.draw.line(desk.sheet.px(*e["rule"]), fill=_colour(e), width=line)


def _table(desk: _Desk, e: Mapping[str, Any]) -> None:
    """Rows of cells; a cell is a text, `{field: …}` for a value, or null."""
    x0, y = e["at"]
    sheet, size, colour = desk.sheet, e.get("size", 3.4), _colour(e)
    for row in e["rows"]:
        height = e["height"]
        x = x0
        label = ""
        for width, cell in zip(e["table"], row, strict=False):
            place = sheet.px(x, y, x + width, y + height)
            sheet.draw.rectangle(
                place, outline=_colour(e, "outline", colour), width=max(1, round(0.22 * sheet.scale))
            )
            if isinstance(cell, str):
                label = desk.fill(cell)
                sheet.text(label, x + width / 2, y + height / 2, size, colour, anchor="mm")
            elif cell is not None:
                given = {"size": size, "colour": _INK, **cell}
                room = width - 3.0
                words = desk.fill(given.get("as", "{" + given["field"] + "}"))
                if sheet.font(given["size"]).getlength(words) > room * sheet.scale and not given.get("hand"):
                    given["width"] = room
                    top = y + max(0.6, height / 2 - given["size"] * 1.35)
                else:
                    top = y + height / 2 - given["size"] * 0.62
                _value(desk, given, label, x + 1.6, top, given["size"])
            x += width
        y += height


def _code(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y, width, height = (float(value) for value in e["box"])
    words = desk.fill(e["data"])
    data = words.encode(e.get("encoding", "utf-8"))
    drawn = modules(e["code"], data)
    if e["code"] in ("QRCode", "DataMatrix", "Aztec", "MicroQRCode"):
        width = height = min(width, height)
    quiet = 0.08 * min(width, height) + 0.8
    desk.sheet.draw.rectangle(
        desk.sheet.px(x - quiet, y - quiet, x + width + quiet, y + height + quiet), fill=(252, 252, 252)
    )
    desk.sheet.paste(drawn, (x, y, width, height))
    desk.codes.append(PrintedCode(e["code"], data, words, (x, y, width, height)))


def _stamp(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y = e["at"]
    ornaments.stamp(desk.sheet, x, y, e["radius"], desk.fill(e["stamp"]), desk.chance)
    desk.stamps.append((x, y, e["radius"]))


def _portrait(desk: _Desk, e: Mapping[str, Any]) -> None:
    ornaments.portrait(desk.sheet, tuple(e["portrait"]), desk.chance)


def _emblem(desk: _Desk, e: Mapping[str, Any]) -> None:
    x, y, radius = e["emblem"]
    ornaments.emblem(desk.sheet, x, y, radius, _colour(e, default=(190, 40, 40)))


def _whole(desk: _Desk, e: Mapping[str, Any]) -> Box:
    x, y, width, height = e.get("box", (0.0, 0.0, desk.sheet.width, desk.sheet.height))
    return (x, y, width, height)


def _waves(desk: _Desk, e: Mapping[str, Any]) -> None:
    ornaments.waves(desk.sheet, _whole(desk, e), _colour(e), e["waves"], desk.chance)


def _lattice(desk: _Desk, e: Mapping[str, Any]) -> None:
    ornaments.lattice(desk.sheet, _whole(desk, e), _colour(e), e["lattice"])


def _watermark(desk: _Desk, e: Mapping[str, Any]) -> None:
    ornaments.watermark(desk.sheet, _colour(e), e["watermark"])


_ELEMENTS: dict[str, Callable[[_Desk, Mapping[str, Any]], None]] = {
    "text": _text,
    "field": _pair,
    "paragraph": _paragraph,
    "table": _table,
    "code": _code,
    "rule": _rule,
    "stamp": _stamp,
    "portrait": _portrait,
    "emblem": _emblem,
    "waves": _waves,
    "lattice": _lattice,
    "watermark": _watermark,
    "box": _box,
}


def _touched(box: Box, stamps: list[tuple[float, float, float]]) -> bool:
    x, y, width, height = box
    return any(
        np.hypot(max(x - sx, 0.0, sx - x - width), max(y - sy, 0.0, sy - y - height)) < radius
        for sx, sy, radius in stamps
    )


@lru_cache(maxsize=24)
def _drawn(kind: str, seed: int, px_per_mm: float, fonts: Path, own: tuple[tuple[str, str], ...]) -> Paper:
    layout = _layouts()[kind]
    width, height = size_of(kind)
    sheet = Sheet(width, height, px_per_mm, _colour(layout, "ground", (250, 249, 246)), fonts)
    chance = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    desk = _Desk(sheet, {**make_facts(seed), **dict(own)}, chance)
    for element in layout["elements"]:
        name = next(name for name in _ELEMENTS if name in element)
        _ELEMENTS[name](desk, element)
    return Paper(
        kind=kind,
        type=layout["type"],
        material=layout.get("material"),
        side=layout.get("side", ""),
        title=layout["title"],
        width=width,
        height=height,
        px_per_mm=px_per_mm,
        picture=sheet.picture(),
        fields=tuple(replace(f, stamped=_touched(f.box, desk.stamps)) for f in desk.fields),
        codes=tuple(desk.codes),
        gloss=layout.get("gloss", 0.0),
        radius=layout.get("radius", 0.0),
    )


def draw(
    kind: str, seed: int, fonts: Path, px_per_mm: float = 8.0, own: Mapping[str, str] | None = None
) -> Paper:
    """Draw the paper of a kind for the person of a seed; `own` facts stand instead of the seed's.

    Raises KeyError for a kind that there is not.
    """
    return _drawn(kind, seed, round(px_per_mm, 2), fonts, tuple(sorted((own or {}).items())))
