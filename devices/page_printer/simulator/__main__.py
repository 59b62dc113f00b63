"""The print server as a process: one queue and one printer, steered over a control socket."""

import argparse
import shutil
import signal
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices import simulated_faults
from devices.page_printer.simulator.fault_list import FAULTS
from devices.page_printer.simulator.private_server import PrivateServer, SimulatedPrinter
from devices.simulation import CommandError, ControlServer, announce, orphan_watch

_QUEUE = {"stop": "disablePrinter", "start": "enablePrinter", "reject": "rejectJobs", "accept": "acceptJobs"}
_STANDS = {"stop": "stopped", "start": "started", "reject": "rejecting", "accept": "started"}


class Steering:
    """Control commands: `state`; `printer` (`mode`, `reason`); `queue` (`do`); `heal`; `take` paper; faults.

    `do` is stop, start, reject, accept or remove. `unplug` stops the print server and `plug` starts it.
    """

    def __init__(self, server: PrivateServer, printer: SimulatedPrinter) -> None:
        self._server = server
        self._printer = printer
        self._lock = threading.Lock()
        self._plugged = True
        self._stands = "started"
        self._mode = ("ok", "")

    def __call__(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry one out. Raises CommandError."""
        if cmd in simulated_faults.COMMANDS:
            return simulated_faults.obey(FAULTS, self, cmd, arguments)
        with self._lock:
            self._carry_out(cmd, arguments)
            mode, reason = self._mode
            return {
                "plugged": self._plugged,
                "queue": self._stands,
                "mode": mode,
                "reason": reason,
                "pages": len(self._printer.paper),
                "runs": len(self._printer.runs),
            }

    def _carry_out(self, cmd: str, arguments: Mapping[str, Any]) -> None:
        match cmd:
            case "printer":
                mode = str(arguments["mode"]), str(arguments.get("reason", ""))
                self._printer.set(*mode)
                self._mode = mode
            case "heal":
                self._printer.set("ok")
                self._mode = "ok", ""
                self._queue("start")
            case "queue":
                self._queue(str(arguments["do"]))
            case "unplug":
                self._server.stop()
                self._plugged = False
            case "plug":
                if not self._plugged:
                    self._server.start()
                self._plugged = True
            case "take":
                self._printer.take()
            case "state":
                pass
            case _:
                raise CommandError(f"unknown command {cmd}")

    def _queue(self, do: str) -> None:
        connection = self._server.connection()
        if do == "remove":
            connection.deletePrinter(self._printer.queue)
            self._stands = "removed"
        elif do in _QUEUE:
            getattr(connection, _QUEUE[do])(self._printer.queue)
            self._stands = _STANDS[do]
        else:
            raise CommandError(f"do is one of {', '.join(_QUEUE)}, remove")


def main() -> None:
    """Run until SIGTERM."""
    options = argparse.ArgumentParser(description="A print server of its own with one simulated printer.")
    options.add_argument("--folder", type=Path, help="an empty folder; without it one that ends with this")
    options.add_argument("--control", type=Path, required=True, help="path of the control socket")
    options.add_argument("--queue", default="pages", help="name of the queue")
    chosen = options.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="yiciban-cups-"))
    if chosen.folder is None:
        # cupsd's filters run as another user and must pass through.
        folder.chmod(0o711)
    server = PrivateServer(folder)
    try:
        server.start()
        printer = server.add(chosen.queue)
        control = ControlServer(chosen.control, Steering(server, printer))
        orphaned = orphan_watch()
        announce(
            {
                "ready": True,
                "server": str(server.socket),
                "queue": chosen.queue,
                "paper": str(printer.out),
            }
        )
        while not stopping.wait(0.2) and not orphaned():
            pass
        control.close()
    finally:
        server.stop()
        if chosen.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
