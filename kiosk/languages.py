"""The languages that there are: a folder of texts in locale/ is all that one more needs."""

from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
FIRST = "zh-CN"


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the languages that have a folder of texts, Chinese first."""
    found = {path.parent.name for path in folder.glob("*/*.po")}
    return tuple(sorted(found, key=lambda name: (name != FIRST, name)))


def known(name: str) -> str:
    """Return the name of a language that has texts; raises ValueError for another."""
    if name not in languages():
        raise ValueError(f"no texts in {name}; there are {', '.join(languages())}")
    return name
