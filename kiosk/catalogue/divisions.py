"""行政区划 (GB/T 2260): provinces, cities and counties, what lies in what, and where an address begins. Pure.

The rows are in divisions.tsv with source and date (tools/make_divisions.py). A code is looked up as it is in
force on that date; who lives where a division was renamed types what stands in their papers, and nothing here
turns that away. Hong Kong, Macao and Taiwan have no divisions below the province in the source.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("divisions.tsv")
COUNTRY = ""
"""What all provinces lie in."""

_KINDS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "新区",
    *"省市区县旗盟",
)
_PEOPLES = re.findall(
    "[^ ]+",
    "维吾尔 蒙古族 蒙古 回族 回 藏族 藏 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 "
    "哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜 土族 达斡尔族 "
    "仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 塔吉克 怒族 独龙族 普米族 裕固族 保安族 各族",
)


@dataclass(frozen=True, slots=True)
class Division:
    """code: six digits; name: in full, 滨海新区."""

    code: str
    name: str

    @property
    def short(self) -> str:
        """The name as people say it: 天津, 广西, 恩施; 东乡族 stays what would be left of nothing."""
        return short_name(self.name)


class Divisions:
    """A table of divisions."""

    def __init__(self, rows: Iterable[Division]) -> None:
        self._by_code = {row.code: row for row in rows}
        self._inside: dict[str, list[Division]] = {}
        for row in self._by_code.values():
            self._inside.setdefault(self._around(row.code), []).append(row)

    def __len__(self) -> int:
        return len(self._by_code)

    def _around(self, code: str) -> str:
        if code.endswith("0000"):
            return COUNTRY
        city = code[:4] + "00"
        # Counties right below a province have no city: those of Beijing, 济源市, 石河子市.
        return city if code != city and city in self._by_code else code[:2] + "0000"

    def within(self, code: str = COUNTRY) -> tuple[Division, ...]:
        """Return what lies right below a code, in the order of the codes; provinces below COUNTRY."""
        return tuple(self._inside.get(code, ()))

    def path(self, code: str) -> tuple[Division, ...]:
        """Return province, city and county that a code stands for, as far as they are known.

        Takes 6, 9 or 12 digits; of the longer ones the county is what counts. A county that is not known
        is answered by what it lay in.
        """
        found: list[Division] = []
        for one in (code[:2] + "0000", code[:4] + "00", code[:6]):
            division = self._by_code.get(one)
            if division is not None and division not in found:
                found.append(division)
        return tuple(found)

    def split(self, address: str) -> tuple[tuple[Division, ...], str]:
        """Return the divisions that an address begins with, and the rest of it.

        Names are taken in full; a level may be left out (滨海新区… of a name that is there once), and so may
        the province before a city. Nothing is guessed: of a county that is there twice (朝阳区) without its
        city nothing is found.
        """
        found: list[Division] = []
        rest = address
        while True:
            here = found[-1].code if found else COUNTRY
            right = [one for one in self._below(here) if rest.startswith(one.name)]
            longest = max((len(one.name) for one in right), default=0)
            right = [one for one in right if len(one.name) == longest]
            if len(right) != 1:
                return tuple(found), rest
            found = list(self.path(right[0].code))
            rest = rest[longest:]

    def _below(self, code: str) -> Iterator[Division]:
        for one in self.within(code):
            yield one
            yield from self._below(one.code)

    def words(self, first: str = "") -> tuple[str, ...]:
        """Return the names in full and in short, as they are typed; what is near `first` (a code) leads.

        The own city or province, the provinces, the cities, the rest.
        """
        near = [one for around in reversed(self.path(first)) for one in (around, *self._below(around.code))]
        provinces = self.within()
        cities = [one for province in provinces for one in self.within(province.code)]
        listed = dict.fromkeys((*near, *provinces, *cities, *self._by_code.values()))
        names = (name for one in listed for name in (one.name, one.short))
        return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def short_name(name: str) -> str:
    """Return a name as people say it: without 省, 市, 县 and without the peoples of an autonomy."""
    kind = next((kind for kind in _KINDS if name.endswith(kind) and len(name) > len(kind) + 1), "")
    short = name.removesuffix(kind)
    while kind.startswith("自治"):
        people = next((one for one in _PEOPLES if short.endswith(one) and len(short) > len(one) + 1), None)
        if people is None:
            break
        short = short[: -len(people)]
    return short


def read(text: str) -> Divisions:
    """Return the table of a file's text: code, tab, name a line; # begins a remark. Raises ValueError."""
    rows = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, _, name = line.partition("\t")
        if not re.fullmatch(r"\d{6}", code) or not name:
            raise ValueError(f"not a division: {line!r}")
        rows.append(Division(code, name))
    return Divisions(rows)


@cache
def divisions() -> Divisions:
    """Return the divisions of the country; some 10 ms at the first call."""
    return read(DATA.read_text(encoding="utf-8"))
