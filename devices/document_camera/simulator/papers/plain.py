"""A sheet of A4 with a title, lines of print and a seal: any paper that has no layout of its own."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from devices.document_camera.simulator.papers.ornaments import stamp as press
from devices.document_camera.simulator.papers.paper import Paper, PrintedField
from devices.document_camera.simulator.papers.sheet import Sheet

_WIDTH, _HEIGHT = 210.0, 297.0


@lru_cache(maxsize=8)
def plain_page(title: str, lines: tuple[str, ...], stamp: bool, fonts: Path, px_per_mm: float) -> Paper:
    """Draw the sheet; without title and lines it is blank."""
    sheet = Sheet(_WIDTH, _HEIGHT, px_per_mm, (250, 249, 246), fonts)
    fields = []
    top = 25.0
    if title:
        size = min(8.1, (_WIDTH - 40) / max(1, len(title)))
        sheet.text(title, _WIDTH / 2, top, size, bold=True, anchor="ma")
        top += size * 2.2
    for line in lines:
        box = sheet.paragraph(line, 25.0, top, _WIDTH - 50, 4.6, 8.4, (30, 30, 34))
        fields.append(PrintedField("line", "", line, box))
        top = max(top, box[1] + box[3] - 4.6) + 8.4
    if stamp:
        chance = np.random.default_rng(4)
        press(sheet, _WIDTH - 49, min(top, _HEIGHT - 60) + 21, 21.0, "示例专用章", chance)
    return Paper(
        kind="plain",
        type="plain",
        material=None,
        side="",
        title=title,
        width=_WIDTH,
        height=_HEIGHT,
        px_per_mm=px_per_mm,
        picture=sheet.picture(),
        fields=tuple(fields),
        codes=(),
    )
