"""What `kiosk scan` says of a photograph, as values of JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from devices.document_camera.scanned import Corners, ReadCode, ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice
from kiosk.application.code_kinds import kind_of
from kiosk.application.pre_review import Guess

MM_PER_INCH = 25.4


class Verdict(StrEnum):
    """What becomes of a page: taken, taken again, or a person looks at its corners."""

    ACCEPTED = "accepted"
    CONFIRM = "confirm"
    RETAKE = "retake"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which paper was asked for on the command line, and whether this page is it; None: it cannot be said."""

    material: str
    fits: bool | None


def verdict(page: ScannedPage, asked: Asked | None = None) -> Verdict:
    """Return what becomes of a page; another paper than the one asked for is for a person to look at."""
    if page.advice is Advice.UNSURE:
        return Verdict.CONFIRM
    if page.advice is not None:
        return Verdict.RETAKE
    return Verdict.CONFIRM if asked is not None and asked.fits is False else Verdict.ACCEPTED


def page_facts(page: ScannedPage, guess: Guess | None, asked: Asked | None = None) -> dict[str, Any]:
    """Return one page; corners in px of the photograph as it stands upright by its EXIF."""
    facts = {
        "corners": _points(page.corners),
        "agreed": page.agreed,
        "rotation": page.rotation,
        "quality": _quality(page),
        "verdict": verdict(page, asked).value,
        "advice": page.advice.value if page.advice is not None else None,
        "codes": [code_facts(code) for code in page.codes],
        "material": _material(guess),
        "fields": _fields(guess),
        "milliseconds": dict(page.milliseconds),
    }
    return facts | ({"asked": {"material": asked.material, "fits": asked.fits}} if asked else {})


def photo_facts(
    name: str, photo: ScannedPhoto, pages: Sequence[Mapping[str, Any]], beside: Sequence[ReadCode] = ()
) -> dict[str, Any]:
    """Return one photograph; `advice` where no page was found in it at all, `codes` that lie on no page."""
    return {
        "photo": name,
        "width": photo.width,
        "height": photo.height,
        "pages": list(pages),
        "advice": photo.advice.value if photo.advice is not None else None,
        "codes": [code_facts(code) for code in beside],
        "milliseconds": dict(photo.milliseconds),
    }


def code_facts(code: ReadCode) -> dict[str, Any]:
    """Return one code; `kind` says what it is where that is known (see kiosk.application.code_kinds)."""
    kind = kind_of(code.text)
    return {
        "format": code.format,
        "text": code.text,
        "bytes_hex": code.data.hex(),
        "kind": kind.what.value,
        "checked": kind.checked,
    }


def whole_photo_facts(
    width: int, height: int, codes: Sequence[ReadCode], milliseconds: Mapping[str, float]
) -> dict[str, Any]:
    """Return a photograph in which only codes were looked for: its frame stands in for the page."""
    return {
        "corners": _points(
            ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))
        ),
        "agreed": False,
        "rotation": 0,
        "quality": {},
        "verdict": (Verdict.ACCEPTED if codes else Verdict.RETAKE).value,
        "advice": None,
        "codes": [code_facts(code) for code in codes],
        "material": None,
        "fields": {},
        "milliseconds": dict(milliseconds),
    }


def with_codes_of_photograph(
    pages: Sequence[ScannedPage], codes: Sequence[ReadCode]
) -> tuple[tuple[ScannedPage, ...], tuple[ReadCode, ...]]:
    """Return the pages with what was read in the photograph itself, and the codes that lie beside them.

    A code that the page has already is not added again.
    """
    beside: list[ReadCode] = []
    more: list[list[ReadCode]] = [[] for _ in pages]
    for code in codes:
        at = next((n for n, page in enumerate(pages) if _within(_middle(code.corners), page.corners)), None)
        if at is None:
            beside.append(code)
        elif all(code.data != other.data for other in (*pages[at].codes, *more[at])):
            more[at].append(code)
    return tuple(
        replace(page, codes=(*page.codes, *added)) for page, added in zip(pages, more, strict=True)
    ), tuple(beside)


def _middle(corners: Corners) -> tuple[float, float]:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def _within(point: tuple[float, float], corners: Corners) -> bool:
    """Whether a point lies inside a convex quadrilateral, clockwise."""
    x, y = point
    sides = zip(corners, (*corners[1:], corners[0]), strict=True)
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for (ax, ay), (bx, by) in sides)


def _points(corners: Corners) -> list[list[float]]:
    return [[round(x, 2), round(y, 2)] for x, y in corners]


def _quality(page: ScannedPage) -> dict[str, Any]:
    quality = page.quality
    return {
        "blur": None if quality.blur is None else round(quality.blur, 2),
        "glare": round(quality.glare, 5),
        "brightness": round(quality.brightness, 1),
        "ink": round(quality.ink, 5),
        "width": page.width,
        "height": page.height,
        "dpi": round(page.dpi, 1),
        "width_mm": round(page.width / page.dpi * MM_PER_INCH, 1),
        "height_mm": round(page.height / page.dpi * MM_PER_INCH, 1),
        "black_and_white": page.black_and_white,
        "bytes": len(page.jpeg),
    }


def _material(guess: Guess | None) -> dict[str, Any] | None:
    if guess is None:
        return None
    paper, _, side = guess.side.partition(".")
    return {"type": paper, "side": side, "score": round(guess.score, 3)}


def _fields(guess: Guess | None) -> dict[str, Any]:
    """By field id; `value` as a form speaks, None where what stands there makes none."""
    return {
        one.id: {
            "kind": one.kind.value,
            "value": one.value,
            "text": one.text,
            "score": round(one.score, 3),
            "checked": one.checked,
            "box": list(one.box),
        }
        for one in (guess.fields if guess is not None else ())
    }
