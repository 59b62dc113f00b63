"""The screens' process with a conductor in it: what frames.py and memory.py measure.

The terminal is the one that ships, with real devices and a real platform; the conductor sends the messages
that touches would send, so that a visit takes seconds.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from kiosk.terminal.settings import load

PATIENCE_S = 60.0


class Conductor(threading.Thread):
    """Runs `play` beside the window, then ends the process. What it returns is printed as JSON."""

    def __init__(self, terminal: Any, bench: str, play: Callable[["Conductor"], dict[str, Any]]) -> None:
        super().__init__(name="conductor", daemon=True)
        self.terminal, self.bench, self._play = terminal, bench, play

    def run(self) -> None:
        """Play, and stop the window whatever happens."""
        from kivy.base import stopTouchApp
        from kivy.clock import Clock

        try:
            print(json.dumps(self._play(self)), flush=True)
        finally:
            Clock.schedule_once(lambda _: stopTouchApp())

    @property
    def visit(self) -> Any:
        """The visit as it is now."""
        return self.terminal.director.state.visit

    def on_ui(self, call: Callable[[], Any]) -> None:
        """Do something on the UI thread and wait until it is done."""
        from kivy.clock import Clock

        done = threading.Event()
        Clock.schedule_once(lambda _: (call(), done.set()))
        if not done.wait(PATIENCE_S):
            raise TimeoutError("the window stands still")

    def send(self, *messages: Any) -> None:
        """Send messages as touches would."""
        for message in messages:
            self.on_ui(lambda m=message: self.terminal.director.send(m))

    def until(self, holds: Callable[[], Any], what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: {self.visit.at} {self.visit.trouble}")
            time.sleep(0.01)

    def at(self, page: str) -> bool:
        """Whether this page is shown."""
        return bool(self.visit.at.page.value == page)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        """Do something at the bench."""
        requests.request(method, self.bench + path, json=body, timeout=20).raise_for_status()


def walk(conductor: Conductor, bundle_id: str, person: str, stop_at: str = "") -> None:
    """Make a whole visit, or as far as a page. Raises TimeoutError where it does not go on."""
    from kiosk.visit import messages as m

    conductor.until(lambda: conductor.at("idle"), "idle")
    conductor.send(m.Touched())
    conductor.send(m.OpenBundle(bundle_id))
    for _ in range(200):
        page = conductor.visit.at.page.value
        if page in ("idle", stop_at):
            return
        _STEPS.get(page, _go_on)(conductor, person)
    raise TimeoutError(f"{bundle_id}: no end in sight at {conductor.visit.at}")


def _go_on(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    before = conductor.visit.at
    conductor.send(m.Continue())
    conductor.until(lambda: conductor.visit.at != before, "the next page")


def _body(conductor: Conductor) -> Any:
    from kiosk.visit.present import present

    return present(conductor.terminal.director.state, conductor.terminal.world).body


def _identity(conductor: Conductor, person: str) -> None:
    conductor.ask("POST", "/id-card", {"person": person})
    conductor.until(lambda: not conductor.at("identity"), "the session")


def _situation(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    situation = _body(conductor).situation
    conductor.send(m.Answer(situation.id, situation.options[0].value))
    _go_on(conductor, person)


def _consent(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    conductor.send(m.DecideConsent(True))
    conductor.until(lambda: not conductor.at("consent"), "the data")


def _field(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    element = _body(conductor).field.element
    value = element.options[0].value if element.options else element.schema_["examples"][0]
    conductor.send(m.SetField(element.id, value))
    _go_on(conductor, person)


def _commitment(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    conductor.send(m.AgreeCommitment(conductor.visit.at.key, True))
    _go_on(conductor, person)


def _scan(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    conductor.ask("POST", "/camera/page", {"paper": "generic"})
    here = conductor.visit.at
    while (here.key, here.sheet) not in conductor.visit.sheets:
        conductor.send(m.TakePhoto())
        conductor.until(lambda: conductor.visit.scan.state in ("taken", "rejected", "corners"), "a picture")
        conductor.send(m.ApplyCorners())
    conductor.until(lambda: not conductor.visit.sheets[here.key, here.sheet].pending, "what stands on it")
    if conductor.visit.sheets[here.key, here.sheet].question is not None:
        conductor.send(m.UseSheet())
    else:
        _go_on(conductor, person)


def _found(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    conductor.send(m.DecideFound(_body(conductor).field_id, _body(conductor).held is None))


def _declare(conductor: Conductor, person: str) -> None:
    from kiosk.visit import messages as m

    bundle = conductor.terminal.world.bundle(conductor.visit.bundle_id)
    conductor.send(*(m.TickDeclaration(one.id, True) for one in bundle.declarations))
    conductor.send(m.Sign((((10.0, 10.0), (60.0, 40.0)),)))
    _go_on(conductor, person)


def _submitting(conductor: Conductor, person: str) -> None:
    conductor.until(lambda: not conductor.at("submitting"), "the number")
    if not conductor.at("done"):
        raise TimeoutError(f"not submitted: {conductor.visit.trouble}")


def _done(conductor: Conductor, person: str) -> None:
    conductor.until(lambda: conductor.visit.slip != "printing", "the slip")
    conductor.ask("POST", "/printer/tear")
    _go_on(conductor, person)


def _goodbye(conductor: Conductor, person: str) -> None:
    # Who leaves papers behind is waited for, a minute long.
    conductor.ask("DELETE", "/camera/page")
    conductor.ask("DELETE", "/id-card")
    conductor.until(lambda: conductor.at("idle"), "the end")


_STEPS: dict[str, Callable[[Conductor, str], None]] = {
    "identity": _identity,
    "situation": _situation,
    "consent": _consent,
    "field": _field,
    "commitment": _commitment,
    "scan": _scan,
    "found": _found,
    "declare": _declare,
    "submitting": _submitting,
    "done": _done,
    "goodbye": _goodbye,
}


def run(play: Callable[[Conductor], dict[str, Any]]) -> None:
    """Run the terminal of argv[1] with the bench at argv[2]."""
    from screens import app

    app.run(load(Path(sys.argv[1])), ready=lambda terminal: Conductor(terminal, sys.argv[2], play).start())
