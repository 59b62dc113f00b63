"""Chinese for a voice that reads pinyin: espeak's `cmn-latn-pinyin` takes syllables with tone digits.

Its plain Chinese voice spells many hanzi as letters. Words in Latin letters go to the English voice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

PINYIN, ENGLISH = "cmn-latn-pinyin", "en"
_LATIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .,'’&/-]*[A-Za-z0-9])?")
_PAUSES = str.maketrans(
    {"。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "…": ".", "\n": "."}
    | dict.fromkeys("，、（）《》“”·—|", ",")
)
_SYLLABLE = re.compile(r"[a-zü]+[1-5]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A text for one voice of the synthesiser."""

    voice: str
    text: str


def segments(text: str, language: str) -> list[Segment]:
    """Return a text cut by voice, in order; what nobody can say is left out."""
    if language != "zh-CN":
        spoken = text.translate(_PAUSES)
        return [Segment(ENGLISH, spoken)] if any(sign.isalnum() for sign in spoken) else []
    return [segment for segment in _chinese(text) if any(sign.isalnum() for sign in segment.text)]


def _chinese(text: str) -> Iterator[Segment]:
    at = 0
    for match in _LATIN.finditer(text):
        yield Segment(PINYIN, syllables(text[at : match.start()]))
        yield Segment(ENGLISH, match[0])
        at = match.end()
    yield Segment(PINYIN, syllables(text[at:]))


def syllables(text: str) -> str:
    """Return hanzi as syllables with tone digits 1 to 5, pauses kept: 您好，世界 → nin2 hao3, shi4 jie4."""
    words = []
    for piece in lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True):
        if _SYLLABLE.fullmatch(piece):
            words.append(f" {piece}")
        else:
            words.append("".join(sign for sign in piece.translate(_PAUSES) if sign in ",.!?;: "))
    return "".join(words).strip()
