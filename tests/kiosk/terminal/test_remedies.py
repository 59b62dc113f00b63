"""Every fault code that a device can report has words, and the table says the same mender as the driver."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import devices
from devices.status import DeviceStatus, Mender
from kiosk.terminal.remedies import MENDERS, OTHERWISE, UNKNOWN, remedy
from kiosk.text import FOLDER, LANGUAGES, Texts

ROOM = Path(devices.__file__).parent


def sources() -> list[Path]:
    """Return the drivers: a simulator reports nothing by itself."""
    return [path for path in sorted(ROOM.rglob("*.py")) if "simulator" not in path.parts]


def reported() -> set[tuple[str, str | None]]:
    """Return every (code, mender) in the source; None where the mender is not written beside the code."""
    found: set[tuple[str, str | None]] = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                found |= set(_call(node))
            elif isinstance(node, ast.ClassDef):
                found |= set(_class(node))
    return found


def _call(node: ast.Call) -> Iterator[tuple[str, str | None]]:
    names = dict(zip(("code", "cause", "who"), node.args, strict=False))
    names |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    code = names.get("code")
    if isinstance(code, ast.Constant):
        yield str(code.value), _mender(names.get("who"))


def _class(node: ast.ClassDef) -> Iterator[tuple[str, str | None]]:
    """Yield what an error class says of itself: `code = "…"`, and `who` or `mended_by` beside it."""
    said: dict[str, ast.expr] = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            said[line.targets[0].id] = line.value
        elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
            said[line.target.id] = line.value
    code = said.get("code")
    if isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value, _mender(said.get("who") or said.get("mended_by"))


def _mender(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Mender":
        return Mender[node.attr].value
    return None


def test_the_search_finds_codes_in_every_form_in_which_they_are_written() -> None:
    codes = {code for code, _ in reported()}
    assert {"noDevice", "driverError", "coverOpen", "cutterError", "headHot", "readerSilent"} <= codes


def test_every_fault_code_of_every_driver_is_in_the_table() -> None:
    assert sorted({code for code, _ in reported()} - set(MENDERS)) == []


def test_the_table_names_the_mender_that_the_driver_names() -> None:
    """Two drivers may differ, as over a printer that is offline; the table then agrees with one of them."""
    said: dict[str, set[str]] = {}
    for code, who in reported():
        if who is not None:
            said.setdefault(code, set()).add(who)
    assert {code: menders for code, menders in said.items() if MENDERS[code].value not in menders} == {}


def test_a_state_without_a_fault_of_its_own_is_in_the_table_too() -> None:
    quiet = {DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY}
    assert {state.value for state in DeviceStatus if state not in quiet} <= set(MENDERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_says_what_is_wrong_and_how_it_is_mended(language: str) -> None:
    texts = Texts(language)
    for code in MENDERS:
        advice = remedy(code)
        assert texts(advice.what).strip(), code
        assert texts(advice.how).strip(), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_mended_otherwise_at_one_device_has_words_of_its_own(language: str) -> None:
    texts = Texts(language)
    for kind, code in OTHERWISE:
        assert texts(remedy(code, kind).how) != texts(remedy(code).how)
        assert remedy(code, kind).what == remedy(code).what


def test_a_code_that_nobody_knows_is_said_to_be_that() -> None:
    assert remedy("fromTheFuture") == remedy(UNKNOWN)


def po(language: str) -> dict[str, str]:
    with (FOLDER / language / "devices.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_and_no_fault_is_left_over() -> None:
    chinese, english = po("zh-CN"), po("en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        if key.endswith(".one"):
            continue
        assert places(chinese[key]) == places(english[key]), key
    spoken = {key.split(".")[1] for key in chinese if key.startswith("fault.")}
    assert spoken == set(MENDERS)


def test_a_chinese_sentence_has_at_most_twenty_characters() -> None:
    for key, text in po("zh-CN").items():
        for sentence in re.split(r"[。？！；\n·]", re.sub(r"\{\w+\}", "", text)):
            assert len(sentence) <= 20, (key, sentence)
