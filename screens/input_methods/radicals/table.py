"""Radicals as people count and write them today, and the characters of each. Pure.

The characters (signs.tsv: Unihan, tools/make_radicals.py) are listed by the 214 radicals of 康熙字典. What is
offered (forms.tsv) are the forms that stand in characters (氵 of three strokes beside 水), counted as in
GF 0011-2009 《汉字部首表》; a form that stands for two radicals (月: moon and flesh) offers both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SIGNS = Path(__file__).with_name("signs.tsv")
FORMS = Path(__file__).with_name("forms.tsv")


@dataclass(frozen=True, slots=True)
class Radical:
    """form: as it stands in characters; where it is on the left or right: 阝左. ids: as in signs.tsv."""

    form: str
    strokes: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Radicals:
    """radicals: in the order in which they are offered; signs: by id and strokes beside the radical."""

    radicals: tuple[Radical, ...]
    signs: dict[str, dict[int, str]]

    def strokes(self) -> tuple[int, ...]:
        """Return the numbers of strokes that a radical can have."""
        return tuple(sorted({one.strokes for one in self.radicals}))

    def of(self, strokes: int) -> tuple[Radical, ...]:
        """Return the radicals of so many strokes."""
        return tuple(one for one in self.radicals if one.strokes == strokes)

    def beside(self, radical: Radical) -> tuple[int, ...]:
        """Return how many strokes the characters of a radical have beside it."""
        return tuple(sorted({beside for id in radical.ids for beside in self.signs.get(id, {})}))

    def characters(self, radical: Radical, beside: int) -> tuple[str, ...]:
        """Return the characters of a radical with so many strokes beside it, those of everyday first."""
        return tuple(
            dict.fromkeys(sign for id in radical.ids for sign in self.signs.get(id, {}).get(beside, ""))
        )


def read(text: str, draws: Callable[[str], bool] = lambda _: True) -> dict[str, dict[int, str]]:
    """Return the characters of a file's text by radical and strokes, without those that cannot be drawn."""
    found: dict[str, dict[int, str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            radical, beside, signs = line.split("\t")
            drawn = "".join(filter(draws, signs))
            if drawn:
                found.setdefault(radical, {})[int(beside)] = drawn
    return found


@lru_cache(maxsize=1)
def radicals(draws: Callable[[str], bool] = lambda _: True) -> Radicals:
    """Return the table, without what `draws` says the font cannot draw; some 20 ms at the first call."""
    return Radicals(tuple(_forms()), read(SIGNS.read_text(encoding="utf-8"), draws))


def _forms() -> Iterator[Radical]:
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            strokes, form, ids = line.split("\t")
            yield Radical(form, int(strokes), tuple(ids.split()))
