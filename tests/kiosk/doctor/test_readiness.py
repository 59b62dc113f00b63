"""The readiness report: on the slip, as a page, and as a file."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_doctor_checks import FIT, agent
from typer.testing import CliRunner

from devices.status import NO_DEVICE
from kiosk.commands import report as report_command
from kiosk.doctor.checks import judged
from kiosk.doctor.readiness import page, slip
from kiosk.receipts.layout import lay_out
from kiosk.text import LANGUAGES, Texts

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WRONG = judged(
    replace(FIT, devices={"printer": NO_DEVICE}, **agent(platform="unreachable", ordered_out="paper"))
)


def words(made):
    return " ".join(str(getattr(block, "text", "") or getattr(block, "value", "")) for block in made.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [32, 48])
def test_the_slip_says_what_is_wrong_and_fits_the_paper(language, columns):
    texts = Texts(language)
    made = slip(WRONG, "示例大厅", "A1-03", AT, texts)
    said = words(made)
    assert texts("readiness.verdict.fault") in said
    assert texts("doctor.platformUnreachable.how") in said
    assert texts("device.kind.printer") in said
    assert "2026-11-22 08:30" in said
    assert lay_out(made, columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fit_terminal_s_slip_is_short(language):
    texts = Texts(language)
    made = slip(judged(FIT), "示例大厅", "A1-03", AT, texts)
    assert texts("readiness.verdict.ok") in words(made)
    assert len(lay_out(made, 48)) < 25


def test_the_page_escapes_what_it_is_told():
    made = page(WRONG, "<b>示例</b>", "A1-03", AT, Texts("zh-CN"))
    assert "<b>" not in made
    assert made.count('class="fault"') == 2
    assert not re.search(r"https?://", made)


@pytest.mark.parametrize("suffix", [".html", ".json", ".txt"])
def test_it_is_saved_where_asked(make_profile, tmp_path, suffix):
    make_profile("https://127.0.0.1:1")
    out = tmp_path / f"report{suffix}"
    told = CliRunner().invoke(
        report_command.app, ["--profile", str(tmp_path / "site.toml"), "--out", str(out)]
    )
    assert told.exit_code == 1, told.output
    text = out.read_text("utf-8")
    assert "T-1" in text
    if suffix == ".json":
        assert json.loads(text)["verdict"] == "fault"


def test_another_ending_and_a_terminal_without_a_printer_are_usage(make_profile, tmp_path):
    make_profile("https://127.0.0.1:1")
    profile = ["--profile", str(tmp_path / "site.toml")]
    assert CliRunner().invoke(report_command.app, [*profile, "--out", "x.pdf"]).exit_code == 2
    assert CliRunner().invoke(report_command.app, [*profile, "--print"]).exit_code == 2


@pytest.fixture
def printer(tmp_path):
    link, out = tmp_path / "printer", tmp_path / "out"
    command = [sys.executable, "-m", "devices.printer.simulator", "--link", str(link)]
    command += ["--control", str(tmp_path / "control"), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert b"ready" in process.stdout.readline()
    yield link, out
    process.terminate()
    process.wait(100)
    process.stdout.close()


def test_it_comes_out_of_the_slip_printer(make_profile, tmp_path, printer):
    make_profile("https://127.0.0.1:1")
    link, out = printer
    path = tmp_path / "site.toml"
    device = f'[[devices]]\nkind = "printer"\ndriver = "escpos"\nport = "{link}"\n[paths]'
    path.write_text(path.read_text("utf-8").replace("[paths]", device), "utf-8")
    told = CliRunner().invoke(report_command.app, ["--profile", str(path), "--print"])
    assert told.exit_code == 1, told.output
    assert list(out.rglob("*.png"))
