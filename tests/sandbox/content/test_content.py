"""The sample content composes, lints clean, and can be asked of a person."""

import re
from datetime import date
from itertools import product

import pytest
from jsonschema import Draft202012Validator

from kiosk.catalogue.lint import Severity, lint
from kiosk.catalogue.models import Bundle, MaterialSource
from kiosk.catalogue.numbers import check_id_number, check_uscc
from kiosk.catalogue.plan import plan
from kiosk.catalogue.plan_models import FieldSource
from screens.components.icon_paths import ICONS


def ways(bundle: Bundle) -> list[dict[str, str]]:
    """Every way to answer a bundle's situations."""
    ids = [situation.id for situation in bundle.situations]
    values = [[option.value for option in situation.options] for situation in bundle.situations]
    return [dict(zip(ids, answers, strict=True)) for answers in product(*values)]


def elements_of(catalogue):
    return {element.id: element for bundle in catalogue.bundles for element in bundle.elements.values()}


def test_no_document_has_an_error_or_a_warning(sample_documents):
    findings = [str(one) for one in lint(sample_documents) if one.severity is not Severity.INFO]
    assert findings == []


def test_the_four_full_bundles_have_english_everywhere(sample_documents):
    files = {"birth.yaml", "enterprise-start.yaml", "restaurant.yaml", "farewell.yaml", "common.yaml"}
    missing = [str(one) for one in lint(sample_documents) if one.code == "no-english" and one.file in files]
    assert missing == []


def test_bundle_codes_name_region_and_serial_and_no_two_are_the_same(sample_catalogue):
    codes = [bundle.code for bundle in sample_catalogue.bundles]
    assert len(set(codes)) == len(codes)
    for bundle in sample_catalogue.bundles:
        assert re.fullmatch(rf"YJS-{bundle.region.code}-\d{{3}}", bundle.code)


def test_every_bundle_is_marked_sample_dated_and_has_a_place_on_the_home_page(sample_catalogue):
    stages = {stage.id: stage for stage in sample_catalogue.life_stages}
    for bundle in sample_catalogue.bundles:
        assert bundle.sample, bundle.id
        assert (bundle.version, str(bundle.updated_on)) == ("2026.11", "2026-11-18")
        assert stages[bundle.life_stage].audience == bundle.audience, bundle.id
        assert bundle.icon in ICONS
        assert bundle.aliases, bundle.id
        assert bundle.list_name
    assert {stage.icon for stage in stages.values()} <= set(ICONS)
    assert {bundle.life_stage for bundle in sample_catalogue.bundles} == set(stages)
    assert all(stage.name.en for stage in stages.values())


@pytest.mark.parametrize(
    ("words", "bundle_id"),
    [
        ("开餐馆", "tj-e-02"),
        ("孩子上户口", "tj-p-01"),
        ("人走了怎么办手续", "tj-p-08"),
        ("开公司", "tj-e-01"),
        ("退休", "tj-p-07"),
    ],
)
def test_everyday_words_are_among_the_aliases(sample_catalogue, words, bundle_id):
    found = {bundle.id for bundle in sample_catalogue.bundles if words in bundle.aliases}
    assert bundle_id in found


def test_items_have_a_short_name_for_the_flow_chart(sample_catalogue):
    for bundle in sample_catalogue.bundles:
        for item in bundle.items:
            assert item.short_name is not None, item.id
            assert len(item.short_name.zh) <= 5, item.id


def test_questions_are_short_sentences_and_every_element_is_asked_politely(sample_catalogue):
    questions = [
        *(element.question.zh for element in elements_of(sample_catalogue).values()),
        *(situation.question.zh for bundle in sample_catalogue.bundles for situation in bundle.situations),
    ]
    for question in questions:
        assert all(len(sentence) <= 20 for sentence in re.split("[。？，]", question)), question
        assert question.endswith("？"), question
        assert "你" not in question


def test_examples_satisfy_their_own_schema_and_numbers_among_them_have_valid_checks(sample_catalogue):
    for element in elements_of(sample_catalogue).values():
        validator = Draft202012Validator(element.schema_, format_checker=Draft202012Validator.FORMAT_CHECKER)
        examples = element.schema_.get("examples", [])
        assert examples or "enum" in element.schema_ or element.from_card, element.id
        for example in examples:
            assert validator.is_valid(example), (element.id, example)
            if element.kind == "id_number":
                assert check_id_number(example, date(2026, 11, 18)) == ()
            if element.id == "enterprise.uscc":
                assert check_uscc(example) == ()


def test_no_way_through_a_bundle_asks_more_than_twelve_questions_of_its_form(sample_catalogue):
    for bundle in sample_catalogue.bundles:
        chosen = ways(bundle)
        for answers in chosen[:: max(1, len(chosen) // 300)]:
            asked = [
                field.element.id
                for field in plan(bundle, answers).fields
                if field.source is FieldSource.ASKED
            ]
            assert len(asked) <= 12, (bundle.id, answers, asked)


def test_each_item_asks_who_applies_from_the_card(sample_catalogue):
    for bundle in sample_catalogue.bundles:
        for item in bundle.items:
            cards = {bundle.elements[need.element].from_card for need in item.data}
            assert {"name", "number"} <= cards, item.id


def test_commitments_say_what_follows_and_are_told_apart_by_id(sample_catalogue):
    commitments = {
        material.id: material.commitment
        for bundle in sample_catalogue.bundles
        for material in bundle.materials.values()
        if MaterialSource.COMMITMENT in material.sources
    }
    ids = [commitment.id for commitment in commitments.values() if commitment]
    assert len(commitments) == len(ids) == len(set(ids))
    assert all(len(commitment.consequences.zh) >= 10 for commitment in commitments.values() if commitment)


def test_the_first_answer_to_every_question_leads_to_something_that_can_be_done_here(sample_catalogue):
    for bundle in sample_catalogue.bundles:
        if bundle.guide_only:
            continue
        answers = {situation.id: situation.options[0].value for situation in bundle.situations}
        made = plan(bundle, answers)
        assert made.ticked, bundle.id
        assert made.open_situations == ()
        assert made.results


def test_a_material_that_another_item_makes_can_be_had_when_that_item_is_not_ticked(sample_catalogue):
    for bundle in sample_catalogue.bundles:
        for material in bundle.materials.values():
            others = [one for one in material.sources if one is not MaterialSource.OTHER_ITEM_RESULT]
            assert others, (bundle.id, material.id)
            assert MaterialSource.SCAN in others or MaterialSource.WINDOW in others, material.id
