"""The screens' process may be killed while it asks the agent; that is no crash of the agent."""

import socket

import pytest

from kiosk.platform.client import PlatformClient


@pytest.mark.parametrize("path", ["/agent/v1/outbox/wake", "/agent/v1/ui-state", "/kiosk/v1/plans"])
def test_a_question_that_is_cut_in_the_middle_is_no_crash(agent, caplog, path):
    method = "PUT" if path.endswith("ui-state") else "POST"
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(agent.socket_path))
        line.sendall(f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{{".encode())
    client = PlatformClient(agent.socket_path)
    # Whoever asks next is answered after what was cut.
    assert client.agent_status().enrolled
    client.close()
    agent.agent.stop()
    assert not [record.name for record in caplog.records if record.levelname == "ERROR"]
