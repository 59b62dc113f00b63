"""A newer Debian package at a terminal at work: its release waits until nobody stands there."""

import io
import shutil
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from kiosk.agent.releases import LOOK_S, ReleaseDesk
from kiosk.agent.status import AgentStatus
from kiosk.commands.release import UNREACHABLE, app
from kiosk.releases import notes
from kiosk.releases.errors import NotStaged, RolledBack
from kiosk.terminal.logs import make_logger


@pytest.fixture
def lay(terminal, write_small_release):
    """What the newer package's postinst lays out before it asks."""
    return lambda version: write_small_release(terminal.places.home / "releases" / version, version)


@pytest.fixture
def desk(terminal):
    status = AgentStatus()
    made = ReleaseDesk(
        terminal.fetcher,
        terminal.places,
        terminal.places.fetched,
        status,
        lambda: datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
        make_logger("agent", io.StringIO()),
        monotonic=lambda: 1000.0,
    )
    return made, status


def test_the_packages_release_comes_in_force_when_it_is_let_in(terminal, lay):
    lay("1.1")
    terminal.keeper.offer("1.1")
    assert (terminal.current, terminal.good) == ("1.0", "1.0")
    assert terminal.ask("activate", "1.1").code == "done"
    assert (terminal.current, terminal.good) == ("1.1", "1.0")
    assert notes.load(terminal.places.state).staged is None


def test_it_may_be_an_older_one_for_apt_was_told_so(terminal, lay):
    lay("0.9")
    terminal.keeper.offer("0.9")
    assert terminal.ask("activate", "0.9").code == "done"


def test_what_was_not_laid_out_or_did_not_work_is_not_offered(terminal, lay):
    with pytest.raises(NotStaged):
        terminal.keeper.offer("1.1")
    lay("1.1")
    terminal.keeper.offer("1.1")
    terminal.ask("activate", "1.1")
    terminal.help(["roll-back"])
    with pytest.raises(RolledBack):
        terminal.keeper.offer("1.1")


def test_what_went_away_while_it_waited_is_not_put_in_force(terminal, lay):
    lay("1.1")
    terminal.keeper.offer("1.1")
    shutil.rmtree(terminal.places.home / "releases" / "1.1")
    assert terminal.ask("activate", "1.1").code != "done"
    assert terminal.current == "1.0"


def test_a_terminal_without_a_root_of_trust_lets_it_in_all_the_same(terminal, lay, desk):
    running, status = desk
    terminal.places.root_file.unlink()
    assert running.run() == LOOK_S
    lay("1.1")
    terminal.keeper.offer("1.1")
    running.look_now()
    status.set(ui_state="IN_SESSION", ui_said_at=1000.0, in_session=True)
    running.run()
    assert status.now.release.waiting == "1.1" and not status.now.release.wants_in
    status.set(ui_state="IDLE", in_session=False)
    running.run()
    assert status.now.release.wants_in
    status.set(ui_state="OUT_OF_SERVICE")
    running.run()
    assert terminal.keeper.attend().code == "done"
    assert terminal.current == "1.1"


def test_without_an_agent_that_looks_after_releases_nothing_waits(
    terminal, lay, make_profile, run_agent, tmp_path
):
    lay("1.1")
    profile = make_profile("https://127.0.0.1:9")
    words = ["offer", "1.1", "--profile", str(tmp_path / "site.toml")]
    words += ["--home", str(terminal.places.home), "--state", str(terminal.places.state)]
    assert CliRunner().invoke(app, words).exit_code == UNREACHABLE
    run_agent(profile)
    assert CliRunner().invoke(app, words).exit_code == UNREACHABLE, "it has no identity"
    assert notes.load(terminal.places.state).staged is None
