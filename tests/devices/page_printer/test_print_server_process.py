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
            lambda cmd, **arguments: control(folder / "control", cmd, timeout=20, **arguments),
        )
        process.terminate()
        assert process.wait(20) == 0
    shutil.rmtree(folder)


def test_faults_are_set_from_outside_while_a_page_is_printed(
    bench: tuple[CupsPagePrinter, Steer], pdf: bytes, until: Callable[..., object]
) -> None:
    driver, steer = bench
    steer("printer", mode="hold", reason="media-jam-error")
    job = driver.start(pdf)
    assert not isinstance(job, JobEnd)
    until(lambda: driver.status().fault)
    assert steer("printer", mode="ok") == {"pages": 0, "runs": 1}
    assert until(job.poll) == JobEnd(JobOutcome.PRINTED)
    assert steer("state") == {"pages": 1, "runs": 1}


@pytest.mark.parametrize(
    ("cmd", "do", "undo", "code"),
    [
        ("queue", "stop", "start", "queueStopped"),
        ("queue", "reject", "accept", "queueRejecting"),
        ("server", "stop", "start", "printServerGone"),
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


def test_a_queue_is_removed_and_what_is_unknown_is_refused(bench: tuple[CupsPagePrinter, Steer]) -> None:
    driver, steer = bench
    for cmd, arguments in (("fire", {}), ("queue", {"do": "burn"}), ("printer", {"mode": "burn"})):
        with pytest.raises(CommandError):
            steer(cmd, **arguments)
    steer("queue", do="remove")
    fault = driver.status().fault
    assert fault is not None
    assert fault.code == "queueGone"
