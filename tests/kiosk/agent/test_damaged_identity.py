"""A terminal whose identity file was damaged says so in a line; nothing is opened before."""

import pytest
from typer.testing import CliRunner

from kiosk.agent.enrolment import IDENTITY_FILE
from kiosk.cli import app as kiosk
from kiosk.commands.guides import app as guides


@pytest.mark.parametrize(("command", "words", "code"), [(kiosk, ["agent"], 2), (guides, ["sync"], 6)])
@pytest.mark.parametrize("rest", [b"", b"{", b'{"terminalId": 1}', b"\xff\xfe"])
def test_it_is_said_in_one_line_with_what_to_do(make_profile, tmp_path, command, words, code, rest):
    profile = make_profile("https://127.0.0.1:9")
    profile.paths.state_dir.mkdir(parents=True, exist_ok=True)
    (profile.paths.state_dir / IDENTITY_FILE).write_bytes(rest)
    result = CliRunner().invoke(command, [*words, "--profile", str(tmp_path / "site.toml")])
    assert result.exit_code == code
    assert "enrol with a new code" in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert not profile.paths.agent_socket.exists()
