"""The questions of queries.yaml against the sample catalogue."""

import json
from pathlib import Path

import pytest
import yaml

from kiosk.catalogue.content import compose
from offline_cache.search import SearchIndex
from sandbox import content

QUESTIONS = yaml.safe_load(Path(__file__).with_name("queries.yaml").read_text(encoding="utf-8"))
GOAL = 0.95


@pytest.fixture(scope="module")
def index():
    return SearchIndex.of(
        json.loads(bundle.model_dump_json(by_alias=True)) for bundle in compose(content.documents()).bundles
    )


def test_there_are_two_hundred_different_questions():
    assert len({question["q"] for question in QUESTIONS}) == len(QUESTIONS) == 200


def test_the_right_guide_is_among_the_first_three_for_95_of_100_questions(index):
    missed = [
        entry["q"]
        for entry in QUESTIONS
        if not {hit.bundle_id for hit in index.search(entry["q"], 3)} & set(entry["any"])
    ]
    assert len(missed) <= (1 - GOAL) * len(QUESTIONS), missed


@pytest.mark.parametrize("department", ["市民政局", "区残联", "shimingzhengju"])
def test_a_department_finds_what_it_does(index, department):
    assert index.search(department)


def test_a_question_of_the_answers_handbook_is_found(index):
    faq = next(bundle for bundle in compose(content.documents()).bundles if bundle.guide.faq)
    question = faq.guide.faq[0].question.zh
    assert index.search(question)[0].matched == question
