"""Texts: vague wording that leaves a citizen guessing, and English that is missing."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from kiosk.catalogue.checks.findings import Finding, error, info
from kiosk.catalogue.models import LocalText
from kiosk.catalogue.places import Place

VAGUE = re.compile(
    r"其[他它](?:相关|有关|必要|所需)?的?(?:材料|资料|证明|文件|证件|手续|要件)"
    r"|(?:相关|有关)的?(?:材料|资料|证明|文件|证件|手续)"
    r"|其[他它](?:相关|有关)"
    r"|等(?:相关|有关)?的?(?:材料|资料|证明|文件|证件)"
    r"|(?:视情况|酌情|根据需要)提[供交]"
)
"""模糊条款 that the reform documents want gone: other materials, relevant proof, and the like."""


def vague(place: Place, *texts: LocalText) -> Iterator[Finding]:
    """Yield a finding for each text that does not say what exactly is wanted."""
    for text in texts:
        found = VAGUE.search(text.zh)
        if found:
            yield error(place, "vague", f"{found.group()}: say exactly which")


def english_missing(place: Place, value: BaseModel) -> Iterator[Finding]:
    """Yield one finding with the number of texts within `value` that have no English."""
    missing = [pointer for pointer, text in texts_of(value, "") if text.en is None]
    if missing:
        yield info(place, "no-english", f"{len(missing)} text(s) without English, first {missing[0]}")


def texts_of(value: object, pointer: str) -> Iterator[tuple[str, LocalText]]:
    """Yield every text within a value with its JSON pointer."""
    if isinstance(value, LocalText):
        yield pointer or "/", value
    elif isinstance(value, BaseModel):
        for name, inner in value:
            yield from texts_of(inner, f"{pointer}/{name}")
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from texts_of(inner, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_of(inner, f"{pointer}/{key}")
