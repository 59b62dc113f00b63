"""What is wrong with the line is named for what it is: a certificate only where it is one."""

import io
from datetime import UTC, datetime

import pytest

from kiosk.agent import upstream
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.terminal.logs import make_logger
from sandbox.faulty_network import FaultyNetwork, Line
from sandbox.platform.tls import Authority

PORTAL = b"<html>sign in</html>"


@pytest.fixture
def strange(tmp_path):
    now = datetime.now(UTC)
    return Authority.open(tmp_path, now).make_server_files(tmp_path, now)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("stranger", "tls_certificate_error"),
        ("portal", "tls_protocol_error"),
        ("cut", "connection_terminated"),
        ("refused", "connection_terminated"),
    ],
)
def test_a_bad_line_is_named(server, authority, strange, fault, error):
    lines = {
        "stranger": Line(certificate=strange, page=PORTAL),
        "portal": Line(page=PORTAL),
        "cut": Line(cut_at=2),
        "refused": Line(refused=True),
    }
    port = int(server.url.rpartition(":")[2])
    with FaultyNetwork(port) as network:
        network.set(lines[fault])
        upstream = Upstream(
            f"https://127.0.0.1:{network.port}",
            authority[0],
            AgentStatus(),
            make_logger("agent", io.StringIO()),
        )
        with pytest.raises(UpstreamDown) as down:
            upstream.send("GET", "/kiosk/v1/capabilities", sign=False)
        upstream.close()
    assert down.value.error == error


@pytest.mark.parametrize(
    "date", ["Sun, 22 Nov 2026 13:00:00 -0000", "soon", "", None, "Sun, 99 Nov 2026 13:00:00 GMT"]
)
def test_a_date_that_tells_no_time_tells_nothing_of_the_clock(date):
    assert upstream._offset_ms(date, datetime(2026, 11, 22, 13, tzinfo=UTC)) is None
