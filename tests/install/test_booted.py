"""`make test-install`: the package in a bare Debian, booted. Figures in build/install/figures.json."""

import json
import time
from pathlib import Path

import bare_root
import panel
from booted_machine import Machine
from cable import OTHER, OURS
from hall import SITE, Glass, Hall, Visit
from PIL import Image

HERE = Path(__file__).parent
PROBE = (HERE / "probe_of_a_sandbox.py").read_text(encoding="utf-8")
CONNECTING = """\
import os, socket, sys
open('/sys/fs/cgroup/system.slice/kiosk-agent.service/cgroup.procs', 'w').write(str(os.getpid()))
for word in sys.argv[1:]:
    host, port = word.rsplit(':', 1)
    try:
        socket.create_connection((host, int(port)), 2).close()
        print(word)
    except OSError:
        pass
"""


def test_first_page_asks_for_the_code_on_the_whole_panel(
    hall: Hall, machine: Machine, figures: dict[str, float]
) -> None:
    glass = Glass(hall, machine)
    glass.wait_for("set_up_code").settle()
    file = bare_root.CACHE / "first-page.png"
    hall.panel.picture(file)
    glass.close()
    with Image.open(file) as picture:
        assert picture.size == panel.SIZE
        colours = picture.getcolors(1 << 22)
        # wlroots leaves black what nobody draws on.
        edge = {picture.getpixel((x, y)) for x in (0, panel.SIZE[0] - 1) for y in (0, panel.SIZE[1] - 1)}
    assert colours is not None and len(colours) > 50, "there are letters on it"
    assert (0, 0, 0) not in edge


def test_a_code_on_the_screen_is_all_that_a_fresh_machine_wants(machine: Machine, glass: Glass) -> None:
    told = machine.ask("kiosk", "settings", "show", "terminal.machine_label", "--json", "--profile", SITE)
    assert json.loads(told)["settings"] == "B2-07"
    owner = machine.ask("stat", "-c", "%U:%G %a", SITE)
    assert owner == "yiciban-agent:yiciban 640"
    machine.until(lambda: machine.status().get("guideVersion"))
    assert machine.ask("kiosk", "settings", "check", "--profile", SITE).endswith("all settings are good")


def test_a_citizen_applies_and_takes_the_slip(
    hall: Hall, machine: Machine, glass: Glass, figures: dict[str, float]
) -> None:
    machine.until(lambda: machine.status().get("guideVersion"))
    before = time.monotonic()
    number = Visit(hall, glass.wait_for("idle"), "visit", "li").make()
    figures["visit_s"] = round(time.monotonic() - before, 1)
    assert number


def test_screens_have_no_network_no_home_and_no_key(machine: Machine, glass: Glass) -> None:
    told = machine.probe("probe-ui", "kiosk-ui.service", PROBE)
    assert not told["ip socket"] and not told["packet socket"] and told["unix socket"]
    assert told["interfaces"] in (None, ["lo"])
    assert told["homes"] == [] and not told["key"]
    assert not told["release written"] and not told["etc written"] and not told["disk made"]
    assert not told["site written"] and told["outbox written"]
    assert told["others' processes"] == 0
    assert told["status"] == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    assert told["core"] == "0"


def test_agent_sees_no_device_and_no_home(machine: Machine, glass: Glass) -> None:
    told = machine.probe("probe-agent", "kiosk-agent.service", PROBE)
    assert not {"dri", "input", "snd", "bus", "hall", "hidraw0", "video0", "tty1", "ttyS0"} & set(
        told["devices"]
    )
    assert told["homes"] == [] and told["key"] and told["outbox written"] and told["site written"]
    assert not told["release written"] and not told["etc written"] and not told["packet socket"]
    assert told["others' processes"] == 0
    assert told["status"] == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}


def test_agent_reaches_the_platform_and_no_other_address(hall: Hall, machine: Machine, glass: Glass) -> None:
    port = hall.url.rpartition(":")[2]
    words = [f"{OURS}:{port}", f"{OTHER}:{port}"]
    with hall.also_at(OTHER):
        reached = machine.done("python3", "-I", "-", *words, text=CONNECTING).stdout.split()
        # Outside of the agent's unit both are there.
        anybody = CONNECTING.replace("kiosk-agent.service", "dbus.service")
        free = machine.done("python3", "-I", "-", *words, text=anybody).stdout.split()
    assert (reached, free) == (words[:1], words)


def test_killed_screens_are_ready_again(machine: Machine, glass: Glass, figures: dict[str, float]) -> None:
    figures["kill_to_ready_s"] = _struck(machine, "KILL")


def test_screens_that_stand_still_are_ready_again(
    machine: Machine, glass: Glass, figures: dict[str, float]
) -> None:
    figures["hang_to_ready_s"] = _struck(machine, "STOP")


def _struck(machine: Machine, blow: str) -> float:
    # Earlier ends are forgotten: three within three minutes are a bad release.
    machine.ask("systemctl", "reset-failed", "kiosk-ui.service")
    before, pid = time.monotonic(), machine.pid_of_the_screens()
    assert pid
    machine.ask("kill", f"-{blow}", pid)
    machine.until(
        lambda: machine.pid_of_the_screens() not in ("", pid) and machine.is_active("kiosk-ui.service")
    )
    return round(time.monotonic() - before, 1)


def test_bad_release_gives_way_to_the_good_one(
    machine: Machine, glass: Glass, figures: dict[str, float]
) -> None:
    machine.ask("/usr/lib/yiciban/release", "mark-good")
    home = machine.root.folder / "opt/yiciban"
    good = str((home / "good").readlink())
    bad = home / "releases" / "9.9.9"
    (bad / "bin").mkdir(parents=True)
    for name in ("kiosk", "kiosk-ui"):
        (bad / "bin" / name).write_text("#!/bin/sh\nexit 70\n", encoding="ascii")
        (bad / "bin" / name).chmod(0o755)
    before = time.monotonic()
    machine.ask("/usr/lib/yiciban/release", "put-in-force", "9.9.9")
    machine.until(lambda: str((home / "current").readlink()) == good)
    machine.until(lambda: machine.is_active("kiosk-ui.service", "kiosk-agent.service"))
    figures["bad_release_to_old_ready_s"] = round(time.monotonic() - before, 1)
    told = json.loads((machine.root.folder / "var/lib/yiciban/release/rolled-back.json").read_text())
    assert (told["from"], told["to"]) == ("9.9.9", Path(good).name)


def test_after_a_power_cut_it_serves_as_it_was_set_up(machine: Machine, glass: Glass) -> None:
    machine.power_off()
    machine.boot()
    glass.wait_for("idle")
    label = machine.ask("kiosk", "settings", "show", "terminal.machine_label", "--json", "--profile", SITE)
    assert json.loads(label)["settings"] == "B2-07"
    machine.until(lambda: machine.status().get("enrolment") == "enrolled")
