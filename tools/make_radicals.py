"""Make screens/input_methods/radicals/signs.tsv: characters by radical and by the strokes beside it.

Source: kRSUnicode and kTGH of Unihan 15.0 (Debian's package unicode-data, Unicode licence), of the characters
that the terminal's font draws. A line: radical (an apostrophe after it: its simplified form), strokes beside
it, the characters; those of 通用规范汉字表 first, in its order. The notice at the head of the file stays.

    python tools/make_radicals.py /usr/share/unicode .venv/share/yiciban/fonts/regular.otf
"""

import bz2
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "screens/input_methods/radicals/signs.tsv"


def main(unicode_data: Path, font: Path) -> None:
    """Write one line a radical and number of strokes."""
    drawn = set(TTFont(font, lazy=True).getBestCmap())
    everyday = _values(unicode_data, "OtherMappings", "kTGH")
    listed = {code: int(value.split(":")[1].split()[0]) for code, value in everyday}
    found: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for code, value in _values(unicode_data, "IRGSources", "kRSUnicode"):
        if code not in drawn:
            continue
        for one in value.split():
            radical, beside = re.fullmatch(r"(\d+'*)\.(-?\d+)", one).groups()  # type: ignore[union-attr]
            found[int(radical.rstrip("'")), radical, max(0, int(beside))].append(code)
    notice = [line for line in OUT.read_text(encoding="utf-8").splitlines(True) if line.startswith("#")]
    with OUT.open("w", encoding="utf-8") as out:
        out.writelines(notice)
        for (_, radical, beside), codes in sorted(found.items()):
            ranked = sorted(dict.fromkeys(codes), key=lambda code: (listed.get(code, 1 << 20), code))
            out.write(f"{radical}\t{beside}\t{''.join(map(chr, ranked))}\n")


def _values(folder: Path, file: str, field: str) -> Iterator[tuple[int, str]]:
    with bz2.open(folder / f"Unihan_{file}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield int(parts[0][2:], 16), parts[2]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
