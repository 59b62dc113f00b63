"""The fleet's load run in small: real broker, real certificates, orders to all. The whole: `make fleet`."""

from pathlib import Path

import pytest

from bench import fleet
from sandbox.broker import mosquitto

needs_broker = pytest.mark.skipif(not Path(mosquitto.PROGRAM).exists(), reason="mosquitto is not installed")


@needs_broker
def test_every_heartbeat_is_heard_and_every_order_answered(monkeypatch, tmp_path):
    monkeypatch.setattr(fleet, "TERMINALS", 25)
    monkeypatch.setattr(fleet, "SECONDS", 1.0)
    monkeypatch.setattr(fleet, "FASTER", 60.0)
    monkeypatch.setattr(fleet, "OUT", tmp_path)
    figures = fleet.main()
    assert figures["beats"] >= 25
    assert figures["beats_lost"] == 0
    assert figures["forbidden"] == 0
    assert figures["orders_answered"] == 25
