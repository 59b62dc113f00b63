"""Applications without end: each of another evidently fictitious citizen, complete, to be accepted."""

import random
from datetime import UTC, date, datetime, timedelta

from devices.id_card.simulator.compose import compose as compose_card
from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from kiosk.platform.card_proof import card_proof
from kiosk.platform.models import text_digest
from kiosk.submission.package import GivenDeclaration, GivenMaterial, Package, Page
from kiosk.submission.signature import signature_data_url
from sandbox import content

BUNDLE = "tj-p-11"
FACTS = {"treatment-kind": "temporary"}
PIXELS = b"pixels of a sheet of nobody"
NEEDLES = ("尉迟示例", "0000001977", "1390077", "示例市龙井示例路")
"""Stands in the name, the number, the telephone and the address of every citizen here."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, ISO 7064 MOD 11-2."""


def id_number(number: int) -> str:
    """Return a number of an area that does not exist, with a valid check digit."""
    day, turn = number % 365, number // 365
    digits = f"000000{date(1977, 1, 1) + timedelta(days=day):%Y%m%d}{turn + 1:03}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


class Applications:
    """Makes them from the sample content as the visit does."""

    def __init__(self) -> None:
        catalogue = compose(content.documents())
        self.bundle = next(one for one in catalogue.bundles if one.id == BUNDLE)
        self._plan = plan(self.bundle, FACTS)

    def proof(self, number: int) -> str:
        """Return what the reader read from this citizen's card just now."""
        named = id_number(number)
        card = {
            "type": "resident",
            "name": f"尉迟示例{number:04}",
            "sex": "男",
            "ethnicity": "汉",
            "birth_date": named[6:14],
            "address": f"示例市龙井示例路{number}号",
            "number": named,
            "authority": "示例市公安局示例分局",
            "valid_from": "20200101",
            "valid_until": "20400101",
        }
        return card_proof("00.00-20000101-0000000000-0000000000", compose_card(card), datetime.now(UTC))

    def package(self, number: int, page_bytes: int) -> Package:
        """Return the complete application of one citizen."""
        pixels = random.Random(number).randbytes(max(page_bytes - len(PIXELS) - 3, 0))
        (material,) = self._plan.materials
        pages = tuple(
            Page(name.zh, "image/jpeg", b"\xff\xd8\xff" + PIXELS + bytes([turn]) + pixels)
            for turn, name in enumerate(material.material.pages)
        )
        return Package(
            bundle_id=self.bundle.id,
            bundle_revision=self.bundle.revision,
            selected_items=self._plan.ticked,
            facts=FACTS,
            answers={
                "applicant.name": f"尉迟示例{number:04}",
                "applicant.number": id_number(number),
                "applicant.phone": f"1390077{number:04}",
                "treatment.city": f"示例市龙井示例路{number}号",
                "treatment.from": "2026-12-01",
            },
            materials=(GivenMaterial(material.material.id, "SCAN", pages=pages),),
            declarations=tuple(
                GivenDeclaration(
                    one.id,
                    one.revision,
                    "TRUTH",
                    text_digest(one.title.zh, one.text.zh, one.consequences.zh),
                    datetime.now(UTC),
                    signature_data_url([[(1.0, 2.0), (3.0, 4.5)]], 120, 60),
                )
                for one in self.bundle.declarations
            ),
        )
