"""What is said when: the state when it changes, heartbeats and counters with jitter."""

import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.status import DeviceStatus, PaperStatus
from kiosk.agent.status import Facts, OutboxFacts
from kiosk.agent.telemetry_facts import beat_of, counters_of, figures_of, hall_of, state_of
from kiosk.telemetry.figures import Figure, Sample, text
from kiosk.telemetry.pace import BackOff, around
from kiosk.telemetry.reporter import Reporter, Sources
from kiosk.telemetry.topics import BadTerminalId, Topics
from kiosk.telemetry.ui_report import CallReport, Count, DeviceReport, UiReport
from kiosk.terminal.logs import make_logger

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
REPORT = UiReport(
    devices=(DeviceReport(kind="printer", device=DeviceStatus.ONLINE),),
    since=NOW,
    counts=(Count(name="pages_shown", label="home", value=3),),
)


class Line:
    def __init__(self):
        self.is_up, self.said = True, []

    def publish(self, topic, payload, retain=False, expires_s=None):
        if self.is_up:
            self.said.append((topic.rpartition("/")[2], json.loads(payload), retain))
        return self.is_up

    def what(self):
        return [what for what, _, _ in self.said]


class Bench:
    def __init__(self, dice=lambda: 0.5):
        self.line, self.time, self.facts = Line(), 0.0, Facts(report=REPORT)
        sources = Sources(
            lambda: state_of(self.facts, "1.0", NOW + timedelta(seconds=self.time)),
            lambda: hall_of(self.facts, "03 号机", "示例站", NOW + timedelta(seconds=self.time)),
            lambda number: beat_of(self.facts, number, self.time, NOW),
            lambda: counters_of(self.facts, NOW),
        )
        self.reporter = Reporter(
            self.line,
            Topics("zd-1"),
            sources,
            60,
            900,
            lambda: self.time,
            dice,
            make_logger("agent", io.StringIO()),
        )

    def run(self, seconds):
        end = self.time + seconds
        while self.time < end:
            pause = self.reporter.step()
            self.time = min(self.time + max(pause, 0.001), end)


def test_in_an_hour_there_are_sixty_heartbeats_four_counters_and_one_state():
    bench = Bench()
    bench.run(3600)
    assert bench.line.what().count("beat") == 60
    assert bench.line.what().count("counters") == 4
    assert bench.line.what().count("state") == 1
    beats = [body["sequence"] for what, body, _ in bench.line.said if what == "beat"]
    assert beats == list(range(1, 61))


def test_a_change_is_said_once_and_retained_and_what_citizens_do_is_none():
    bench = Bench()
    bench.reporter.step()
    bench.facts = Facts(report=REPORT, ui_state="IN_SESSION", in_session=True)
    bench.reporter.step()
    assert bench.line.what() == ["state", "hall"]
    bench.facts = Facts(report=REPORT, outbox=OutboxFacts(waiting=2, oldest=NOW))
    bench.reporter.step()
    bench.reporter.step()
    assert bench.line.what() == ["state", "hall", "state"]
    assert bench.line.said[-1][1]["outbox"]["waiting"] == 2
    assert all(retained for _, _, retained in bench.line.said)


def test_what_the_hall_is_wanted_for_is_retained_with_the_terminals_name_until_it_is_over():
    bench = Bench()
    bench.reporter.step()
    call = CallReport(code="cardLeft", device="id_card", since=NOW)
    low = DeviceReport(kind="printer", device=DeviceStatus.ONLINE, paper=PaperStatus.LOW, prints_left=41)
    bench.facts = Facts(report=UiReport(devices=(low,), since=NOW, calls=(call,)))
    bench.reporter.step()
    bench.reporter.step()
    bench.facts = Facts(report=UiReport(devices=(low,), since=NOW))
    bench.reporter.step()
    said = [body for what, body, retained in bench.line.said if what == "hall" and retained]
    assert [[call["code"] for call in body["calls"]] for body in said] == [[], ["cardLeft"], []]
    assert [body["papers"] for body in said[1:]] == [
        [{"kind": "printer", "paper": "low", "printsLeft": 41}]
    ] * 2
    assert {(body["label"], body["site"]) for body in said} == {("03 号机", "示例站")}
    page = text(
        figures_of(Facts(report=UiReport(since=NOW, calls=(call,))), "1", 1, True, NOW, "03 号机", "示例站")
    )
    assert 'yiciban_hall_wanted{code="cardLeft",device="id_card"} 1' in page
    assert 'yiciban_terminal_info{label="03 号机",site="示例站"} 1' in page


def test_nothing_is_lost_on_a_line_that_was_down_the_state_is_said_when_it_stands_again():
    bench = Bench()
    bench.line.is_up = False
    bench.run(300)
    assert bench.line.said == []
    bench.line.is_up = True
    bench.reporter.connected()
    bench.reporter.step()
    assert "state" in bench.line.what()
    bench.reporter.connected()
    bench.reporter.step()
    assert bench.line.what().count("state") == 2, "the broker may have said the last will meanwhile"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.floats(1, 1000))
def test_jitter_stays_within_a_tenth(rolls, seconds):
    for roll in rolls:
        assert 0.9 * seconds - 1e-6 <= around(seconds, lambda roll=roll: roll) <= 1.1 * seconds + 1e-6


@given(st.lists(st.floats(0, 1), min_size=30, max_size=30))
def test_pauses_between_attempts_grow_and_stay_below_two_minutes(rolls):
    rolls = iter(rolls)
    back_off = BackOff(lambda: next(rolls))
    pauses = [back_off.next() for _ in range(30)]
    assert all(0.5 <= pause <= min(2**number, 120.0) or pause == 0.5 for number, pause in enumerate(pauses))
    back_off.well()
    assert back_off.attempts == 0


def test_terminals_that_start_together_do_not_report_together():
    import random

    firsts = []
    for seed in range(200):
        bench = Bench(random.Random(seed).random)
        bench.line.said.clear()
        while "beat" not in bench.line.what():
            bench.time += 0.5
            bench.reporter.step()
        firsts.append(bench.time)
    busiest = max(sum(start <= first < start + 6 for first in firsts) for start in range(60))
    assert busiest < 45, "20 of 200 in each six seconds would be even"


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "a" * 41, "zd 1", "示例"])
def test_an_id_that_could_mean_more_than_one_topic_is_refused(name):
    with pytest.raises(BadTerminalId):
        Topics(name)


LINE = re.compile(
    r'[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\.)*"(,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? -?\d+(\.\d+)?(e[+-]\d+)?'
)


@given(st.text(), st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9)))
def test_whatever_a_label_says_the_page_stays_readable(label, value):
    page = text([Figure("x_total", "counter", "About it.", (Sample(value, {"a": label, "b": "c"}),))])
    head, *_ = page.split("\nyiciban_x_total")
    assert head == "# HELP yiciban_x_total About it.\n# TYPE yiciban_x_total counter"
    assert LINE.fullmatch(page[len(head) + 1 : -1])


def test_every_figure_is_named_once_and_has_help_and_type():
    facts = Facts(report=REPORT, clock_offset_ms=-1500, last_sync=NOW)
    page = text(figures_of(facts, "1.0", 12.5, True, NOW))
    names = re.findall(r"^# TYPE (\S+) ", page, re.M)
    assert len(names) == len(set(names)) > 12
    assert "yiciban_clock_offset_seconds -1.5" in page
    assert all(LINE.fullmatch(line) for line in page.splitlines() if not line.startswith("#"))
