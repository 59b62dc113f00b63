"""Every fault that a simulated code reader or camera can show: what the citizen sees, what the staff is told.

As `test_card_line_faults.py` for the card reader.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_rows import OUT, Row, named, staff_is_told
from faulty_devices import CodeDesk, Simulated

from devices.document_camera.simulator.shim import environment
from devices.document_camera.values import Wanted
from devices.simulation import CommandError
from kiosk.terminal.remedies import remedy
from kiosk.visit.camera import Camera
from kiosk.visit.messages import DeviceChanged, Message, PhotoTaken

CODE_READER = (
    Row("unplugged", OUT, "noDevice", "maintenance"),
    Row("halves", "taken"),
    Row("no-suffix", "taken"),
    Row("over-long", "refused tooLong"),
    Row("control", "refused controlCharacter"),
    Row("slow", "taken"),
    Row("garbage", "refused encoding"),
    Row("wrong-speed", "refused encoding"),
    Row("unplug-in-code", OUT, "noDevice", "maintenance"),
)
CAMERA = (
    Row("unplugged", OUT, "noDevice", "maintenance"),
    Row("frozen", OUT, "cameraFrozen", "reset"),
    Row("torn", OUT, "cameraTorn", "maintenance"),
    Row("black", OUT, "cameraBlack", "clear"),
    Row("wrong", "taken"),
)


@pytest.fixture(scope="module")
def code_reader(folder: Path) -> Iterator[CodeDesk]:
    device = Simulated("code_reader", folder)
    desk = CodeDesk(device)
    yield desk
    desk.stop()
    device.stop()


@pytest.mark.parametrize("row", CODE_READER, ids=named)
def test_a_fault_of_the_code_reader(code_reader: CodeDesk, row: Row) -> None:
    desk = code_reader
    desk.device("clear_faults")
    desk.begin()
    desk.device.set(row.fault)
    if row.fault == "unplugged":
        desk.until(lambda: desk.out, "a reader that is out")
    elif row.citizen == OUT:
        desk.show()
    else:
        desk.show()
        desk.until(lambda: desk.taken, "what became of the code")
        assert desk.taken[0] == row.citizen
    staff_is_told(desk, row)
    if row.code:
        assert desk.taken == []
    desk.mended()


@pytest.mark.parametrize("row", CAMERA, ids=named)
def test_a_fault_of_the_camera(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    """The camera keeps its own worker process, so it is watched without the supervisor."""
    device = Simulated.camera(folder)
    cache = request.config.rootpath / "build" / "simulators"
    for name, value in environment(Path(device.port), cache, {}).items():
        monkeypatch.setenv(name, value)
    heard: list[Message] = []
    told: list[DeviceChanged] = []

    def hear(message: Message) -> None:
        heard.append(message)
        if isinstance(message, DeviceChanged):
            told.append(message)

    camera = Camera(device.port, hear)
    camera.start()
    try:
        camera.open(Wanted(automatic=False, read=False))
        Simulated.wait(lambda: told and told[-1].fault is None)
        device.set(row.fault)
        if not row.code:
            camera.take()
            Simulated.wait(lambda: any(isinstance(message, PhotoTaken) for message in heard))
            return
        Simulated.wait(lambda: told[-1].fault)
        assert told[-1].fault == row.code
        status = told[-1].status
        assert status is not None
        assert status.fault is not None
        assert (status.fault.who.value, remedy(row.code).who.value) == (row.mender, row.mender)
        device("clear_faults")
        Simulated.wait(lambda: told[-1].fault is None)
    finally:
        camera.stop()
        device.stop()


def test_no_fault_of_the_simulators_is_missing_here(code_reader: CodeDesk, folder: Path) -> None:
    camera = Simulated.camera(folder)
    try:
        assert camera.faults() == {row.fault for row in CAMERA}
    finally:
        camera.stop()
    assert code_reader.device.faults() == {row.fault for row in CODE_READER}


def test_a_fault_that_no_simulator_has_cannot_be_set(code_reader: CodeDesk) -> None:
    with pytest.raises(CommandError):
        code_reader.device.set("explode")
