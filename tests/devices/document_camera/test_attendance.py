"""The thread that attends the worker outlives what goes wrong between two of them."""

from devices.document_camera import DocumentCamera, attendance
from devices.status import DeviceStatus


def test_a_camera_that_is_pulled_while_it_is_looked_for_is_looked_for_again(monkeypatch, eventually) -> None:
    stumbles = [FileNotFoundError("gone while it was listed"), RuntimeError("symlink loop")]
    tried = []

    def look(device: str, _kind: str) -> str:
        tried.append(device)
        if stumbles:
            raise stumbles.pop()
        return device

    class NoProcess:
        def __init__(self, *_: object) -> None:
            tried.append("worker")
            raise BlockingIOError("no process to be had")

    monkeypatch.setattr(attendance, "resolve", look)
    monkeypatch.setattr(attendance, "WorkerProcess", NoProcess)
    camera = DocumentCamera("auto", lambda _message: None, restart=(0.01, 0.02))
    camera.start()
    try:
        eventually(lambda: tried.count("worker") >= 2)
        assert camera.status.device is DeviceStatus.STARTING
    finally:
        camera.stop()
