"""The words of who comes without a card: complete in both languages and short."""

import pytest

from kiosk.application.application import ValueSource
from kiosk.text import LANGUAGES, Texts
from kiosk.visit.other_doors import METHODS
from kiosk.visit.pages import WHO

SAID = [
    *(f"provenance.{source}" for source in ValueSource),
    *(
        f"identity.{case}{sub}"
        for case in ("card", "choose", "proof", "same", *METHODS)
        for sub in ("", ".sub")
    ),
    *(f"card.advice.{key}" for key in ("code", "code_over", "other_person")),
    *(f"link.state.{key}" for key in ("asking", "shown", "scanned", "denied", "over", "failed", "checking")),
    *(f"typed.{part}.{key}" for part in ("name", "number") for key in ("title", "sub", "label")),
    *(f"form.id_number.{key}" for key in ("form", "date", "future", "check")),
    *(f"{area}.{page}" for area in ("help", "report.page") for page in WHO),
    "form.required",
    "identity.counter",
    "typed.name.wrong",
    "typed.number.refused",
    "components.keys.id",
    "components.keys.code",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SAID)
def test_everything_that_can_be_said_has_words(language: str, key: str) -> None:
    assert Texts(language).has(key)
