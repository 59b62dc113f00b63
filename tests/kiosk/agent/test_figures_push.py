"""Figures pushed over real TLS to a collector that asks for the terminal's certificate."""

import io
import json
import re
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsPartialSuccess,
    ExportMetricsServiceResponse,
)

import kiosk
from kiosk.agent import figures_push
from kiosk.agent.figures_push import Collector, FiguresPush
from kiosk.telemetry.figures import one
from kiosk.telemetry.otlp import Teller
from kiosk.terminal.logs import make_logger
from sandbox.broker.certificates import Certificates
from sandbox.broker.collector import Collector as Server

NAME = "zd-000000000001"
EVERY_S = 60.0


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("collector"))


@pytest.fixture
def server(certificates):
    with Server(certificates) as running:
        yield running


class Pushing:
    def __init__(self, endpoint, certificates, present=lambda: None, ca=None, name=NAME):
        self.output = io.StringIO()
        certificate, key = certificates.client(name)
        self.collector = Collector(endpoint, ca or certificates.ca, certificate, key, present)
        self.push = FiguresPush(
            self.collector,
            lambda: [one("outbox_waiting", "Sealed submissions that wait.", 3)],
            Teller(NAME, "0.1.0"),
            EVERY_S,
            lambda: datetime.now(UTC),
            make_logger("agent", self.output),
            lambda: 0.5,
        )
        assert self.push.step() == EVERY_S / 2, "any time within the first interval"

    @property
    def log(self):
        told = [json.loads(line) for line in self.output.getvalue().splitlines()]
        keys = ("event", "reason", "status", "attempt", "count")
        return [tuple(line[key] for key in keys if line.get(key) is not None) for line in told]


@pytest.fixture
def push_to(certificates):
    made = []

    def start(endpoint, **rest):
        made.append(Pushing(endpoint, certificates, **rest))
        return made[-1]

    yield start
    for pushing in made:
        pushing.collector.close()


def test_where_no_collector_is_set_nothing_of_it_is_loaded():
    """Only these import it when they are imported themselves, and nobody imports these so."""
    asked = re.compile(
        r"^(?:from|import) (?:opentelemetry|kiosk\.telemetry\.otlp|kiosk\.agent\.figures_push)", re.M
    )
    root = Path(kiosk.__file__).parent
    who = {
        str(path.relative_to(root)) for path in root.rglob("*.py") if asked.search(path.read_text("utf-8"))
    }
    assert who == {"telemetry/otlp.py", "agent/figures_push.py"}


def test_figures_reach_the_collector_over_one_line_and_are_said_to_once(server, push_to):
    pushing = push_to(server.endpoint)
    assert [pushing.push.step() for _ in range(3)] == [EVERY_S] * 3
    assert [one.samples for one in server.pushes] == [{("yiciban_outbox_waiting", frozenset()): 3.0}] * 3
    assert {one.certificate for one in server.pushes} == {NAME}
    assert server.connections == 1
    assert pushing.log == [("agent.figures.taken",)]


def test_a_renewed_certificate_is_put_in_place_and_shown_on_a_new_line(server, push_to):
    times = []
    pushing = push_to(server.endpoint, present=lambda: times.append(1))
    pushing.push.step()
    pushing.collector.renewed()
    pushing.push.step()
    pushing.push.step()
    assert len(times) == 2
    assert server.connections == 2


def test_a_collector_that_is_gone_is_asked_less_and_less_often_and_said_to_be_gone_once(
    push_to, certificates
):
    with socket.socket() as held:
        # Bound and not listening: connections are refused, and nobody else takes the port meanwhile.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        pushing = push_to(f"https://localhost:{port}")
        pauses = [pushing.push.step() for _ in range(7)]
        assert pauses == [30.0, 60.0, 120.0, 240.0, 450.0, 450.0, 450.0]
        assert pushing.log == [("agent.figures.lost", "connection_refused", 1)]
        with Server(certificates, port):
            assert pushing.push.step() == EVERY_S
        assert pushing.log[1:] == [("agent.figures.taken",)]
        assert pushing.push.step() == 30.0, "the first pause again"


def test_a_line_that_the_collector_closes_instead_of_answering_is_made_anew_at_once(server, push_to):
    answers, well = [OSError("closed")], server.answer

    def answer():
        if answers:
            raise answers.pop()
        return well()

    server.answer = answer
    pushing = push_to(server.endpoint)
    assert pushing.push.step() == EVERY_S
    assert (len(server.pushes), server.connections) == (1, 2)
    assert pushing.log == [("agent.figures.taken",)]


def test_who_stops_waits_for_no_answer(server, push_to):
    asked, stopped = threading.Event(), threading.Event()

    def answer():
        asked.set()
        stopped.wait(60)
        return 503, {}, b""

    server.answer = answer
    pushing = push_to(server.endpoint)
    thread = threading.Thread(target=pushing.push.step)
    thread.start()
    assert asked.wait(60)
    pushing.collector.abort()
    thread.join(60)
    try:
        assert not thread.is_alive()
        assert pushing.log == [("agent.figures.lost", "connection_terminated", 1)]
        assert server.connections == 1
    finally:
        stopped.set()


@pytest.mark.parametrize(
    ("answer", "said", "pause"),
    [
        ((503, {"Retry-After": "200"}, b""), ("not-now", 503, 1), 200),
        ((429, {"Retry-After": "86400"}, b""), ("not-now", 429, 1), figures_push.AT_MOST_S),
        ((503, {"Retry-After": "Sun, 22 Nov 2026 08:00:00 GMT"}, b""), ("not-now", 503, 1), 30.0),
        ((403, {}, b""), ("refused", 403, 1), 30.0),
        ((307, {"Location": "https://elsewhere.example/"}, b""), ("refused", 307, 1), 30.0),
        ((200, {}, b"<html>"), ("http_protocol_error", 1), 30.0),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), ("http_protocol_error", 1), 30.0),
    ],
)
def test_what_a_collector_answers_is_told_by_a_code_and_its_wish_to_wait_is_heard(
    server, push_to, answer, said, pause
):
    server.answer = lambda: answer
    pushing = push_to(server.endpoint)
    assert pushing.push.step() == pause
    assert pushing.log == [("agent.figures.lost", *said)]


def test_an_answer_without_a_body_is_good_news(server, push_to):
    server.answer = lambda: (204, {}, b"")
    pushing = push_to(server.endpoint)
    assert pushing.push.step() == EVERY_S
    assert pushing.log == [("agent.figures.taken",)]


def test_data_points_that_are_not_taken_are_counted(server, push_to):
    partial = ExportMetricsPartialSuccess(rejected_data_points=2, error_message="no words from afar in a log")
    answer = ExportMetricsServiceResponse(partial_success=partial).SerializeToString()
    server.answer = lambda: (200, {}, answer)
    pushing = push_to(server.endpoint)
    assert pushing.push.step() == EVERY_S
    assert pushing.log == [("agent.figures.lost", "partly-refused", 2)]


def test_a_collector_of_another_authority_is_not_believed(server, push_to, tmp_path):
    stranger = Certificates(tmp_path)
    pushing = push_to(server.endpoint, ca=stranger.ca)
    pushing.push.step()
    assert server.pushes == []
    assert pushing.log == [("agent.figures.lost", "tls_certificate_error", 1)]


def test_a_certificate_that_cannot_be_written_is_tried_again(server, push_to):
    full = [OSError(28, "no space")]

    def present():
        if full:
            raise full.pop()

    pushing = push_to(server.endpoint, present=present)
    pushing.push.step()
    assert pushing.log == [("agent.figures.lost", "disk", 1)]
    pushing.push.step()
    assert len(server.pushes) == 1
