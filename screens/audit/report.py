"""What an audit found, as a file for programs and as a page to look at."""

import html
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from screens.audit.looks import Look

PICTURE_PX = 270
"""Width of a kept picture; the longer side of a landscape one is scaled alike."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong on one page in one look. `picture` is a file beside the report, if kept."""

    page: str
    look: str
    text: str
    picture: str = ""


def small(picture: NDArray[np.uint8]) -> Image.Image:
    """Return a picture as it is kept: a quarter of the panel's width."""
    high, wide = picture.shape[:2]
    size = PICTURE_PX * wide // min(wide, high), PICTURE_PX * high // min(wide, high)
    return Image.fromarray(picture[:, :, :3]).resize(size, Image.Resampling.BOX)


def file_of(name: str, look: Look) -> str:
    """Return the file name of a kept picture."""
    return f"{name}-{str(look).replace(' ', '-')}.webp"


def write(folder: Path, findings: Sequence[Finding], facts: Mapping[str, Any]) -> None:
    """Write report.json and index.html; facts are figures of the run (looks, seconds, …)."""
    by_text = Counter(finding.text for finding in findings)
    report = {
        **facts,
        "violations": len(findings),
        "distinct": len({(finding.page, finding.text) for finding in findings}),
        "findings": [asdict(finding) for finding in findings],
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text, encoding="utf-8")
    (folder / "index.html").write_text(_page(folder, findings, facts, by_text), encoding="utf-8")


def _page(
    folder: Path, findings: Sequence[Finding], facts: Mapping[str, Any], by_text: Mapping[str, int]
) -> str:
    pictures = sorted(path.name for path in (folder / "pictures").glob("*.webp"))
    rows = "".join(
        f"<tr><td>{html.escape(f.page)}</td><td>{html.escape(f.look)}</td><td>{html.escape(f.text)}</td>"
        f"<td>{_image(f.picture)}</td></tr>"
        for f in findings[:2000]
    )
    often = "".join(
        f"<li>{count} × {html.escape(text)}</li>"
        for text, count in sorted(by_text.items(), key=lambda pair: -pair[1])[:40]
    )
    said = "".join(
        f"<li>{html.escape(name)}: {html.escape(str(value))}</li>" for name, value in facts.items()
    )
    figures = "".join(
        f"<figure>{_image(name)}<figcaption>{html.escape(name.removesuffix('.webp'))}</figcaption></figure>"
        for name in pictures
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Audit of the screens</title>'
        "<style>body{font:16px sans-serif;margin:24px}figure{display:inline-block;margin:6px;width:280px;"
        "vertical-align:top}figcaption{font-size:12px;overflow-wrap:anywhere}td{border-top:1px solid #ccc;"
        "vertical-align:top;padding:4px}img{max-width:270px;border:1px solid #999}</style></head><body>"
        f"<h1>Audit of the screens: {len(findings)} violations</h1><ul>{said}</ul>"
        f"<h2>Most often</h2><ul>{often}</ul><h2>Violations</h2><table>{rows}</table>"
        f"<h2>Pictures</h2>{figures}</body></html>\n"
    )


def _image(name: str) -> str:
    return f'<img loading="lazy" src="pictures/{html.escape(name)}" alt="">' if name else ""
