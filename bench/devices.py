"""How long a pulled device takes to be `noDevice`, and one plugged in again to be `online`.

Reader, scanner and slip printer as processes that speak the wire, each with the driver and the supervisor
that ship. Every device is pulled and plugged in at moments that fall anywhere between two looks of its
thread. A time begins when the plug is moved and ends when the supervisor reports it.
"""

import queue
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.plan import machine
from devices.code_reader.service import CodeReaderService
from devices.code_reader.service import Options as CodeOptions
from devices.id_card.service import IdCardService
from devices.id_card.session import Options as CardOptions
from devices.printer.ports import opener, present
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.service import PrinterService
from devices.status import DeviceStatus, Status
from devices.supervisor import Supervisor
from sandbox.bench.bench import Bench, Layout

ROUNDS = 20
LIMIT_UNPLUG_S, LIMIT_PLUG_S = 1.0, 2.0
LONGEST_PAUSE_S = 2.5
PATIENCE_S = 45.0
NAMES = ("id_card", "code_reader", "printer")


@dataclass
class Times:
    """Seconds of one device."""

    unplugged: list[float] = field(default_factory=list)
    plugged: list[float] = field(default_factory=list)


class Heard:
    """What the supervisor reports of each device, with its time."""

    def __init__(self) -> None:
        self._reports: dict[str, queue.SimpleQueue[tuple[float, Status]]] = {
            name: queue.SimpleQueue() for name in NAMES
        }

    def report(self, name: str, status: Status) -> None:
        """Take a report on the device's thread."""
        self._reports[name].put((time.perf_counter(), status))

    def until(self, name: str, wanted: DeviceStatus) -> float:
        """Return when the device was next reported so; raises queue.Empty when it is not."""
        while True:
            at, status = self._reports[name].get(timeout=PATIENCE_S)
            if status.device is wanted:
                return at


def main() -> dict[str, object]:
    """Return median and worst in seconds over all devices, and by device."""
    with tempfile.TemporaryDirectory(prefix="yiciban-bench-") as folder:
        layout = Layout(Path(folder) / "bench", Path("build/cache").absolute())
        bench = Bench(layout)
        heard = Heard()
        supervisor = supervised(layout, heard.report)
        bench.start()
        try:
            supervisor.start()
            times = measured(bench, heard)
        finally:
            supervisor.stop()
            bench.stop()
    return figures(times)


def supervised(layout: Layout, report: Callable[[str, Status], None]) -> Supervisor:
    """Return the three devices under one supervisor, as a terminal keeps them."""
    supervisor = Supervisor(report)
    card = IdCardService(CardOptions(str(layout.port("id_card"))), lambda _: None)
    supervisor.add("id_card", card.plan())
    codes = CodeReaderService(CodeOptions(str(layout.port("code_reader")), "honeywell"), lambda _: None)
    supervisor.add("code_reader", codes.plan())
    port = str(layout.port("printer"))
    fonts = Path(sys.prefix) / "share" / "yiciban" / "fonts"
    typeface = Typeface(fonts / "regular.otf", fonts / "bold.otf")
    open_printer = opener(port, PROFILES["generic-80"], typeface)
    printer = PrinterService(open_printer, lambda message: None, lambda: supervisor.nudge("printer"))
    supervisor.add("printer", printer.plan(lambda: present(port)))
    return supervisor


def measured(bench: Bench, heard: Heard) -> dict[str, Times]:
    """Pull and plug in every device, all of them at the same time and each at its own moments."""
    times = {name: Times() for name in NAMES}
    threads = [
        threading.Thread(target=_pull_and_plug, args=(bench, heard, name, times[name])) for name in NAMES
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(len(one.plugged) < ROUNDS for one in times.values()):
        raise RuntimeError("a device did not come back")
    return times


def _pull_and_plug(bench: Bench, heard: Heard, name: str, times: Times) -> None:
    moments = random.Random(name)
    device = bench.devices[name]
    heard.until(name, DeviceStatus.ONLINE)
    for _ in range(ROUNDS):
        time.sleep(moments.uniform(0, 1.0))
        began = time.perf_counter()
        device.ask("unplug")
        times.unplugged.append(heard.until(name, DeviceStatus.NO_DEVICE) - began)
        time.sleep(moments.uniform(0, LONGEST_PAUSE_S))
        began = time.perf_counter()
        device.ask("plug")
        times.plugged.append(heard.until(name, DeviceStatus.ONLINE) - began)


def figures(times: dict[str, Times]) -> dict[str, object]:
    """Return the figures of all devices."""
    unplugged = [seconds for one in times.values() for seconds in one.unplugged]
    plugged = [seconds for one in times.values() for seconds in one.plugged]
    return {
        "devices": len(times),
        "rounds_each": ROUNDS,
        "unplug_to_no_device_s": _spread(unplugged),
        "plug_to_online_s": _spread(plugged),
        "worst_unplug_of_limit": round(max(unplugged) / LIMIT_UNPLUG_S, 2),
        "worst_plug_of_limit": round(max(plugged) / LIMIT_PLUG_S, 2),
        "limits_s": [LIMIT_UNPLUG_S, LIMIT_PLUG_S],
        "by_device": {
            name: {"unplug_s": _spread(one.unplugged), "plug_s": _spread(one.plugged)}
            for name, one in times.items()
        },
        "within_limit": max(unplugged) <= LIMIT_UNPLUG_S and max(plugged) <= LIMIT_PLUG_S,
        "machine": machine(),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(seconds), 3), "worst": round(max(seconds), 3)}
