"""The pages on which staff look after paper and try the devices: legible, and each sends what it must."""

import gc
import weakref
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from devices.document_camera.scanned import ScannedPhoto
from kiosk.visit import messages as m
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_devices import FillPaper, GlassTried, TryOut
from kiosk.visit.pages import Page
from screens.audit import audit
from screens.staff.live_picture import LivePicture
from screens.staff.touch_field import TouchField

LOOKS = [("zh-CN", "standard", False), ("en", "extra", True)]
SCENES = [
    "staff-paper", "staff-paper-filled", "staff-paper-not-kept", "staff-paper-low", "staff-menu-paper",
    "staff-trials", "staff-trials-out", "staff-photo", "staff-photo-taking", "staff-photo-none",
    "staff-photo-rejected", "staff-photo-move", "staff-photo-dirt", "staff-card-test", "staff-card-good",
    "staff-card-bad", "staff-card-no-reader", "staff-camera", "staff-camera-doing", "staff-camera-learnt",
    "staff-camera-problem", "staff-camera-drift", "staff-camera-undone", "staff-camera-sheet", "staff-touch",
    "staff-touch-missed", "staff-touch-good", "staff-sound", "staff-sound-asked", "staff-sound-heard",
]  # fmt: skip


@pytest.fixture(scope="module")
def looks(make_scenes: Callable[..., Any]) -> dict[tuple[str, str, bool], Any]:
    return {look: make_scenes(*look) for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("name", SCENES)
def test_page_passes_the_audit(looks: dict[Any, Any], stood: Any, name: str, look: Any) -> None:
    stood.show(looks[look].screen(name))
    assert audit(stood.stage) == []
    assert all(node.id for node in stood.stage.focus.nodes() if node.interactive)


@pytest.mark.parametrize(
    "name", ["staff-paper", "staff-trials", "staff-camera", "staff-touch", "staff-sound"]
)
def test_low_reach_brings_every_control_down(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    stood.theme.low_reach = True
    assert audit(stood.stage) == []


def test_every_scene_of_these_pages_is_looked_at(scenes: Any) -> None:
    import sys

    assert set(SCENES) == set(sys.modules["page_scenes_staff_devices"].SCENES)


@pytest.mark.parametrize(
    ("scene", "id", "message"),
    [
        ("staff-menu-paper", "paper", OpenStaffPage("paper")),
        ("staff-menu-paper", "trials", OpenStaffPage("trials")),
        ("staff-trials", "camera", OpenStaffPage("camera")),
        ("staff-paper", "fill:roll", FillPaper("roll")),
        ("staff-paper", "fill:tray", FillPaper("tray")),
        ("staff-photo", "try:photo", TryOut("photo")),
        ("staff-photo", "try:glass", TryOut("glass")),
        ("staff-camera", "try:sheet", TryOut("sheet")),
        ("staff-camera", "try:undo", TryOut("undo")),
        ("staff-camera", "try:print-sheet", TryOut("print-sheet")),
        ("staff-card-good", "try:card", TryOut("card")),
        ("staff-sound-asked", "try:heard", TryOut("heard")),
        ("staff-sound", "try:louder", TryOut("louder")),
        ("staff-camera-doing", "primary", m.Continue()),
        ("staff-touch-good", "primary", m.Continue()),
    ],
)
def test_a_button_sends_what_it_says(scenes: Any, stood: Any, scene: str, id: str, message: Any) -> None:
    stood.show(scenes.screen(scene))
    stood.act(id)
    assert stood.sent[-1] == message


def test_while_a_step_is_under_way_no_other_can_be_begun(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-camera-doing"))
    other = [node for node in stood.stage.focus.nodes() if str(node.id).startswith("try:")]
    assert other and all(not node.enabled or "busy" in node.state for node in other)


def field_of(stood: Any) -> TouchField:
    return next(part for part in stood.page.column.focus_parts() if isinstance(part, TouchField))


def test_the_whole_glass_is_counted_and_the_button_tells_what_did_not_answer(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-touch"))
    field = field_of(stood)
    cells = field.cells
    assert cells.count > 200
    for column in range(cells.columns):
        for row in range(1, cells.rows):
            place = SimpleNamespace(sx=(column + 0.5) / cells.columns, sy=1 - (row + 0.5) / cells.rows)
            field._glass(None, place)
    assert str(cells.columns) in stood.text()
    stood.act("primary")
    told = stood.sent[-1]
    assert isinstance(told, GlassTried)
    assert told.missed == tuple((column, 0) for column in range(cells.columns))
    assert (told.cells, told.met, told.worst_mm) == (cells.count, 0, None)


def test_the_glass_is_heard_while_the_page_stands_and_nothing_of_it_stays(
    scenes: Any, stood: Any, finger: Any
) -> None:
    stood.show(scenes.screen("staff-touch"))
    field, page = field_of(stood), weakref.ref(stood.page.widget)
    cells = field.cells
    unmet = len(cells.missed)
    finger.tap((2.0, 2.0))
    assert len(cells.missed) == unmet - 1

    del field
    stood.show(scenes.screen("staff-trials"))
    finger.tap((500.0, 500.0))
    assert len(cells.missed) == unmet - 1
    gc.collect()
    assert page() is None


def test_a_cross_is_met_by_a_finger_near_it_and_how_far_off_is_told(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-touch"))
    field = field_of(stood)
    scale = stood.theme.profile.px_per_mm
    for cross, off in zip(field.crosses, (0.0, 1.0, 2.0, 3.0), strict=True):
        x, y = field._place(cross)
        field._begin(SimpleNamespace(pos=(x + off * scale, y)))
    field._begin(SimpleNamespace(pos=(field.center_x, field.center_y)))
    stood.act("primary")
    told = stood.sent[-1]
    assert (told.crosses, told.met) == (4, 4)
    assert told.worst_mm == pytest.approx(3.0, abs=0.1)


def test_a_photograph_takes_the_place_of_the_live_picture(
    scenes: Any, stood: Any, state_of: Callable[[str], Any]
) -> None:
    from kiosk.visit.present import present
    from kiosk.visit.update import update

    jpeg = BytesIO()
    Image.new("RGB", (320, 240), (200, 30, 30)).save(jpeg, "JPEG")
    state = state_of("staff-photo-taking")
    stood.show(present(state, scenes.world))
    frame = next(part for part in stood.page.column.focus_parts() if isinstance(part, LivePicture))
    assert not frame.still()
    taken = m.PhotoTaken(1, ScannedPhoto(320, 240, ()), jpeg.getvalue())
    state, _ = update(state, taken, scenes.world)
    stood.show(present(state, scenes.world))
    assert state.visit.at.page is Page.STAFF_PHOTO
    assert frame.still()
    assert frame._texture.size == (320, 240)
