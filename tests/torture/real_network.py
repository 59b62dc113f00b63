"""The kernel's own bad lines, in a network namespace of our own: loss by nft, a narrow line by tc.

    unshare --net python real_network.py FOLDER

Prints one JSON object: seconds by condition, and what was broken. Needs root; exit 77 where the kernel has
not what it takes.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kills import judged
from stand import Stand

NOT_HERE = 77
PATIENCE_S = 500.0
CONDITIONS = {
    "nft: 30 % of the packets dropped": (
        ("nft", "add table inet faults"),
        ("nft", "add chain inet faults in {{ type filter hook input priority 0 ; }}"),
        ("nft", "add rule inet faults in tcp dport {port} numgen random mod 100 < 30 drop"),
        ("nft", "add rule inet faults in tcp sport {port} numgen random mod 100 < 30 drop"),
    ),
    "tc tbf: 5 kB/s": (("tc", "qdisc add dev lo root tbf rate 40kbit burst 3kb latency 400ms"),),
    "tc netem: 8 s there and back": (("tc", "qdisc add dev lo root netem delay 4s"),),
}
WELL = (("nft", "flush ruleset"), ("tc", "qdisc del dev lo root"))
PACKAGES = 3


def main(folder: Path) -> int:
    """Send some packages under each condition."""
    for command in ("ip link set lo mtu 1500", "ip link set lo up"):
        if subprocess.run(command.split(), capture_output=True, check=False).returncode:
            return NOT_HERE
    seconds: dict[str, float | str] = {}
    with Stand(folder) as stand:
        for name, commands in CONDITIONS.items():
            if not all(_does(tool, words.format(port=stand.server.port)) for tool, words in commands):
                seconds[name] = "not here"
                continue
            begun = time.monotonic()
            stand.seal(PACKAGES, page_bytes=900)
            stand.until_empty(PATIENCE_S)
            seconds[name] = round(time.monotonic() - begun, 1)
            for tool, words in WELL:
                _does(tool, words)
        verdict = judged(stand)
    told = {"said": verdict.said, "arrived": verdict.arrived, "broken": verdict.broken, "conditions": seconds}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0


def _does(tool: str, words: str) -> bool:
    return not subprocess.run([tool, *words.split()], capture_output=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
