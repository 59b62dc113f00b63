from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page_printer.reach import EVERY, Reach, address, usb_serial


@pytest.mark.parametrize(
    ("uri", "where"),
    [
        ("socket://192.0.2.7", ("192.0.2.7", 9100)),
        ("socket://192.0.2.7:9101/?waiteof=false", ("192.0.2.7", 9101)),
        ("ipp://printer.invalid/ipp/print", ("printer.invalid", 631)),
        ("ipps://[2001:db8::7]:8443/ipp", ("2001:db8::7", 8443)),
        ("lpd://192.0.2.7/queue", ("192.0.2.7", 515)),
        ("usb://Example/A4?serial=X1", None),
        ("dnssd://Example._ipp._tcp.local/", None),
        ("socket://", None),
        ("socket://host:99999", None),
        ("ipp://[broken", None),
        ("file:/dev/null", None),
    ],
)
def test_only_network_printers_have_an_address(uri: str, where: tuple[str, int] | None) -> None:
    assert address(uri) == where


def test_a_usb_printer_is_there_while_the_kernel_lists_its_number(tmp_path: Path) -> None:
    reach = Reach(usb=tmp_path)
    uri = "usb://Example/A4%20Printer?serial=CN123&interface=1"
    assert usb_serial(uri) == "CN123"
    assert reach.there(uri) is False
    (tmp_path / "1-4").mkdir()
    (tmp_path / "1-4/serial").write_text("CN123\n")
    assert reach.there(uri) is True
    (tmp_path / "1-4/serial").write_text("CN1234\n")
    assert reach.there(uri) is False


def test_a_usb_printer_without_a_number_is_not_known(tmp_path: Path) -> None:
    assert Reach(usb=tmp_path).there("usb://Example/A4") is None


def test_a_sleeping_printer_is_not_woken_by_every_question() -> None:
    asked: list[tuple[str, int]] = []
    now = [0.0]

    def connect(host: str, port: int) -> bool:
        asked.append((host, port))
        return len(asked) > 1

    reach = Reach(lambda: now[0], connect)
    uri = "socket://192.0.2.7"
    assert [reach.there(uri) for _ in range(5)] == [False] * 5
    assert asked == [("192.0.2.7", 9100)]
    assert reach.there(uri, now=True) is True
    now[0] += EVERY
    assert reach.there(uri) is True
    assert len(asked) == 3
    assert reach.there("socket://192.0.2.8") is True
    assert len(asked) == 4


@given(
    st.text(st.characters(codec="ascii"), max_size=40) | st.binary(max_size=20).map(lambda b: f"ipp://{b!r}")
)
def test_any_uri_has_an_answer(uri: str) -> None:
    assert Reach(connect=lambda *_: True, usb=Path("/nonexistent")).there(uri) in (True, False, None)
