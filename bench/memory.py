"""Memory after 200 whole visits against after 20, in one process."""

import json
import subprocess
import sys

from bench.display import LOGS, environment, stand, xvfb
from bench.plan import machine

LIMIT = 1.05


def main() -> dict[str, object]:
    """Return both in MiB and the ratio."""
    with xvfb() as display, stand() as (_, where):
        command = [sys.executable, "-m", "bench.memory_inside", str(where.profile), where.bench["url"]]
        with (LOGS / "memory.log").open("w") as log:
            answer = subprocess.run(
                command,
                env=environment(display, where),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=True,
            )
    told = json.loads(answer.stdout.splitlines()[-1])
    ratio = told["late"] / told["early"]
    return {
        "after_20_visits_mib": round(told["early"] / 2**20, 1),
        "after_all_visits_mib": round(told["late"] / 2**20, 1),
        "visits": told["visits"],
        "ratio": round(ratio, 3),
        "limit_ratio": LIMIT,
        "every_tenth_mib": {key: round(value / 2**20, 1) for key, value in told["after"].items()},
        "within_limit": ratio <= LIMIT,
        "machine": machine(),
    }
