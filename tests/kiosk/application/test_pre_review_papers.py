"""The rules of the national papers are sound: each side is known by its own words."""

import pytest

from devices.document_camera.scanned import ReadLine
from kiosk.application.pre_review.layout import laid_out, plain
from kiosk.application.pre_review.sides import KNOWN, leader, scored
from kiosk.catalogue.reading import find_side, national_papers, read_papers

SIDES = sorted(f"{paper}.{side}" for paper, one in national_papers().items() for side in one.sides)


def side(*fields: dict[str, str]) -> dict[str, object]:
    return {"name": "页", "words": {"号": 0.5}, "fields": list(fields)}


def line(text: str, row: int) -> ReadLine:
    top = 50.0 + 60 * row
    right = 100.0 + 30 * len(text)
    return ReadLine(text, 0.99, ((100.0, top), (right, top), (right, top + 30), (100.0, top + 30)))


@pytest.mark.parametrize("name", SIDES)
def test_a_side_is_known_by_its_own_words(name):
    found = find_side(name)
    assert found is not None
    words = list(dict.fromkeys([*list(found[1].titles)[:1], *found[1].words]))
    ranked = scored(laid_out([line(word, row) for row, word in enumerate(words)]), national_papers())
    assert ranked[0].side == name
    assert ranked[0].score >= KNOWN
    assert leader(ranked) is ranked[0]


@pytest.mark.parametrize("name", SIDES)
def test_words_and_labels_are_written_as_they_are_compared(name):
    found = find_side(name)
    assert found is not None
    side = found[1]
    labels = [label for rule in side.fields for label in rule.labels]
    for word in (*side.titles, *side.words, *side.without, *labels):
        assert plain(word) == word


def test_every_paper_and_side_has_an_english_name():
    for paper in national_papers().values():
        assert paper.name.en
        assert all(side.name.en for side in paper.sides.values())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "页"}, "can never be known"),
        ({"name": "页", "words": {"姓名": 1.5}}, "less than or equal to 1"),
        (side({"id": "a", "kind": "name"}), "needs labels"),
        (side({"id": "a", "kind": "number", "pattern": "("}), "pattern"),
        (side({"id": "a", "kind": "uscc"}, {"id": "a", "kind": "uscc"}), "stands twice"),
    ],
)
def test_a_paper_that_could_not_work_is_refused(wrong, why):
    with pytest.raises(ValueError, match=why):
        read_papers({"sample": {"name": "示例", "sides": {"main": wrong}}})
