"""The walk over a slip printer, on the simulator's wire."""

import pytest

from devices.conformance.printer import page
from devices.printer.columns import width
from devices.printer.interface import TextLine
from devices.printer.profiles import PROFILES


@pytest.fixture(scope="module")
def common_printer(simulated_once, tmp_path_factory):
    with simulated_once("printer", "--out", str(tmp_path_factory.mktemp("slips"))) as printer:
        yield printer


@pytest.fixture
def printer(common_printer):
    common_printer("clear_faults")
    common_printer("heal")
    common_printer("plug")
    return common_printer


@pytest.fixture
def hands(no_hands):
    return no_hands(attended=True)


def test_a_good_printer_passes_and_prints_one_slip(printer, hands, check_printer, verdicts) -> None:
    slips = printer("state")["slips"]
    report = check_printer(printer.port, hands)
    assert set(verdicts(report).values()) == {"pass"}, report.facts()
    assert printer("state")["slips"] == slips + 1
    assert printer("state")["unknown_commands"] == []


def test_what_has_to_be_looked_at_is_the_engineers_to_say(printer, hands, check_printer, verdicts) -> None:
    hands.says = False
    found = verdicts(check_printer(printer.port, hands))
    looked_at = {"width", "chinese", "cut-seen"}
    assert {name for name, verdict in found.items() if verdict == "fail"} == looked_at
    hands.says = None
    found = verdicts(check_printer(printer.port, hands))
    assert {name for name, verdict in found.items() if verdict == "notDone"} == looked_at


@pytest.mark.parametrize(
    ("fault", "failing", "left_out"),
    [
        ("mute", {"dle-eot-1", "dle-eot-2", "dle-eot-3", "dle-eot-4", "asb", "gs-r"}, {"state"}),
        ("garbage", {"dle-eot-1", "asb"}, {"state"}),
        ("late-answers", {"dle-eot-1", "dle-eot-4"}, set()),
        ("paper-out", {"state"}, {"page", "cut", "width"}),
        ("cover-open", {"state"}, {"page", "cut"}),
        ("cutter-jams-at-cut", {"page"}, {"width"}),
    ],
)
def test_a_faulty_printer_fails_where_it_is_faulty(
    printer, hands, check_printer, verdicts, monkeypatch, fault, failing, left_out
) -> None:
    monkeypatch.setattr("devices.conformance.printer._PRINT_PATIENCE", 1.0)
    # Longer than the 100 ms that an answer may take, and no longer than need be.
    late = fault == "late-answers"
    printer.set(fault, **({"ms": 150} if late else {}))
    found = verdicts(check_printer(printer.port, hands, within=0.1 if late else 1.0))
    assert failing <= {name for name, verdict in found.items() if verdict == "fail"}, found
    assert left_out <= {name for name, verdict in found.items() if verdict == "notDone"}, found


def test_a_printer_that_is_not_there_is_told(folder, hands, check_printer) -> None:
    assert not check_printer(folder / "nothing", hands).there


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_the_rulers_of_the_page_are_as_wide_as_the_paper(profile) -> None:
    lines = [line for line in page(profile.columns) if isinstance(line, TextLine)]
    assert [width(line.text) for line in lines[1:3]] == [profile.columns, profile.columns // 2 * 2]
    assert all(width(line.text) * line.size <= profile.columns for line in lines)
