"""The report: what it says, and that it can be sent as it is."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from devices.conformance.model import (
    Check,
    DeviceLost,
    DeviceReport,
    Finding,
    NotDone,
    Report,
    failed,
    judged,
    passed,
)
from devices.conformance.report_page import page
from devices.conformance.walk import Trace, walk

CHECK = Check("x.one", "One", "this", "a manual, p. 1", "try that")


class Silent:
    def begun(self, kind, check) -> None:
        pass

    def ended(self, kind, finding) -> None:
        pass


def report(*devices: DeviceReport) -> Report:
    return Report(datetime(2026, 11, 21, tzinfo=UTC), "0", devices)


def device(*seen, there: bool = True) -> DeviceReport:
    return DeviceReport("x", "/dev/x", there, tuple(Finding(CHECK, one) for one in seen))


def lost():
    raise DeviceLost("EIO")


def undone():
    raise NotDone("nobody is there")


def test_what_was_not_done_does_not_fail_a_report() -> None:
    made = walk("x", "/dev/x", ((CHECK, lambda: passed("well")), (CHECK, undone)), Trace(), Silent())
    assert report(made).all_passed
    assert [check["verdict"] for check in made.facts()["checks"]] == ["pass", "notDone"]
    assert not report(device(passed("well"), failed("badly"))).all_passed
    assert not report(device(there=False)).all_passed


def test_after_a_device_went_away_nothing_more_is_asked() -> None:
    def never():
        raise AssertionError

    steps = ((CHECK, lambda: passed("well")), (CHECK, lost), (CHECK, never))
    made = walk("x", "/dev/x", steps, Trace(), Silent())
    assert made.there
    assert [check["verdict"] for check in made.facts()["checks"]] == ["pass", "fail", "notDone"]
    assert not walk("x", "/dev/x", ((CHECK, lost), (CHECK, never)), Trace(), Silent()).there


def test_a_hint_stands_where_something_is_amiss_and_times_are_summed_up() -> None:
    good, bad = device(judged(True, "", (1.0, 3.0, 2.0)), judged(False, "")).facts()["checks"]
    assert (good["hint"], bad["hint"]) == ("", "try that")
    assert good["timesMs"] == {"count": 3, "min": 1.0, "median": 2.0, "max": 3.0}
    assert "timesMs" not in bad


def test_private_bytes_are_kept_by_their_length_alone() -> None:
    trace = Trace()
    trace.begin()
    trace.add(b"\x10\x04\x01", to_device=True)
    trace.add(b"secret", to_device=False, private=True)
    assert [(f.to_device, f.size, f.hex) for f in trace.frames] == [(True, 3, "10 04 01"), (False, 6, None)]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data) -> None:
        self.text += data


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60))
def test_the_page_shows_any_text_and_lets_none_become_markup(text: str) -> None:
    check = Check("x.two", text, text, text, text)
    made = report(DeviceReport(text, text, True, (Finding(check, failed(text)),)))
    reader = Reader()
    reader.feed(page(made))
    assert set(reader.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p"),
        *("table", "thead", "tbody", "tr", "th", "td", "small", "b", "code", "br"),
    }
    assert reader.loads == []
    assert text in reader.text
    assert json.loads(json.dumps(made.facts()))["devices"][0]["port"] == text
