"""Drawn papers: fictitious, marked, and where their words stand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.simulator import papers
from devices.document_camera.simulator.papers.codes import modules
from devices.document_camera.simulator.shots.ground import FONTS
from kiosk.catalogue.numbers import check_id_number, check_uscc

_MADE_UP = ("示例", "测试", "样本", "示范", "试用", "虚拟", "演示", "样例", "小测", "示", "测", "样", "试")


@given(st.integers(0, 10**9))
@settings(max_examples=80, deadline=None)
def test_numbers_are_valid_and_of_an_area_that_does_not_exist(seed: int) -> None:
    told = papers.facts(seed)
    today = date(2026, 12, 31)
    for name in ("number", "spouse_number", "owner_number", "father_number", "mother_number"):
        assert told[name].startswith("000000")
        assert check_id_number(told[name], today) == ()
    assert told["uscc"][2:8] == "000000"
    assert check_uscc(told["uscc"]) == ()
    for name in ("name", "spouse", "child", "owner"):
        assert told[name].endswith(_MADE_UP)


def test_facts_of_a_seed_are_always_the_same_and_differ_between_seeds() -> None:
    assert papers.facts(7) == papers.facts(7)
    assert papers.facts(7)["number"] != papers.facts(8)["number"]


@pytest.mark.parametrize("kind", papers.KINDS)
def test_every_paper_draws_what_it_says_inside_its_edges(kind: str) -> None:
    paper = papers.draw(kind, 5, FONTS, 4.0)
    height, width = paper.picture.shape[:2]
    assert (width, height) == (round(paper.width * 4), round(paper.height * 4))
    for thing in (*paper.fields, *paper.codes):
        x, y, w, h = thing.box
        assert w > 0
        assert h > 0
        assert x >= 0
        assert y >= 0
        assert x + w <= paper.width, (kind, thing)
        assert y + h <= paper.height, (kind, thing)
    texts = [value.text for value in paper.fields]
    assert all(texts)
    assert len(paper.fields) == len({(f.kind, f.box) for f in paper.fields})


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize(
    "kind", ["business-licence", "register-person", "marriage-certificate", "id-card-front"]
)
def test_values_do_not_run_into_each_other(kind: str, seed: int) -> None:
    paper = papers.draw(kind, seed, FONTS, 4.0)
    boxes = [value.box for value in paper.fields]
    for number, (x, y, w, h) in enumerate(boxes):
        for other_x, other_y, other_w, other_h in boxes[number + 1 :]:
            apart = x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y
            assert apart, (kind, seed)


def test_own_facts_stand_instead_of_the_seeds() -> None:
    paper = papers.draw("id-card-front", 3, FONTS, 4.0, {"name": "李示例"})
    assert next(value.text for value in paper.fields if value.kind == "name") == "李示例"


def test_a_code_holds_bytes_in_any_encoding() -> None:
    dark = modules("QRCode", "示例".encode("gb18030")) == 0
    assert dark.shape == (21, 21)
    # The three finder patterns of every QR code.
    assert dark[:7, 0].all()
    assert dark[0, -7:].all()
    assert dark[-7:, 0].all()
    with pytest.raises(ValueError, match=r".*"):
        modules("NoSuchCode", b"1")


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        papers.draw("no-such-paper", 1, FONTS)


def test_a_seal_marks_the_values_under_it() -> None:
    paper = papers.draw("cremation-certificate", 2, FONTS, 4.0)
    assert not any(value.stamped for value in paper.fields if value.kind in ("name", "number"))
    register = papers.draw("marriage-certificate", 2, FONTS, 4.0)
    assert [value.kind for value in register.fields if value.stamped] == ["registry"]
    assert np.asarray(register.picture).dtype == np.uint8
