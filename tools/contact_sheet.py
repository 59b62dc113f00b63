"""Put the pictures of a demo's pages into one sheet for the README: make demo, then run this."""

import sys
from pathlib import Path

from PIL import Image

WIDTH, GAP, COLUMNS = 360, 16, 6
CHOSEN = [
    "home",
    "guide",
    "identity",
    "plan",
    "review",
    "field-child.name",
    "materials",
    "booklet-seen",
    "check",
    "declare-signed",
    "done-printed",
    "rating",
]


def main(pages: Path, target: Path) -> None:
    """Write the sheet; raises LookupError where a page was not visited."""
    found = []
    for name in CHOSEN:
        path = next((one for one in sorted(pages.glob("*.png")) if one.stem.endswith(name)), None)
        if path is None:
            raise LookupError(f"no picture of {name} in {pages}")
        picture = Image.open(path).convert("RGB")
        found.append(
            picture.resize((WIDTH, picture.height * WIDTH // picture.width), Image.Resampling.LANCZOS)
        )
    height = found[0].height
    rows = -(-len(found) // COLUMNS)
    size = (COLUMNS * WIDTH + (COLUMNS + 1) * GAP, rows * height + (rows + 1) * GAP)
    sheet = Image.new("RGB", size, "#C9C3B5")
    for place, picture in enumerate(found):
        row, column = divmod(place, COLUMNS)
        sheet.paste(picture, (GAP + column * (WIDTH + GAP), GAP + row * (height + GAP)))
    sheet.quantize(256).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
