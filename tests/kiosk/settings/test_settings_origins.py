"""Where a setting comes from is noted by who writes it, and holds for the value that was written."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.roots_word import begin
from kiosk.terminal.settings import load
from kiosk.terminal.settings_origins import SUFFIX, Origins, note, read, values_of

VALUE = st.integers(0, 3)


@given(VALUE, st.integers(0, 3), st.dictionaries(st.sampled_from(("root", "platform", "site")), VALUE))
def test_a_value_comes_from_who_wrote_it_or_from_the_file(
    value: int, default: int, written: dict[str, int]
) -> None:
    origin = Origins({name: {"a.b": held} for name, held in written.items()}).of("a.b", value, default)
    if origin in ("file", "default"):
        assert value not in written.values()
        assert (origin == "default") == (value == default)
    else:
        assert written[origin] == value
        assert origin == "root" or written.get("root") != value, "root's word stands before others'"


def test_the_last_of_platform_and_site_counts_and_root_s_are_noted_as_a_whole(tmp_path: Path) -> None:
    profile = tmp_path / "site.toml"
    note(profile, "root", {"a.b": 1, "a.c": 1}, "/etc/yiciban/site.toml")
    note(profile, "platform", {"a.d": 1, "a.e": 1})
    note(profile, "site", {"a.d": 1})
    note(profile, "root", {"a.b": 1}, "/etc/yiciban/site.toml")
    held = read(profile)
    assert held.written == {"root": {"a.b": 1}, "platform": {"a.e": 1}, "site": {"a.d": 1}}
    assert held.roots_file == "/etc/yiciban/site.toml"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"written": 5, "rootsFile": ""}', "\x00"])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / f"site.toml{SUFFIX}").write_text(text, encoding="utf-8")
    assert read(tmp_path / "site.toml") == Origins()


def test_a_disk_that_does_not_take_a_note_stops_nobody(tmp_path: Path) -> None:
    note(tmp_path / "nowhere" / "site.toml", "site", {"a.b": 1})


def rooted(tmp_path: Path, more: str = "") -> Path:
    told, profile = tmp_path / "told.toml", tmp_path / "site.toml"
    told.write_text(f'[platform]\nbase_url = "https://p.example"\nca_file = "ca.pem"\n{more}', "utf-8")
    begin(profile, told)
    return profile


def test_root_s_words_are_noted_as_they_are_in_force_and_no_more(tmp_path: Path) -> None:
    profile = rooted(tmp_path, "[screen]\ndiagonal_inch = 27\n")
    roots = read(profile).written["root"]
    assert roots == {
        "platform.base_url": "https://p.example",
        "platform.ca_file": str(tmp_path / "ca.pem"),
        "screen.diagonal_inch": 27.0,
    }
    values = values_of(load(profile).model_dump(mode="json"))
    assert {key: values[key] for key in roots} == roots


@pytest.mark.parametrize(
    ("device", "fixed"),
    [("", set()), ('[[devices]]\nkind = "printer"\ndriver = "escpos"\nport = "/dev/ttyS1"\n', {"printer"})],
)
def test_a_device_is_root_s_where_root_s_file_names_it(tmp_path: Path, device: str, fixed: set[str]) -> None:
    profile = rooted(tmp_path, device)
    assert read(profile).fixed(load(profile)) == fixed
    text = profile.read_text(encoding="utf-8").replace("/dev/ttyS1", "/dev/ttyS2")
    profile.write_text(text, encoding="utf-8")
    assert not read(profile).fixed(load(profile)), "another was put in its place since, by root's hand too"


def test_devices_are_told_by_their_kind() -> None:
    text = '[[devices]]\nkind = "printer"\nport = "auto"\n[devices.options]\nbaud = 9600\n[terminal]\na = 1\n'
    document: dict[str, Any] = tomllib.loads(text)
    assert json.loads(json.dumps(values_of(document))) == {
        "devices.printer.port": "auto",
        "devices.printer.options": {"baud": 9600},
        "terminal.a": 1,
    }
