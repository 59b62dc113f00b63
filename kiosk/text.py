"""Texts for people: message keys in, words out.

Every text of the screens and slips stands in `locale/<language>/<area>.po` under a key such as
`home.title`; content texts (guides, questions) come from the catalogue and carry their own languages.
A language is a folder: one more needs no code. `PSEUDO` is none that anybody speaks: the words of
`PSEUDO_OF` made longer (kiosk.pseudo_text), for those who try the screens.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kiosk.languages import FOLDER, languages
from kiosk.pseudo_text import stretched

if TYPE_CHECKING:
    from kiosk.catalogue.models import LocalText

PSEUDO, PSEUDO_OF = "qps-ploc", "en"


LANGUAGES = languages()


class MissingText(LookupError):  # noqa: N818 - the field's word
    """A key that no .po file of the language holds."""


@cache
def messages(language: str) -> Mapping[str, str]:
    """All keys of a language with their texts, read from every .po file of its folder."""
    if language == PSEUDO:
        return {key: stretched(text) for key, text in messages(PSEUDO_OF).items()}
    return dict(_read(language))


def _read(language: str) -> Iterator[tuple[str, str]]:
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language.replace("-", "_")):
                if message.id:
                    yield str(message.id), str(message.string)


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


class Texts:
    """The texts of one language. Called with a key and the values of its {placeholders}."""

    def __init__(self, language: str = "zh-CN") -> None:
        if language not in LANGUAGES and language != PSEUDO:
            raise ValueError(f"no texts in {language}; there are {', '.join(LANGUAGES)}")
        self.language = language
        self._messages = messages(language)
        self._locale = (PSEUDO_OF if language == PSEUDO else language).replace("-", "_")

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of key with values put in; raises MissingText for an unknown key."""
        try:
            return self._messages[key].format(**values)
        except KeyError as error:
            raise MissingText(f"{self.language}: {key} ({error})") from error

    def has(self, key: str) -> bool:
        """Whether the language has this key."""
        return key in self._messages

    def local(self, text: "LocalText") -> str:
        """Return a content text in this language, or in Chinese where the content has no other."""
        if self.language == PSEUDO:
            return stretched(text.in_language(PSEUDO_OF))
        return text.in_language(self.language)

    def plural(self, count: int) -> str:
        """Return the plural category of a number in this language: one, few, many, other (Unicode CLDR)."""
        return str(_locale(self._locale).plural_form(count))

    def day(self, value: date) -> str:
        """Return a date as people say it: 2026年11月21日."""
        return format_date(value, format="long", locale=self._locale)

    def short_day(self, value: date) -> str:
        """Return month and day: 11月21日."""
        pattern = "M月d日" if self.language == "zh-CN" else "d MMM"
        return format_date(value, format=pattern, locale=self._locale)

    def weekday(self, value: date) -> str:
        """Return the day of the week: 星期六."""
        return format_date(value, format="EEEE", locale=self._locale)

    def clock(self, value: datetime | time) -> str:
        """Return hours and minutes: 09:42."""
        return format_time(value, format="HH:mm", locale=self._locale)

    def money(self, fen: int) -> str:
        """Return an amount in yuan without needless decimals: 12.5 for 1250 fen."""
        return format_decimal(fen / 100, format="#,##0.##", locale=self._locale)
