"""What is pushed is what the monitor's page says, name for name and number for number."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsPartialSuccess,
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)

from kiosk.telemetry.coarse import CoarseCounts
from kiosk.telemetry.figures import Figure, Sample, text
from kiosk.telemetry.otlp import Teller, not_taken, request
from kiosk.telemetry.ui_report import Count, UiReport

NOW = datetime(2026, 11, 22, 8, 0, 0, 250_000, tzinfo=UTC)
TELLER = Teller("zd-000000000001", "0.1.0")
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
labels = st.dictionaries(names, st.text(max_size=8), max_size=3)
gauges = st.builds(
    Sample, st.floats(allow_nan=False, allow_infinity=False, width=32) | st.booleans(), labels
).map(lambda sample: (sample,))
counts = st.lists(st.builds(Sample, st.integers(0, 10**12), labels), max_size=4).map(tuple)
figures = st.lists(
    st.builds(Figure, names, st.just("gauge"), st.text(max_size=20), gauges)
    | st.builds(Figure, names, st.just("counter"), st.text(max_size=20), counts, st.just(NOW)),
    max_size=6,
    unique_by=lambda figure: figure.name,
)


def decoded(body):
    (whole,) = ExportMetricsServiceRequest.FromString(body).resource_metrics
    (scope,) = whole.scope_metrics
    return whole, scope.metrics


@given(figures)
def test_every_sample_of_the_page_is_pushed_once_with_its_name_labels_and_number(told):
    _, metrics = decoded(request(told, TELLER, NOW))
    pushed = []
    for metric in metrics:
        counter = metric.HasField("sum")
        for point in metric.sum.data_points if counter else metric.gauge.data_points:
            value = point.as_int if counter else point.as_double
            said = {one.key: one.value.string_value for one in point.attributes}
            pushed.append((metric.name, "counter" if counter else "gauge", said, value))
    assert pushed == [
        (f"yiciban_{figure.name}", figure.kind, dict(sample.labels), sample.value)
        for figure in told
        for sample in figure.samples
    ]
    assert len([line for line in text(told).split("\n") if re.match("yiciban_", line)]) >= len(metrics)


def test_whose_figures_they_are_stands_in_the_resource_and_nothing_else_does():
    whole, _ = decoded(request([Figure("x", "gauge", "X.", (Sample(1, {}),))], TELLER, NOW))
    assert {one.key: one.value.string_value for one in whole.resource.attributes} == {
        "service.name": "yiciban",
        "service.version": "0.1.0",
        "service.instance.id": "zd-000000000001",
    }


@pytest.mark.parametrize("ahead", [timedelta(hours=-3), timedelta(0), timedelta(hours=3)])
def test_a_counter_is_cumulative_since_it_began_and_never_begins_after_it_is_read(ahead):
    began = NOW + ahead
    _, (metric,) = decoded(
        request([Figure("n_total", "counter", "N.", (Sample(7, {}),), began)], TELLER, NOW)
    )
    (point,) = metric.sum.data_points
    assert metric.sum.is_monotonic
    assert metric.sum.aggregation_temporality == 2
    assert metric.unit == "", "a receiver would add it to the name"
    assert point.time_unix_nano == 1_795_334_400_250_000_000
    assert point.start_time_unix_nano == int(min(began, NOW).timestamp() * 1000) * 1_000_000


def test_a_collector_says_what_it_has_not_taken():
    partial = ExportMetricsPartialSuccess(rejected_data_points=3)
    answer = ExportMetricsServiceResponse(partial_success=partial).SerializeToString()
    assert (not_taken(answer), not_taken(b"")) == (3, 0)
    with pytest.raises(ValueError):
        not_taken(b"<html>")


def test_counters_stand_still_for_a_while_so_that_nobody_reads_one_visit_of_them():
    now = [0.0]
    coarse = CoarseCounts(900.0, lambda: now[0])

    def shown(value, since=NOW):
        told = UiReport(since=since, counts=(Count(name="visits_started", value=value),))
        (count,) = coarse.of(told).counts
        return count.value

    assert coarse.of(None) is None
    assert shown(5) == 5
    now[0] = 899.0
    assert shown(6) == 5
    now[0] = 900.0
    assert shown(7) == 7
    assert shown(0, NOW + timedelta(minutes=1)) == 0, "screens that began anew"
