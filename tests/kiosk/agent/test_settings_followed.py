"""A later profile of the platform, and a file that somebody wrote: read, checked, and put in force."""

from types import SimpleNamespace

import pytest
from afar_terminal import AfarTerminal
from hypothesis import given
from hypothesis import strategies as st

from kiosk.agent.restarts import NOBODY_HERE, Restarts
from kiosk.agent.status import AgentStatus
from kiosk.telemetry.ui_report import UiReport
from kiosk.terminal.settings import load
from kiosk.terminal.settings_file import in_force, keep, places
from sandbox.platform.enrolling import new_code, site_of
from sandbox.platform.ordering import order

SINCE = "2026-11-22T00:00:00Z"


@pytest.fixture
def followed(platform, tmp_path):
    """(terminal, what its work order says is changed by): enrolled with a work order that names its place."""
    made = AfarTerminal(
        tmp_path, platform, None, "", code=new_code(platform.services, {"siteName": "示例一站"})
    )
    made.wait_for(lambda: made.agent.status.now.site_profile == "written")

    def site(version, **config):
        with platform.services.database.transaction() as session:
            row = site_of(session, made.id)
            row.version, row.config = version, config
        made.agent._heartbeat.wake()

    yield SimpleNamespace(terminal=made, site=site, platform=platform)
    made.stop()


def learned(terminal):
    return [
        (line["disposition"], line.get("version"))
        for line in terminal.log
        if line["event"] == "agent.settings.learned"
    ]


def carried_out(followed, kind):
    """Order it by way of the heartbeat; return what the log says of how it ended."""
    terminal = followed.terminal
    signed = order(followed.platform.services, terminal.id, kind, {})
    terminal.agent._heartbeat.wake()

    def ended():
        mine = [line for line in terminal.log if line.get("command_id") == signed["id"]]
        return [line for line in mine if line["event"] == "agent.command.ended"]

    terminal.wait_for(ended)
    # Handed out once more before the answer was there it is told as replayed, after this.
    line = ended()[0]
    return line["disposition"], line["reason"]


def test_a_later_version_is_fetched_written_and_put_in_force_when_nobody_stands_there(followed):
    terminal = followed.terminal
    followed.site(2, siteName="示例二站")
    assert terminal.restarted.wait(30)
    assert load(terminal.path).terminal.site_name == "示例二站"
    assert learned(terminal)[-1] == ("written", 2)
    assert terminal.status()["restart"] == "settings-2"


def test_a_later_version_that_is_wrong_changes_nothing_and_is_not_fetched_without_end(followed):
    terminal = followed.terminal
    before = terminal.path.read_text("utf-8")
    followed.site(2, siteName="示例二站", areaCode="x")
    terminal.wait_for(lambda: ("refused", 2) in learned(terminal))
    for _ in range(2):
        carried_out(followed, "COLLECT_DIAGNOSTICS")
    assert learned(terminal).count(("refused", 2)) == 1
    assert terminal.path.read_text("utf-8") == before
    assert not terminal.restarted.is_set()
    assert carried_out(followed, "RELOAD_CONFIG") == ("failed", "settings-refused")


def test_reloading_without_news_disturbs_nobody(followed):
    terminal = followed.terminal
    # The profile that was learned at enrolment is in force from the next start on.
    followed.terminal.agent._follower._running = load(terminal.path)
    assert carried_out(followed, "RELOAD_CONFIG") == ("done", None)
    assert not terminal.restarted.is_set()


def test_a_file_that_somebody_wrote_wrong_is_refused_and_the_last_good_one_stays_in_force(followed):
    terminal = followed.terminal
    kept = places(terminal.path, "agent", {})
    good = terminal.path.read_text("utf-8")
    keep(good, kept)
    terminal.path.write_text(good.replace("diagonal_inch = 21.5", "diagonal_inch = -3"), "utf-8")
    assert carried_out(followed, "RELOAD_CONFIG") == ("failed", "settings-refused")
    assert terminal.status()["settingsRefused"]
    assert not terminal.restarted.is_set()
    assert in_force(terminal.path, kept).profile.screen.diagonal_inch == 21.5
    assert "settings.refused" in terminal.events()
    terminal.path.write_text(good.replace("diagonal_inch = 21.5", "diagonal_inch = 32"), "utf-8")
    assert carried_out(followed, "RELOAD_CONFIG") == ("done", None)
    assert terminal.restarted.wait(30)
    assert not terminal.status()["settingsRefused"]


def report(since):
    return UiReport.model_validate({"since": since})


def test_the_agent_starts_anew_after_the_screens_that_hear_it_from_the_agent():
    status, restarted = AgentStatus(), []
    status.set(report=report("2026-11-22T00:00:00Z"))
    restarts = Restarts(status, lambda: restarted.append(True))
    restarts.both("settings-2")
    status.set(ui_state="IDLE")
    assert status.now.restart == "settings-2"
    assert not restarted
    status.set(report=report("2026-11-22T01:00:00Z"))
    assert restarted == [True]


@given(st.lists(st.sampled_from(["IDLE", "IN_SESSION", "MAINTENANCE", "OUT_OF_SERVICE"]), max_size=8))
def test_the_agent_starts_anew_once_and_never_while_somebody_is_served(states):
    status, at = AgentStatus(), []
    restarts = Restarts(status, lambda: at.append(status.now.ui_state))
    status.set(ui_state="IN_SESSION")
    restarts.agent()
    assert not at
    for state in states:
        status.set(ui_state=state)
    assert at == [state for state in states if state in NOBODY_HERE][:1]
