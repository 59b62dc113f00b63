import contextlib
import io
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import img2pdf
import pytest
from PIL import Image

from devices.page_printer.cups_printer import CupsPagePrinter
from devices.page_printer.simulator.private_server import PrivateServer


def make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="yi"))
    # cupsd's filters run as another user and must pass through.
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def print_server() -> Iterator[PrivateServer]:
    """One cupsd for all tests; each test has a queue of its own."""
    folder = make_folder()
    server = PrivateServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def own_server() -> Iterator[Callable[..., PrivateServer]]:
    """A cupsd of the test's own, to stop, kill and set up otherwise."""
    made: list[PrivateServer] = []

    def make(keep_documents: bool = False) -> PrivateServer:
        server = PrivateServer(make_folder(), keep_documents)
        made.append(server)
        server.start()
        return server

    yield make
    for server in made:
        server.stop()
        shutil.rmtree(server.folder)


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """Two A4 pages."""
    pages = []
    for grey in (90, 200):
        picture = io.BytesIO()
        Image.new("L", (595, 842), grey).save(picture, "JPEG")
        pages.append(picture.getvalue())
    size = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    document = img2pdf.convert(pages, layout_fun=img2pdf.get_layout_fun(size))
    assert isinstance(document, bytes)
    return document


@pytest.fixture
def simulated(request: pytest.FixtureRequest, print_server: PrivateServer):
    """A printer with a queue of its own."""
    number = len(list(print_server.folder.glob("printer-*")))
    printer = print_server.add(f"q{number}")
    yield printer
    printer.set("ok")
    with contextlib.suppress(Exception):
        print_server.connection().deletePrinter(printer.queue)


@pytest.fixture
def driver(print_server: PrivateServer, simulated) -> Iterator[CupsPagePrinter]:
    printer = CupsPagePrinter(simulated.queue, str(print_server.socket))
    yield printer
    printer.close()


@pytest.fixture
def until() -> Callable[..., object]:
    def wait(question: Callable[[], object], seconds: float = 30) -> object:
        end = time.monotonic() + seconds
        while not (answer := question()):
            assert time.monotonic() < end, "did not happen"
            threading.Event().wait(0.02)
        return answer

    return wait
