"""What a code is: certificate, organisation, person, invoice, link, or just text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.application.code_kinds import CodeIs, CodeKind, certificate_id_fits, kind_of
from kiosk.catalogue.numbers import id_check_character, mod_37_36, uscc_check_character

ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROOT = "1.2.156.3005.2"
USCC = "91000000MA00000001"[:17]
USCC += uscc_check_character(USCC)
PERSON = "00000019770801657"
PERSON += id_check_character(PERSON)


def certificate(serial: str = "2026000001", version: str = "001") -> str:
    kind, issuer = USCC + "011", USCC
    check = mod_37_36(kind + issuer + serial + version)
    return f"{ROOT}.{kind}.{issuer}.{serial}.{version}.{check}"


def test_a_certificate_identifier_is_known_and_its_check_character_fits() -> None:
    assert kind_of(certificate()) == CodeKind(CodeIs.CERTIFICATE, certificate(), True)
    # As the standard's own examples are built.
    assert certificate_id_fits(f"{ROOT}.11100000000013338W011.11430000006122244L.20230000403.001.U")
    assert certificate_id_fits(f"{ROOT}.11100000000013338W009.11330105002500287C.2025052201.002.0")


@given(st.integers(0, 200), st.sampled_from(ALNUM))
def test_one_wrong_character_in_a_certificate_identifier_is_noticed(place: int, other: str) -> None:
    right = certificate()
    place = len(ROOT) + 1 + place % (len(right) - len(ROOT) - 1)
    if right[place] in (".", other):
        return
    wrong = right[:place] + other + right[place + 1 :]
    assert not certificate_id_fits(wrong)
    found = kind_of(wrong)
    assert (found.what, found.checked) == (CodeIs.CERTIFICATE, False)


@pytest.mark.parametrize(
    "text",
    [
        USCC,
        USCC.lower(),
        f" {USCC}\n",
        f"https://example.test/index.html?uniscid={USCC}&from=licence",
        f"统一社会信用代码：{USCC}；名称：示例食品有限公司",
        f"名称:示例食品有限公司,统一社会信用代码:{USCC},登记机关:示例区市场监督管理局",
    ],
)
def test_the_code_of_a_licence_names_the_organisation(text: str) -> None:
    assert kind_of(text) == CodeKind(CodeIs.ORGANISATION, USCC, True)


def test_an_organisation_whose_check_character_does_not_fit_is_said_so() -> None:
    wrong = USCC[:17] + ("A" if USCC[17] != "A" else "B")
    assert kind_of(wrong) == CodeKind(CodeIs.ORGANISATION, wrong, False)


def test_a_persons_number_is_known_only_where_day_and_check_character_fit() -> None:
    assert kind_of(PERSON) == CodeKind(CodeIs.PERSON, PERSON, True)
    other = "0" if PERSON[17] != "0" else "1"
    assert kind_of(PERSON[:17] + other).what is not CodeIs.PERSON
    assert PERSON not in repr(kind_of(PERSON))


def test_an_invoice_is_known_by_its_first_fields() -> None:
    paper = "01,04,012002100311,00000001,103.77,20261121,00000000000000000000,0A1B,"
    electronic = "01,32,,26000000000000000001,103.77,20261121,,0A1B"
    assert kind_of(paper) == CodeKind(CodeIs.INVOICE, "00000001")
    assert kind_of(electronic) == CodeKind(CodeIs.INVOICE, "26000000000000000001")
    assert kind_of(paper.replace("20261121", "20261341")).what is CodeIs.TEXT


@pytest.mark.parametrize("text", ["https://example.test/a?b=1", "http://example.test"])
def test_a_link_is_a_link(text: str) -> None:
    assert kind_of(text) == CodeKind(CodeIs.LINK)


@pytest.mark.parametrize("text", ["", "示例", "http://", "http://[::1", "ftp://example.test", "x" * 5000])
def test_everything_else_is_text(text: str) -> None:
    assert kind_of(text) == CodeKind(CodeIs.TEXT)


@given(st.text(max_size=300))
def test_any_text_is_something(text: str) -> None:
    assert kind_of(text).what in CodeIs
