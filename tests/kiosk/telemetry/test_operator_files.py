"""The alarms and the dashboard that an operator is given ask only for figures that a terminal has."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from devices.status import DeviceStatus, Mender, PaperStatus
from kiosk.agent.status import Facts
from kiosk.agent.telemetry_facts import figures_of
from kiosk.events.kinds import Kind, fits
from kiosk.telemetry.figures import PREFIX
from kiosk.telemetry.topics import ROOT
from kiosk.telemetry.ui_report import LABELS, CallReport, Count, DeviceReport, UiReport
from sandbox.broker.mosquitto import HALL, PLATFORM, RIGHTS

PACKAGING = Path(__file__).parents[3] / "packaging"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FULL = Facts(
    clock_offset_ms=1,
    last_sync=NOW,
    report=UiReport(
        devices=(
            DeviceReport(
                kind="printer",
                device=DeviceStatus.ONLINE,
                fault="coverOpen",
                who=Mender.CLEAR,
                paper=PaperStatus.LOW,
                prints_left=40,
            ),
        ),
        since=NOW,
        calls=(CallReport(code="jam", device="printer", since=NOW),),
        counts=tuple(
            Count(name=name, label="x" if label else None, value=1) for name, label in LABELS.items()
        ),
    ),
)
LABELS_OF = {
    PREFIX + figure.name: {label for sample in figure.samples for label in sample.labels}
    for figure in figures_of(FULL, "1.0", 1.0, True, NOW)
    if figure.samples
}
OWN_NAME = {"label", "site"}
"""What the terminal is called in its hall, by its settings."""
SERVERS_OWN = {"job", "instance"}


def test_what_a_figure_says_besides_numbers_is_a_code_of_the_program_or_the_terminal_s_own_name():
    for figure in figures_of(FULL, "1.0", 1.0, True, NOW, "03 号机", "示例站"):
        for sample in figure.samples:
            for label, value in sample.labels.items():
                own = label in OWN_NAME and figure.name == "terminal_info"
                assert own or label == "version" or fits(Kind.CODE, value), figure.name


def rules():
    document = yaml.safe_load((PACKAGING / "alarms" / "yiciban.yaml").read_text("utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def dashboard():
    return json.loads((PACKAGING / "grafana" / "terminals.json").read_text("utf-8"))


def expressions():
    found = [(rule["alert"], rule["expr"]) for rule in rules()]
    return found + [
        (panel["title"], target["expr"]) for panel in dashboard()["panels"] for target in panel["targets"]
    ]


@pytest.mark.parametrize(("name", "expression"), expressions())
def test_an_expression_asks_for_figures_and_labels_that_there_are(name, expression):
    metrics = re.findall(r"\b(yiciban_[a-z_]+)(?:\{([^}]*)\})?", expression)
    assert metrics or expression.count("up{"), name
    for metric, selector in metrics:
        assert metric in LABELS_OF, f"{name}: {metric}"
        asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
        assert asked <= LABELS_OF[metric] | SERVERS_OWN, f"{name}: {metric}: {asked}"
    grouped = {label for inside in re.findall(r"by \(([^)]*)\)", expression) for label in inside.split(", ")}
    assert grouped <= set().union(*(LABELS_OF[metric] for metric, _ in metrics), SERVERS_OWN)


def test_every_alarm_says_how_bad_whose_and_what():
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["labels"]["who"] in ("hall", "maintenance", "operator")
        assert "{{ $labels.instance }}" in rule["annotations"]["summary"]


def test_no_panel_stands_on_another():
    taken = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not taken & cells, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    identifiers = [panel["id"] for panel in dashboard()["panels"]]
    assert len(identifiers) == len(set(identifiers))


def test_the_rights_that_are_documented_are_those_that_the_tests_broker_has():
    documented = (PACKAGING.parent / "docs" / "telemetry.md").read_text("utf-8")
    rights = RIGHTS.format(platform=PLATFORM, hall=HALL, root=ROOT)
    for line in filter(None, rights.splitlines()):
        assert f"\n{line}\n" in documented, line


def test_every_part_of_the_collectors_pipelines_is_configured_and_the_agents_port_is_read():
    text = (PACKAGING / "collector" / "otel-collector.yaml").read_text("utf-8")
    document = yaml.safe_load(text.replace(":PORT", ":9464"))
    gateway = yaml.safe_load((PACKAGING / "collector" / "otel-gateway.yaml").read_text("utf-8"))
    for each in (document, gateway):
        for pipeline in each["service"]["pipelines"].values():
            for kind in ("receivers", "processors", "exporters"):
                assert set(pipeline[kind]) <= set(each[kind])
    agent = yaml.safe_load((PACKAGING / "collector" / "prometheus-agent.yaml").read_text("utf-8"))
    (own,) = document["receivers"]["prometheus"]["config"]["scrape_configs"]
    (other,) = agent["scrape_configs"]
    assert own["job_name"] == other["job_name"] == "yiciban"
    assert own["static_configs"][0]["targets"] == ["127.0.0.1:9464"]


def test_the_alarms_own_trials_name_alarms_that_there_are():
    trials = yaml.safe_load((PACKAGING / "alarms" / "test.yaml").read_text("utf-8"))
    named = {one["alertname"] for test in trials["tests"] for one in test["alert_rule_test"]}
    assert named <= {rule["alert"] for rule in rules()}
    series = [one["series"].partition("{")[0] for test in trials["tests"] for one in test["input_series"]]
    assert set(series) <= {*LABELS_OF, "up"}
