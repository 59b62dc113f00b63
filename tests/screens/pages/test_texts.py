"""The words of the pages: complete in both languages, short, and there for everything that can be said."""

from pathlib import Path

import pytest
import yaml

from devices.document_camera.values import Advice, ShutterState
from kiosk.application.application import ValueSource
from kiosk.application.pre_review import Verdict, Why
from kiosk.catalogue.models import Audience, MaterialSource, Need
from kiosk.text import LANGUAGES, Texts
from kiosk.visit.pages import Page

CONTRACT = Path(__file__).parents[3] / "docs/api/openapi.yaml"
SEALING = ("seal", "seal_full", "seal_clock", "seal_key")
ASKING = [one for one in Verdict if one not in (Verdict.FITS, Verdict.NOT_CHECKED)]
SAID = [
    *(f"help.{page}" for page in Page),
    *(f"busy.{key}" for key in ("plan", "fetch", "session", "guides")),
    *(f"blocked.{key}" for key in ("guide_expired", "id_card")),
    *(
        f"{place}.seal{why}"
        for place in ("blocked", "notice_band")
        for why in ("", "_full", "_clock", "_key")
    ),
    *(
        f"notice_band.{key}"
        for key in ("guide_expired", "platform", "id_card", "printer", "camera", "sources_failed")
    ),
    *(f"card.advice.{key}" for key in ("moved", "damaged", "wrong_card", "expired", "unreadable", "reader")),
    *(f"scan.advice.{key}" for key in (one.value for one in Advice)),
    *(f"scan.short.{one.value}" for one in Advice),
    *(f"scan.shutter.{one.value}{sub}" for one in ShutterState if one.value != "off" for sub in ("", ".sub")),
    *(f"scan.corners.{key}" for key in ("small", "crossed")),
    *(f"review.{one.value}{more}" for one in ASKING for more in ("", ".yes")),
    *(f"review.{one}.unnamed" for one in ("wrong-paper", "wrong-side", "expired")),
    *(f"review.why.{one.value}" for one in Why),
    *(f"provenance.{source.value}" for source in ValueSource),
    *(f"identity.{key}" for key in ("waiting", "reading", "checking", "failed")),
    *(f"source.{way}" for way in MaterialSource),
    *(f"need.{need}" for need in Need if need is not Need.REQUIRED),
    *(f"audience.{audience}" for audience in Audience),
    *(f"result.{carrier}" for carrier in ("electronic", "paper", "both")),
    "error.line",
    "guide.limit",
    "guide.fee",
    "phone.ask",
    "phone.complain",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SAID)
def test_everything_that_can_be_said_has_words(language: str, key: str) -> None:
    assert Texts(language).has(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_of_the_contract_has_words(language: str) -> None:
    schemas = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]["schemas"]
    statuses = schemas["CaseStatus"]["enum"]
    assert len(statuses) == 17
    for status in statuses:
        assert Texts(language).has(f"case.status.{status}")
