"""A service whose device is out says so before anybody starts, and comes back by itself."""

from dataclasses import replace

import pytest
from visit_walk import Walk

from devices.status import NO_DEVICE, WEDGED, DeviceStatus, Fault, Mender, Status
from kiosk.catalogue.models import MaterialSource
from kiosk.text import Texts
from kiosk.visit.messages import (
    AgentStatus,
    CardReading,
    Continue,
    DeviceChanged,
    Leave,
    OpenBundle,
    OpenSearch,
    Query,
    Touched,
)
from kiosk.visit.standing import missing, photographs
from kiosk.visit.suggestion import suggested

ONLINE = Status(DeviceStatus.ONLINE)
NO_CAMERA = DeviceChanged("document_camera", "noDevice", status=NO_DEVICE)
NO_READER = DeviceChanged("id_card", "noDevice", status=NO_DEVICE)
OFFLINE = AgentStatus(reachable=False, revoked=False, guide_version=1)
SCANNER = DeviceChanged("code_reader", None, status=ONLINE)
MUST_BE_PHOTOGRAPHED, NEED_NOT_BE = "tj-p-01", "tj-p-06"
GUIDE_ONLY = "bh-37"


def at_home() -> Walk:
    walk = Walk()
    walk.send(Touched())
    return walk


def greyed(walk: Walk) -> dict[str, str | None]:
    return {tile.bundle_id: tile.greyed.key if tile.greyed else None for tile in walk.screen.body.tiles}


def notices(walk: Walk) -> list[str]:
    return [notice.key for notice in walk.screen.frame.notices]


def test_without_the_camera_only_what_must_be_photographed_is_greyed_and_it_comes_back_by_itself():
    walk = at_home()
    assert set(greyed(walk).values()) == {None}
    walk.send(NO_CAMERA)
    shown = greyed(walk)
    assert shown[MUST_BE_PHOTOGRAPHED] == "greyed.document_camera"
    assert shown[NEED_NOT_BE] is None
    walk.send(DeviceChanged("document_camera", None, status=ONLINE))
    assert set(greyed(walk).values()) == {None}


def test_a_greyed_service_is_greyed_in_search_too():
    walk = at_home()
    walk.send(OpenSearch(), NO_CAMERA)
    everything = [tile for group in walk.screen.body.groups for tile in group.tiles]
    assert {tile.bundle_id for tile in everything if tile.greyed} >= {MUST_BE_PHOTOGRAPHED}
    walk.send(Query("出生"))
    assert all(tile.greyed for tile in walk.screen.body.results if tile.bundle_id == MUST_BE_PHOTOGRAPHED)


def test_a_greyed_service_opens_its_guide_which_says_why_who_and_what_else():
    walk = at_home()
    walk.send(NO_CAMERA, OpenBundle(MUST_BE_PHOTOGRAPHED))
    body = walk.screen.body
    assert (body.can_start, body.blocked.key) == (False, "blocked.document_camera")
    assert [door.key for door in body.doors] == ["blocked.mend.maintenance", "blocked.still"]
    walk.follow((Continue(), "guide"))
    walk.send(DeviceChanged("document_camera", None, status=ONLINE))
    assert walk.screen.body.can_start
    assert walk.screen.body.doors == ()
    walk.follow((Continue(), "notice"))


@pytest.mark.parametrize("who", list(Mender))
def test_the_reason_names_who_helps(who):
    status = Status(DeviceStatus.HARDWARE_ERROR, Fault("example", "示例", who))
    walk = Walk().open(MUST_BE_PHOTOGRAPHED)
    walk.send(DeviceChanged("document_camera", "example", status=status))
    door = walk.screen.body.doors[0]
    assert door.key == f"blocked.mend.{who}"
    for language in ("zh-CN", "en"):
        assert Texts(language).has(door.key)


def test_a_fault_without_its_status_is_looked_up_by_its_code():
    walk = Walk().open(MUST_BE_PHOTOGRAPHED)
    walk.send(DeviceChanged("document_camera", "notResponding"))
    assert walk.screen.body.doors[0].key == "blocked.mend.reset"
    walk.send(DeviceChanged("document_camera", "never-heard-of"))
    assert walk.screen.body.doors[0].key == "blocked.mend.maintenance"


def test_where_a_photograph_may_be_needed_the_guide_says_so_and_is_open():
    walk = Walk().open(NEED_NOT_BE)
    walk.send(NO_CAMERA)
    assert notices(walk) == ["notice_band.camera_maybe"]
    assert walk.screen.body.can_start


def test_a_broken_card_reader_closes_nothing_while_a_phone_can_prove_it():
    walk = at_home()
    walk.send(NO_READER)
    assert set(greyed(walk).values()) == {None}
    assert notices(walk) == ["notice_band.id_card"]
    walk.send(OpenBundle(NEED_NOT_BE))
    assert walk.screen.body.can_start


def test_without_reader_and_network_nobody_can_say_who_they_are():
    walk = at_home()
    walk.send(NO_READER, OFFLINE)
    assert set(greyed(walk).values()) == {"greyed.id_card"}
    assert "notice_band.no_identity" in notices(walk)
    walk.send(OpenBundle(MUST_BE_PHOTOGRAPHED))
    assert walk.screen.body.blocked.key == "blocked.id_card"
    walk.follow((Continue(), "guide"))


def test_a_scanner_is_of_no_use_without_the_platform_that_reads_the_codes():
    walk = at_home()
    walk.send(NO_READER, SCANNER)
    assert "greyed.id_card" not in greyed(walk).values()
    walk.send(OFFLINE)
    assert "greyed.id_card" in greyed(walk).values()


def test_the_reader_is_named_before_the_camera():
    walk = at_home()
    walk.send(NO_READER, NO_CAMERA, OFFLINE)
    bundle = walk.world.bundle(MUST_BE_PHOTOGRAPHED)
    assert missing(walk.state.health, walk.world, bundle) == ("id_card", "document_camera")


def test_a_printer_greys_nothing():
    walk = at_home()
    walk.send(DeviceChanged("printer", "paperOut", "out"))
    assert set(greyed(walk).values()) == {None}


def test_what_is_only_to_be_read_is_never_greyed():
    walk = at_home()
    walk.send(NO_READER, NO_CAMERA, OFFLINE)
    assert missing(walk.state.health, walk.world, walk.world.bundle(GUIDE_ONLY)) == ()


def test_a_bundle_must_be_photographed_where_a_required_paper_has_no_other_source():
    walk = Walk()
    plan = suggested(walk.world, walk.world.bundle(MUST_BE_PHOTOGRAPHED), {})
    assert photographs(plan)
    window = (MaterialSource.SCAN, MaterialSource.WINDOW)
    others = tuple(replace(entry, sources=window) for entry in plan.materials)
    assert not photographs(replace(plan, materials=others))


def test_every_reason_on_a_tile_and_at_the_door_has_words():
    for language in ("zh-CN", "en"):
        texts = Texts(language)
        for kind in ("id_card", "document_camera"):
            assert texts.has(f"greyed.{kind}")
            assert texts.has(f"blocked.{kind}")


def test_a_device_that_goes_in_the_middle_of_a_visit_ends_nothing():
    walk = Walk().to_plan()
    walk.send(NO_READER, NO_CAMERA, DeviceChanged("printer", "notResponding", status=WEDGED))
    assert str(walk.at) == "plan"
    walk.send(CardReading(), Leave())
    assert walk.state.visit.overlay is not None
