"""What the robot citizen gave, to be compared with what the platform holds."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Given:
    """Filled while the robot walks. Values by the ids of the content."""

    person: str
    card: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)
    typed: dict[str, Any] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)
    """Material id → sheets photographed."""
    read: list[str] = field(default_factory=list)
    """What was read on papers and said to be right, as it was shown."""
    commitments: list[str] = field(default_factory=list)
    """Material ids."""
    signed: bool = False
    consented: bool = False


def differences(given: Given, held: dict[str, Any], shared: dict[str, Any]) -> list[str]:
    """Return what the platform holds otherwise than it was given; nothing where all is as it should be.

    `shared` holds the values that shared sources have of this person, by element id.
    """
    content = held["content"]
    found: list[str] = []

    def same(what: str, mine: Any, theirs: Any) -> None:
        if mine != theirs:
            found.append(f"{what}: given {mine!r}, held {theirs!r}")

    same("items", sorted(given.items), sorted(content["selectedItems"]))
    same("cases", len(given.items), len(held["cases"]))
    same("situations", given.answers, content["facts"])
    same("name of the applicant", given.card.get("name"), held["applicant"]["name"])
    same("number of the applicant", given.card.get("number"), held["applicant"]["number"])
    answers = dict(content["answers"])
    for element, value in given.typed.items():
        theirs = answers.pop(element, None)
        same(f"answer {element}", str(value), str(theirs))
    for element, value in answers.items():
        card = {str(one) for one in given.card.values()} | {_iso(one) for one in given.card.values()}
        fits = str(value) in card or (given.consented and element in shared and shared[element] == value)
        fits = fits or str(value) in given.read or _said(value) in given.read
        if not fits:
            found.append(f"answer {element}: held {value!r}, which nobody gave")
    scanned: dict[str, int] = {}
    promised: list[str] = []
    for material in content["materials"]:
        if material["via"] == "SCAN":
            scanned[material["materialKey"]] = scanned.get(material["materialKey"], 0) + 1
            if material.get("page", {}).get("size", 0) < 1000:
                found.append(f"material {material['materialKey']}: a sheet without a picture")
        elif material["via"] == "COMMITMENT":
            promised.append(material["materialKey"])
    same("sheets", given.sheets, scanned)
    same("commitments", sorted(given.commitments), sorted(promised))
    return found


def _said(value: Any) -> str:
    """Return an ISO date as the screen says it."""
    year, _, rest = str(value).partition("-")
    month, _, day = rest.partition("-")
    return f"{year}年{int(month)}月{int(day)}日" if month.isdigit() and day.isdigit() else str(value)


def _iso(value: Any) -> str:
    text = str(value)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text
