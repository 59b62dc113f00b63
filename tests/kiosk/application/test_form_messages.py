import re
from pathlib import Path

import pytest

from kiosk.application import validation
from kiosk.text import LANGUAGES, messages

KEYS = {
    "form.required": set(),
    "form.too_short": {"min"},
    "form.too_long": {"max"},
    "form.too_small": {"min"},
    "form.too_large": {"max"},
    "form.not_above": {"min"},
    "form.not_below": {"max"},
    "form.not_a_step": {"step"},
    "form.pattern": set(),
    "form.not_a_choice": set(),
    "form.not_a_number": set(),
    "form.not_a_date": set(),
    "form.phone": set(),
    "form.uscc": set(),
    "form.id_number.form": set(),
    "form.id_number.date": set(),
    "form.id_number.future": set(),
    "form.id_number.check": set(),
    "form.not_allowed": set(),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_problem_has_words_with_its_placeholders(language: str, key: str) -> None:
    text = messages(language)[key]
    assert set(re.findall(r"{(\w+)}", text)) == KEYS[key]


def test_every_key_that_the_code_names_is_looked_at() -> None:
    source = Path(validation.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'"(form\.[a-z_.]+)"', source))
    assert named
    assert named <= KEYS.keys()
