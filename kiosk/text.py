"""Texts for people: message keys in, words out.

Every text of the screens and slips stands in `locale/<language>/<area>.po` under a key such as
`home.title`; content texts (guides, questions) come from the catalogue and carry their own languages.
A language is a folder: one more needs no code. `PSEUDO` is none that anybody speaks: the words of
`PSEUDO_OF` made longer (kiosk.pseudo_text), for those who try the screens.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
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
HOTLINE = "12345"
"""The government service line (政务服务便民热线) of every city."""


KEY = re.compile(rb'^msgid "(.+)"$', re.MULTILINE)
LANGUAGES = languages()


class MissingText(LookupError):  # noqa: N818 - the field's word
    """A key that no .po file of the language holds."""


class Messages(Mapping[str, str]):
    """All keys of a language with their texts, from every .po file of its folder.

    A file is parsed when one of its keys is first asked for: the first page waits for no other page's words.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        files = sorted((FOLDER / language).glob("*.po"))
        self._files = {key.decode(): file for file in files for key in KEY.findall(file.read_bytes())}
        self._parsed: dict[Path, dict[str, str]] = {}

    def __getitem__(self, key: str) -> str:
        """Return the text of key; raises KeyError for one that no file holds."""
        file = self._files[key]
        if file not in self._parsed:
            self._parsed[file] = self._parse(file)
        return self._parsed[file][key]

    def __iter__(self) -> Iterator[str]:
        """Yield every key."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._files)

    def _parse(self, file: Path) -> dict[str, str]:
        with file.open("rb") as po:
            texts = read_po(po, locale=self._language.replace("-", "_"))
        return {str(message.id): str(message.string) for message in texts if message.id}


@cache
def messages(language: str) -> Mapping[str, str]:
    """All keys of a language with their texts."""
    if language == PSEUDO:
        return {key: stretched(text) for key, text in messages(PSEUDO_OF).items()}
    return Messages(language)


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


class Texts:
    """The texts of one language. Called with a key and the values of its {placeholders}.

    `hotline`, whom one calls who gets no further, is put in wherever a text has {hotline}.
    """

    def __init__(self, language: str = "zh-CN", hotline: str = HOTLINE) -> None:
        if language not in LANGUAGES and language != PSEUDO:
            raise ValueError(f"no texts in {language}; there are {', '.join(LANGUAGES)}")
        self.language = language
        self._hotline = hotline
        self._messages = messages(language)
        self._locale = (PSEUDO_OF if language == PSEUDO else language).replace("-", "_")

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of key with values put in; raises MissingText for an unknown key."""
        try:
            return self._messages[key].format(**{"hotline": self._hotline, **values})
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
