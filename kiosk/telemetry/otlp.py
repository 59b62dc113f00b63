"""The figures of the monitor's page as OTLP metrics (OTLP 1.x, protobuf). Pure.

Imported only where a collector is set: the messages of protobuf cost memory. Names, labels and numbers are
those of `figures.text`, so alarms and dashboards are the same either way: no units (a receiver would add them
to the name), counters cumulative with the `_total` that Prometheus' naming wants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AggregationTemporality,
    Gauge,
    Metric,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from kiosk.telemetry.figures import PREFIX, Figure, Sample

SERVICE = "yiciban"
"""Becomes the label `job` where a collector writes for Prometheus, the terminal's id `instance`."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Whose figures they are."""

    terminal_id: str
    version: str


def request(figures: Iterable[Figure], teller: Teller, now: datetime) -> bytes:
    """Return the body of POST /v1/metrics; figures without samples are left out. `now` is aware."""
    about = {
        "service.name": SERVICE,
        "service.version": teller.version,
        "service.instance.id": teller.terminal_id,
    }
    scope = ScopeMetrics(
        scope=InstrumentationScope(name=SERVICE, version=teller.version),
        metrics=[_metric(figure, now) for figure in figures if figure.samples],
    )
    whole = ResourceMetrics(resource=Resource(attributes=_attributes(about)), scope_metrics=[scope])
    return ExportMetricsServiceRequest(resource_metrics=[whole]).SerializeToString()


def not_taken(answer: bytes) -> int:
    """Return how many data points a collector that answered 200 did not take; raises ValueError."""
    try:
        told = ExportMetricsServiceResponse.FromString(answer)
    except Exception as error:  # the library's own class is no promise
        raise ValueError("no answer of OTLP") from error
    return int(told.partial_success.rejected_data_points)


def _metric(figure: Figure, now: datetime) -> Metric:
    metric = Metric(name=PREFIX + figure.name, description=figure.about)
    if figure.kind == "counter":
        metric.sum.CopyFrom(
            Sum(
                data_points=[_count(sample, figure.since, now) for sample in figure.samples],
                aggregation_temporality=AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
                is_monotonic=True,
            )
        )
    else:
        metric.gauge.CopyFrom(Gauge(data_points=[_value(sample, now) for sample in figure.samples]))
    return metric


def _value(sample: Sample, now: datetime) -> NumberDataPoint:
    labels = _attributes(sample.labels)
    return NumberDataPoint(attributes=labels, time_unix_nano=_nanos(now), as_double=float(sample.value))


def _count(sample: Sample, since: datetime | None, now: datetime) -> NumberDataPoint:
    # A clock that was put back must not make a counter that begins after it is read.
    begun = min(since, now) if since is not None else None
    return NumberDataPoint(
        attributes=_attributes(sample.labels),
        start_time_unix_nano=_nanos(begun) if begun is not None else 0,
        time_unix_nano=_nanos(now),
        as_int=int(sample.value),
    )


def _attributes(labels: Mapping[str, str]) -> list[KeyValue]:
    return [KeyValue(key=key, value=AnyValue(string_value=value)) for key, value in labels.items()]


def _nanos(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1000
