"""`make test-install`: the agent pushes figures by OTLP, from its own unit, to whom root names."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from booted_machine import Machine
from cable import OTHER
from hall import Glass, Hall

from sandbox.broker.certificates import Certificates
from sandbox.broker.collector import Collector
from sandbox.platform.tls import Authority

AGENT = "kiosk-agent.service"
NAME = "collector.example"
TOLD, HOSTS, CA = "/etc/yiciban/site.toml", "/etc/hosts", "/etc/yiciban/collector-ca.pem"
GROUP = '\n[otlp]\nendpoint = "https://{name}:{port}"\nca_file = "{ca}"\ninterval_s = 10\n'


@pytest.fixture
def collector(hall: Hall, tmp_path: Path) -> Iterator[Collector]:
    """An operator's collector at another address than the platform's, with a certificate of its own."""
    authority = Authority.open(Path(hall.platform["ca"]).parent, datetime.now(UTC))
    certificates = Certificates(tmp_path / "collector", authority)
    # Terminals are the platform's; the collector's own name is vouched for by somebody else.
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]
    words += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-days", "2"]
    words += ["-out", str(certificates.server), "-keyout", str(certificates.server_key)]
    subprocess.run(words, check=True, capture_output=True)
    with Collector(certificates) as made, hall.also_at(OTHER, made.port):
        yield made


@pytest.fixture
def named(machine: Machine, glass: Glass, collector: Collector, tmp_path: Path) -> Iterator[Collector]:
    """The collector in root's word, as it is there after the next start."""
    before = {path: (machine.root.folder / path.lstrip("/")).read_text() for path in (TOLD, HOSTS)}
    assert OTHER not in machine.shown(AGENT, "IPAddressAllow")
    machine.root.write(CA, (tmp_path / "collector/server.pem").read_text(encoding="ascii"))
    machine.root.write(HOSTS, f"{before[HOSTS]}{OTHER} {NAME}\n")
    told = GROUP.format(name=NAME, port=collector.port, ca=Path(CA).name)
    machine.root.write(TOLD, before[TOLD] + told)
    _begin_anew(machine)
    yield collector
    for path, text in before.items():
        machine.root.write(path, text)
    (machine.root.folder / CA.lstrip("/")).unlink()
    _begin_anew(machine)
    assert OTHER not in machine.shown(AGENT, "IPAddressAllow")


def _begin_anew(machine: Machine) -> None:
    machine.ask("systemctl", "restart", "kiosk-site.service", AGENT)
    machine.until(lambda: machine.is_active(AGENT))


def test_agent_pushes_its_figures_to_the_collector_that_root_names(
    machine: Machine, named: Collector
) -> None:
    came = named.wait(lambda: len(named.pushes) >= 2, 120)
    assert came, machine.journal()
    assert OTHER in machine.shown(AGENT, "IPAddressAllow")
    push = named.pushes[-1]
    assert push.certificate == push.resource["service.instance.id"] == machine.status()["terminalId"]
    assert any(name == "yiciban_outbox_waiting" for name, _ in push.samples)
    assert machine.events(AGENT, "agent.figures.taken")
