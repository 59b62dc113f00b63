"""A language is a folder of texts; words for numbers; the pseudo-locale of those who try the screens."""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pseudo_text import GROWTH, stretched
from kiosk.text import FOLDER, LANGUAGES, PSEUDO, PSEUDO_OF, MissingText, Texts, languages, messages

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
WORDS = st.lists(
    st.sampled_from(["card", "{count}", "paper", "{name}", "今天", "·", "|", "\n", " "]), max_size=12
).map("".join)


def test_all_languages_have_the_same_keys() -> None:
    keys = {language: set(messages(language)) for language in LANGUAGES}
    for language in LANGUAGES:
        plain = {key for key in keys[language] if not _is_plural(language, key)}
        for other in LANGUAGES:
            assert plain - keys[other] == set(), f"{other} lacks what {language} says"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_every_file_is_there_and_each_key_stands_once(language: str) -> None:
    written = [
        (message.id, message.string)
        for path in sorted((FOLDER / language).glob("*.po"))
        for message in read_po(io.BytesIO(path.read_bytes()))
        if message.id
    ]
    assert len(written) == len(dict(written))
    assert dict(written) == dict(messages(language))


def _is_plural(language: str, key: str) -> bool:
    stem, _, last = key.rpartition(".")
    return last in {"zero", "one", "two", "few", "many", "other"} and stem in messages(language)


def test_all_languages_put_the_same_values_into_a_text() -> None:
    for key, words in messages("zh-CN").items():
        for language in LANGUAGES:
            there, wanted = (set(PLACEHOLDER.findall(text)) for text in (messages(language)[key], words))
            if _is_plural(language, key):
                there.add("{count}")  # one, two and few may be said in words
                wanted.add("{count}")
            assert there == wanted, f"{language} {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hotline_is_the_one_of_the_settings_wherever_a_text_names_it(language: str) -> None:
    named = [key for key, text in messages(language).items() if "{hotline}" in text]
    assert "error.call" in named and "slip.keep" in named
    for key in named:
        assert "0000-0000" in Texts(language, "0000-0000")(key)
    assert not [key for key, text in messages(language).items() if re.search(r"\b12345\b", text)]


def test_unknown_key_and_language_are_refused() -> None:
    with pytest.raises(MissingText):
        Texts()("no.such.key")
    with pytest.raises(ValueError, match="no texts in xx"):
        Texts("xx")


@pytest.mark.parametrize(
    ("language", "count", "category"), [("en", 1, "one"), ("en", 2, "other"), ("zh-CN", 1, "other")]
)
def test_numbers_have_the_plural_category_of_their_language(language: str, count: int, category: str) -> None:
    assert Texts(language).plural(count) == category


THIRD = """
import sys
from pathlib import Path

import kiosk.text as text

text.FOLDER = Path(sys.argv[1])
text.LANGUAGES = text.languages(text.FOLDER)

from datetime import date
from kiosk.text import Texts
from screens.pages.words import counted
from screens.theme.profile import ScreenProfile
from screens.window import configure

configure(ScreenProfile())
from screens.theme.theme import Theme

print(text.LANGUAGES)
texts = Texts("pl")
print(texts("action.continue"), texts.day(date(2026, 11, 21)))
print([counted(texts, "field.left", count) for count in (1, 3, 5)])
theme = Theme(ScreenProfile(), Path(sys.argv[2]))
theme.language = "en"
print(theme.next_language)
theme.language = "pl"
print(theme.texts("action.continue"))
"""


def test_third_language_needs_a_folder_and_no_code(tmp_path: Path) -> None:
    folder = tmp_path / "locale"
    shutil.copytree(FOLDER, folder)
    shutil.copytree(FOLDER / "en", folder / "pl")
    words = {"": "{count} pytań", "one": "{count} pytanie", "few": "{count} pytania", "many": "{count} pytań"}
    for path in (folder / "pl").glob("*.po"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'(msgid "action\.continue"\nmsgstr) "[^"]*"', r'\1 "Dalej"', text)
        text = re.sub(r'msgid "field\.left(\.one)?"\nmsgstr "[^"]*"\n', "", text)
        path.write_text(text, encoding="utf-8")
    left = "".join(
        f'\nmsgid "field.left{"." * bool(category)}{category}"\nmsgstr "{said}"\n'
        for category, said in words.items()
    )
    (folder / "pl/left.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n' + left, encoding="utf-8"
    )
    fonts = Path(sys.prefix) / "share/yiciban/fonts"
    ran = subprocess.run(
        [sys.executable, "-c", THIRD, str(folder), str(fonts)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        "('zh-CN', 'en', 'pl')",
        "Dalej 21 listopada 2026",
        "['1 pytanie', '3 pytania', '5 pytań']",
        "pl",
        "Dalej",
    ]


def test_folder_without_texts_is_no_language(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "de").mkdir()
    (tmp_path / "de/pages.po").write_text("", encoding="utf-8")
    assert languages(tmp_path) == ("de",)


@given(WORDS)
def test_stretched_words_keep_their_placeholders_and_breaks(words: str) -> None:
    longer = stretched(words)
    # What is repeated are words alone, so that each value is put in once.
    assert PLACEHOLDER.findall(longer) == PLACEHOLDER.findall(words)
    assert (longer.count("|"), longer.count("\n")) == (words.count("|"), words.count("\n"))


@given(st.text("abcdefgh", min_size=5))
def test_stretched_words_are_longer_by_two_fifths_and_in_brackets(words: str) -> None:
    longer = stretched(words)
    assert longer.startswith("[")
    assert longer.endswith("]")
    assert len(longer) >= len(words) * (1 + GROWTH)


def test_pseudo_locale_has_every_key_of_its_language() -> None:
    texts, plain = Texts(PSEUDO), Texts(PSEUDO_OF)
    assert set(messages(PSEUDO)) == set(messages(PSEUDO_OF))
    assert texts("action.back") == stretched(plain("action.back")) != plain("action.back")
    assert texts("components.mark") == plain("components.mark"), "signs are no words"
