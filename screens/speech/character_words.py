"""Which hanzi is meant, for who only hears it: 测 is said as 测，测量的测.

The table is made by tools/character_words.py.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kiosk.text import Texts

TABLE = Path(__file__).with_name("character_words.tsv")


def explained(text: str, texts: Texts) -> str:
    """Return one hanzi with a word that it stands in; everything else, and other languages, as it is."""
    if len(text) != 1 or texts.language != "zh-CN":
        return text
    word = _words().get(text)
    if word is None:
        return text
    # 木子李 ends with what it explains already.
    said = word if len(word) > 2 else texts("speech.character", word=word, character=text)
    return f"{text}，{said}"


@cache
def _words() -> Mapping[str, str]:
    rows = TABLE.read_text(encoding="utf-8").splitlines()
    split = (row.partition("\t") for row in rows)
    return {character: word for character, _, word in split}
