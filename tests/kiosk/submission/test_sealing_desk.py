"""The desk at which a package is sealed: to which keys, what is in the way, and what is never half done."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyrage
import pytest

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import DiskRefused, SealInDoubt
from kiosk.submission.package import GivenMaterial, Package, Page
from kiosk.submission.submit import NotSealed, SealingDesk, recipients

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ID = UUID(int=7)
PACKAGE = Package(
    bundle_id="b-1",
    bundle_revision=2,
    selected_items=("i-1",),
    facts={},
    answers={"applicant.name": "李示例"},
    materials=(GivenMaterial("m-1", "SCAN", pages=(Page("首页", "image/jpeg", b"\xff\xd8 12345"),)),),
    declarations=(),
)


@dataclass(frozen=True)
class Key:
    key_id: str
    recipient: str
    not_after: datetime | None = None


RUBBISH = Key("k-1", "age1rubbish")


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def make_desk(tmp_path, identity):
    made = []

    def make(keys=None, terminal="terminal-1", free_bytes=1):
        found = [Key("k-1", str(identity.to_public()))] if keys is None else keys
        made.append(
            SealingDesk(tmp_path / "outbox", lambda: found, lambda: terminal, lambda: NOW, free_bytes)
        )
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def test_what_was_sealed_is_in_the_outbox_and_opens_with_the_platform_s_key(make_desk, tmp_path, identity):
    desk = make_desk()
    assert desk.obstacle() is None
    header = desk.seal(PACKAGE, ID, card_proof="proof", session_id=None)
    assert (header.package_id, header.terminal_id, header.key_ids) == (ID, "terminal-1", ("k-1",))
    with Outbox(tmp_path / "outbox") as outbox, outbox.open_sealed(ID) as sealed:
        assert [entry.package_id for entry in outbox.due(NOW)] == [ID]
        plain = pyrage.decrypt(sealed.read(), [identity])
    assert "李示例".encode() in plain
    for file in (tmp_path / "outbox").iterdir():
        assert "李示例".encode() not in file.read_bytes()


def test_the_same_id_again_is_not_sealed_again(make_desk):
    desk = make_desk()
    first = desk.seal(PACKAGE, ID, card_proof="proof", session_id=None)
    assert desk.seal(PACKAGE, ID, card_proof=None, session_id="session-1") == first


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"keys": []}, "no-key"),
        ({"keys": [RUBBISH]}, "no-key"),
        ({"terminal": None}, "no-terminal"),
        ({"free_bytes": 1 << 62}, "disk-full"),
    ],
)
def test_what_is_in_the_way_is_said_at_the_door(make_desk, more, why):
    assert make_desk(**more).obstacle() == why


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"keys": []}, "no-key"),
        ({"keys": [Key("k", "age1rubbish")]}, "no-key"),
        ({"terminal": None}, "no-terminal"),
    ],
)
def test_what_cannot_be_sealed_says_why_and_is_not_there(make_desk, tmp_path, more, code):
    with pytest.raises(NotSealed) as failed:
        make_desk(**more).seal(PACKAGE, ID, card_proof="proof", session_id=None)
    assert (failed.value.code, failed.value.in_doubt) == (code, False)
    assert not list(tmp_path.rglob("*.age*"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DiskRefused("disk-full", "ENOSPC"), ("disk-full", False)),
        (SealInDoubt("disk-failed", "?"), ("disk-failed", True)),
    ],
)
def test_a_disk_that_fails_is_told_apart_from_one_that_may_have_failed(
    make_desk, monkeypatch, error, expected
):
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(Outbox, "add", fails)
    with pytest.raises(NotSealed) as failed:
        make_desk().seal(PACKAGE, ID, card_proof="proof", session_id=None)
    assert (failed.value.code, failed.value.in_doubt) == expected


def test_while_keys_rotate_both_can_open_it_and_one_past_its_end_cannot():
    until = NOW + timedelta(days=1)
    keys = [Key("new", "age1a"), Key("old", "age1b", until), Key("gone", "age1c", NOW)]
    assert recipients(keys, NOW) == (("new", "age1a"), ("old", "age1b"))
    assert recipients(keys, until) == (("new", "age1a"),)
    assert recipients(keys[2:], NOW) == ()


def test_a_post_quantum_key_that_comes_first_stands_alone():
    keys = [Key("pq", "age1tagpq1a"), Key("old", "age1b"), Key("pq2", "age1tagpq1b")]
    assert recipients(keys, NOW) == (("pq", "age1tagpq1a"), ("pq2", "age1tagpq1b"))
    assert recipients(keys[1:], NOW) == (("old", "age1b"),)
