from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.mark.parametrize("command", [("agent",), ("ui",), ("guides", "status")])
def test_a_profile_that_cannot_be_used_ends_with_its_reason(run, tmp_path, command):
    profile = tmp_path / "site.toml"
    profile.write_text("[terminal]\n")
    ended = run(*command, "--profile", profile)
    assert ended.exit_code == 2
    assert f"{profile}: terminal.site_name: " in ended.output


def test_a_terminal_without_guides_says_so(run, tmp_path):
    profile = tmp_path / "site.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("/var/lib/yiciban/guides", str(tmp_path / "none"))
    profile.write_text(text, encoding="utf-8")
    ended = run("guides", "status", "--profile", profile)
    assert ended.exit_code == 2
    assert "NoSnapshot" in ended.output


def test_the_content_commands_are_the_catalogues_own(run):
    ended = run("content", "check", "--help")
    assert ended.exit_code == 0
    assert "Lint content files" in ended.output


def test_a_second_agent_on_the_same_socket_is_refused(run, tmp_path):
    import socket

    profile = tmp_path / "site.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("/run/yiciban/agent.sock", str(tmp_path / "a.sock"))
    text = text.replace("/var/lib/yiciban", str(tmp_path))
    profile.write_text(text, encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as first:
        first.bind(str(tmp_path / "a.sock"))
        first.listen()
        ended = run("agent", "--profile", profile)
    assert ended.exit_code == 2
