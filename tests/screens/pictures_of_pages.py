"""The reference pictures of the pages: `python -m tests.screens.pictures_of_pages --renew`.

Every state of every page as most people meet it, and some pages in the other looks. The pictures lie in
tests/screens/pictures; `make pictures` renews them. Without --renew they are compared, and what differs goes
to build/pictures.
"""

import argparse
import importlib.util
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

    from screens.audit.looks import Look

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
OUT = Path("build/pictures")
FONTS = Path(sys.prefix) / "share/yiciban/fonts"
QUALITY = 40
ALSO = ("home", "plan", "field-name", "field-phone", "scan-lit", "check", "done", "help")
"""Pages of which there is a picture in every look of `looks`."""
WITHOUT = ("field-name-candidates",)
"""What hangs on the words of the installed input method."""


def looks() -> "dict[str, Look]":
    """Return the looks by the words that stand in the names of the files."""
    from screens.audit.looks import Look

    return {
        "": Look(),
        "en-extra-contrast": Look(language="en", text_size="extra", high_contrast=True),
        "low-large": Look(text_size="large", low_reach=True),
    }


def scenes() -> Any:
    """Return the module `all_scenes`."""
    spec = importlib.util.spec_from_file_location("all_scenes", HERE / "all_scenes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(
    tools: Any, part: int = 0, parts: int = 1, pages: Sequence[str] = ()
) -> "Iterator[tuple[str, Image.Image]]":
    """Yield each picture's name and the picture as the pages are now, or one of several parts of them."""
    from screens.audit.pixels import grab
    from screens.audit.report import small
    from screens.audit.walk import Showing

    states = scenes()
    showing = Showing("21.5", FONTS, states.load().NOON, tools)
    try:
        for said, look in looks().items():
            names = {name for name in (ALSO if said else states.names()) if _part(name, parts) == part}
            names -= set(WITHOUT)
            names &= set(pages) or names
            for subject in states.subjects(look.language, names.__contains__):
                showing.show(subject, look)
                yield "-".join(filter(None, (subject.name, said))), small(grab())
    finally:
        showing.close()


def _part(name: str, parts: int) -> int:
    return zlib.crc32(name.encode()) % parts


def strangers() -> list[str]:
    """Return the pictures of which there is no page any more."""
    states = scenes()
    said = [name for name in looks() if name]
    ought = set(states.names()) - set(WITHOUT) | {f"{name}-{look}" for name in ALSO for look in said}
    return sorted({path.stem for path in PICTURES.glob("*.webp")} - ought)


def compared(tools: Any, out: Path, part: int = 0, parts: int = 1) -> list[str]:
    """Compare the pages with the pictures; write what differs to `out`, return what is wrong in words."""
    from PIL import Image

    from screens.audit.likeness import alike, side_by_side

    wrong = []
    for name, now in drawn(tools, part, parts):
        path = PICTURES / f"{name}.webp"
        if not path.is_file():
            wrong.append(f"{name}: no picture yet; make pictures")
            continue
        with Image.open(path) as was:
            if not alike(was, now):
                out.mkdir(parents=True, exist_ok=True)
                side_by_side(was, now).save(out / f"{name}.png")
                wrong.append(f"{name} looks otherwise: {out / name}.png")
    return wrong


def renew(tools: Any, pages: Sequence[str] = ()) -> int:
    """Draw every picture anew where it differs, or those of some pages; return how many were written."""
    from PIL import Image

    from screens.audit.likeness import alike

    PICTURES.mkdir(exist_ok=True)
    seen, written = set(), 0
    for name, now in drawn(tools, pages=pages):
        path = PICTURES / f"{name}.webp"
        seen.add(path)
        if path.is_file():
            with Image.open(path) as was:
                if alike(was, now):
                    continue
        now.save(path, quality=QUALITY, method=6)
        written += 1
    for path in set() if pages else set(PICTURES.glob("*.webp")) - seen:
        path.unlink()
    return written


def main() -> int:
    """Renew or compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--renew", action="store_true", help="write what differs")
    parser.add_argument("--page", action="append", default=[], help="only this page, as all_scenes names it")
    options = parser.parse_args()
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    os.environ.setdefault("LIBGL_ALWAYS_SOFTWARE", "1")
    from screens.audit.looks import PROFILES
    from screens.window import configure

    configure(PROFILES["21.5"])
    with tempfile.TemporaryDirectory() as words:
        tools = scenes().tools(Path(words))
        if options.renew:
            sys.stdout.write(f"{renew(tools, options.page)} pictures written to {PICTURES}\n")
            return 0
        wrong = [*compared(tools, OUT), *(f"{name}: a picture of no page" for name in strangers())]
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
