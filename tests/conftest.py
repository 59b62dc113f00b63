"""What holds for all tests: Hypothesis draws the same examples in every run, without a limit on their time.

`HYPOTHESIS_PROFILE=explore make test` draws others each time. With `--dist loadfile` the files that share
what is dear to start go to one process, and what takes longest begins first.
"""

import ctypes
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import settings

# Hundreds of processes are started, each with the whole program: they read it compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

gc.disable()  # until all is imported: see pytest_collection_finish

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

TOGETHER = {
    "windows": ("tests/journeys/test_escape.py", "tests/journeys/test_first_start.py"),
    "faults": (
        "tests/journeys/test_card_answer_faults.py",
        "tests/journeys/test_card_line_faults.py",
        "tests/journeys/test_device_faults.py",
        "tests/journeys/test_slip_printer_faults.py",
    ),
    "alone": ("tests/journeys/test_keypad_and_speech.py", "tests/journeys/test_nothing_left.py"),
    "journeys": ("tests/journeys/",),
    "platform": ("tests/sandbox/platform/",),
    "bench": ("tests/sandbox/bench/",),
}
"""Files, or all files of a folder, that one process takes one after the other: they share a whole terminal, a
PostgreSQL server, a bench with a browser; or they have windows, and several at once are slow."""
LONGEST = (
    "journeys",
    "windows",
    "tests/screens/pages/test_switching.py",
    "tests/screens/pages/test_audit_sample.py",
    "alone",
    "bench",
    "faults",
    "platform",
    "tests/screens/pages/test_pictures.py",
    "tests/screens/test_answering.py",
    "tests/devices/document_camera/test_camera_faults.py",
    "tests/screens/pages/test_pads.py",
    "tests/torture/test_bad_lines.py",
    "tests/torture/test_kills.py",
    "tests/kiosk/agent/test_outbox_platform.py",
    "tests/screens/pages/test_following.py",
    "tests/kiosk/catalogue/test_plan_properties.py",
    "tests/screens/pages/test_heard.py",
    "tests/screens/test_gallery_states.py",
    "tests/screens/pages/test_staff_pages.py",
    "tests/screens/pages/test_apply_following.py",
    "tests/devices/document_camera/test_camera_service.py",
    "tests/screens/pages/test_taps.py",
    "tests/kiosk/commands/test_camera.py",
    "tests/devices/conformance/test_id_card_checks.py",
    "tests/torture/test_power_cut.py",
    "tests/fleet/test_fleet.py",
    "tests/devices/document_camera/test_photographs.py",
    "tests/devices/printer/test_printing.py",
    "tests/devices/id_card/test_service.py",
    "tests/torture/test_plants.py",
    "tests/kiosk/visit/test_any_order.py",
)
"""What begins first, the longest in front; the rest follows by number of tests."""

GARBAGE = (100_000, 5, 10)
"""Objects that are made before rubbish is looked for among them, ten pages of a screen; with Python's own 700
the same pages are looked at many times before they are let go."""
C_LIBRARY = ctypes.CDLL(None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--whole`: `make torture` takes what `make test` has no time for."""
    parser.addoption("--whole", action="store_true", help="all that is otherwise sampled or left out")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks of what takes long."""
    config.addinivalue_line("markers", "sampled: does more with --whole (`make torture`)")
    config.addinivalue_line("markers", "long: runs with --whole alone (`make torture`)")


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether all is asked for, not a sample."""
    return bool(request.config.getoption("--whole"))


def unit_of(nodeid: str) -> str:
    """Return the name of what a test is handed out with."""
    file = nodeid.partition("::")[0]
    return next((name for name, starts in TOGETHER.items() if file.startswith(starts)), file)


def turn_of(unit: str, tests: int) -> tuple[int, int]:
    """Return by what the units are sorted."""
    return LONGEST.index(unit) if unit in LONGEST else len(LONGEST), -tests


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand the tests out by unit; for every other way of `--dist`, xdist's own scheduler."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByUnit(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    config.option.loadscopereorder = False
    return ByUnit(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is long; where xdist hands the rest out, put the units in their turn."""
    if not config.getoption("--whole"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    if not hasattr(config, "workerinput"):
        return
    units: dict[str, list[pytest.Item]] = {}
    for item in items:
        units.setdefault(unit_of(item.nodeid), []).append(item)
    ordered: Sequence[str] = sorted(units, key=lambda unit: turn_of(unit, len(units[unit])))
    items[:] = [item for unit in ordered for item in units[unit]]


def pytest_collection_finish() -> None:
    """Look for rubbish only among what the tests themselves make.

    Modules and test items, two million objects, live as long as the process; looking at them again and again
    took more time than most tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Between two files take out the rubbish; what is left then (content, networks) stays for good.

    What pages, photographs and networks had of memory goes back to the system: the C library keeps it, in
    pieces, and so a process that took many files grew to several times what it used.
    """
    result = yield
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()
        gc.freeze()
        C_LIBRARY.malloc_trim(0)
    return result
