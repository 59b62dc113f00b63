import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.document_camera.simulator.compose import Scene, encode, photograph
from devices.document_camera.simulator.shim import environment
from devices.document_camera.values import CALIBRATION_FILE
from devices.simulation import control

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
LINES = tuple("新生儿姓名：示例宝  出生日期：2026年11月1日" for _ in range(12))


@pytest.fixture(scope="session")
def jpeg() -> Callable[..., bytes]:
    """Photograph of a scene: of a written page where nothing else is said."""

    def take(**wanted: Any) -> bytes:
        return encode(photograph(Scene(**({"title": "出生医学证明", "lines": LINES} | wanted)), FONTS))

    return take


class SimulatedCamera:
    """A simulator process; called with a command and its arguments it steers it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.device = folder / "video0"
        self.calibration = folder / CALIBRATION_FILE
        self._control = folder / "control"
        command = [sys.executable, "-m", "devices.document_camera.simulator"]
        command += ["--state", str(folder), "--control", str(self._control), "--calibration", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert json.loads(self.process.stdout.readline())["ready"]
        self.environment = environment(self.device, cache)

    def __call__(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self._control, cmd, timeout=30, **arguments)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="session")
def simulator(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SimulatedCamera]:
    cache = request.config.rootpath / "build" / "simulators"
    running = SimulatedCamera(tmp_path_factory.mktemp("camera"), cache)
    running("put", title="出生医学证明", lines=list(LINES), rotate=3)
    yield running
    running.close()


@pytest.fixture
def simulated(simulator: SimulatedCamera, monkeypatch: pytest.MonkeyPatch) -> SimulatedCamera:
    """The camera with a good page under it; processes started by the test see it."""
    if not simulator("state")["plugged"]:
        simulator("plug")
    for name in ("LD_PRELOAD", "YICIBAN_SIMULATED_CAMERA"):
        monkeypatch.setenv(name, simulator.environment[name])
    return simulator


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    def wait(condition: Callable[[], object], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    return wait
