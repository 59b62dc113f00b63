"""`make test-install`: the package in a bare Debian, booted. Figures in build/install/figures.json."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import booted_machine as booted
import pytest

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        os.environ.get("YICIBAN_TEST_INSTALL") != "1" or booted.missing() != "",
        reason=booted.missing() or "make test-install boots a machine; make test does not",
    ),
]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, float]]:
    found: dict[str, float] = {}
    yield found
    booted.CACHE.mkdir(parents=True, exist_ok=True)
    (booted.CACHE / "figures.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def machine(figures: dict[str, float], tmp_path_factory: pytest.TempPathFactory) -> Iterator[booted.Machine]:
    from sandbox.processes import Programs, program

    package = max(Path("build/deb").glob("yiciban-kiosk_*.deb"), key=lambda path: path.stat().st_mtime)
    figures["package_mb"] = round(package.stat().st_size / 1e6, 1)
    folder = tmp_path_factory.mktemp("install")
    one = booted.Machine((booted.CACHE / "root").absolute())
    one.unpack()
    figures["install_s"] = round(one.install(f"/deb/{package.name}"), 1)
    one.install(*booted.TEST_PACKAGES)
    with Programs(folder / "logs") as programs:
        command = [program("kiosk-platform"), "serve", "--state", str(folder / "platform")]
        platform = programs.announced("platform", command)
        one.settle(platform["url"], Path(platform["ca"]), platform["enrolmentCode"])
        script = (HERE / "probe_of_a_sandbox.py").read_text(encoding="utf-8")
        one.probe("probe-ui", "kiosk-ui.service", script)
        one.probe("probe-agent", "kiosk-agent.service", script)
        before = time.monotonic()
        one.boot()
        try:
            one.until(lambda: one.is_active("kiosk-ui.service"))
            figures["boot_to_first_page_s"] = round(time.monotonic() - before, 1)
            yield one
        finally:
            one.stop()


def test_first_page_stands_on_the_whole_panel(machine: booted.Machine) -> None:
    from PIL import Image

    file = booted.CACHE / "first-page.png"
    machine.picture(file)
    with Image.open(file) as picture:
        assert picture.size == booted.PANEL
        colours = picture.convert("RGB").getcolors(1 << 22)
    assert colours is not None
    paper = max(colours)[1]
    assert min(paper) > 230, "most of the page is paper"
    assert len(colours) > 50, "there are letters on it"


def test_agent_enrols_and_brings_the_guides(machine: booted.Machine) -> None:
    machine.until(
        lambda: (
            (machine.root / "var/lib/yiciban/guides").is_dir()
            and "agent.sync.ended"
            in machine.ask("journalctl", "-b", "-u", "kiosk-agent.service", "-o", "cat", "--no-pager")
        )
    )
    assert machine.is_active("kiosk-agent.service")


def test_screens_have_no_network_no_home_and_no_key(machine: booted.Machine) -> None:
    machine.ask("systemctl", "start", "probe-ui.service")
    told = json.loads((machine.root / "var/probe-ui.json").read_text())
    assert not told["ip socket"] and not told["packet socket"] and told["unix socket"]
    assert told["interfaces"] in (None, ["lo"])
    assert told["homes"] == [] and not told["key"]
    assert not told["release written"] and not told["etc written"] and not told["disk made"]
    assert told["outbox written"]
    assert told["others' processes"] == 0
    assert told["status"] == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    assert told["core"] == "0"


def test_agent_sees_no_device_and_no_home(machine: booted.Machine) -> None:
    machine.ask("systemctl", "start", "probe-agent.service")
    told = json.loads((machine.root / "var/probe-agent.json").read_text())
    assert not {"dri", "input", "snd", "bus", "hidraw0", "video0", "tty1", "ttyS0"} & set(told["devices"])
    assert told["homes"] == [] and told["key"] and told["outbox written"]
    assert not told["release written"] and not told["etc written"] and not told["packet socket"]
    assert told["others' processes"] == 0
    assert told["status"] == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}


def test_killed_screens_are_ready_again(machine: booted.Machine, figures: dict[str, float]) -> None:
    figures["kill_to_ready_s"] = _struck(machine, "KILL")


def test_screens_that_stand_still_are_ready_again(machine: booted.Machine, figures: dict[str, float]) -> None:
    figures["hang_to_ready_s"] = _struck(machine, "STOP")


def _struck(machine: booted.Machine, blow: str) -> float:
    # Earlier ends are forgotten: three within three minutes are a bad release.
    machine.ask("systemctl", "reset-failed", "kiosk-ui.service")
    before, pid = time.monotonic(), machine.pid_of_the_screens()
    assert pid
    machine.ask("kill", f"-{blow}", pid)
    machine.until(
        lambda: machine.pid_of_the_screens() not in ("", pid) and machine.is_active("kiosk-ui.service")
    )
    return round(time.monotonic() - before, 1)


def test_bad_release_gives_way_to_the_good_one(machine: booted.Machine, figures: dict[str, float]) -> None:
    machine.ask("/usr/lib/yiciban/release", "mark-good")
    home = machine.root / "opt/yiciban"
    good = str((home / "good").readlink())
    bad = home / "releases" / "9.9.9"
    (bad / "bin").mkdir(parents=True)
    for name in ("kiosk", "kiosk-ui"):
        (bad / "bin" / name).write_text("#!/bin/sh\nexit 70\n", encoding="ascii")
        (bad / "bin" / name).chmod(0o755)
    before = time.monotonic()
    machine.ask("/usr/lib/yiciban/release", "put-in-force", "9.9.9")
    machine.until(lambda: str((home / "current").readlink()) == good)
    machine.until(lambda: machine.is_active("kiosk-ui.service") and machine.is_active("kiosk-agent.service"))
    figures["bad_release_to_old_ready_s"] = round(time.monotonic() - before, 1)
    told = json.loads((machine.root / "var/lib/yiciban/release/rolled-back.json").read_text())
    assert (told["from"], told["to"]) == ("9.9.9", Path(good).name)
