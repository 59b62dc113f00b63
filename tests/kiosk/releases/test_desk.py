"""The agent's desk, step by step, on a clock that the test moves; root's half answers when told to."""

import io
import json
from datetime import UTC, datetime

import pytest

from kiosk.agent import releases as module
from kiosk.agent.releases import LOOK_S, OTHER_TIME_S, POLL_S, RETRY_S, SETTLING_S, SILENT_S, ReleaseDesk
from kiosk.agent.status import AgentStatus
from kiosk.releases.window import Window
from kiosk.terminal.logs import make_logger
from offline_cache.errors import SourceDown


class Bench:
    """One desk before one terminal."""

    def __init__(self, terminal, site, **options):
        self.terminal, self.site = terminal, site
        self.clock, self.hour = 1000.0, 12
        self.output = io.StringIO()
        self.status = AgentStatus()
        self.options = options
        self.desk = self.make()

    def make(self):
        return ReleaseDesk(
            self.terminal.fetcher,
            self.terminal.places,
            self.terminal.places.fetched,
            self.status,
            lambda: datetime(2026, 11, 22, self.hour, 30, tzinfo=UTC),
            make_logger("agent", self.output),
            monotonic=lambda: self.clock,
            **self.options,
        )

    def screens(self, state, in_session=False):
        self.status.set(ui_state=state, ui_said_at=self.clock, in_session=in_session)

    def stage(self, version="1.1"):
        self.site.offer(version)
        assert self.desk.run() == POLL_S
        assert self.terminal.keeper.attend().code == "done"
        assert self.desk.run() == POLL_S

    @property
    def release(self):
        return self.status.now.release

    @property
    def lines(self):
        return [json.loads(line) for line in self.output.getvalue().splitlines()]

    @property
    def said(self):
        """Of what ended: how, which version, why."""
        ended = [line for line in self.lines if line["event"] == "agent.release.ended"]
        return [(line["disposition"], line.get("version"), line.get("reason")) for line in ended]


@pytest.fixture
def bench(terminal, site, in_pairs):
    made = Bench(terminal, site)
    yield made
    in_pairs(made.lines)


def test_nothing_signed_is_no_fault(bench):
    assert bench.desk.run() == LOOK_S
    assert bench.release.problem is None
    assert bench.said == []


def test_a_release_waits_for_as_long_as_somebody_stands_here(bench, terminal):
    bench.stage()
    for _ in range(3):
        bench.screens("IN_SESSION")
        assert bench.desk.run() == POLL_S
        assert not bench.release.wants_in
    assert terminal.keeper.attend() is None


@pytest.mark.parametrize("state", ["MAINTENANCE", "IDLE", "IN_SESSION"])
def test_only_screens_that_say_that_they_serve_nobody_let_it_in(bench, terminal, state):
    bench.stage()
    bench.screens(state)
    bench.desk.run()
    assert terminal.keeper.attend() is None
    bench.screens("OUT_OF_SERVICE")
    bench.desk.run()
    assert terminal.keeper.attend().code == "done"


def test_a_session_that_was_not_ended_keeps_it_out(bench, terminal):
    bench.stage()
    bench.screens("OUT_OF_SERVICE", in_session=True)
    bench.desk.run()
    assert terminal.keeper.attend() is None


def test_screens_that_are_not_there_keep_nothing_out(bench, terminal):
    bench.stage()
    bench.screens("IN_SESSION")
    bench.desk.run()
    bench.clock += SILENT_S + 1
    bench.desk.run()
    assert terminal.keeper.attend().do == "activate"


def test_outside_of_its_window_a_site_is_left_alone(terminal, site):
    bench = Bench(terminal, site, window=Window.of("22:00-05:00"))
    site.offer("1.1")
    assert bench.desk.run() == OTHER_TIME_S
    assert terminal.fetcher.asked == []
    bench.hour = 23
    bench.stage()
    bench.hour = 6
    bench.screens("OUT_OF_SERVICE")
    assert bench.desk.run() == OTHER_TIME_S
    assert terminal.keeper.attend() is None
    bench.hour = 2
    assert bench.desk.run() == POLL_S
    assert terminal.keeper.attend().code == "done"


def test_an_order_is_carried_out_whatever_the_window_says(terminal, site):
    bench = Bench(terminal, site, window=Window.of("22:00-05:00"))
    site.offer("1.1")
    bench.desk.look_now()
    assert bench.desk.run() == POLL_S
    assert terminal.keeper.attend().code == "done"
    bench.screens("OUT_OF_SERVICE")
    assert [bench.desk.run(), bench.desk.run()] == [POLL_S, POLL_S]
    assert terminal.keeper.attend().do == "activate"
    # With the release in force the order is done with, and the window counts again.
    bench.clock += module.SWAP_S + 1
    bench.desk.run()
    assert bench.desk.run() == OTHER_TIME_S


def test_root_that_does_not_answer_is_said_and_asked_again_later(bench, terminal):
    bench.site.offer("1.1")
    bench.desk.run()
    bench.clock += module.STAGE_S + 1
    assert bench.desk.run() == LOOK_S
    assert bench.release.problem == "no-answer"
    assert terminal.keeper.attend() is None
    # What was fetched is still here, and is not fetched again.
    asked = len(terminal.fetcher.asked)
    assert bench.desk.run() == POLL_S
    assert not [path for path, _ in terminal.fetcher.asked[asked:] if path.startswith("targets/")]
    assert terminal.keeper.attend().code == "done"


def test_what_root_refuses_is_told_and_the_screens_serve_again(bench, terminal):
    bench.stage()
    bench.screens("OUT_OF_SERVICE")
    bench.desk.run()
    (terminal.places.home / "releases" / "1.1" / "lib" / "app.py").write_text("9.9")
    assert terminal.keeper.attend().code == "damaged"
    assert bench.desk.run() == LOOK_S
    assert (bench.release.problem, bench.release.wants_in) == ("damaged", False)
    assert bench.desk.run() == OTHER_TIME_S
    assert not bench.release.wants_in
    assert ("refused", "1.1", "damaged") in bench.said


def test_a_patch_that_does_not_fit_what_lies_here_is_followed_by_the_whole_archive(terminal, site):
    large = {"lib/large.txt": "".join(chr(33 + i * i * 7919 % 89) for i in range(4000))}
    assert terminal.update("1.1", **large) == "done"
    bench = Bench(terminal, site)
    site.offer("1.2", **large)
    (terminal.places.home / "releases" / "1.1" / "bin" / "kiosk-ui").write_text("damaged")
    assert bench.desk.run() == POLL_S
    assert terminal.keeper.attend().code == "patch"
    assert bench.desk.run() == POLL_S
    assert bench.release.problem == "patch"
    assert bench.desk.run() == POLL_S
    assert terminal.keeper.attend().code == "done"
    bench.desk.run()
    assert bench.release.problem is None
    assert bench.said[-3:] == [("refused", "1.2", "patch"), ("fetched", "1.2", None), ("staged", "1.2", None)]


def test_a_line_that_is_down_is_tried_again_soon(bench, terminal):
    def down(_path, _offset=0):
        raise SourceDown("connection_refused")

    terminal.fetcher.open = down
    assert bench.desk.run() == RETRY_S
    assert bench.said == []


def test_a_problem_is_said_once(bench, site):
    site.offer("0.9")
    for _ in range(3):
        assert bench.desk.run() == LOOK_S
    assert bench.said == [("refused", None, "downgrade")]
    assert bench.release.problem == "downgrade"


def test_a_full_disk_is_said(bench, site, monkeypatch):
    site.offer("1.1")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    assert bench.desk.run() == LOOK_S
    assert bench.said == [("refused", None, "no-room")]


def test_the_next_agent_says_how_it_ended_that_a_release_was_put_in_force(bench, terminal, in_pairs):
    bench.stage()
    bench.screens("OUT_OF_SERVICE")
    bench.desk.run()
    terminal.keeper.attend()
    bench.status = AgentStatus()
    bench.desk = bench.make()
    assert bench.desk.run() == SETTLING_S
    assert bench.release.current == "1.1"
    assert in_pairs(bench.lines) == {("prove", "1.1")}
    terminal.help(["mark-good"])
    assert bench.desk.run() == LOOK_S
    assert [(line["state"], line.get("disposition")) for line in bench.lines] == [
        ("fetch", None),
        ("fetch", "fetched"),
        ("stage", None),
        ("stage", "staged"),
        ("activate", None),
        ("activate", "activated"),
        ("prove", None),
        ("prove", "good"),
    ]
    assert {line.get("version") for line in bench.lines} == {None, "1.1"}
    assert bench.release.waiting is None


def test_a_fetch_is_given_up_when_the_agent_ends(bench, site):
    site.offer("1.1")
    bench.desk.let_go()
    assert bench.desk.run() == RETRY_S


def test_pacing_waits_for_as_long_as_the_rate_says(terminal, site):
    from kiosk.releases.fetching import Paced

    release = site.offer("1.1")
    waits = []
    paced = Paced(terminal.fetcher, 100, waits.append, lambda: 0.0)
    name = next(site.folder.glob("software/targets/*.release.tar.zst")).name
    with paced.open(f"targets/{name}") as opened:
        got = b"".join(opened.chunks)
    assert got == release.archive
    assert waits[-1] == pytest.approx(len(release.archive) / 100)
