"""Makes screens/speech/character_words.tsv: for each hanzi a common word of two with it.

python tools/character_words.py DICT, where DICT is jieba's dict.txt (PyPI jieba 0.42.1, MIT licence): a word,
how often, its kind. Rows are in the order of the characters: a character, then its word; one that has no word
has no row.
"""

import argparse
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "screens" / "speech" / "character_words.tsv"
FIRST = 4
"""A word that begins with the character counts so many times."""
LEAST = 3
"""A word that was seen less often tells nobody anything."""
SURNAMES = (
    "木子李", "三横王", "弓长张", "文刀刘", "耳东陈", "木易杨", "走肖赵", "草头黄", "口天吴", "双人徐",
    "子小孙", "古月胡", "撇未朱", "双木林", "人可何", "关耳郑", "立早章", "言午许", "双口吕", "言身寸谢",
    "禾呈程", "口十叶", "三点水江", "草头苏",
)  # fmt: skip
"""How people say which of the common names they mean."""
NAMES = ("nr", "ns", "nt", "nz")
"""Kinds that are names: they explain nothing."""


def is_hanzi(sign: str) -> bool:
    """Whether it is a character of GB 2312, which holds what is written every day."""
    try:
        return len(sign.encode("gb2312")) == 2 and "\u4e00" <= sign <= "\u9fff"
    except UnicodeEncodeError:
        return False


def words_of(lines: list[str]) -> dict[str, str]:
    """Return the word of each character."""
    best: dict[str, tuple[int, str]] = {}
    for line in lines:
        word, count, kind = line.split(" ")
        if len(word) != 2 or word[0] == word[1] or int(count) < LEAST or kind.startswith(NAMES):
            continue
        for place, character in enumerate(word):
            if is_hanzi(character):
                rank = (int(count) * (FIRST if place == 0 else 1), word)
                best[character] = max(best.get(character, rank), rank)
    words = {character: word for character, (_, word) in best.items()}
    return dict(sorted((words | {said[-1]: said for said in SURNAMES}).items()))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dict", type=Path)
    table = words_of(parser.parse_args().dict.read_text(encoding="utf-8").splitlines())
    TARGET.write_text("".join(f"{one}\t{word}\n" for one, word in table.items()), encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(table)} characters\n")


if __name__ == "__main__":
    main()
