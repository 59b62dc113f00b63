"""A camera of other sizes and controls than the profile's, opened by cv2's V4L2 back end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from devices.document_camera.simulator.shim import environment

OPENER = """
import json, sys
from devices.document_camera.driver import Camera
from devices.document_camera.formats import formats
from devices.document_camera.frame_watch import is_whole, jpeg_size
from devices.document_camera.values import CameraSettings
device = sys.argv[1]
listed = [[one.pixels, list(map(list, one.sizes))] for one in formats(device)]
camera = Camera(device, CameraSettings(exposure=300, focus=42, gain=7))
frames = [camera.read(), camera.read()]
camera.close()
facts = {"listed": listed, "mode": [camera.mode.pixels, camera.mode.width, camera.mode.height]}
facts |= {"notes": camera.notes, "sizes": [jpeg_size(one) for one in frames]}
print(json.dumps(facts | {"whole": all(map(is_whole, frames)), "alive": frames[0] != frames[1]}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict:
    folder = tmp_path_factory.mktemp("small-camera")
    command = [sys.executable, "-m", "devices.document_camera.simulator", "--state", str(folder)]
    command += ["--control", str(folder / "control"), "--sizes", "1920x1080,640x480"]
    simulator = subprocess.Popen([*command, "--raw-sizes", "3264x2448"], stdout=subprocess.PIPE)
    try:
        assert simulator.stdout is not None
        device = Path(json.loads(simulator.stdout.readline())["device"])
        done = subprocess.run(
            [sys.executable, "-c", OPENER, str(device)],
            env=environment(device, request.config.rootpath / "build" / "simulators"),
            capture_output=True,
            text=True,
            check=True,
        )
        kept = (folder / "controls").read_text().split("\n")
        return json.loads(done.stdout) | {"kept": dict(line.split() for line in kept if line)}
    finally:
        simulator.terminate()
        simulator.wait(30)
        assert simulator.stdout is not None
        simulator.stdout.close()


def test_the_largest_mjpg_size_is_taken_where_8_mp_come_only_raw(seen: dict) -> None:
    assert seen["listed"] == [["MJPG", [[1920, 1080], [640, 480]]], ["YUYV", [[3264, 2448]]]]
    assert seen["mode"] == ["MJPG", 1920, 1080]
    assert seen["sizes"] == [[1920, 1080]] * 2
    assert seen["whole"]
    assert seen["alive"]


def test_controls_are_set_as_near_as_the_camera_can_and_what_it_lacks_is_said(seen: dict) -> None:
    assert seen["kept"]["0x009a0901"] == "1", "manual exposure"
    assert seen["kept"]["0x009a0902"] == "300"
    assert seen["kept"]["0x009a090c"] == "0", "no automatic focus"
    assert seen["kept"]["0x009a090a"] == "40", "in steps of five"
    assert seen["kept"]["0x00980918"] == "1", "50 Hz"
    assert seen["notes"] == [
        "the camera has no gain",
        "MJPG 1920 x 1080, not MJPG 3264 x 2448",
    ]
