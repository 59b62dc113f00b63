"""The bench's keypad, loudspeaker and headphones."""

import os
import queue
import shutil
import subprocess

import pytest

from devices.keypad.layout import Key, Options
from devices.keypad.presses import Headphones, Pressed
from devices.keypad.service import KeypadService
from devices.sound import play_command
from devices.status import DeviceStatus
from devices.supervisor import Supervisor


@pytest.fixture(scope="module")
def bench(run_bench):
    with run_bench("--unseen") as made:
        yield made


def test_a_key_over_http_reaches_the_driver(bench):
    done = queue.Queue()
    service = KeypadService(Options(bench.devices["keypad"]["port"]), done.put)
    statuses = queue.Queue()
    supervisor = Supervisor(lambda _name, status: statuses.put(status.device))
    supervisor.add("keypad", service.plan())
    supervisor.start()
    try:
        # Whoever presses before the driver has opened it presses for nobody.
        while statuses.get(timeout=30) is not DeviceStatus.ONLINE:
            pass
        bench.call("POST", "/keypad", {"key": "act"})
        assert done.get(timeout=30) == Pressed(Key.ACT)
        bench.call("POST", "/keypad/jack", {"plugged": True})
        assert done.get(timeout=30) == Headphones(True)
        assert bench.call("GET", "/state")["keypad"]["jack"] is True
        assert bench.call("GET", "/keypad/faults")
    finally:
        assert supervisor.stop(30) == ()
    bench.call("POST", "/keypad", {"key": "no such key"}, 422)


def test_without_asking_there_is_no_keypad(common_bench):
    assert "keypad" not in common_bench.devices
    common_bench.call("POST", "/keypad", {"key": "act"}, 404)


@pytest.mark.skipif(not shutil.which("aplay"), reason="alsa-utils is not here")
@pytest.mark.parametrize("name", ["port", "headphones"])
def test_what_is_played_lies_in_a_file(bench, name):
    facts = bench.devices["speech"]
    samples = b"\x01\x02" * 4000
    command = play_command(facts[name])
    subprocess.run(command, input=samples, env={**os.environ, **facts["env"]}, check=True, timeout=100)
    assert (bench.state_dir / "sound" / f"{facts[name]}.raw").read_bytes().startswith(samples)
