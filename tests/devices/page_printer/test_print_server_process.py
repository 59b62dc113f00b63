"""The simulated print server as the process that a bench starts, steered from outside."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.page_printer.cups_printer import CupsPagePrinter
from devices.page_printer.interface import JobEnd, JobOutcome
from devices.page_printer.simulator.fault_list import FAULTS
from devices.simulation import CommandError, control

Steer = Callable[..., dict[str, object]]


@pytest.fixture
def bench() -> Iterator[tuple[CupsPagePrinter, Steer]]:
    folder = Path(tempfile.mkdtemp(prefix="yi"))
    folder.chmod(0o711)
    command = [sys.executable, "-m", "devices.page_printer.simulator"]
    paths = ["--folder", str(folder), "--control", str(folder / "control")]
    with subprocess.Popen([*command, *paths], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        yield (
            CupsPagePrinter(facts["queue"], facts["server"]),
            lambda cmd, **arguments: control(folder / "control", cmd, timeout=30, **arguments),
        )
        process.terminate()
        assert process.wait(100) == 0
    shutil.rmtree(folder)


def test_faults_are_set_from_outside_while_a_page_is_printed(
    bench: tuple[CupsPagePrinter, Steer], pdf: bytes, until: Callable[..., object]
) -> None:
    driver, steer = bench
    steer("printer", mode="hold", reason="media-jam-error")
    job = driver.start(pdf)
    assert not isinstance(job, JobEnd)
    until(lambda: driver.status().fault)
    assert _counts(steer("printer", mode="ok")) == (0, 1)
    assert until(job.poll) == JobEnd(JobOutcome.PRINTED)
    assert _counts(steer("state")) == (1, 1)
    assert _counts(steer("take")) == (0, 1)


def _counts(state: dict[str, object]) -> tuple[object, object]:
    return state["pages"], state["runs"]


def test_the_list_of_faults_is_told_set_and_cleared(bench: tuple[CupsPagePrinter, Steer]) -> None:
    driver, steer = bench
    assert {one["name"]: one["set"] for one in steer("faults")["faults"]} == {
        one.name: False for one in FAULTS
    }
    for fault in FAULTS:
        told = {one["name"]: one["set"] for one in steer("set_fault", name=fault.name)["faults"]}
        assert [name for name, set_ in told.items() if set_] == [fault.name]
        told = {one["name"]: one["set"] for one in steer("clear_faults")["faults"]}
        assert not any(told.values())
    assert driver.status().can_print


@pytest.mark.parametrize(
    ("cmd", "do", "undo", "code"),
    [
        ("queue", "stop", "start", "queueStopped"),
        ("queue", "reject", "accept", "queueRejecting"),
    ],
)
def test_what_staff_do_at_the_server_is_told_and_passes(
    bench: tuple[CupsPagePrinter, Steer], cmd: str, do: str, undo: str, code: str
) -> None:
    driver, steer = bench
    steer(cmd, do=do)
    fault = driver.status().fault
    assert fault is not None
    assert fault.code == code
    steer(cmd, do=undo)
    assert driver.status().can_print


def test_a_server_that_is_stopped_is_told_and_comes_back(bench: tuple[CupsPagePrinter, Steer]) -> None:
    driver, steer = bench
    assert steer("unplug")["plugged"] is False
    fault = driver.status().fault
    assert fault is not None
    assert fault.code == "printServerGone"
    assert steer("plug")["plugged"] is True
    assert driver.status().can_print


def test_a_queue_is_removed_and_what_is_unknown_is_refused(bench: tuple[CupsPagePrinter, Steer]) -> None:
    driver, steer = bench
    for cmd, arguments in (("fire", {}), ("queue", {"do": "burn"}), ("printer", {"mode": "burn"})):
        with pytest.raises(CommandError):
            steer(cmd, **arguments)
    steer("queue", do="remove")
    fault = driver.status().fault
    assert fault is not None
    assert fault.code == "queueGone"
