"""What is handed out together and first is there; a file that went leaves no name behind."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("turns_of_the_tests", ROOT / "tests/conftest.py")
assert _spec is not None and _spec.loader is not None
turns = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(turns)


def test_every_file_that_is_named_is_there() -> None:
    named = {start for starts in turns.TOGETHER.values() for start in starts}
    named |= {unit for unit in turns.LONGEST if unit not in turns.TOGETHER}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_journeys_share_one_terminal_and_other_files_go_alone() -> None:
    assert turns.unit_of("tests/journeys/test_birth.py::test_x") == "journeys"
    assert turns.unit_of("tests/journeys/test_two_visitors.py::test_x[a::b]") == "journeys"
    assert turns.unit_of("tests/journeys/test_escape.py::test_x") == "windows"
    assert (
        turns.unit_of("tests/kiosk/visit/test_any_order.py::T::test_x")
        == "tests/kiosk/visit/test_any_order.py"
    )


def test_the_longest_come_first_and_then_the_largest() -> None:
    units = {"tests/a.py": 3, "tests/b.py": 90, "windows": 1, "journeys": 4}
    assert sorted(units, key=lambda unit: turns.turn_of(unit, units[unit])) == [
        "journeys",
        "windows",
        "tests/b.py",
        "tests/a.py",
    ]
