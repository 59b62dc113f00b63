"""The fleet's load run in small: real broker, real certificates, orders to all; a store without loss."""

from pathlib import Path

import pytest

from bench import fleet
from sandbox.broker import jetstream, mosquitto

needs_broker = pytest.mark.skipif(not Path(mosquitto.PROGRAM).exists(), reason="mosquitto is not installed")
needs_nats = pytest.mark.skipif(not Path(jetstream.PROGRAM).exists(), reason="nats-server is not installed")


@needs_broker
def test_every_heartbeat_is_heard_and_every_order_answered(monkeypatch, tmp_path):
    monkeypatch.setattr(fleet, "TERMINALS", 25)
    monkeypatch.setattr(fleet, "SECONDS", 7.0)
    monkeypatch.setattr(fleet, "OUT", tmp_path)
    figures = fleet.main()
    assert figures["beats"] >= 25
    assert figures["beats_lost"] == 0
    assert figures["forbidden"] == 0
    assert figures["orders_answered"] == 25


@needs_broker
@needs_nats
@pytest.mark.timeout(150)  # three servers agree, one is killed, and they agree again
def test_what_the_broker_acknowledged_is_kept_once_although_the_leader_was_killed(monkeypatch, tmp_path):
    from bench import fleet_store

    monkeypatch.setattr(fleet_store, "TERMINALS", 10)
    monkeypatch.setattr(fleet_store, "KILLS", 1)
    monkeypatch.setattr(fleet_store, "BETWEEN_S", 2.0)
    monkeypatch.setattr(fleet_store, "OUT", tmp_path)
    figures = fleet_store.main()
    assert figures["leaders_killed"] == 1
    assert figures["messages"] > 0
    assert (figures["lost"], figures["twice"]) == (0, 0)
    assert figures["kept"] == figures["messages"]
