"""`kiosk staff …`: PINs are set without anybody reading them over a shoulder or in a list of processes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.commands.staff import app
from kiosk.staff import register
from kiosk.staff.desk import StaffDesk

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"
NUMBER, PIN = "000000199203050018", "481516"


@pytest.fixture
def site(tmp_path):
    path = tmp_path / "site.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("/var/lib/yiciban/staff", "staff")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def staff(site):
    def run(*arguments, typed=""):
        return CliRunner().invoke(app, [*arguments, "--profile", str(site)], input=typed)

    return run


def listed(staff):
    return json.loads(staff("list", "--json").stdout)["staff"]


def test_the_first_pin_is_set_by_typing_number_and_pin_twice(staff, tmp_path):
    done = staff("set-pin", "S01", typed=f"{NUMBER}\n{PIN}\n{PIN}\n")
    assert done.exit_code == 0, done.output
    assert NUMBER not in done.output and PIN not in done.output
    assert register.fits(register.load(tmp_path / "staff").find(NUMBER), PIN)
    assert [one["label"] for one in listed(staff)] == ["S01"]


def test_a_script_gives_them_on_standard_input(staff, tmp_path):
    assert staff("set-pin", "S01", "--stdin", typed=f"{NUMBER}\n{PIN}\n").exit_code == 0
    assert staff("set-pin", "S01", "--stdin", typed="908071\n").exit_code == 0
    found = register.load(tmp_path / "staff").find(NUMBER)
    assert register.fits(found, "908071") and not register.fits(found, PIN)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"{NUMBER}\n{PIN}\n481517\n", "differ"),
        (f"{NUMBER}\n123456\n123456\n", "no row"),
        (f"{NUMBER}\n12\n12\n", "at least 6"),
    ],
)
def test_a_pin_that_may_not_be_is_refused_and_nothing_is_written(staff, tmp_path, typed, said):
    done = staff("set-pin", "S01", typed=typed)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "staff").exists()


def test_a_label_is_a_code(staff):
    assert staff("set-pin", "张伟", "--stdin", typed=f"{NUMBER}\n{PIN}\n").exit_code == 2


def test_wrong_tries_are_listed_and_forgotten_on_demand(staff, tmp_path):
    staff("set-pin", "S01", "--stdin", typed=f"{NUMBER}\n{PIN}\n")

    desk = StaffDesk(tmp_path / "staff", lambda: datetime.now(UTC), lambda *_, **__: None)
    for _ in range(2):
        desk.check(NUMBER, "000001", "card")
    assert listed(staff)[0]["wrongTries"] == 2
    assert staff("unlock", "S01").exit_code == 0
    assert listed(staff)[0]["wrongTries"] == 0
    assert staff("unlock", "S02").exit_code == 1


def test_who_leaves_is_taken_out(staff):
    staff("set-pin", "S01", "--stdin", typed=f"{NUMBER}\n{PIN}\n")
    assert staff("remove", "S01").exit_code == 0
    assert listed(staff) == []
    assert staff("remove", "S01").exit_code == 1
    assert "set-pin" in staff("list").stdout


def test_without_a_reader_no_card_is_waited_for(staff, site):
    site.write_text(site.read_text(encoding="utf-8").replace("/dev/yiciban/id-card", "/dev/no-such-port"))
    assert staff("set-pin", "S01", "--reader", typed="").exit_code == 4
