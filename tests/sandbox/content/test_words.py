"""Words of the catalogue that a citizen may want to type."""

import pytest

from kiosk.catalogue.content import compose
from kiosk.catalogue.words import words
from sandbox.content import documents


@pytest.fixture(scope="module")
def found() -> tuple[str, ...]:
    return words(compose(documents()).bundles)


def test_names_of_items_papers_and_certificates_are_words(found: tuple[str, ...]) -> None:
    assert {"户口簿", "出生医学证明", "结婚证"} <= set(found)


def test_a_word_stands_once_is_all_hanzi_and_of_a_length_that_one_types(found: tuple[str, ...]) -> None:
    assert len(set(found)) == len(found) > 100
    assert all(2 <= len(word) <= 12 and word.isalpha() and not word.isascii() for word in found)
