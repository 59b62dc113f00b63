"""Extract the Simplified Chinese face of Noto Sans CJK into fonts that Kivy can open.

Kivy's SDL2 text opens face 0 of a collection only, and face 0 of Noto Sans CJK is the Japanese one, in
which 直, 骨, 令 and 复 look wrong to a Chinese reader (docs/decisions/0003-fonts.md).
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTCollection

FOLDER = Path("/usr/share/fonts/opentype/noto")
FACE = "Noto Sans CJK SC"


def extract(collection: Path, target: Path) -> None:
    """Write the face FACE of collection to target; raises LookupError if the collection lacks it."""
    # Its own date, not that of today: a package made again is the same.
    for font in TTCollection(collection, lazy=True, recalcTimestamp=False).fonts:
        if font["name"].getBestFamilyName() == FACE:
            font.save(target)
            return
    raise LookupError(f"{collection} holds no face {FACE}")


def main(folder: Path) -> None:
    """Make regular.otf and bold.otf in folder, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Bold"):
        target = folder / f"{weight.lower()}.otf"
        if not target.exists():
            extract(FOLDER / f"NotoSansCJK-{weight}.ttc", target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
