"""Sample citizens are fictitious, and what is held of them fits the catalogue."""

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from devices.id_card.layout import CardType, parse
from devices.id_card.simulator.compose import compose as card_text
from kiosk.catalogue.numbers import birth_date, check_id_number, check_uscc, mod_37_36, sex_code
from sandbox.content import people

TODAY = date(2026, 11, 18)
STATES = {"VALID", "SUSPENDED", "REVOKED", "CANCELLED", "EXPIRED", "OTHER"}
PEOPLE = people()


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["key"])
def test_numbers_have_valid_check_digits_and_agree_with_the_card(person):
    card = person["card"]
    number = card["number"]
    assert check_id_number(number, TODAY) == ()
    assert f"{birth_date(number):%Y%m%d}" == card["birth_date"]
    assert {"1": "男", "2": "女"}[sex_code(number)] == card["sex"]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["key"])
def test_people_are_evidently_fictitious(person):
    card = person["card"]
    assert any(word in card["name"] for word in ("示例", "测试", "示范"))
    assert card["number"].startswith(("000000", "810000", "9"))
    if card["number"].startswith("9"):
        assert card["number"][3:6] == "999"
    assert card["address"] is None or "示例" in card["address"]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["key"])
def test_a_card_can_be_written_to_a_chip_and_read_back_without_warnings(person):
    given = person["card"]
    card = parse(card_text(given))
    assert (card.name, card.number, card.type) == (given["name"], given["number"], CardType(given["type"]))
    assert card.warnings == ()


def test_there_is_a_person_for_each_hard_case():
    cards = [person["card"] for person in PEOPLE]
    names = [card["name"] for card in cards]
    assert len({person["key"] for person in PEOPLE}) == len(PEOPLE) >= 8
    assert {card["type"] for card in cards} >= {"resident", "permit", "foreigner_2023"}
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any("·" in name for name in names)
    assert any(card["valid_until"] == "长期" for card in cards)
    assert any(int(card["birth_date"]) <= 19441118 for card in cards)
    assert any(card["valid_until"] < "20261118" for card in cards)


def test_shared_values_belong_to_elements_or_materials_and_satisfy_their_schemas(sample_catalogue):
    elements = {one.id: one for bundle in sample_catalogue.bundles for one in bundle.elements.values()}
    materials = {one.id: one for bundle in sample_catalogue.bundles for one in bundle.materials.values()}
    for person in PEOPLE:
        for key, held in person["shared"].items():
            if key in materials:
                assert materials[key].shared_resource is not None, key
                assert held["source"] == materials[key].shared_resource.zh
                continue
            assert elements[key].from_shared is not None, key
            if "error" in held:
                assert held == {"error": "SOURCE_ERROR"}
                continue
            assert held["source"] == elements[key].from_shared.zh
            assert date.fromisoformat(held["as_of"]) <= TODAY
            assert Draft202012Validator(elements[key].schema_).is_valid(held["value"]), (key, held)


def test_one_source_fails_and_some_values_are_absent():
    errors = [key for person in PEOPLE for key, held in person["shared"].items() if "error" in held]
    assert errors == ["household.address"]
    assert any(not person["shared"] for person in PEOPLE)


def test_certificates_have_valid_identifiers_and_types_that_the_catalogue_looks_up(sample_catalogue):
    looked_up = {
        material.certificate_type
        for bundle in sample_catalogue.bundles
        for material in bundle.materials.values()
        if material.certificate_type
    }
    found = set()
    identifiers = []
    for person in PEOPLE:
        for certificate in person["certificates"]:
            found.add(certificate["type"])
            identifiers.append(certificate["id"])
            assert certificate["state"] in STATES
            kind, issuer, serial, version, check = (
                certificate["id"].removeprefix("1.2.156.3005.2.").split(".")
            )
            assert check_uscc(kind[:18]) == () == check_uscc(issuer)
            assert mod_37_36(kind + issuer + serial + version) == check
            if certificate["valid_to"] is not None:
                expired = date.fromisoformat(certificate["valid_to"]) < TODAY
                assert expired == (certificate["state"] == "EXPIRED")
    assert len(set(identifiers)) == len(identifiers)
    assert {"居民身份证", "结婚证", "营业执照", "从业人员健康证明"} <= found & looked_up
