"""A bench that differs from the profile: found, asked, taken, written by the agent, and well after the start.

The devices are simulators behind ptys, the drivers, the agent and the platform are the real ones.
"""

import json
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.platform.client import PlatformClient
from kiosk.terminal.settings import load
from kiosk.visit import hunt_effects, messages, staff_effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages.set_up import AgentFacts, HuntAct
from kiosk.visit.pages import Page
from kiosk.visit.present import present
from kiosk.visit.state import Health, State
from kiosk.visit.update import update
from kiosk.visit.world import Site, World
from screens.devices import Devices
from screens.maintenance import hunt_work

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
DEADLINE_S = 60
READER, PRINTER, GONE = "pci-usb-0:1:1.0-port0", "pci-usb-0:2:1.0-port0", "pci-usb-0:9:1.0-port0"


@contextmanager
def plugged(kind: str, line: Path, *options: str) -> Iterator[None]:
    command = [sys.executable, "-m", f"devices.{kind}.simulator", "--link", str(line)]
    command += ["--control", str(line.parents[4] / f"{kind}.control"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield
        process.terminate()


class Screens:
    """One start of the screens, without a window: the pages' state, the drivers, and the work behind them."""

    def __init__(self, site: Path, root: Path, client: PlatformClient) -> None:
        profile = load(site)
        self._told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.devices = Devices(profile, FONTS, self._told.put)
        self._work = hunt_work(profile, site, client, self.devices, root)
        kinds = tuple(device.kind for device in profile.devices)
        place = Site("示例大厅", "03", "120116", devices=kinds)
        self._world = World(guides=Nothing(), site=place, clock=now, texts={})
        self.state = State(health=Health(guide_version=1))
        self.restart = False

    def __enter__(self) -> "Screens":
        self.devices.start()
        agent = AgentFacts("enrolled", site="written", set_up_open=True)
        self.send(messages.AgentStatus(True, False, 1, agent=agent))
        return self

    def __exit__(self, *_: object) -> None:
        self.devices.stop()

    @property
    def page(self) -> Any:
        assert self.state.visit.at.page is Page.SET_UP_DEVICES
        return present(self.state, self._world).body

    def row(self, kind: str) -> Any:
        return next(one for one in self.page.named if one.kind == kind)

    def send(self, message: Any) -> None:
        """Send one, and whatever comes of it."""
        self.state, wanted = update(self.state, message, self._world)
        for effect in wanted:
            self._do(effect)

    def until(self, holds: Any) -> None:
        """Take what the drivers tell until something holds."""
        while not holds():
            self.send(self._told.get(timeout=DEADLINE_S))

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, hunt_effects.HuntEffect):
            answer = self._work.do(effect)
            while not self._told.empty():
                self.send(self._told.get())
            if answer is not None:
                self.send(answer)
        self.restart = self.restart or isinstance(effect, staff_effects.Restart)


class Nothing:
    """Guides that hold nothing."""

    version = 0
    edition = None


def now() -> Any:
    return datetime.now().astimezone()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Path]:
    """Yield the root of a machine with a card reader and a printer on serial lines."""
    root = tmp_path / "machine"
    lines = root / "dev" / "serial" / "by-path"
    lines.mkdir(parents=True)
    with ExitStack() as stack:
        stack.enter_context(plugged("id_card", lines / READER))
        stack.enter_context(plugged("printer", lines / PRINTER, "--out", str(tmp_path / "slips")))
        yield root


def test_a_bench_unlike_the_profile_is_found_taken_and_works(
    bench: Path, platform: Any, make_profile: Any, run_agent: Any, tmp_path: Path
) -> None:
    site, lines = tmp_path / "site.toml", bench / "dev" / "serial" / "by-path"
    profile = make_profile(platform.url, platform.ca)
    text = site.read_text(encoding="utf-8")
    for kind, driver, line in (("id_card", "sdt", READER), ("printer", "escpos", GONE)):
        text += f'\n[[devices]]\nkind = "{kind}"\ndriver = "{driver}"\nport = "{lines / line}"\n'
    site.write_text(text, encoding="utf-8")
    running = run_agent(profile, profile_path=site)
    client = PlatformClient(running.socket_path)
    client.set_up.enrol(platform.new_code(), setting_up=True)
    running.wait_for(lambda: client.agent_status().site_profile is not None)

    with Screens(site, bench, client) as screens:
        screens.until(lambda: screens.row("id_card").row and screens.row("id_card").row.works)
        screens.until(lambda: screens.row("printer").row is not None)
        assert (screens.row("id_card").standing, screens.row("printer").standing) == ("here", "missing")
        (found,) = screens.page.new
        assert (Path(found.port).name, found.ask, found.certain) == (PRINTER, "can", False)
        until = time.monotonic() + DEADLINE_S
        while not found.certain and time.monotonic() < until:
            # On a busy machine an answer may come later than a line is listened to.
            screens.send(HuntAct("ask", found.line))
            (found,) = screens.page.new
        assert (found.uses, found.certain) == ((("printer", False),), True)
        screens.send(HuntAct("use-all"))
        screens.send(messages.Continue())
        assert screens.restart

    written = load(site).device("printer")
    assert written is not None
    assert Path(written.port).name == PRINTER
    with Screens(site, bench, client) as screens:
        screens.until(lambda: all(one.row and one.row.works for one in screens.page.named))
        assert {one.kind: one.standing for one in screens.page.named} == {
            "id_card": "here",
            "printer": "here",
        }
        assert screens.page.new == ()
        screens.send(HuntAct("test"))
        assert screens.page.testing is None
        screens.until(lambda: all(one.row.works for one in screens.page.named))
    assert not list((tmp_path / "slips").glob("slip*")), "nothing was printed"
    client.close()
