"""What a collector is pushed around a whole visit holds nothing of the citizen."""

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from journey_ways import bring_papers, to_scan
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.telemetry.counters import Counters
from kiosk.telemetry.figures import Figure, Sample
from kiosk.telemetry.otlp import Teller, request
from kiosk.terminal.logs import make_logger
from kiosk.visit.pages import Page
from sandbox.broker.certificates import Certificates
from sandbox.broker.collector import Collector
from sandbox.stand import PROFILE, start_agent
from screens.event_log import EventLog
from screens.reporting import UiReporter

OTLP = '\n[otlp]\nendpoint = "{}"\ninterval_s = 10\n'
NAME = "site-pushing"
WITHIN_S = 90


@pytest.fixture
def collector(_stand, platform, agent, tmp_path) -> Iterator[Collector]:
    """A collector, and the agent of the terminal pushing to it."""
    stand, programs = _stand
    # Beside the other one: its folders are named from there.
    profile = stand.profile.with_name(f"{NAME}.toml")
    client = PlatformClient(stand.folder / "run" / "agent.sock")

    def reaches() -> bool:
        with suppress(PlatformError):
            return client.agent_status().platform == "reachable"
        return False

    with Collector(Certificates(tmp_path, platform.services.keys.authority)) as listening:
        profile.write_text(stand.profile.read_text("utf-8") + OTLP.format(listening.endpoint), "utf-8")
        agent.kill()
        start_agent(programs, profile)
        try:
            programs.until(reaches, "the agent that pushes")
            yield listening
        finally:
            agent.kill()
            agent.start()
            for file in stand.folder.glob(f"{NAME}.*"):
                file.unlink()
    programs.until(reaches, "the agent as it was")
    client.close()


@pytest.fixture
def counters(terminal, monkeypatch) -> Counters:
    """What is counted of a visit, as the screens' process counts it."""
    made = Counters(datetime.now(UTC))
    monkeypatch.setattr(terminal._runner, "_log", EventLog(make_logger("ui", io.StringIO()), made))
    return made


def told_of(secrets: Iterable[str], bodies: Iterable[bytes]) -> set[str]:
    """Return those of the secrets that stand in bodies of POST /v1/metrics, as text or as a number."""
    found = set()
    for body in bodies:
        numbers = set(values(body))
        for secret in secrets:
            encoded = {secret.encode(one) for one in ("utf-8", "gb18030", "utf-16-le")}
            numeric = secret.isdecimal() and float(secret) in numbers
            if numeric or any(one in body for one in encoded):
                found.add(secret)
    return found


def values(body: bytes) -> Iterator[float]:
    """Yield every number of a body."""
    for whole in ExportMetricsServiceRequest.FromString(body).resource_metrics:
        for scope in whole.scope_metrics:
            for metric in scope.metrics:
                for point in (*metric.gauge.data_points, *metric.sum.data_points):
                    yield float(point.as_int or point.as_double)


def test_nothing_of_the_citizen_is_pushed_to_the_collector(collector, terminal, bench, counters, number):
    reporter = UiReporter(terminal.client, counters, lambda: terminal.state, terminal.send, lambda: None)
    to_scan(terminal.with_network(), bench, number)
    bring_papers(terminal, bench)
    terminal.declare_and_submit().on(Page.DONE, 40)
    visit = terminal.state.visit
    secrets = [str(visit.citizen.facts[key]) for key in ("name", "number", "address")]
    secrets += [str(held.value) for held in visit.application.values.values() if len(str(held.value)) > 5]
    secrets += [f"138{number:08d}", visit.citizen.session_id, visit.citizen.proof[:60]]
    secrets += [visit.outcome.submission_no, visit.outcome.query_code]
    assert all(len(secret) > 1 for secret in secrets)
    for page in terminal.pages:
        counters.page(page.partition(":")[0])
    # Who it is stands in the state that this looks at, and what was counted is whole.
    reporter.step()
    bench.lift_card()
    terminal.end()
    reporter.step()

    done = len(collector.pushes)
    counted = {
        ("yiciban_guides_opened_total", frozenset({("bundle", visit.bundle_id)})),
        ("yiciban_pages_shown_total", frozenset({("page", Page.DECLARE.value)})),
    }
    assert collector.wait(
        lambda: len(collector.pushes) > done and counted <= collector.pushes[-1].samples.keys(),
        WITHIN_S,
    ), "the visit itself is counted"
    bodies = [push.message.SerializeToString() for push in collector.pushes]
    assert told_of(secrets, bodies) == set()

    # The search sees what there is, and would see every one of the secrets.
    site = terminal.world.site.site_name
    assert site in PROFILE
    assert told_of([site], bodies) == {site}
    for secret in secrets:
        leaks = [Sample(1, {"label": f"x {secret} x"})]
        leaks += [Sample(int(secret), {})] if secret.isdecimal() else []
        for leak in leaks:
            figure = Figure("leak", "gauge", "Leak.", (leak,))
            body = request([figure], Teller("zd-000000000001", "0.1.0"), datetime.now(UTC))
            assert told_of(secrets, [body]) >= {secret}
