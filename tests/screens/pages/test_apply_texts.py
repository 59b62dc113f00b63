"""The words of the pages from the materials to the goodbye."""

from pathlib import Path

import pytest
import yaml

from devices.printer import interface
from devices.printer.interface import PrinterError
from kiosk.catalogue.content import compose
from kiosk.platform.models import ProblemType
from kiosk.text import LANGUAGES, Texts
from kiosk.visit.pages import Page
from sandbox.content import documents
from screens.pages.submitting import STEPS

CONTRACT = Path(__file__).parents[3] / "docs/api/openapi.yaml"
LOCAL = ("unreachable", "timeout", "not-json", "unknown")
NOT_SEALED = ("not-sealed", "disk-full", "in-doubt", "sealed-unreadable")
PRINTER = {error.code for error in vars(interface).values() if isinstance(error, type)
           and issubclass(error, PrinterError)}  # fmt: skip
PROBLEMS = (*ProblemType, *LOCAL, *NOT_SEALED)
STATUSES = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]["schemas"]["CaseStatus"]["enum"]
SAID = [
    *(f"error.{problem}.{part}" for problem in PROBLEMS for part in ("what", "do")),
    *(f"submitting.step.{step}" for step in STEPS),
    *(f"out_of_service.{reason}" for reason in ("revoked", "no_guides", "unknown")),
    *(f"slip.fault.{fault}" for fault in sorted(PRINTER | {"noDevice", "gone", "unknown"})),
    *(f"report.page.{page}" for page in Page),
    *(f"done.chip.{status}" for status in STATUSES),
    *(f"rating.{level}" for level in range(1, 6)),
    *(
        f"{page}.slip.{state}"
        for page in ("done", "sealed")
        for state in ("printing", "printed", "failed", "unknown", "none")
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_said_has_words(language: str) -> None:
    texts = Texts(language)
    assert [key for key in SAID if not texts.has(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_of_the_sample_content_has_a_title(language: str) -> None:
    groups = {e.group for bundle in compose(documents()).bundles for e in bundle.elements.values()}
    assert [group for group in sorted(groups) if not Texts(language).has(f"group.{group}")] == []


def test_the_levels_are_worded_as_the_standard_has_them() -> None:
    texts = Texts("zh-CN")
    levels = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [texts(f"rating.{n}") for n in range(1, 6)] == levels
