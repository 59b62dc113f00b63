"""A complete application of a sample citizen, made from the plan as the visit makes it."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import plan
from kiosk.platform.client import PlatformClient
from kiosk.platform.models import Consent, IdCardStart, PlanRequest, text_digest
from kiosk.submission.package import GivenDeclaration, GivenMaterial, Package, Page
from kiosk.submission.signature import signature_data_url
from sandbox import content

FACTS = {
    "birth-place": "hospital",
    "parents-married": "yes",
    "household-with": "mother",
    "household-place": "local",
}
ANSWERS = {
    "child.name": "李小满",
    "child.sex": "1",
    "child.birth_date": "2026-11-08",
    "child.birth_place_name": "示例妇幼保健院",
    "child.ethnicity_follows": "father",
    "applicant.is_parent": "father",
    "other_parent.name": "王测试",
    "other_parent.number": "000000199307160027",
    "household.address": "示例市示例区示例路1号",
    "vaccination.clinic": "sample-1",
    "card.bank": "bank-1",
    "applicant.phone": "13800000000",
    "delivery.way": "collect",
    "delivery.address": "示例市示例区示例路1号",
    "applicant.name": "李示例",
    "applicant.number": "000000199203050018",
    "applicant.address": "示例市示例区示例路1号",
}
CHILDREN = itertools.count(1)
"""Another child each time: the same answers twice would be a duplicate application."""
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


class Waits:
    """A wait that takes no time, on a clock that only it moves."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.now = 0.0

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def time() -> Waits:
    return Waits()


@pytest.fixture
def client(enrolled: Any, time: Waits, platform: Any) -> Iterator[PlatformClient]:
    made = PlatformClient(enrolled.socket_path, wait=time.wait, clock=time.clock)
    yield made
    made.close()


@pytest.fixture
def citizen(client: PlatformClient, proof: Callable[[str], str]) -> Any:
    return client.start_session(IdCardStart(card_proof=proof("li")))


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    catalogue = compose(content.documents())
    return next(one for one in catalogue.bundles if one.id == "tj-p-01")


def page(name: str, size: int, seed: int = 0) -> Page:
    filler = bytes((seed + n) % 251 for n in range(1024)) * (size // 1024 + 1)
    return Page(name, "image/jpeg", (JPEG + filler)[:size])


@pytest.fixture
def make_page() -> Callable[..., Page]:
    return page


@pytest.fixture
def make_package(bundle: Bundle) -> Callable[..., Package]:
    """Build a package for the whole bundle; each call is another child, so none is a duplicate."""
    made = plan(bundle, FACTS, None)

    def make(citizen: Any, client: PlatformClient, *, page_bytes: int = 3000, **answers: Any) -> Package:
        number = next(CHILDREN)
        agreed = client.plans(
            PlanRequest(bundle_code=bundle.id, bundle_revision=bundle.revision, facts=FACTS)
        )
        granted = citizen.consent(
            Consent(
                purpose=bundle.id,
                agreement_id="data-sharing",
                agreement_revision=1,
                decision="GRANTED",
                at=datetime.now(UTC),
            )
        )
        certificates = citizen.search_certificates(granted.consent_id)
        marriage = next(one for one in certificates if one.type_name == "结婚证")
        materials = []
        for wanted in made.materials:
            key = wanted.material.id
            if key == "marriage-certificate":
                materials.append(
                    GivenMaterial(
                        key,
                        "E_CERTIFICATE",
                        certificate_id=marriage.certificate_id,
                        consent_id=granted.consent_id,
                        task_code=wanted.for_items[0],
                    )
                )
            elif key == "household-booklet":
                pages = (page("首页", page_bytes, number), page("本人页", page_bytes, number + 100))
                materials.append(GivenMaterial(key, "SCAN", pages=pages))
            else:
                materials.append(GivenMaterial(key, "SHARED_DATA"))
        needed = {field.element.id for field in made.fields}
        declarations = tuple(
            GivenDeclaration(
                one.id,
                one.revision,
                "TRUTH",
                text_digest(one.title.zh, one.text.zh, one.consequences.zh),
                datetime.now(UTC),
                signature_data_url([[(1.0, 2.0), (3.0, 4.5)]], 120, 60),
            )
            for one in bundle.declarations
        )
        return Package(
            bundle_id=bundle.id,
            bundle_revision=bundle.revision,
            selected_items=made.ticked,
            facts=FACTS,
            answers={name: value for name, value in ANSWERS.items() if name in needed}
            | {"child.name": f"李小满{number}"}
            | answers,
            materials=tuple(materials),
            declarations=declarations,
            consents=(granted.consent_id,),
            plan_id=agreed.plan_id,
        )

    return make
