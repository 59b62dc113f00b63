"""The print server as a process: one queue, steered over a control socket with `printer` and `queue`."""

import argparse
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.page_printer.simulator.private_server import PrivateServer, SimulatedPrinter
from devices.simulation import CommandError, ControlServer, announce, orphan_watch

_QUEUE = {"stop": "disablePrinter", "start": "enablePrinter", "reject": "rejectJobs", "accept": "acceptJobs"}


class Steering:
    """Control commands: `state`; `printer` (`mode`, `reason`); `queue` and `server` (`do`).

    `do` is stop or start, for the queue also reject, accept or remove.
    """

    def __init__(self, server: PrivateServer, printer: SimulatedPrinter) -> None:
        self._server = server
        self._printer = printer

    def __call__(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry one out. Raises CommandError."""
        if cmd == "printer":
            self._printer.set(str(arguments["mode"]), str(arguments.get("reason", "")))
        elif cmd == "queue":
            self._queue(str(arguments["do"]))
        elif cmd == "server":
            self._server.stop() if arguments["do"] == "stop" else self._server.start()
        elif cmd != "state":
            raise CommandError(f"unknown command {cmd}")
        return {"pages": len(self._printer.paper), "runs": len(self._printer.runs)}

    def _queue(self, do: str) -> None:
        connection = self._server.connection()
        if do == "remove":
            connection.deletePrinter(self._printer.queue)
        elif do in _QUEUE:
            getattr(connection, _QUEUE[do])(self._printer.queue)
        else:
            raise CommandError(f"do is one of {', '.join(_QUEUE)}, remove")


def main() -> None:
    """Run until SIGTERM."""
    options = argparse.ArgumentParser(description="A print server of its own with one simulated printer.")
    options.add_argument("--folder", type=Path, required=True, help="an empty folder")
    options.add_argument("--control", type=Path, required=True, help="path of the control socket")
    options.add_argument("--queue", default="pages", help="name of the queue")
    chosen = options.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    server = PrivateServer(chosen.folder)
    try:
        server.start()
        control = ControlServer(chosen.control, Steering(server, server.add(chosen.queue)))
        orphaned = orphan_watch()
        announce({"ready": True, "server": str(server.socket), "queue": chosen.queue})
        while not stopping.wait(0.2) and not orphaned():
            pass
        control.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
