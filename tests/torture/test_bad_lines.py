"""A sample of the lines that go wrong between terminal and platform; `make torture` tries them all."""

import network_faults
import pytest
from kills import judged

from sandbox.faulty_network import Line

DEAD = (
    "nobody listens",
    "wrong TLS certificate",
    "captive portal without TLS",
    "captive portal with a certificate that is trusted",
)


@pytest.fixture(autouse=True)
def judge(stand):
    yield
    verdict = judged(stand)
    assert not verdict.broken, verdict.broken[:5]
    assert verdict.said == verdict.arrived > 0


def test_a_line_that_is_cut_at_any_chunk(stand):
    assert network_faults.cut_at_every_chunk(stand, every=14, first=3) > 18


@pytest.mark.parametrize("name", DEAD)
def test_over_a_dead_line_nothing_arrives_and_afterwards_everything(stand, tmp_path, name):
    line = network_faults.dead_lines(stand, tmp_path / "stranger")[name]
    assert not list(network_faults.wait_out(stand, line))


@pytest.mark.parametrize(
    "line",
    [Line(lost=0.3, chunk_bytes=1 << 17), Line(bytes_per_s=5000, chunk_bytes=1400)],
    ids=["30 % lost", "5 kB/s"],
)
def test_over_a_bad_line_it_takes_longer(stand, line):
    network_faults.through(stand, line, page_bytes=900)
