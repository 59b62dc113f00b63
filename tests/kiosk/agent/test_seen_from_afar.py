"""A whole agent before the real platform and a real broker: what is seen from afar, and orders back."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from afar_terminal import AfarTerminal

from kiosk.agent.enrolment import KEY_FILE
from kiosk.agent.keys import FileKeyStore
from kiosk.audit_log.chain import Chain
from sandbox.broker.certificates import Certificates
from sandbox.broker.collector import Collector
from sandbox.broker.mosquitto import HALL, PROGRAM, Mosquitto
from sandbox.broker.operator import CommandKey, Operator
from sandbox.platform.auditing import AuditRow
from sandbox.platform.operation_tables import CommandRow
from sandbox.platform.ordering import order

pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="mosquitto is not installed")
TELEMETRY = """
[telemetry]
broker = "{broker}"
heartbeat_s = 10
prometheus_port = {port}

[otlp]
endpoint = "{collector}"
"""
REPORT = {
    "devices": [
        {"kind": "printer", "device": "online", "paper": "low"},
        {"kind": "id_card", "device": "hardwareError", "fault": "readerSilent", "who": "maintenance"},
    ],
    "since": "2026-11-22T00:00:00Z",
    "counts": [
        {"name": "visits_started", "value": 3},
        {"name": "guides_opened", "label": "tj-p-01", "value": 2},
        {"name": "pages_shown", "label": "home", "value": 9},
    ],
}


@pytest.fixture(scope="module")
def seen(platform_process, tmp_path_factory):
    """(agent, operator, platform): a terminal that enrolled and reports."""
    folder = tmp_path_factory.mktemp("seen")
    certificates = Certificates(folder / "certificates", platform_process.services.keys.authority)
    with Mosquitto(folder / "broker", certificates) as broker, Collector(certificates) as collector:
        operator = Operator(broker.port, certificates)
        told = TELEMETRY.replace("{collector}", collector.endpoint)
        terminal = AfarTerminal(folder, platform_process, broker, told)
        terminal.collector = collector
        try:
            yield terminal, operator, platform_process
        finally:
            terminal.stop()
            operator.close()


def test_devices_and_counters_reach_the_operator_and_a_monitor_on_the_terminal(seen):
    terminal, operator, _ = seen
    assert terminal.put_report(REPORT) == 200
    state = operator.next(
        lambda one: one.what == "state" and one.terminal_id == terminal.id and one.body.get("devices")
    )
    assert state.body["service"] == "IN_SERVICE"
    assert state.body["guideVersion"] >= 1
    assert [device["kind"] for device in state.body["devices"]] == ["id_card", "printer"]
    page = terminal.monitor()
    assert 'yiciban_device_fault{kind="id_card",code="readerSilent",who="maintenance"} 1' in page
    assert 'yiciban_guides_opened_total{bundle="tj-p-01"} 2' in page
    assert "yiciban_broker_connected 1" in page


def test_what_the_hall_is_wanted_for_is_kept_by_the_broker_for_who_looks_after_the_halls_and_nobody_else(
    seen,
):
    terminal, operator, _ = seen
    call = {"code": "papersLeft", "device": "document_camera", "since": REPORT["since"]}
    assert terminal.put_report({**REPORT, "calls": [call]}) == 200

    def wanted(one):
        return one.terminal_id == terminal.id and one.what == "hall" and bool(one.body.get("calls"))

    body = operator.next(wanted).body
    named = terminal.profile.terminal
    assert (body["label"], body["site"]) == (named.machine_label, named.site_name)
    assert [one["code"] for one in body["calls"]] == ["papersLeft"]
    assert body["papers"] == [{"kind": "printer", "paper": "low"}]
    hall = Operator(operator.port, operator.certificates, HALL)
    try:
        late = hall.next(wanted)
        assert late.retained
        # Its rights let it hear nothing else, though it asks for everything.
        assert terminal.put_report(REPORT) == 200
        hall.next(lambda one: one.terminal_id == terminal.id and not one.body["calls"])
        assert {one.what for one in hall.seen} == {"hall"}
    finally:
        hall.close()


def of_the_page(text):
    """Prometheus' text format, read by what it says: name and labels → number."""
    found = {}
    for name, inside, value in re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)$", text, re.MULTILINE):
        found[name, frozenset(re.findall(r'(\w+)="([^"]*)"', inside))] = float(value)
    return found


def test_the_collector_is_pushed_what_the_monitor_reads_by_the_terminals_own_certificate(seen):
    terminal, _, _ = seen
    assert terminal.put_report(REPORT) == 200
    low = ("yiciban_device_paper", frozenset({("kind", "printer"), ("state", "low")}))

    def pushed_is_read():
        terminal.agent._telemetry._collector._thread.wake()
        page = of_the_page(terminal.monitor())
        push = terminal.collector.pushes[-1].samples if terminal.collector.pushes else {}
        steady = {one for one in page if "seconds" not in one[0]}
        return low in page and push.keys() == page.keys() and all(push[one] == page[one] for one in steady)

    terminal.wait_for(pushed_is_read)
    push = terminal.collector.pushes[-1]
    assert push.certificate == push.resource["service.instance.id"] == terminal.id
    terminal.wait_for(lambda: "agent.figures.taken" in terminal.events())


NAME, PHONE = "李示例", "13800000000"


@pytest.mark.parametrize(
    "wrong",
    [
        {"devices": [{"kind": "printer", "device": "online", "name": NAME}]},
        {"devices": [{"kind": NAME, "device": "online"}]},
        {"counts": [{"name": "pages_shown", "label": PHONE, "value": 1}]},
        {"counts": [{"name": NAME, "value": 1}]},
        {"calls": [{"code": "jam", "device": PHONE, "since": REPORT["since"]}]},
    ],
)
def test_nothing_of_a_person_gets_through_the_socket_nor_out_on_any_way(seen, wrong):
    terminal, operator, _ = seen
    assert terminal.put_report({**REPORT, **wrong}) == 400
    before = len(terminal.collector.pushes)

    def pushed():
        terminal.agent._telemetry._collector._thread.wake()
        return len(terminal.collector.pushes) > before

    terminal.wait_for(pushed)
    told = [push.message.SerializeToString() for push in terminal.collector.pushes]
    told += [json.dumps(one.body, ensure_ascii=False).encode() for one in operator.seen]
    told += [terminal.monitor().encode(), terminal.output.getvalue().encode()]
    for word in (NAME.encode(), json.dumps(NAME).strip('"').encode(), PHONE.encode()):
        assert not [one for one in told if word in one]


def answer_to(operator, signed):
    return operator.next(lambda one: one.what == "answers" and one.body["id"] == signed["id"]).body


def test_orders_by_the_broker_are_carried_out_and_answered(seen):
    terminal, operator, platform = seen
    keys = platform.services.keys.commands

    def send(kind, **args):
        signed = keys.signed(terminal.members(kind, **args))
        operator.send(terminal.id, signed)
        return answer_to(operator, signed)

    assert send("OUT_OF_SERVICE", reason="paper")["disposition"] == "done"
    assert terminal.status()["orderedOut"] == "paper"
    assert send("IN_SERVICE")["disposition"] == "done"
    assert terminal.status()["orderedOut"] is None
    synced = send("SYNC_CATALOGUE")
    assert synced["detail"]["guideVersion"] == terminal.status()["guideVersion"]
    told = send("COLLECT_DIAGNOSTICS")["detail"]
    assert told["platform"] == "reachable"
    assert told["freeMiB"]["state"] > 0
    assert told["broker"]["denied"] == 0
    assert "lastReason" in told["collector"]
    assert send("UPDATE_SOFTWARE")["disposition"] == "done"
    assert send("RELOAD_CONFIG")["detail"]["changed"] is False
    assert send("RESTART_APP")["disposition"] == "done"
    assert terminal.status()["restart"]


def test_a_key_is_changed_by_order_and_the_broker_takes_the_new_one(seen):
    terminal, operator, platform = seen
    file = terminal.profile.paths.state_dir / KEY_FILE
    before = FileKeyStore(file).public_key
    lines = terminal.events().count("agent.telemetry.connected")
    signed = platform.services.keys.commands.signed(terminal.members("ROTATE_KEY"))
    operator.send(terminal.id, signed)
    assert answer_to(operator, signed)["disposition"] == "done"
    terminal.wait_for(lambda: terminal.events().count("agent.telemetry.connected") > lines)
    assert FileKeyStore(file).public_key != before
    assert terminal.status()["platform"] == "reachable"
    assert not terminal.status()["revoked"]


def test_an_order_is_carried_out_once(seen):
    terminal, operator, platform = seen
    signed = platform.services.keys.commands.signed(terminal.members("OUT_OF_SERVICE", reason="moving"))
    operator.send(terminal.id, signed)
    assert answer_to(operator, signed)["disposition"] == "done"
    back = platform.services.keys.commands.signed(terminal.members("IN_SERVICE"))
    operator.send(terminal.id, back)
    answer_to(operator, back)
    operator.forget()
    operator.send(terminal.id, signed)
    again = answer_to(operator, signed)
    assert (again["disposition"], again["reason"], again["detail"]) == (
        "refused",
        "replayed",
        {"first": "done"},
    )
    assert terminal.status()["orderedOut"] is None


def test_an_order_that_somebody_else_signed_is_refused_and_the_keys_are_asked_for_once(seen):
    terminal, operator, _ = seen
    signed = CommandKey("stranger").order(terminal.id, "OUT_OF_SERVICE")
    operator.send(terminal.id, signed)
    told = answer_to(operator, signed)
    assert (told["disposition"], told["reason"]) == ("refused", "unknown-key")
    terminal.wait_for(lambda: "agent.certificate.renewed" in terminal.events())
    # The line stands again with the renewed certificate.
    terminal.wait_for(lambda: terminal.events().count("agent.telemetry.connected") >= 2)


@pytest.mark.parametrize(
    "kind",
    [
        "SYNC_CATALOGUE",
        "OUT_OF_SERVICE",
        "RESTART_APP",
        "COLLECT_DIAGNOSTICS",
        "UPDATE_SOFTWARE",
        "ROTATE_KEY",
    ],
)
def test_no_order_is_carried_out_late_for_another_terminal_or_when_something_of_it_was_changed(seen, kind):
    terminal, operator, platform = seen
    keys, members = platform.services.keys.commands, terminal.members(kind)
    file = terminal.profile.paths.state_dir / KEY_FILE
    before = (terminal.status()["orderedOut"], terminal.status()["restart"], file.read_bytes())
    past = (datetime.now(UTC) - timedelta(seconds=5)).isoformat(timespec="seconds")
    late = keys.signed({**members, "id": str(uuid.uuid4()), "expiresAt": past})
    far = (datetime.now(UTC) + timedelta(days=8)).isoformat(timespec="seconds")
    long = keys.signed({**members, "id": str(uuid.uuid4()), "expiresAt": far})
    changed = {**keys.signed({**members, "id": str(uuid.uuid4())}), "args": {"reason": "moving"}}
    for order_sent, why in ((late, "expired"), (long, "lives-too-long"), (changed, "bad-signature")):
        operator.send(terminal.id, order_sent)
        told = answer_to(operator, order_sent)
        assert (told["disposition"], told["reason"]) == ("refused", why)
    other = keys.signed({**members, "id": str(uuid.uuid4()), "terminalId": "zd-000000000000"})
    operator.send(terminal.id, other)
    terminal.wait_for(lambda: other["id"] in [line.get("command_id") for line in terminal.log])
    (line,) = [line for line in terminal.log if line.get("command_id") == other["id"]]
    assert (line["disposition"], line["reason"]) == ("refused", "other-terminal")
    assert other["id"] not in [one.body["id"] for one in operator.seen if one.what == "answers"]
    assert before == (terminal.status()["orderedOut"], terminal.status()["restart"], file.read_bytes())


def test_an_order_that_waits_with_the_platform_comes_with_a_heartbeat(seen):
    terminal, _, platform = seen
    signed = order(platform.services, terminal.id, "SYNC_CATALOGUE", {})
    terminal.agent._heartbeat.wake()
    terminal.wait_for(lambda: signed["id"] in [line.get("command_id") for line in terminal.log])


def test_the_audit_log_reaches_the_platform_chained(seen):
    terminal, _, platform = seen
    chain = Chain(terminal.profile.paths.audit, "ui", lambda: datetime.now(UTC))
    chain.append([("ui.started", {}), ("ui.visit.ended", {"disposition": "left"})])
    terminal.agent._audit.wake()
    terminal.wait_for(lambda: "agent.audit.shipped" in terminal.events())
    chain.append([("ui.stopped", {})])
    terminal.agent._audit.wake()

    def there():
        with platform.services.database.transaction() as session:
            rows = (
                session.query(AuditRow).filter_by(terminal_id=terminal.id, chain="ui").order_by(AuditRow.seq)
            )
            return [row.body["event"] for row in rows]

    terminal.wait_for(lambda: there() == ["ui.started", "ui.visit.ended", "ui.stopped"])
    chain.close()


def test_a_stopped_terminal_says_goodbye_and_answers_by_https_where_there_is_no_broker(
    platform_process, tmp_path
):
    terminal = AfarTerminal(tmp_path, platform_process, None, "")
    try:
        signed = order(platform_process.services, terminal.id, "OUT_OF_SERVICE", {"reason": "update"})
        terminal.agent._heartbeat.wake()
        terminal.wait_for(lambda: terminal.status()["orderedOut"] == "update")

        def answered():
            with platform_process.services.database.transaction() as session:
                row = session.get(CommandRow, signed["id"])
                return row is not None and row.ok

        terminal.wait_for(answered)
    finally:
        terminal.stop()
    # Out of service stays so over a restart.
    again = AfarTerminal(tmp_path, platform_process, None, "", enrol=False)
    try:
        assert again.status()["orderedOut"] == "update"
    finally:
        again.stop()


def test_the_last_word_is_that_it_was_stopped(seen):
    terminal, operator, _ = seen
    terminal.stop()
    gone = operator.next(
        lambda one: one.what == "state" and one.terminal_id == terminal.id and one.body["online"] is False
    )
    assert gone.body["stopped"] is True
