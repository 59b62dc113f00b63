"""What a device that is out looks like on home, search and guide, and the staff's board."""

from typing import Any

from devices.status import NO_DEVICE, DeviceStatus, Status
from kiosk.visit import messages as m
from kiosk.visit.present import present


def node(stood: Any, bundle_id: str) -> Any:
    return stood.stage.focus.find(id=f"bundle:{bundle_id}")


def test_a_greyed_tile_says_why_to_eye_and_ear_and_still_opens_its_guide(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("home-no-camera"))
    tile = node(stood, "tj-p-01")
    assert "greyed" in tile.state and tile.enabled
    assert "拍照设备坏了" in tile.hint and "拍照设备坏了" in tile.speech
    assert "greyed" not in node(stood, "tj-p-06").state
    stood.act("bundle:tj-p-01")
    assert stood.sent == [m.OpenBundle("tj-p-01")]


def test_a_tile_comes_back_while_it_is_looked_at(scenes: Any, stood: Any) -> None:
    state = scenes.after(scenes.home(), m.DeviceChanged("document_camera", "noDevice", status=NO_DEVICE))
    stood.show(present(state, scenes.world))
    page = stood.page
    assert "greyed" in node(stood, "tj-p-01").state
    online = Status(DeviceStatus.ONLINE)
    state = scenes.after(state, m.DeviceChanged("document_camera", None, status=online))
    stood.show(present(state, scenes.world))
    assert stood.page is page
    assert "greyed" not in node(stood, "tj-p-01").state
    assert "拍照设备坏了" not in stood.text()


def test_a_row_of_the_search_says_it_too(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("search-no-reader"))
    row = node(stood, "tj-p-01")
    assert "读卡器坏了" in row.speech and "暂时不能办" in row.speech


def test_the_guide_says_why_who_and_what_else_and_cannot_be_started(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("guide-no-camera"))
    notice = stood.stage.focus.find(id="blocked")
    for words in ("拍照设备坏了", "工程师", "指南照样能看"):
        assert words in notice.name
    assert not stood.stage.focus.find(id="primary").enabled


def test_the_board_says_each_device_with_its_fault_and_who_mends_it(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("device-board"))
    printer = stood.stage.focus.find(id="device:printer")
    for words in ("纸用完了", "换一卷新纸", "大厅工作人员", "代码 paperOut", "要人处理"):
        assert words in printer.speech
    reader = stood.stage.focus.find(id="device:id_card")
    assert "正常" in reader.speech and "恢复过 1 次" in reader.speech
    stood.act("primary")
    assert stood.sent == [m.Continue()]
    interactive = [one.id for one in stood.stage.focus.nodes() if one.interactive]
    assert "leave" not in interactive and "help" not in interactive
