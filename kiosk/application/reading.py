"""What was entered, read from a card or fetched -> the JSON value that the form's schema is about."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from kiosk.catalogue.models import DataElement, FieldKind
from kiosk.catalogue.numbers import plain

_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTS = re.compile("[•‧∙・･]")
_YES = frozenset({"true", "yes", "1", "是"})
_NO = frozenset({"false", "no", "0", "否"})


def as_json(element: DataElement, raw: object) -> object:
    """Return `raw` in the form that the element's schema speaks of.

    Texts lose outer spaces, numbers of persons and phones full-width forms and gaps, dates become
    YYYY-MM-DD, a label becomes the value of its option. What cannot be read comes back as it was: the
    schema then says what is wrong with it.
    """
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat()
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    for option in element.options:
        if text in (option.value, option.label.zh, option.label.en):
            return option.value
    kind = element.schema_.get("type")
    if kind == "boolean":
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    if kind in ("integer", "number"):
        return _number(text)
    return _text(element.kind, text)


def _text(kind: FieldKind, text: str) -> str:
    if kind in (FieldKind.ID_NUMBER, FieldKind.PHONE):
        return plain(text)
    if kind is FieldKind.CODE:
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if kind is FieldKind.DATE:
        return _date(text)
    if kind is FieldKind.PERSON_NAME:
        # The dot within 少数民族 names is U+00B7 in the population register.
        return _DOTS.sub("·", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", text)


def _number(text: str) -> int | float | str:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 15:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _date(text: str) -> str:
    found = _COMPACT_DATE.fullmatch(text) or _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        return text
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text
