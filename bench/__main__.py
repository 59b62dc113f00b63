"""Run every benchmark, or those named; write build/bench/<name>.json and say the figures."""

import json
import sys
from importlib import import_module
from pathlib import Path

from bench import (
    camera,
    codes,
    corners,
    devices,
    drain,
    frames,
    gates,
    guides,
    handwriting,
    id_card,
    memory,
    outbox,
    pages,
    plan,
    reading,
    scan,
    screens,
    search,
    slip,
    start,
    touch,
    typing,
)

OUT = Path("build/bench")
BENCHES = {
    "plan": plan.main,
    "id_card": id_card.main,
    "slip": slip.main,
    "start": start.main,
    "frames": frames.main,
    "memory": memory.main,
    "guides": guides.main,
    "drain": drain.main,
    "search": search.main,
    "corners": corners.main,
    "devices": devices.main,
    "camera": camera.main,
    "codes": codes.main,
    "gates": gates.main,
    "pages": pages.main,
    "scan": scan.main,
    "reading": reading.main,
    "outbox": outbox.main,
    "handwriting": handwriting.main,
    "touch": touch.main,
    "screens": screens.main,
    "typing": typing.main,
}
LONG = {
    "fleet": "bench.fleet",
    "fleet_store": "bench.fleet_store",
    "patches": "bench.patches",
    "figures_push": "bench.figures_push",
}
"""Only when they are named, the first two by `make fleet`; what they need is loaded only then."""


def main(names: list[str]) -> int:
    """Return 1 when a figure is beyond its limit, 2 when there is no such benchmark."""
    if unknown := sorted({*names} - {*BENCHES, *LONG}):
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join([*BENCHES, *LONG])}")
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    worst = 0
    for name in names or list(BENCHES):
        figures = import_module(LONG[name]).main() if name in LONG else BENCHES[name]()
        (OUT / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        print(name, json.dumps(figures, ensure_ascii=False), flush=True)
        worst = max(worst, int(not figures["within_limit"]))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
