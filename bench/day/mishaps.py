"""What goes wrong on a day, done to the running stand: cables, paper, the network, the agent's life."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

import requests

from bench.day.profile import Mishap
from sandbox.faulty_network import GOOD, FaultyNetwork, Line
from sandbox.processes import Programs
from sandbox.stand import Stand, start_agent

TIMEOUT_S = 20


class Mishaps(threading.Thread):
    """Does each at its second and mends it. `done`: how often each kind; `failure`: what stopped it."""

    def __init__(
        self,
        programs: Programs,
        stand: Stand,
        network: FaultyNetwork,
        planned: Sequence[tuple[float, Mishap]],
        elapsed: Callable[[], float],
    ) -> None:
        """`planned`: (seconds of the run, what), in order; `elapsed`: seconds of the run by now."""
        super().__init__(name="mishaps", daemon=True)
        self._programs, self._stand, self._network = programs, stand, network
        self._planned, self._elapsed = planned, elapsed
        self._stopping = threading.Event()
        self.done: Counter[str] = Counter()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Wait for each, do it, mend it."""
        try:
            for at, mishap in self._planned:
                if self._stopping.wait(max(at - self._elapsed(), 0.0)):
                    return
                self._strike(mishap.kind)
                try:
                    self._stopping.wait(mishap.seconds)
                finally:
                    self._mend(mishap.kind)
                self.done[mishap.kind] += 1
        except BaseException as error:
            self.failure = error

    def stop(self) -> None:
        """Mend what is broken just now, and do no more."""
        self._stopping.set()
        self.join(60)

    def _strike(self, kind: str) -> None:
        match kind:
            case "network":
                self._network.set(Line(refused=True))
            case "agent":
                self._programs.end("agent")
            case "paper":
                self._ask("/printer/state", paper="out")
            case _:
                self._ask(f"/{kind}/unplug")

    def _mend(self, kind: str) -> None:
        match kind:
            case "network":
                self._network.set(GOOD)
            case "agent":
                start_agent(self._programs, self._stand.profile)
            case "paper":
                self._ask("/printer/state", heal=True, paper="full")
            case _:
                self._ask(f"/{kind}/plug")

    def _ask(self, path: str, **body: object) -> None:
        url = f"{self._stand.bench['url']}{path}"
        requests.post(url, json=body or None, timeout=TIMEOUT_S).raise_for_status()
