"""The walk over a code reader, on the simulator's wire."""

import json
import threading

import pytest


@pytest.fixture(scope="module")
def common_scanner(simulated_once):
    with simulated_once("code_reader") as scanner:
        yield scanner


@pytest.fixture
def scanner(common_scanner):
    common_scanner("clear_faults")
    common_scanner("plug")
    return common_scanner


@pytest.fixture
def hands(no_hands, scanner, code_text):
    """Shows the code as soon as the walk listens."""
    showing: list[threading.Thread] = []

    def act(text: str) -> None:
        thread = threading.Thread(target=scanner, args=("show",), kwargs={"text": code_text})
        showing.append(thread)
        thread.start()

    made = no_hands(attended=True)
    made.act = act
    yield made
    for thread in showing:
        thread.join(30)


def failing(found: dict[str, str]) -> set[str]:
    return {name for name, verdict in found.items() if verdict == "fail"}


def test_a_good_reader_passes_every_check_and_its_code_stays_out_of_the_report(
    scanner, hands, check_code_reader, verdicts, code_text
) -> None:
    report = check_code_reader(scanner.port, hands)
    found = verdicts(report)
    assert failing(found) == set()
    assert {name for name, verdict in found.items() if verdict == "notDone"} == {"trigger", "off"}
    told = json.dumps(report.facts(), ensure_ascii=False)
    for coding in ("utf-8", "utf-16-le", "gbk"):
        assert code_text.encode(coding).hex() not in told.replace(" ", "")
    assert code_text not in told
    assert f"{len(code_text.encode())} bytes" in told


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("no-suffix", {"suffix"}),
        ("control", {"control-characters"}),
        ("garbage", {"first"}),
        ("over-long", {"first"}),
        ("unplug-in-code", {"first"}),
    ],
)
def test_a_faulty_reader_fails_where_it_is_faulty(
    scanner, hands, check_code_reader, verdicts, fault, expected
) -> None:
    scanner.set(fault)
    assert expected <= failing(verdicts(check_code_reader(scanner.port, hands)))


def test_a_code_that_pauses_is_told(scanner, hands, check_code_reader, verdicts) -> None:
    scanner.set("halves", seconds=0.12)
    assert failing(verdicts(check_code_reader(scanner.port, hands))) == {"gaps"}


def test_with_nobody_there_no_code_is_waited_for(scanner, hands, check_code_reader, verdicts) -> None:
    hands.attended = False
    found = verdicts(check_code_reader(scanner.port, hands))
    assert found.pop("port") == "pass"
    assert set(found.values()) == {"notDone"}


def test_a_reader_that_can_be_switched_off_has_to_stay_dark(
    simulated_once, no_hands, check_code_reader, verdicts, code_text, monkeypatch
) -> None:
    with simulated_once("code_reader", "--profile", "datalogic") as dark:

        def act(text: str) -> None:
            if not text.startswith("Hold"):
                threading.Timer(0.1, dark, ("show",), {"text": code_text}).start()

        hands = no_hands(attended=True)
        hands.act = act
        found = verdicts(check_code_reader(dark.port, hands, "datalogic"))
    assert set(found.values()) == {"pass"}, found


def test_a_reader_that_is_not_there_is_told(folder, hands, check_code_reader) -> None:
    assert not check_code_reader(folder / "nothing", hands).there
