"""The walk over a card reader, on the simulator's wire."""

import json
from datetime import UTC, datetime

import pytest

from devices.conformance.model import Report
from devices.conformance.report_page import page

WITH_CARD = {"find", "select", "read", "presence", "read-again", "read-with-fingerprints", "removal"}


def of(verdicts: dict[str, str], verdict: str) -> set[str]:
    return {name for name, one in verdicts.items() if one == verdict}


def texts_of(report) -> tuple[str, str]:
    made = Report(datetime.now(UTC), "0", (report,))
    return json.dumps(made.facts(), ensure_ascii=False), page(made)


def test_a_good_reader_passes_every_check(reader, card_hands, check_reader, verdicts) -> None:
    report = check_reader(reader.port, card_hands(reader), set_speeds=True)
    assert of(verdicts(report), "fail") == set()
    assert of(verdicts(report), "notDone") == set(), report.facts()
    assert reader("state")["baud"] == 115200


def test_with_nobody_there_what_needs_a_card_is_not_done(reader, card_hands, check_reader, verdicts) -> None:
    report = check_reader(reader.port, card_hands(reader, attended=False))
    assert of(verdicts(report), "fail") == set()
    assert of(verdicts(report), "notDone") == WITH_CARD | {"set-speeds"}


def test_a_card_that_nobody_lays_down_is_waited_for_and_then_left_out(
    reader, card_hands, check_reader, verdicts
) -> None:
    hands = card_hands(reader)
    hands.act = lambda _text: None
    report = check_reader(reader.port, hands, patience=0.3)
    assert of(verdicts(report), "notDone") >= WITH_CARD
    assert of(verdicts(report), "fail") == set()


def test_a_card_that_is_not_lifted_fails_the_removal(
    reader, card_hands, check_reader, verdicts, card
) -> None:
    hands = card_hands(reader)
    hands.act = lambda text: reader("lay", card=card) if text.startswith("Lay") else None
    assert of(verdicts(check_reader(reader.port, hands, patience=0.5)), "fail") == {"removal"}


@pytest.mark.parametrize("baud", [57600, 9600])
def test_the_speed_is_found(start, card_hands, check_reader, baud: int) -> None:
    reader = start("id_card", "--read-seconds", "0", "--baud", str(baud))
    report = check_reader(reader.port, card_hands(reader, attended=False))
    seen = next(f.seen.text for f in report.findings if f.check.id == "id-card.speed")
    assert seen == f"answered at {baud} bit/s"


def test_firmware_that_hides_a_read_card_is_told_and_no_fault(
    start, card_hands, check_reader, verdicts
) -> None:
    reader = start("id_card", "--read-seconds", "0", "--hides-read-card")
    found = verdicts(check_reader(reader.port, card_hands(reader)))
    assert of(found, "fail") == set()
    assert {"read-again", "read-with-fingerprints"} <= of(found, "notDone")


def test_a_module_without_presence_commands_is_told(start, card_hands, check_reader, verdicts) -> None:
    reader = start("id_card", "--read-seconds", "0", "--without", "3003", "--without", "3005")
    assert of(verdicts(check_reader(reader.port, card_hands(reader))), "fail") == {"presence"}


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("silence", {"speed"}),
        ("checksum", {"read"}),
        ("truncate", {"read"}),
        ("wrong-length", {"read"}),
        ("lift-in-answer", {"read"}),
        ("sw3-41", {"read"}),
        ("sw3-66", {"status"}),
        ("sw3-40", {"select"}),
        ("unplug-in-read", {"read"}),
    ],
)
def test_a_faulty_reader_fails_where_it_is_faulty(
    reader, card_hands, check_reader, verdicts, fault: str, failing: set[str]
) -> None:
    reader.set(fault)
    found = verdicts(check_reader(reader.port, card_hands(reader), patience=0.3))
    assert failing <= of(found, "fail"), found


def test_a_reader_that_goes_away_fails_there_and_the_rest_is_not_done(
    reader, card_hands, check_reader, verdicts
) -> None:
    hands = card_hands(reader)
    hands.act = lambda _text: reader("unplug")
    report = check_reader(reader.port, hands)
    assert report.there
    found = verdicts(report)
    assert found["find"] == "fail"
    assert of(found, "notDone") >= WITH_CARD - {"find"}


def test_a_reader_that_is_not_there_is_told(folder, reader, card_hands, check_reader) -> None:
    report = check_reader(folder / "nothing", card_hands(reader))
    assert not report.there
    assert not Report(datetime.now(UTC), "0", (report,)).all_there


@pytest.mark.parametrize("fault", ["", "garbage", "truncate", "stale"])
def test_no_byte_of_a_card_gets_into_the_report(reader, card_hands, check_reader, card, fault: str) -> None:
    if fault:
        reader.set(fault)
    report = check_reader(reader.port, card_hands(reader), patience=0.5)
    for told in texts_of(report):
        bare = told.replace(" ", "").lower()
        for name, value in card.items():
            if name in ("sex", "type", "ethnicity"):
                continue
            for piece in (value, value.replace(" ", "")):
                assert piece not in told
                for coding in ("utf-8", "utf-16-le", "utf-16-be", "gbk"):
                    assert piece.encode(coding).hex() not in bare, (name, coding)


def test_frames_without_a_card_are_shown_and_those_with_one_only_counted(
    reader, card_hands, check_reader
) -> None:
    frames = {f.check.id: f.frames for f in check_reader(reader.port, card_hands(reader)).findings}
    assert [frame.hex for frame in frames["id-card.status"]] == [
        "aa aa aa 96 69 00 03 11 ff ed",
        "aa aa aa 96 69 00 04 00 00 90 94",
    ]
    asked, answered = frames["id-card.read"]
    assert (asked.to_device, asked.hex) == (True, "aa aa aa 96 69 00 03 30 01 32")
    assert (answered.to_device, answered.hex, answered.size) == (False, None, 1295)
