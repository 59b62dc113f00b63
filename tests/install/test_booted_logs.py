"""`make test-install`: the staff's copy of the logs, by its unit, onto a stick; opened at the operator's."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bare_root
import pyrage
import pytest
import stick
from booted_machine import Machine
from hall import Glass
from stick import DROP_IN, RULE, SYS, UsbStick

from sandbox.processes import program

IDENTITY = pyrage.x25519.Identity.generate()
SITE = "etc/yiciban/site.toml"
ASKING = """\
import json, sys, time
from dataclasses import asdict
from pathlib import Path
from kiosk.log_copy import notes
from kiosk.log_copy.desk import LogsDesk
from kiosk.log_copy.notes import Places
key, rule, sys_folder, wish = sys.argv[1:]
desk = LogsDesk(key, (rule,), 14, sys=Path(sys_folder))
seen = desk.look()
assert wish != "copy" or desk.copy(), "root cannot be asked"
end = time.monotonic() + 100
while time.monotonic() < end:
    seen = desk.look()
    told = seen.copy if wish == "copy" else seen.looked
    if told is not None and told.ended:
        break
    time.sleep(0.1)
print(json.dumps({"stick": seen.stick, "told": asdict(told) if told else None}))
"""
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(machine: Machine, glass: Glass) -> Iterator[Ask]:
    """Ask as the screens do, by their own code and as their user, which may put down a wish and no more."""
    machine.root.write("etc/systemd/system/kiosk-logs.service.d/hall.conf", DROP_IN)
    machine.ask("systemctl", "daemon-reload")
    before = (machine.root.folder / SITE).read_text(encoding="utf-8")

    def asked(wish: str, allowed: str = RULE) -> dict[str, Any]:
        told = f'{before}\n[support]\nlog_key = "{IDENTITY.to_public()}"\nsticks = ["{allowed}"]\n'
        machine.root.write(SITE, told)
        # The screens believe that it is allowed, whatever root says.
        words = [str(IDENTITY.to_public()), RULE, SYS, wish]
        who = ["setpriv", "--reuid=yiciban-ui", "--regid=yiciban", "--clear-groups"]
        done = machine.done(*who, "/opt/yiciban/current/bin/python", "-I", "-", *words, text=ASKING)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    yield asked
    machine.root.write(SITE, before)


@pytest.mark.parametrize("kind", ["ext4", "vfat", "exfat"])
def test_logs_come_sealed_onto_the_stick_and_are_opened_by_the_operator_alone(
    machine: Machine, glass: Glass, ask: Ask, tmp_path: Path, kind: str
) -> None:
    if reason := stick.missing(kind):
        pytest.skip(reason)
    with UsbStick(machine, (bare_root.CACHE / "stick.img").absolute(), kind) as plugged:
        looked, copied = ask("look"), ask("copy")
    (sealed,) = plugged.files(tmp_path)
    plain = plugged.image.read_bytes()
    plugged.image.unlink()
    assert looked["stick"] == "allowed" and looked["told"]["state"] == "found"
    assert looked["told"]["free"] > stick.BYTES // 2
    assert (copied["told"]["state"], copied["told"]["file"]) == ("safeToPull", sealed.name)
    assert copied["told"]["done"] == sealed.stat().st_size
    # Nothing else is there, neither as a file nor as what was deleted.
    assert b"kiosk-agent" not in plain and b"agent." not in plain
    assert "/dev/loop" not in machine.ask("cat", "/proc/1/mountinfo")
    identity = tmp_path / "identity"
    identity.write_text(f"{IDENTITY}\n", encoding="ascii")
    opened = tmp_path / "opened"
    words = ["logs", "open", str(sealed), "--identity", str(identity), "--out", str(opened)]
    subprocess.run([program("kiosk"), *words], check=True, stdout=subprocess.DEVNULL)
    about = json.loads((opened / "about.json").read_text(encoding="utf-8"))
    assert (about["journal"], about["label"]) == (True, "B2-07")
    lines = (opened / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert {"kiosk-agent.service", "kiosk-ui.service"} <= {json.loads(one)["_SYSTEMD_UNIT"] for one in lines}
    assert list((opened / "audit").rglob("*"))


def test_stick_that_root_did_not_name_gets_nothing_whatever_the_screens_say(
    machine: Machine, glass: Glass, ask: Ask, tmp_path: Path
) -> None:
    with UsbStick(machine, (bare_root.CACHE / "stick.img").absolute(), "ext4") as plugged:
        copied = ask("copy", allowed="0951:1666:ANOTHER")
    assert copied["told"]["state"] == "strangeStick"
    assert plugged.files(tmp_path) == []
    plugged.image.unlink()
