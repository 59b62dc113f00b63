from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from kiosk.application.declarations import shown_text, text_digest
from kiosk.application.materials import Provided, Via, check_materials, materials_left, pages_of, ways_of
from kiosk.catalogue.models import Bundle, LocalText
from kiosk.catalogue.plan import plan
from kiosk.catalogue.plan_models import Plan
from kiosk.platform.models import text_digest as platform_digest

MATERIALS: dict[str, dict[str, Any]] = {
    "booklet": {
        "sources": ["E_CERTIFICATE", "SCAN"],
        "certificate_type": "居民户口簿",
        "pages": ["首页", "本人页"],
    },
    "income": {
        "sources": ["COMMITMENT", "WINDOW"],
        "commitment": {"id": "promise", "title": "承诺书", "text": "收入属实", "consequences": "撤销"},
    },
    "photo": {"sources": ["SCAN"]},
    "letter": {"sources": ["SCAN"]},
    "form": {"sources": ["GENERATED_FORM"]},
}
NEED = {"photo": "OPTIONAL", "letter": "LATER"}


@pytest.fixture
def made() -> Plan:
    needs = [{"material": name, "need": NEED.get(name, "REQUIRED")} for name in MATERIALS]
    return plan(
        Bundle.model_validate(
            {
                "id": "b",
                "code": "YJS-120000-001",
                "version": "2026.11",
                "updated_on": date(2026, 11, 1),
                "audience": "person",
                "life_stage": "birth",
                "name": "示例一件事",
                "region": {"code": "120000", "name": "天津市"},
                "list_name": "示例清单",
                "lead": ["示例部门"],
                "sample": True,
                "guide": {"summary": "示例"},
                "items": [
                    {
                        "id": "i",
                        "name": "事项",
                        "departments": ["示例部门"],
                        "promised_limit": {"value": 1},
                        "materials": needs,
                    }
                ],
                "materials": {
                    name: {"id": name, "name": name, "requirement": "原件", **fields}
                    for name, fields in MATERIALS.items()
                },
            }
        ),
        {},
    )


def left(made: Plan, **provided: Provided) -> list[str]:
    return [entry.material.id for entry in materials_left(made, provided)]


def test_optional_papers_and_generated_forms_are_not_left(made: Plan) -> None:
    assert left(made) == ["booklet", "income", "letter"]


def test_a_photograph_needs_every_page(made: Plan) -> None:
    assert pages_of(made.materials[0]) == 2
    assert "booklet" in left(made, booklet=Provided(Via.SCAN, pages=("one",)))
    assert "booklet" not in left(made, booklet=Provided(Via.SCAN, pages=("one", "two")))
    assert "photo" in left(made, photo=Provided(Via.SCAN))


def test_a_certificate_needs_its_number_and_a_commitment_must_be_the_one_of_the_material(made: Plan) -> None:
    assert "booklet" in left(made, booklet=Provided(Via.E_CERTIFICATE))
    assert "booklet" not in left(made, booklet=Provided(Via.E_CERTIFICATE, certificate="1.2.156"))
    assert "income" in left(made, income=Provided(Via.COMMITMENT, commitment="another"))
    assert "income" not in left(made, income=Provided(Via.COMMITMENT, commitment="promise"))
    assert "income" not in left(made, income=Provided(Via.WINDOW))


def test_only_what_may_follow_may_be_given_later(made: Plan) -> None:
    assert ways_of(made.materials[3]) == (Via.SCAN, Via.LATER)
    assert "letter" not in left(made, letter=Provided(Via.LATER))
    assert "booklet" in left(made, booklet=Provided(Via.LATER))


def test_each_missing_material_is_a_problem_of_its_own(made: Plan) -> None:
    assert [(one.element_id, one.key) for one in check_materials(made, {})] == [
        ("booklet", "form.material_missing"),
        ("income", "form.material_missing"),
        ("letter", "form.material_missing"),
    ]


def test_the_digest_is_that_of_the_text_in_the_language_shown() -> None:
    parts = (LocalText(zh="声明", en="Statement"), LocalText(zh="所填属实"))
    assert shown_text(*parts) == "声明\n所填属实"
    expected = sha256("声明\n所填属实".encode()).hexdigest()
    assert text_digest(*parts) == f"sha-256:{expected}"
    assert shown_text(*parts, language="en") == "Statement\n所填属实"
    whole = (LocalText(zh="题"), LocalText(zh="文"), LocalText(zh="果"))
    assert text_digest(*whole) == platform_digest("题", "文", "果")
    assert text_digest(*parts, language="en") != text_digest(*parts)
