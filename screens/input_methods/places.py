"""How places are read where that is not how their characters are mostly read. 《现代汉语词典》 7th ed."""

from collections.abc import Iterable

from pypinyin import lazy_pinyin

_READ_AS = {
    "单县": "shan xian", "荥经": "ying jing", "浚县": "xun xian", "洪洞": "hong tong", "繁峙": "fan shi",
    "涡阳": "guo yang", "郫都": "pi du", "筠连": "jun lian", "什邡": "shi fang", "朝阳": "chao yang",
    "大城": "dai cheng", "长治": "chang zhi", "长垣": "chang yuan", "长丰": "chang feng",
    "宕昌": "tan chang", "覃塘": "qin tang", "宜都": "yi du", "昌都": "chang du",
}  # fmt: skip
"""Those of which pypinyin says another reading; they are found by that one too."""


def read_as(words: Iterable[str]) -> dict[str, str]:
    """Return further readings of these words: syllables with spaces between."""
    return {
        word: " ".join((_READ_AS[word[:2]], *lazy_pinyin(word[2:])))
        for word in words
        if word[:2] in _READ_AS and len(word) <= 3
    }
