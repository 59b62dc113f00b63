"""What the text of a code is, as far as its form and check characters say. Pure.

Nothing is asserted of a code that fits no form: it is a text, and nobody is turned away for it. Numbers are
looked for where papers have them: alone, as a parameter of a link, or behind their label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

from kiosk.catalogue.numbers import birth_date, check_uscc, id_check_character, mod_37_36, plain

_CERTIFICATE = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,32})\.([0-9A-Z]{3})\.([0-9A-Z])(?![0-9A-Z.])"
)
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_LABELLED = re.compile(
    r"(?:统一社会信用代码|社会信用代码|信用代码|USCC|UNISCID)\W{0,4}([0-9A-Z]{18})(?![0-9A-Z])"
)
_INVOICE = re.compile(
    r"01,(?P<kind>[0-9]{2}),(?P<code>[0-9]{0,12}),(?P<number>[0-9]{8}|[0-9]{20}),"
    r"(?P<amount>-?[0-9]{1,12}(?:\.[0-9]{1,2})?),(?P<day>[0-9]{8}),(?P<check>[0-9]{0,20}),[0-9A-Fa-f]{0,8},?"
)
_LONGEST_LINK = 2048


class CodeIs(StrEnum):
    """What a code is."""

    CERTIFICATE = "certificate"
    """电子证照标识 (GB/T 36904-2018): which certificate this is, at which authority."""
    ORGANISATION = "organisation"
    """统一社会信用代码 (GB 32100-2015), as in the QR code of a business licence."""
    PERSON = "person"
    """公民身份号码 (GB 11643-1999)."""
    INVOICE = "invoice"
    """The first fields of a VAT invoice's QR code (国家税务总局): kind, code, number, amount, day."""
    LINK = "link"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CodeKind:
    """What a code is. `number`: of the certificate, organisation, person or invoice; empty for the others.

    `checked`: its check character fits. An invoice has none that anybody outside could check.
    """

    what: CodeIs
    number: str = field(default="", repr=False)
    checked: bool = False


def kind_of(text: str) -> CodeKind:
    """Return what the text of a code is."""
    upper = plain(text) if len(text) <= _LONGEST_LINK else ""
    certificate = _CERTIFICATE.search(upper)
    if certificate:
        return CodeKind(CodeIs.CERTIFICATE, certificate[0], certificate_id_fits(certificate[0]))
    if _ID_NUMBER.fullmatch(upper) and birth_date(upper) and id_check_character(upper[:17]) == upper[17]:
        return CodeKind(CodeIs.PERSON, upper, True)
    for number in _organisations(text, upper):
        wrong = check_uscc(number)
        if "uscc.form" not in wrong:
            return CodeKind(CodeIs.ORGANISATION, number, not wrong)
    invoice = _INVOICE.fullmatch(text.strip())
    if invoice and _is_day(invoice["day"]):
        return CodeKind(CodeIs.INVOICE, invoice["number"])
    return CodeKind(CodeIs.LINK if _is_link(text) else CodeIs.TEXT)


def certificate_id_fits(number: str) -> bool:
    """Whether the check character of a 电子证照标识 fits (ISO 7064 MOD 37,36 over all fields, dots left out).

    `number` with its root 1.2.156.3005.2; one of another form does not fit.
    """
    found = _CERTIFICATE.fullmatch(number)
    return found is not None and mod_37_36("".join(found.groups()[:4])) == found[5]


def _organisations(text: str, upper: str) -> Iterator[str]:
    """Yield what may be a 统一社会信用代码: the whole text, a parameter of a link, behind its label."""
    if len(upper) == 18:
        yield upper
    if _is_link(text):
        for _, value in parse_qsl(urlsplit(text.strip()).query):
            if len(value) == 18:
                yield value.upper()
    for found in _LABELLED.finditer(upper):
        yield found[1]


def _is_link(text: str) -> bool:
    if len(text) > _LONGEST_LINK:
        return False
    try:
        parts = urlsplit(text.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        return False
    return True
