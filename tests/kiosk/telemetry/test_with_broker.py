"""The line to a real broker: rights, last will, retained state, waiting orders, a broker that goes away."""

import socket
from dataclasses import replace

import pytest

from kiosk.telemetry.messages import TerminalState
from sandbox.broker.certificates import Certificates
from sandbox.broker.mosquitto import Mosquitto
from sandbox.broker.operator import Operator

ONLINE = TerminalState(online=True, software_version="1.0").payload()


def state_of(name: str, online: bool):
    return lambda one: one.terminal_id == name and one.what == "state" and one.body["online"] is online


def test_what_is_said_is_heard_and_the_state_is_kept_for_who_comes_later(
    speak, operator, broker_process, certificates
):
    one = speak("zd-000000000001")
    one.until(lambda: one.times)
    assert one.connection.publish(one.topics.state, ONLINE, retain=True)
    assert not operator.next(state_of("zd-000000000001", online=True)).retained
    late = Operator(broker_process.port, certificates)
    try:
        assert late.next(state_of("zd-000000000001", online=True)).retained
    finally:
        late.close()


def test_a_terminal_that_is_killed_is_said_to_be_gone(speak, operator):
    one = speak("zd-000000000002")
    one.until(lambda: one.times)
    one.connection.publish(one.topics.state, ONLINE, retain=True)
    operator.next(state_of("zd-000000000002", online=True))
    one.connection._line[0].socket().shutdown(socket.SHUT_RDWR)  # no word of goodbye
    gone = operator.next(state_of("zd-000000000002", online=False))
    assert "stopped" not in gone.body or gone.body["stopped"] is False
    # It comes back by itself.
    one.until(lambda: one.times >= 2)


def test_a_terminal_that_stops_says_so_itself(speak, operator):
    one = speak("zd-000000000003")
    one.until(lambda: one.times)
    one.connection.stop(TerminalState(online=False, stopped=True).payload())
    assert operator.next(state_of("zd-000000000003", online=False)).body["stopped"] is True


def test_speaking_in_another_terminal_s_name_is_forbidden_and_told(speak, operator):
    one = speak("zd-000000000004")
    one.until(lambda: one.times)
    heard = []
    one.connection.publish(
        "yiciban/v1/terminals/zd-000000000001/state", ONLINE, acknowledged=lambda: heard.append(1)
    )
    one.until(lambda: one.connection.denied)
    assert "agent.telemetry.denied" in one.events()
    assert one.connection.last_reason == "not-authorized"
    assert heard == []
    assert one.connection.is_up


def test_listening_to_another_terminal_s_orders_gives_none_of_them(speak, operator):
    spy = speak("zd-000000000005", commands="yiciban/v1/terminals/zd-000000000006/commands")
    spy.until(lambda: spy.times)
    other = speak("zd-000000000006")
    other.until(lambda: other.times)
    operator.send("zd-000000000006", b"{}")
    other.until(lambda: other.received)
    assert spy.received == []


def test_a_name_that_is_not_that_of_the_certificate_changes_nothing(speak, operator):
    """The broker takes the name from the certificate: who claims another one speaks as themselves."""
    one = speak("zd-000000000007", certificate_of="zd-000000000008")
    one.until(lambda: one.times)
    one.connection.publish(one.topics.state, ONLINE)
    one.until(lambda: one.connection.denied)


def test_orders_wait_for_a_terminal_that_is_not_there(speak, operator):
    one = speak("zd-000000000009")
    one.until(lambda: one.times)
    one.connection.stop()
    operator.send("zd-000000000009", b'{"id":"waits"}')
    again = speak("zd-000000000009")
    again.until(lambda: again.received and again.times)
    assert again.received == [b'{"id":"waits"}']


@pytest.fixture
def own_broker(tmp_path, certificates):
    with Mosquitto(tmp_path / "broker", certificates) as broker:
        yield broker


def test_a_broker_that_is_killed_is_found_again_with_the_orders_that_it_had_written(
    own_broker, certificates, speak
):
    one = speak("zd-00000000000a", own_broker.port)
    one.until(lambda: one.times)
    one.connection.stop()
    sender = Operator(own_broker.port, certificates)
    sender.send("zd-00000000000a", b'{"id":"kept"}')
    sender.close()
    # It acknowledges a moment before it writes: for that the platform hands orders out by HTTPS, too.
    store = own_broker.folder / "store" / "mosquitto.db"
    one.until(lambda: store.exists() and b'"kept"' in store.read_bytes())
    own_broker.kill()
    own_broker.start()
    again = speak("zd-00000000000a", own_broker.port)
    again.until(lambda: again.received and again.times)
    assert again.received == [b'{"id":"kept"}']
    own_broker.kill()
    again.until(lambda: not again.connection.is_up)
    own_broker.start()
    again.until(lambda: again.times >= 2)
    assert "agent.telemetry.lost" in again.events()


def test_a_broker_with_a_certificate_of_another_authority_is_not_believed(tmp_path, certificates, speak):
    strange = Certificates(tmp_path / "strange")
    with Mosquitto(tmp_path / "broker", strange) as broker:
        one = speak("zd-00000000000b", broker.port)
        one.until(lambda: one.connection.last_reason == "certificate-of-the-broker")
        assert not one.connection.is_up


def test_a_terminal_with_a_certificate_of_another_authority_is_not_let_in(
    tmp_path, broker_process, certificates, speak
):
    strange = Certificates(tmp_path / "strange")
    strange.ca.write_bytes(certificates.ca.read_bytes())
    one = speak("zd-00000000000c")
    one.until(lambda: one.times)
    two = type(one)(broker_process.port, strange, "zd-00000000000d")
    two.connection.start()
    two.until(lambda: two.connection.last_reason)
    assert not two.times
    two.connection.stop()


def test_silence_behind_a_standing_line_is_noticed_and_said_by_the_broker(own_broker, certificates, speak):
    """A cut cable: neither side hears a FIN. The terminal notices by itself."""
    one = speak("zd-00000000000e", own_broker.port, keepalive_s=1)
    one.until(lambda: one.times)
    own_broker.freeze()
    one.until(lambda: not one.connection.is_up)
    own_broker.thaw()
    one.until(lambda: one.times >= 2)


def test_a_mistake_of_our_own_ends_that_line_and_not_the_listening(speak, operator):
    one = speak("zd-00000000000b")
    one.until(lambda: one.times)
    take = one.connection._received
    mistakes = iter([RuntimeError("ours")])

    def mistaken(payload):
        for mistake in mistakes:
            raise mistake
        take(payload)

    one.connection._received = mistaken
    operator.send("zd-00000000000b", b'{"id":"again"}')
    one.until(lambda: one.times >= 2 and one.received)
    assert one.received == [b'{"id":"again"}']
    assert [line["reason"] for line in one.log if line["event"] == "process.crashed"] == ["telemetry"]


def test_a_certificate_that_cannot_be_presented_once_is_presented_the_next_time(speak):
    one = speak("zd-00000000000c", port=9)
    one.until(lambda: "agent.telemetry.lost" in one.events())
    tls = one.connection._broker.tls
    mistakes = iter([RuntimeError("no new thread")])

    def mistaken():
        for mistake in mistakes:
            raise mistake
        return tls()

    one.connection._broker = replace(one.connection._broker, tls=mistaken)
    reasons = lambda: [line["reason"] for line in one.log if line["event"] == "agent.telemetry.lost"]  # noqa: E731
    one.until(lambda: "runtimeerror" in reasons()[:-1])
