"""Frame times with camera, reader and upload at work against the same window idle, in one run."""

import json
import statistics
import subprocess
import sys

from bench.display import LOGS, environment, stand, xvfb
from bench.plan import machine
from sandbox.stand import FIRST

LIMIT = 1.5


def main() -> dict[str, object]:
    """Return p50 and p99 in ms of both, and the ratio of the p99."""
    with xvfb() as display, stand() as (_, where):
        command = [
            *FIRST,
            sys.executable,
            "-m",
            "bench.frames_inside",
            str(where.profile),
            where.bench["url"],
        ]
        with (LOGS / "frames.log").open("w") as log:
            answer = subprocess.run(
                command,
                env=environment(display, where),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=True,
                timeout=400,
            )
    told = json.loads(answer.stdout.splitlines()[-1])
    if not told["uploaded_bytes"]:
        raise RuntimeError("nothing was uploaded meanwhile; see build/bench/logs/frames.log")
    idle, busy = told["idle"], told["busy"]
    ratio = _p99(busy) / _p99(idle)
    return {
        "idle_p50_ms": round(statistics.median(idle), 1),
        "idle_p99_ms": round(_p99(idle), 1),
        "busy_p50_ms": round(statistics.median(busy), 1),
        "busy_p99_ms": round(_p99(busy), 1),
        "ratio_p99": round(ratio, 2),
        "limit_ratio": LIMIT,
        "frames": [len(idle), len(busy)],
        "uploaded_bytes": told["uploaded_bytes"],
        "upload_bytes_per_s": told["upload_rate"],
        "within_limit": ratio <= LIMIT,
        "machine": machine(),
    }


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]
