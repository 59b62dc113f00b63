"""What pushing figures by OTLP costs the agent: memory beside an agent that does not, processor time, growth.

Runs of `kiosk agent` on one enrolled terminal, with [otlp] and without in turn, the least of each. Then
pushes without pause in this process, the collector first there and then gone.
"""

import gc
import io
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.beside import agent, has_guides, until
from bench.plan import machine
from kiosk.agent.enrolment import load_identity
from kiosk.agent.figures_push import Collector, FiguresPush
from kiosk.agent.status import Facts
from kiosk.agent.telemetry_facts import figures_of
from kiosk.telemetry.otlp import Teller, request
from kiosk.telemetry.ui_report import UiReport
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import load
from sandbox.bare_profile import bare_profile
from sandbox.broker.certificates import Certificates
from sandbox.broker.collector import Collector as Server
from sandbox.platform.tls import Authority
from sandbox.processes import program

PUSHES = 500
RUNS = 2
SETTLE_S = 20.0
PATIENCE_S = 120.0
LIMIT_MIB, LIMIT_MS, LIMIT_GROWTH_MIB = 6.0, 10.0, 1.0
OUT = Path("build/bench")
NAME = "zd-000000000001"
OTLP_GROUP = "[otlp]"
OTLP = '\n[otlp]\nendpoint = "{endpoint}"\ninterval_s = 10\n'


def main() -> dict[str, object]:
    """Return the figures; memory in MiB, processor time in milliseconds a push."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as made:
        folder = Path(made).resolve()
        without, beside = _agents(folder)
        certificates = Certificates(folder / "alone")
        figures = _figures()
        with Server(certificates) as server:
            push = _push(server.endpoint, certificates, figures)
            cpu_ms, taken_mib = _many(push, server.pushes.clear)
        _, gone_mib = _many(push, lambda: None)
    more = {key: round(beside[key] - without[key], 1) for key in without}
    return {
        "agent_rss_mib": round(without["rss"], 1),
        "more_rss_mib": more["rss"],
        "more_private_dirty_mib": more["dirty"],
        "samples": sum(len(figure.samples) for figure in figures),
        "request_bytes": len(request(figures, Teller(NAME, "0.1.0"), datetime.now(UTC))),
        "pushes": PUSHES,
        "cpu_ms_a_push": round(cpu_ms, 2),
        "growth_mib": round(taken_mib, 2),
        "growth_collector_gone_mib": round(gone_mib, 2),
        "limits": [LIMIT_MIB, LIMIT_MS, LIMIT_GROWTH_MIB],
        "machine": machine(),
        "within_limit": more["rss"] <= LIMIT_MIB
        and cpu_ms <= LIMIT_MS
        and max(taken_mib, gone_mib) <= LIMIT_GROWTH_MIB,
    }


def _agents(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    command = [program("kiosk-platform"), "serve", "--state", str(folder / "platform")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as platform:
        assert platform.stdout is not None
        try:
            told = json.loads(platform.stdout.readline())
            profile = folder / "site.toml"
            text = bare_profile(told["url"], told["ca"])
            profile.write_text(text, encoding="utf-8")
            state = load(profile).paths.state_dir
            with agent(profile, told["enrolmentCode"]):
                until(lambda: load_identity(state) is not None and has_guides(load(profile)))
            authority = Authority.open(Path(told["ca"]).parent, datetime.now(UTC))
            with Server(Certificates(folder / "collector", authority)) as server:
                otlp = OTLP.format(endpoint=server.endpoint)
                runs = [_run(profile, text + more, server) for _ in range(RUNS) for more in ("", otlp)]
                return _least(runs[::2]), _least(runs[1::2])
        finally:
            platform.terminate()


def _run(profile: Path, text: str, server: Server) -> dict[str, float]:
    profile.write_text(text, encoding="utf-8")
    server.pushes.clear()
    with agent(profile) as process:
        assert OTLP_GROUP not in text or server.wait(lambda: len(server.pushes) >= 2, PATIENCE_S)
        return _memory(process)


def _least(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: min(run[key] for run in runs) for key in runs[0]}


def _memory(pid: int) -> dict[str, float]:
    time.sleep(SETTLE_S)
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return {
        "rss": int(lines["Rss"].split()[0]) / 1024,
        "dirty": int(lines["Private_Dirty"].split()[0]) / 1024,
    }


def _figures() -> list:
    counts = tuple(
        {"name": name, "label": f"{label}-{number:02}", "value": number}
        for name, label, many in (("pages_shown", "page", 30), ("guides_opened", "tj-p", 20))
        for number in range(many)
    )
    now = datetime.now(UTC)
    devices = tuple({"kind": kind, "device": "online"} for kind in ("id_card", "printer", "code_reader"))
    report = UiReport.model_validate({"since": now, "counts": counts, "devices": devices})
    return figures_of(
        Facts(report=report, last_sync=now, clock_offset_ms=0), "0.1.0", 1.0, True, now, "A", "B"
    )


def _push(endpoint: str, certificates: Certificates, figures: list) -> FiguresPush:
    line = Collector(endpoint, certificates.ca, *certificates.client(NAME), lambda: None)
    log = make_logger("agent", io.StringIO())
    push = FiguresPush(
        line, lambda: figures, Teller(NAME, "0.1.0"), 60, lambda: datetime.now(UTC), log, lambda: 0.5
    )
    push.step()
    return push


def _many(push: FiguresPush, between: Callable[[], None]) -> tuple[float, float]:
    """Return processor time a push in ms, of this thread alone, and growth of the resident set in MiB."""
    for _ in range(PUSHES // 5):
        push.step()
        between()
    gc.collect()
    before, begun = _rss_mib(), time.thread_time()
    for _ in range(PUSHES):
        push.step()
        between()
    spent = time.thread_time() - begun
    gc.collect()
    return spent / PUSHES * 1000, _rss_mib() - before


def _rss_mib() -> float:
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024
