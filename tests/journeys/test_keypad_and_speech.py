"""A whole visit by somebody who does not see: headphones, the keypad's keys, and what is said.

The listener knows no page and no widget. Each step is: when you hear these words, do this.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sandbox.processes import Programs, program
from sandbox.robot.listener import Listener
from sandbox.stand import Stand, build, can_speak, start_screens

PATIENCE_S = 60.0
PHONE = "一三八零零零零九九零二"

Step = tuple[str, Callable[[Listener], None]]


def choose(*words: str) -> Callable[[Listener], None]:
    """Go down to something by its words and press ●."""
    return lambda person: person.choose(*words)


def go_on(*words: str) -> Callable[[Listener], None]:
    """Skip ahead to the next step, called so, and press ●."""
    return lambda person: person.go_on(*words)


def then(*acts: Callable[[Listener], None]) -> Callable[[Listener], None]:
    def all_of_them(person: Listener) -> None:
        for act in acts:
            act(person)

    return all_of_them


def hear(*words: str) -> Callable[[Listener], None]:
    return lambda person: _heard(person, *words)


def _heard(person: Listener, *words: str) -> None:
    person.hear(*words)


def lay(path: str, **what: str) -> Callable[[Listener], None]:
    return lambda person: person.hands("POST", path, dict(what))


def take(path: str) -> Callable[[Listener], None]:
    return lambda person: person.hands("DELETE", path)


RETIREMENT: tuple[Step, ...] = (
    ("语音已打开", choose("我要退休了")),
    ("企业职工退休", go_on("开始办理")),
    ("下面要读您的身份证", go_on("同意，去读卡")),
    ("请放身份证", lay("/id-card", person="li")),
    ("您要办哪种退休", then(choose("到龄正常退休"), hear("已选"), go_on("继续"))),
    ("这次要办哪几项", go_on("就办这 三 项")),
    ("让我们替您取吗", go_on("同意，替我取")),
    ("替您填好了，对不对", go_on("都对")),
    ("您的手机号码是多少", then(lambda person: person.type(PHONE), go_on("继续"))),
    ("您打算从哪天起退休", choose("二零二零 年代")),
    ("二零二零年", choose("二零二六年")),
    ("一月", choose("十二月")),
    ("一日", choose("十五日")),
    ("十五日，已选", go_on("继续")),
    ("一 份材料要您来办", go_on("去拍照")),
    ("请拍职工档案出生日期页", lay("/camera/page", paper="generic")),
    ("看看拍清楚了没有", then(take("/camera/page"), go_on("用这张"))),
    ("提交前再看一遍", go_on("核对无误")),
    ("看完声明", choose("我已看清并声明")),
    ("已选", choose("不能在屏幕上签名")),
    ("签名到窗口补", go_on("提交 三 个事项")),
)
AFTERWARDS: tuple[Step, ...] = (
    ("凭条打好了", go_on("评价并结束")),
    ("这次办得怎么样", choose("非常满意")),
    ("拿走身份证", take("/id-card")),
)


DIGITS = "零一二三四五六七八九"


def follow(person: Listener, steps: Sequence[Step]) -> None:
    for words, act in steps:
        person.hear(words, patience_s=PATIENCE_S)
        act(person)


def number_in(said: str) -> str:
    """Return the number that is read out sign by sign."""
    signs = [str(DIGITS.index(sign)) if sign in DIGITS else sign for sign in said]
    return "".join(sign for sign in signs if sign.isascii() and sign.isalnum())


def held(stand: Stand) -> dict[str, Any]:
    """Return the newest submission that the platform holds."""
    command = [program("kiosk-platform"), "submission", "--state", str(stand.folder / "platform")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return dict(json.loads(answer.stdout))


def sounded(stand: Stand, sink: str) -> bool:
    """Whether anything but silence came out of a sink when it was played to last."""
    path = stand.folder / "bench" / "sound" / f"{sink}.raw"
    return path.exists() and any(path.read_bytes())


@pytest.fixture(scope="module")
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    if not can_speak():
        pytest.skip("espeak-ng and alsa-utils are not here")
    cache = request.config.rootpath / "build" / "simulators"
    cache.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="yks-") as folder,
        Programs(Path(folder) / "logs") as programs,
    ):
        made = build(programs, Path(folder) / "s", cache, unseen=True)
        start_screens(programs, made, None)
        yield made


@pytest.fixture
def person(stand: Stand) -> Iterator[Listener]:
    made = Listener(stand.robot_socket, stand.bench["url"])
    yield made
    made.close()


def test_a_whole_visit_by_keypad_and_speech(stand, person):
    person.plug_in()
    follow(person, RETIREMENT)
    number = number_in(person.hear("提交好了", patience_s=PATIENCE_S).partition("申办号")[2])
    follow(person, AFTERWARDS)
    submission = held(stand)
    assert number and number == submission["shortCode"]
    assert submission["applicant"]["name"] == "李示例"
    answers = submission["content"]["answers"]
    assert answers["applicant.phone"] == "13800009902"
    assert answers["retirement.month"] == "2026-12-15"
    (scanned,) = (one for one in submission["content"]["materials"] if one["via"] == "SCAN")
    assert scanned["page"]["size"] > 10_000
    assert all("signature" not in one for one in submission["content"]["declarations"])
    assert sounded(stand, "headphones")
    assert not sounded(stand, "speaker"), "all of it went to the headphones"
