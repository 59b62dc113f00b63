"""`kiosk settings show|check|set`: exit codes, what is said, and what is written."""

import json

import pytest
from typer.testing import CliRunner

from kiosk.commands.settings import app
from kiosk.terminal import settings_file
from kiosk.terminal.settings import load


@pytest.fixture
def kiosk(site):
    def run(*arguments):
        return CliRunner().invoke(app, [*arguments, "--profile", str(site)])

    return run


def test_show_lists_every_setting_with_its_value(kiosk):
    shown = kiosk("show", "--json")
    assert shown.exit_code == 0
    told = json.loads(shown.stdout)
    assert (told["inForce"], told["problems"]) == ("file", [])
    assert told["settings"]["screen"]["screen_bottom_mm"] == 800
    assert "screen.screen_bottom_mm" in kiosk("show").stdout


def test_show_takes_a_key(kiosk):
    assert json.loads(kiosk("show", "devices.printer.port", "--json").stdout)["settings"] == (
        "/dev/yiciban/printer"
    )
    assert kiosk("show", "screen.colour").exit_code == 2


def test_show_says_that_the_last_good_one_is_in_force(kiosk, site, break_it):
    kiosk("set", "screen.screen_bottom_mm", "850")
    settings_file.keep(site.read_text(encoding="utf-8"), settings_file.places(site, "ui"))
    break_it("screen_bottom_mm = 850", "screen_bottom_mm = 8500")
    shown = kiosk("show", "--json")
    told = json.loads(shown.stdout)
    assert (shown.exit_code, told["inForce"]) == (1, "last-good")
    assert told["settings"]["screen"]["screen_bottom_mm"] == 850
    assert told["problems"][0]["key"] == "screen.screen_bottom_mm"


def test_check_names_key_value_reason_and_what_is_allowed(kiosk, break_it):
    break_it("screen_bottom_mm = 800", "screen_bottom_mm = 8000")
    break_it('driver = "escpos"', 'driver = "lpd"')
    checked = kiosk("check", "--json")
    assert checked.exit_code == 1
    problems = {one["key"]: one for one in json.loads(checked.stdout)["problems"]}
    screen = problems["screen.screen_bottom_mm"]
    assert (screen["value"], screen["allowed"]) == (8000, "whole number from 300 to 1200")
    assert "there are escpos" in problems["devices[1].driver"]["why"]
    assert "screen.screen_bottom_mm = 8000: " in kiosk("check").stderr


def test_check_asks_the_drivers_for_their_options(kiosk, break_it):
    break_it("mains_hz = 50", "mains_hertz = 50")
    problems = json.loads(kiosk("check", "--json").stdout)["problems"]
    assert [one["key"] for one in problems] == ["devices[2].options", "platform.ca_file"]
    assert "no option mains_hertz" in problems[0]["why"]


def test_a_good_file_is_said_to_be_good(kiosk, break_it, tmp_path):
    (tmp_path / "ca.pem").write_text("示例")
    break_it("/etc/yiciban/platform-ca.pem", "ca.pem")
    assert kiosk("check").exit_code == 0


def test_check_tells_of_what_was_a_setting_once_and_it_can_be_taken_out(kiosk, break_it, tmp_path):
    (tmp_path / "ca.pem").write_text("示例")
    break_it("/etc/yiciban/platform-ca.pem", "ca.pem")
    break_it("[paths]\n", '[paths]\nrun_dir = "run"\n')
    checked = kiosk("check", "--json")
    assert (checked.exit_code, "paths.run_dir: no setting any more" in checked.stderr) == (0, True)
    assert json.loads(checked.stdout) == {"problems": [], "leftOver": ["paths.run_dir"]}
    assert kiosk("set", "paths.run_dir", "--default").exit_code == 0
    assert json.loads(kiosk("check", "--json").stdout)["leftOver"] == []


def test_set_writes_one_value(kiosk, site):
    assert kiosk("set", "screen.screen_bottom_mm", "850").exit_code == 0
    assert load(site).screen.screen_bottom_mm == 850
    assert kiosk("set", "devices.printer.port", "usb:0416:5011").exit_code == 0
    assert load(site).device("printer").port == "usb:0416:5011"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("screen.screen_bottom_mm", "80", "from 300 to 1200"),
        ("screen.width_px", "wide", "whole number"),
        ("screen.languages", "tlh", "zh-CN"),
        ("devices.printer.driver", "lpd", "escpos"),
        ("devices.document_camera.options.mains_hertz", "50", "mains_hz"),
        ("screen.card_px", "700", "far from"),
    ],
)
def test_set_refuses_a_wrong_value_and_writes_nothing(kiosk, site, key, value, said):
    before = site.read_bytes()
    refused = kiosk("set", key, value)
    assert refused.exit_code == 1
    assert said in refused.stderr and "nothing was written" in refused.stderr
    assert site.read_bytes() == before


def test_set_wants_a_setting_that_there_is(kiosk):
    assert kiosk("set", "screen.colour", "red").exit_code == 2
    assert kiosk("set", "devices.oven.port", "x").exit_code == 2
    assert kiosk("set", "screen.width_px").exit_code == 2


def test_set_takes_a_setting_out(kiosk, site):
    assert kiosk("set", "timeouts.session_idle", "61").exit_code == 0
    assert kiosk("set", "timeouts.session_idle", "--default").exit_code == 0
    assert load(site).timeouts.session_idle == 60


def test_a_file_that_is_not_there_is_usage(tmp_path):
    path = str(tmp_path / "none.toml")
    assert CliRunner().invoke(app, ["check", "--profile", path]).exit_code == 2
    assert CliRunner().invoke(app, ["show", "--profile", path]).exit_code == 2
    assert CliRunner().invoke(app, ["set", "screen.width_px", "1080", "--profile", path]).exit_code == 3


def test_a_new_terminal_has_a_profile_of_its_own(tmp_path):
    site, ca = tmp_path / "new.toml", tmp_path / "ca.pem"
    ca.write_text("示例")
    arguments = ["new", "--platform", "https://platform.example", "--ca", str(ca), "--profile", str(site)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    profile = load(site)
    assert (profile.platform.base_url, profile.platform.ca_file) == ("https://platform.example", ca)
    assert {device.port for device in profile.devices} == {"auto"}
    assert CliRunner().invoke(app, ["check", "--profile", str(site)]).exit_code == 0
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_new_terminal_wants_an_address_with_tls(tmp_path):
    site = tmp_path / "new.toml"
    arguments = ["new", "--platform", "http://platform.example", "--ca", "ca.pem", "--profile", str(site)]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code == 1 and "platform.base_url" in refused.stderr
    assert not site.exists()
