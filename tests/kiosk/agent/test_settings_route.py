"""A setting that the staff change at the terminal: written whole, or not at all; logged without its value."""

from urllib.parse import quote

import pytest
import requests_unixsocket

from kiosk.platform.agent_staff import AgentStaff
from kiosk.platform.errors import Invalid, Problem
from kiosk.platform.transport import Transport
from kiosk.terminal.settings import load


@pytest.fixture
def place(server, make_profile, give_identity, run_agent, tmp_path):
    """(running agent, the file of its settings, the screens' half)"""
    profile = make_profile(server.url)
    give_identity(profile)
    path = tmp_path / "site.toml"
    running = run_agent(profile, profile_path=path)
    transport = Transport(running.socket_path)
    yield running, path, AgentStaff(transport)
    transport.close()


def logged(running):
    return [line for line in running.log if line["event"] == "agent.setting.changed"]


def test_a_setting_is_written_and_the_log_names_it_without_its_value(place):
    running, path, staff = place
    staff.put_setting("timeouts.done", "77")
    assert load(path).timeouts.done == 77
    (line,) = logged(running)
    assert (line["setting"], line["disposition"]) == ("timeouts.done", "written")
    assert "77" not in [str(value) for key, value in line.items() if key != "at"]


def test_a_wrong_value_is_refused_and_the_file_stays(place):
    running, path, staff = place
    before = path.read_text(encoding="utf-8")
    with pytest.raises(Invalid):
        staff.put_setting("timeouts.done", "99999")
    assert path.read_text(encoding="utf-8") == before
    assert [line["disposition"] for line in logged(running)] == ["refused"]


def test_a_file_that_is_broken_is_not_made_worse(place):
    running, path, staff = place
    path.write_text("broken", encoding="utf-8")
    with pytest.raises(Invalid):
        staff.put_setting("timeouts.done", "60")
    assert path.read_text(encoding="utf-8") == "broken"
    assert [line["disposition"] for line in logged(running)] == ["refused"]


@pytest.mark.parametrize("key", ["platform.base_url", "paths.outbox", "terminal.machine_label", "nothing"])
def test_what_is_not_for_the_staff_is_not_there(place, key):
    _, path, staff = place
    before = path.read_text(encoding="utf-8")
    with pytest.raises(Problem) as refused:
        staff.put_setting(key, "1")
    assert refused.value.status == 404
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"key": 1, "value": "2"}', '{"key": "timeouts.done", "value": 5}']
)
def test_what_is_no_order_is_malformed(place, body):
    running, _, _ = place
    base = "http+unix://" + quote(str(running.socket_path), safe="")
    with requests_unixsocket.Session() as session:
        answer = session.post(f"{base}/agent/v1/settings", data=body, timeout=30)
    assert answer.status_code == 400
