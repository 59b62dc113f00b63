"""Every file of words: both languages the same, and what citizens read is short and not of the office."""

import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from kiosk.text import FOLDER

AREAS = sorted(path.stem for path in (FOLDER / "zh-CN").glob("*.po"))
FOR_CITIZENS = ("identity", "idle", "outbox", "pages", "pages-apply", "scan", "typing")
SENTENCE_ENDS = re.compile(r"[。？！；\n·]")


def words(area: str, language: str) -> dict[str, str]:
    with (FOLDER / language / f"{area}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same_things_with_the_same_values(area: str) -> None:
    chinese, english = words(area, "zh-CN"), words(area, "en")
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert text.strip() and english[key].strip(), key
        if not key.endswith(".one"):
            assert places(text) == places(english[key]), key


@pytest.mark.parametrize("area", FOR_CITIZENS)
def test_a_chinese_sentence_has_at_most_twenty_characters(area: str) -> None:
    for key, text in words(area, "zh-CN").items():
        for sentence in SENTENCE_ENDS.split(re.sub(r"\{\w+\}", "", text)):
            assert len(sentence) <= 20, (key, sentence)


@pytest.mark.parametrize("area", FOR_CITIZENS)
def test_no_words_of_the_office(area: str) -> None:
    for key, text in words(area, "zh-CN").items():
        assert not re.search("请知悉|予以|兹|你", text), (key, text)
