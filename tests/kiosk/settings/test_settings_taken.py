"""Devices that somebody took: written into the profile, root's words and everything else left as they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.settings import DRIVERS, ProfileError, parse
from kiosk.terminal.settings_taken import Taken, with_devices

HERE = Path("/etc/yiciban/site.toml")
EXAMPLE = (Path(__file__).parents[3] / "docs" / "site-profile.example.toml").read_text(encoding="utf-8")
PROFILE = parse(EXAMPLE, HERE)
KINDS = st.sampled_from(sorted(DRIVERS))
TAKEN = st.lists(
    st.builds(Taken, KINDS, st.sampled_from(("auto", "/dev/ttyS0", "usb:0416:5011"))),
    unique_by=lambda t: t.kind,
)


@given(TAKEN, st.sets(KINDS))
def test_what_was_taken_is_there_what_was_left_is_not_and_the_rest_stays(
    taken: list[Taken], left: set[str]
) -> None:
    after = parse(with_devices(EXAMPLE, PROFILE, taken, left, ()), HERE)
    ports = {one.kind: one.port for one in taken}
    held = {device.kind: device for device in after.devices}
    assert {kind: held[kind].port for kind in ports} == ports
    assert not (left - set(ports)) & set(held)
    for device in PROFILE.devices:
        if device.kind not in ports and device.kind not in left:
            assert held[device.kind] == device
        elif device.kind in ports:
            assert held[device.kind].options == device.options, "what a make needs stays with its kind"
    assert set(held) <= {device.kind for device in PROFILE.devices} | set(ports)
    assert after.model_copy(update={"devices": ()}) == PROFILE.model_copy(update={"devices": ()})


@given(TAKEN, st.sets(KINDS), st.sets(KINDS))
def test_what_root_named_is_not_touched(taken: list[Taken], left: set[str], fixed: set[str]) -> None:
    if not fixed & ({one.kind for one in taken} | left):
        with_devices(EXAMPLE, PROFILE, taken, left, fixed)
        return
    with pytest.raises(ProfileError, match="root named it"):
        with_devices(EXAMPLE, PROFILE, taken, left, fixed)


def test_what_was_answered_is_told_to_the_driver() -> None:
    text = with_devices(EXAMPLE, PROFILE, [Taken("printer", "/dev/ttyS0", {"baud": 9600})], (), ())
    printer = parse(text, HERE).device("printer")
    assert printer is not None
    assert (printer.port, printer.options["baud"]) == ("/dev/ttyS0", 9600)


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(ProfileError, match="no kind fax"):
        with_devices(EXAMPLE, PROFILE, [Taken("fax", "auto")], (), ())
