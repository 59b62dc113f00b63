"""The socket for robots answers from the live window."""

import json
import socket
import threading

import pytest

from screens.components import Action, Label, Shell
from screens.robot_socket import Frames, RobotSocket, rss_bytes


@pytest.fixture
def served(stage, theme, tmp_path):
    stage.show(
        Shell(theme, page_id="home", title="今天要办什么事？", body=[Label(theme, "内容")],
              primary=Action("开始", lambda: None))
    )  # fmt: skip
    robot = RobotSocket(stage, tmp_path / "robot.sock")
    robot.start()
    yield tmp_path / "robot.sock"
    robot.stop()


def ask(path, frames, *questions):
    """Ask over the socket in a thread while the window goes on drawing."""
    answers = []

    def talk():
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(path))
            with line.makefile("rb") as lines:
                for question in questions:
                    line.sendall(question if isinstance(question, bytes) else json.dumps(question).encode())
                    line.sendall(b"\n")
                    answers.append(json.loads(lines.readline()))

    thread = threading.Thread(target=talk)
    thread.start()
    while thread.is_alive():
        frames(1)
    thread.join()
    return answers


def test_tree_has_page_and_places(served, frames):
    (tree,) = ask(served, frames, {"cmd": "tree"})
    assert tree["page"] == "home"
    assert tree["dialog"] == ""
    primary = next(node for node in tree["nodes"] if node["id"] == "primary")
    assert primary["name"] == "开始"
    assert primary["y"] > 1700


def test_tree_says_when_the_next_tap_counts(served, frames, finger, stage):
    finger.tap(stage.focus.find(id="primary"), then_s=0.2)
    (tree,) = ask(served, frames, {"cmd": "tree"})
    assert tree["accepts_taps_in_s"] == pytest.approx(0.3, abs=0.01)


def test_screenshots_are_written_where_told_and_alike(served, frames, tmp_path):
    paths = [tmp_path / "one.png", tmp_path / "two.png", tmp_path / "one.png"]
    first, *_ = ask(served, frames, *({"cmd": "screenshot", "path": str(path)} for path in paths))
    assert first == {"path": str(paths[0])}
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(p.name for p in tmp_path.glob("*.png")) == ["one.png", "two.png"]


def test_frames_and_memory_are_figures(served, frames):
    frames(5)
    report, memory = ask(served, frames, {"cmd": "frames", "reset": True}, {"cmd": "memory"})
    assert report["count"] >= 4
    assert 0 < report["median"] <= report["p99"] <= report["worst"]
    assert memory["rss"] > 50_000_000


@pytest.mark.parametrize("question", [b"no json", b"[]", b'{"cmd": "tap"}', b'{"no": 1}'])
def test_unknown_questions_are_answered_with_what_there_is(served, frames, question):
    (answer, tree) = ask(served, frames, question, {"cmd": "tree"})
    assert "tree, screenshot, frames, memory" in answer["error"]
    assert tree["page"] == "home"


def test_screenshot_without_a_folder_is_an_answer(served, frames, tmp_path):
    (answer,) = ask(served, frames, {"cmd": "screenshot"})
    assert "error" in answer


def test_only_the_owner_may_ask(served):
    assert served.stat().st_mode & 0o777 == 0o600


def test_frame_times_are_ordered_shares():
    ticks = iter([0.0, *(n * 0.016 for n in range(1, 100)), 2.0])
    frames = Frames(lambda: next(ticks))
    for _ in range(101):
        frames.flip()
    report = frames.report()
    assert report["count"] == 100
    assert report["median"] == pytest.approx(16)
    assert report["worst"] > 400


def test_memory_is_this_process():
    assert rss_bytes() > 10_000_000
