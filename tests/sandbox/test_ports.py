import socket
from pathlib import Path

from sandbox.ports import free_ports


def test_the_ports_differ_and_none_is_one_that_the_system_lends_to_connections() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    ports = free_ports(40)
    assert len(set(ports)) == 40
    assert all(1024 < port < first for port in ports)


def test_a_server_can_begin_on_each_of_them() -> None:
    for port in free_ports(6):
        with socket.create_server(("127.0.0.1", port)):
            pass
