"""`kiosk release …` on a terminal's disk, with the real helper as a process, and beside a running agent."""

import json
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.commands.release import app
from kiosk.commands.release_self_test import run_checks
from kiosk.releases.folder import Folder
from kiosk.releases.notes import WANTED, Wanted
from kiosk.terminal.version import software_version
from kiosk.whole_file import write_whole


@pytest.fixture
def run(terminal, tmp_path):
    """A command with this terminal's places; the helper runs as a process, on the terminal's folder."""
    script = tmp_path / "helper.py"
    text = terminal.places.helper.read_text(encoding="utf-8")
    text = text.replace('Path("/opt/yiciban")', f'Path("{terminal.places.home}")')
    text = text.replace('Path("/var/lib/yiciban/release/', f'Path("{terminal.places.state}/')
    script.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    script.chmod(0o755)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/systemctl.log\n')
    (tools / "systemctl").chmod(0o755)

    def go(*words: str) -> Any:
        places = terminal.places
        known = {
            "list": ("home", "state"),
            "verify": ("home",),
            "activate": ("home", "state", "helper"),
            "rollback": ("home", "helper"),
            "attend": ("home", "state", "root_file", "fetched", "helper"),
            "self-test": ("home",),
        }
        values = {"helper": script} | {
            name: getattr(places, name) for name in ("home", "state", "root_file", "fetched")
        }
        options = [
            part
            for name in known.get(words[0], ())
            for part in (f"--{name.replace('_', '-')}", str(values[name]))
        ]
        return CliRunner().invoke(app, [*words, *options], env={"PATH": f"{tools}:/usr/bin:/bin"})

    go.systemctl = tmp_path / "systemctl.log"
    return go


def ask(terminal, do, version):
    write_whole(terminal.places.fetched / WANTED, Wanted(do, version, "0" * 32).to_bytes(), 0o600)


def test_the_list_says_how_every_release_stands(run, terminal, site):
    site.offer("1.1")
    terminal.fetch()
    ask(terminal, "stage", "1.1")
    assert run("attend").output == "stage 1.1: done\n"
    told = json.loads(run("list", "--json").output)["releases"]
    assert [(one["version"], one["inForce"], one["good"], one["waiting"], one["signed"]) for one in told] == [
        ("1.1", False, False, True, True),
        ("1.0", True, True, False, False),
    ]
    assert run("list").output == "1.1  waiting\n1.0  inForce good\n"


def test_activate_and_rollback_restart_the_units_and_are_listed(run, terminal, site):
    site.offer("1.1")
    terminal.fetch()
    ask(terminal, "stage", "1.1")
    run("attend")
    assert json.loads(run("activate", "1.1", "--json").output) == {"version": "1.1", "inForce": True}
    assert terminal.current == "1.1"
    assert "try-restart kiosk-agent.service kiosk-ui.service" in run.systemctl.read_text()
    assert json.loads(run("rollback", "--json").output.splitlines()[-1]) == {"from": "1.1", "to": "1.0"}
    assert terminal.current == "1.0"
    assert run("list").output == "1.1  rolledBack\n1.0  inForce good\n"
    refused = run("activate", "1.1", "--json")
    assert (refused.exit_code, json.loads(refused.output)["reason"]) == (4, "not-staged")


def test_attend_answers_and_exits_well_also_where_it_refuses(run, terminal):
    ask(terminal, "activate", "9.9")
    result = run("attend")
    assert (result.exit_code, result.output) == (0, "activate 9.9: refused: not-staged\n")
    assert run("attend").output == ""


def test_verify_names_what_was_changed(run, terminal, site):
    terminal.update("1.1")
    assert json.loads(run("verify", "--json").output)["whole"] is True
    (terminal.places.home / "releases" / "1.1" / "lib" / "app.py").write_text("9.9")
    result = run("verify", "1.1")
    assert result.exit_code == 4
    assert "app.py" in result.output
    assert run("verify", "1.0").exit_code == 3
    assert run("verify", "../1.1").exit_code == 3


def test_a_helper_that_cannot_run_is_said(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    terminal.ask("stage", "1.1")
    words = ["activate", "1.1", "--home", str(terminal.places.home), "--state", str(terminal.places.state)]
    result = CliRunner().invoke(app, [*words, "--helper", "/does/not/exist"])
    assert result.exit_code == 6
    assert terminal.current == "1.0"


def test_the_self_test_of_a_running_terminal_finds_nothing(enrolled, terminal, tmp_path):
    checks = run_checks(enrolled.profile.paths.agent_socket.parent / "site.toml", terminal.folder)
    assert checks == {"settings": "", "files": "", "guides": "", "texts": "", "agent": ""}


def test_the_self_test_finds_the_agent_of_another_release_and_a_damaged_file(enrolled, terminal):
    terminal.update("1.1")
    (terminal.places.home / "releases" / "1.1" / "bin" / "kiosk").write_text("")
    profile = enrolled.profile.paths.agent_socket.parent / "site.toml"
    checks = run_checks(profile, terminal.folder, "99.0")
    assert checks["agent"] == f"runs {software_version()}, not 99.0"
    assert "kiosk" in checks["files"]


def test_the_self_test_finds_guides_and_settings_that_the_program_cannot_read(make_profile, tmp_path):
    profile = make_profile("https://127.0.0.1:9")
    store = profile.paths.guide_store
    store.mkdir()
    (store / "guides-1.sqlite").write_bytes(b"no database")
    (store / "current").symlink_to("guides-1.sqlite")
    checks = run_checks(tmp_path / "site.toml", Folder(tmp_path / "none"))
    assert checks["guides"].startswith("this program cannot read them")
    assert checks["agent"].startswith("does not answer")
    (tmp_path / "site.toml").write_text("[terminal]\n")
    assert "terminal.site_name" in run_checks(tmp_path / "site.toml", Folder(tmp_path / "none"))["settings"]


def test_self_test_exits_as_systemd_expects(run, make_profile, tmp_path):
    make_profile("https://127.0.0.1:9")
    result = run("self-test", "--profile", str(tmp_path / "site.toml"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["checks"]["agent"]


def test_fetch_has_the_agent_look(enrolled):
    profile = enrolled.profile.paths.agent_socket.parent / "site.toml"
    result = CliRunner().invoke(app, ["fetch", "--profile", str(profile), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["running"] == software_version()


def test_fetch_without_an_agent_says_so(make_profile, tmp_path):
    make_profile("https://127.0.0.1:9")
    assert CliRunner().invoke(app, ["fetch", "--profile", str(tmp_path / "site.toml")]).exit_code == 5


def test_the_commands_are_part_of_kiosk():
    done = subprocess.run(
        [sys.executable, "-c", "from kiosk.cli import main; main()", "release", "--help"],
        capture_output=True,
        text=True,
    )
    assert all(
        word in done.stdout for word in ("list", "verify", "fetch", "activate", "rollback", "self-test")
    )
