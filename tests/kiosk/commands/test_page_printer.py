import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.page_printer.document import LARGEST
from devices.page_printer.simulator.private_server import PrivateServer, SimulatedPrinter

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Size 2 >>\nstartxref\n9\n%%EOF\n"
TOLD = {
    "coverOpen": "clear",
    "printServerGone": "reset",
    "queueGone": "maintenance",
    "queueStopped": "maintenance",
}


@pytest.fixture(scope="module")
def server() -> Iterator[PrivateServer]:
    folder = Path(tempfile.mkdtemp(prefix="yi"))
    folder.chmod(0o711)
    made = PrivateServer(folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder)


@pytest.fixture
def printer(server: PrivateServer) -> Iterator[SimulatedPrinter]:
    made = server.add(f"q{len(list(server.folder.glob('printer-*')))}")
    yield made
    made.set("ok")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "page.pdf"
    made.write_bytes(PDF)
    return made


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).with_name("kiosk")), "page-printer", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> tuple[int, Any, str]:
    out, err = process.communicate(timeout=100)
    assert out.count("\n") <= 1
    return process.returncode, json.loads(out) if out else None, err


def test_a_page_is_printed(server: PrivateServer, printer: SimulatedPrinter, file: Path) -> None:
    code, told, _ = result(
        start("print", "--server", server.socket, "--queue", printer.queue, "--file", file, "--json")
    )
    assert (code, told) == (0, {"outcome": "printed", "fault": None, "warnings": []})
    assert printer.paper == [PDF]


def test_the_document_is_written_to_no_file_of_ours(
    server: PrivateServer, printer: SimulatedPrinter, file: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    kiosk = [str(Path(sys.executable).with_name("kiosk")), "page-printer", "print", "--json"]
    where = ["--server", str(server.socket), "--queue", printer.queue, "--file", str(file)]
    watched = ["strace", "-f", "-e", "trace=open,openat,creat", "-o", str(trace)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*watched, *kiosk, *where], env=environment, capture_output=True, timeout=100)
    assert json.loads(done.stdout)["outcome"] == "printed"
    opened = trace.read_text().splitlines()
    assert any(str(file) in line for line in opened)
    assert not [line for line in opened if "O_WRONLY" in line or "O_RDWR" in line or "O_CREAT" in line]


def test_an_open_cover_is_told_and_the_job_is_taken_back(
    server: PrivateServer, printer: SimulatedPrinter, file: Path
) -> None:
    printer.set("hold", "cover-open-error")
    where = ("--server", server.socket, "--queue", printer.queue)
    process = start("print", *where, "--file", file, "--timeout", 2, "--json")
    end = time.monotonic() + 30
    while not printer.busy:
        assert time.monotonic() < end
        threading.Event().wait(0.02)
    code, told, _ = result(start("status", *where, "--json"))
    while code == 0 and time.monotonic() < end:
        code, told, _ = result(start("status", *where, "--json"))
    assert (code, told["device"], told["fault"]["code"]) == (4, "userError", "coverOpen")
    assert told["fault"]["who"] == TOLD["coverOpen"]
    code, told, _ = result(process)
    assert (code, told["outcome"], told["fault"]["code"]) == (4, "unknown", "coverOpen")
    assert printer.paper == []


def test_a_stopped_queue_prints_nothing(server: PrivateServer, printer: SimulatedPrinter, file: Path) -> None:
    server.connection().disablePrinter(printer.queue)
    code, told, _ = result(
        start("print", "--server", server.socket, "--queue", printer.queue, "--file", file, "--json")
    )
    assert (code, told["outcome"], told["fault"]["code"]) == (3, "notPrinted", "queueStopped")
    assert told["fault"]["who"] == TOLD["queueStopped"]


def test_a_queue_and_a_server_that_are_not_there_are_told_apart(
    server: PrivateServer, tmp_path: Path
) -> None:
    for address, fault in ((server.socket, "queueGone"), (tmp_path / "none.sock", "printServerGone")):
        code, told, _ = result(start("status", "--server", address, "--queue", "none", "--json"))
        assert (code, told["device"], told["fault"]["code"]) == (4, "noDevice", fault)
        assert told["fault"]["who"] == TOLD[fault]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"hello", "not a PDF"),
        (PDF[:30], "cut off"),
        (PDF.replace(b"/Size 2", b"/Encrypt 3 0 R"), "encrypted"),
        (None, "larger than 50 MiB"),
    ],
)
def test_a_file_that_cannot_be_printed_is_a_usage_error(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "bad.pdf"
    file.write_bytes(content or b"")
    if content is None:
        with file.open("r+b") as sparse:
            sparse.truncate(2 * LARGEST)
    code, told, err = result(start("print", "--queue", "q", "--file", file, "--json"))
    assert (code, told) == (2, None)
    assert said in err


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    code, _, err = result(start("print", "--queue", "q", "--file", tmp_path / "none.pdf", "--json"))
    assert code == 2
    assert "No such file" in err


def test_a_server_that_takes_the_connection_and_is_silent_does_not_hold_us(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="yi") as folder, socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{folder}/cups.sock")
        silent.listen(8)
        code, told, _ = result(
            start("status", "--server", f"{folder}/cups.sock", "--queue", "q", "--timeout", 1, "--json")
        )
    assert (code, told["fault"]["code"]) == (4, "printServerGone")


def test_an_address_that_is_none_is_a_usage_error() -> None:
    code, _, err = result(start("status", "--server", "host:ipp", "--queue", "q"))
    assert code == 2
    assert "host:port" in err
