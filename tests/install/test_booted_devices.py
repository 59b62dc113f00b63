"""`make test-install`: the set-up finds devices within the sandbox of the screens, and they may be opened."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from booted_machine import Machine
from case import BRIDGE, CAMERA, KEYPAD, KEYS, LINE, QUEUE, STATIC, STRANGE, Case
from hall import SITE, Glass

UI = "kiosk-ui.service"
FIND = ("/opt/yiciban/current/bin/kiosk", "devices", "find", "--json", "--profile", SITE)
FINDING = f"import subprocess\nsubprocess.run({FIND!r})\n"
OPENING = """\
import errno, json, os
told = {{}}
for name, flags in {names!r}:
    try:
        os.close(os.open("/dev/" + name, flags | os.O_NONBLOCK | os.O_NOCTTY))
        told[name] = "open"
    except OSError as error:
        told[name] = errno.errorcode[error.errno]
print(json.dumps(told))
"""
REFUSED = ("EPERM", "EACCES")


@pytest.fixture(scope="module")
def case(machine: Machine, glass: Glass) -> Iterator[Case]:
    """A case full of devices, and a print server with a queue."""
    glass.wait_for("idle")
    with Case(machine) as made:
        yield made


@pytest.fixture
def queue(machine: Machine) -> Iterator[None]:
    """The machine's own print server with one queue; the other tests do without."""
    started = machine.done("systemd-run", "--collect", "--unit=print-server", "/usr/sbin/cupsd", "-f")
    assert started.returncode == 0, started.stderr
    add = ("lpadmin", "-p", QUEUE, "-E", "-v", "socket://127.0.0.1:9")
    machine.until(lambda: machine.done(*add).returncode == 0)
    yield
    machine.ask("lpadmin", "-x", QUEUE)
    machine.ask("systemctl", "stop", "print-server")


def test_screens_find_within_their_sandbox_what_root_finds_outside(
    machine: Machine, case: Case, queue: None
) -> None:
    outside: dict[str, Any] = json.loads(machine.ask(*FIND))
    found = {one["port"]: one["kinds"] for one in outside["found"]}
    assert found == {
        f"/dev/{LINE}": ["code_reader"],
        "usb:04b8:0e15:EXAMPLE1": ["printer"],
        f"/dev/{BRIDGE}": ["id_card", "printer", "code_reader"],
        f"/dev/{CAMERA}": ["document_camera"],
        f"/dev/{KEYPAD}": ["keypad"],
        QUEUE: ["page_printer"],
        "default": ["speech"],
    }
    assert machine.probe("probe-find", UI, FINDING) == outside


def test_screens_may_open_what_is_plugged_in_later_and_nothing_else(machine: Machine, case: Case) -> None:
    # None of their drivers is in the kernel yet, as before a first adapter is plugged in.
    wanted = [(name, os.O_RDONLY if name == KEYS else os.O_RDWR) for name in STATIC]
    told = machine.probe("probe-open", UI, OPENING.format(names=wanted))
    assert {name: word for name, word in told.items() if word in REFUSED} == {}
    strange = [(name, os.O_RDONLY) for name in STRANGE]
    script = OPENING.format(names=[*strange, (KEYS, os.O_RDWR)])
    refused = machine.probe("probe-strange", UI, script)
    assert {name: word for name, word in refused.items() if word not in REFUSED} == {}
    # What keeps them out is the sandbox.
    free = json.loads(machine.done("python3", "-I", "-", text=script).stdout)
    assert {name: word for name, word in free.items() if word in REFUSED} == {}
