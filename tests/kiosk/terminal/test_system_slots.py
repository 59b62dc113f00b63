"""The operating system's two places: what RAUC left behind says which runs and what the other one holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.system_slots import SystemSlots, running_slot, slot_version, system_slots

STATUS = """\
[slot.rootfs.0]
bundle.compatible=yiciban-terminal-amd64
bundle.version=2026.10
status=ok
installed.timestamp=2026-10-02T03:00:00Z

[slot.rootfs.1]
bundle.compatible=yiciban-terminal-amd64
bundle.version=2026.11
status=pending
"""


def test_a_machine_that_is_no_image_has_no_slots(tmp_path: Path) -> None:
    file = tmp_path / "cmdline"
    file.write_text("BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet\n")
    assert system_slots(file, tmp_path / "none") == SystemSlots()
    assert system_slots(tmp_path / "none", tmp_path / "none") == SystemSlots()


@pytest.mark.parametrize(
    ("running", "expected"),
    [("A", SystemSlots("A", "2026.11", False)), ("B", SystemSlots("B", "2026.10", True))],
)
def test_the_other_place_is_told_with_its_version(
    tmp_path: Path, running: str, expected: SystemSlots
) -> None:
    cmdline, status = tmp_path / "cmdline", tmp_path / "slots.status"
    cmdline.write_text(f"root=PARTLABEL=x rauc.slot={running} panic=5\n")
    status.write_text(STATUS)
    assert system_slots(cmdline, status) == expected


def test_without_a_status_file_only_the_running_place_is_known(tmp_path: Path) -> None:
    cmdline = tmp_path / "cmdline"
    cmdline.write_text("rauc.slot=B")
    assert system_slots(cmdline, tmp_path / "none") == SystemSlots("B")


@given(st.text(), st.sampled_from(["rootfs.0", "rootfs.1"]))
def test_whatever_the_file_holds_nothing_is_raised(text: str, slot: str) -> None:
    version, good = slot_version(text, slot)
    assert isinstance(version, str)
    assert not (good and "ok" not in text)


@given(st.text())
def test_only_what_the_kernel_was_told_names_a_slot(text: str) -> None:
    assert running_slot(text) in ("", *(word.partition("=")[2] for word in text.split()))
