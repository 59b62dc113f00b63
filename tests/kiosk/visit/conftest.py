"""visit_walk.py and its like stand beside these tests; importlib mode puts no folder on the path."""

import sys
from pathlib import Path

import pytest

from devices.status import DeviceStatus, Status
from kiosk.visit.messages import Continue, DeviceChanged, OpenBoard, Touched
from kiosk.visit.messages.staff import OpenStaffPage, StaffAnswered, StaffTyped
from kiosk.visit.pages import Page
from kiosk.visit.staff_trials import NAMES

sys.path.append(str(Path(__file__).parent))
from visit_trials import CARD, KINDS, PIN
from visit_walk import Walk


@pytest.fixture
def staff_menu():
    walk = Walk()
    devices = [DeviceChanged(kind, None, status=Status(DeviceStatus.ONLINE)) for kind in KINDS]
    walk.send(*devices, Touched(), OpenBoard(), CARD)
    walk.send(StaffTyped("pin", PIN), Continue(), StaffAnswered("admitted", "S01"))
    assert walk.page is Page.STAFF_MENU
    return walk


@pytest.fixture
def at_trial(staff_menu):
    def go(name):
        staff_menu.send(OpenStaffPage("trials"), OpenStaffPage(name))
        assert staff_menu.state.visit.at == NAMES[name]
        return staff_menu

    return go
