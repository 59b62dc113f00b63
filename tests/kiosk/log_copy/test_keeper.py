"""Root's half: the stick that root's word allows, whoever asks; whole on it, or not at all and said why."""

import json
import os
import re
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.asked_of_root import NoRequest
from kiosk.log_copy import keeper as keeper_module
from kiosk.log_copy import notes
from kiosk.log_copy.copying import members
from kiosk.log_copy.desk import LogsDesk, fingerprint
from kiosk.log_copy.keeper import Keeper, Order
from kiosk.log_copy.mounting import NoFiles, mounted
from kiosk.log_copy.notes import DONE, FOUND, Places, Told, Wanted
from kiosk.log_copy.sticks import chosen, plugged
from kiosk.whole_file import write_whole

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
RULES = ("0951:1666:EXAMPLE0001",)
ID = "0123456789abcdef" * 2


@pytest.fixture
def places(tmp_path):
    places = Places(tmp_path / "asked", tmp_path / "told")
    places.asked.mkdir()
    places.told.mkdir()
    return places


@pytest.fixture
def order(tmp_path):
    audit = tmp_path / "audit"
    audit.mkdir()
    (audit / "ui.jsonl").write_bytes(b'{"event": "example"}\n' * 100)
    return Order(KEY, RULES, 14, audit, {"label": "03"})


class Stick:
    """A folder in place of a file system, with what was said while it was held."""

    def __init__(self, folder, places, sockets):
        self.folder, self.places, self.sockets = folder, places, sockets
        self.asked = []
        self.pulled_when = ""
        folder.mkdir()

    @contextmanager
    def mount(self, device, write):
        self.asked.append((device, write))
        yield self.folder

    def journal(self, into, days):
        into.write(os.urandom(3 << 20))
        return True


@pytest.fixture
def stick(tmp_path, places, sockets):
    # What lies there is on the machine's own disk, which a stick's number stands for here.
    made = Stick(tmp_path / "files", places, sockets)
    number = made.folder.stat().st_dev
    sockets.plug(number=f"{os.major(number)}:{os.minor(number)}")
    return made


def attend(stick, order, do="copy", **changes):
    write_whole(stick.places.wanted, Wanted(do, ID).to_bytes(), 0o600)
    usual = {"mount": stick.mount, "sys": stick.sockets.sys, "journal": stick.journal}
    return Keeper(stick.places, lambda: order, lambda: NOW, **{**usual, **changes}).attend()


def test_a_copy_is_whole_and_told_with_its_name_and_length(stick, order):
    half = stick.folder / "yiciban-logs-20200101T000000.tar.part"
    half.write_bytes(b"half")
    ended = attend(stick, order)
    (file,) = stick.folder.iterdir()
    assert ended == notes.read(stick.places)
    assert (ended.state, ended.file, ended.done) == (DONE, file.name, file.stat().st_size)
    assert dict(members(file, str(IDENTITY)))["audit/ui.jsonl"].startswith(b'{"event"')
    assert stick.asked == [("sdb1", True)]
    assert not stick.places.wanted.exists()


def test_how_far_it_has_come_is_told_in_order_and_never_goes_back(stick, order, monkeypatch):
    told = []
    write_whole(stick.places.wanted, Wanted("copy", ID).to_bytes(), 0o600)

    def put(path, data, mode):
        told.append(json.loads(data))
        write_whole(path, data, mode)

    monkeypatch.setattr(keeper_module, "write_whole", put)
    sys = stick.sockets.sys
    Keeper(
        stick.places, lambda: order, lambda: NOW, mount=stick.mount, sys=sys, journal=stick.journal
    ).attend()
    states = [one["state"] for one in told]
    assert list(dict.fromkeys(states)) == ["begun", "reading", "copying", "written", DONE]
    shares = [one["done"] / one["total"] for one in told if one["state"] == "copying"]
    assert len(shares) >= 2 and shares == sorted(shares) and 0 < shares[0] <= shares[-1] <= 1


def test_a_look_writes_nothing_and_says_how_much_room_there_is(stick, order):
    ended = attend(stick, order, "look")
    assert (ended.state, ended.free > 0, list(stick.folder.iterdir())) == (FOUND, True, [])
    assert stick.asked == [("sdb1", False)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"key": ""}, "noKey"), ({"key": "age1" + "q" * 58}, "badKey"), ({"sticks": ()}, "strangeStick")],
)
@pytest.mark.parametrize("do", ["look", "copy"])
def test_what_root_did_not_allow_is_not_even_mounted(stick, order, changes, code, do):
    assert attend(stick, replace(order, **changes), do).state == code
    assert stick.asked == []


def test_without_a_stick_none_is_found(stick, order):
    stick.sockets.pull()
    assert attend(stick, order).state == "noStick"


def test_a_stick_that_is_pulled_while_it_is_written_is_told_and_what_is_on_it_does_not_count(stick, order):
    def pulled(into, days):
        stick.sockets.pull()
        raise OSError(5, "Input/output error")

    assert attend(stick, order, journal=pulled).state == "pulled"
    assert list(stick.folder.iterdir()) == []


def test_a_stick_that_is_gone_before_it_was_let_go_is_no_copy(stick, order):
    @contextmanager
    def mount(device, write):
        yield stick.folder
        stick.sockets.pull()
        stick.sockets.plug()

    ended = attend(stick, order, mount=mount)
    assert (ended.state, ended.file) == ("pulled", "")


def test_a_stick_that_cannot_be_read_is_told(stick, order):
    @contextmanager
    def strange(device, write):
        raise NoFiles(device)
        yield

    @contextmanager
    def broken(device, write):
        raise OSError(30, "Read-only file system")
        yield

    assert attend(stick, order, mount=strange).state == "noFiles"
    assert attend(stick, order, mount=broken).state == "disk"


REQUESTS = st.dictionaries(st.sampled_from(["do", "id"]), st.text(max_size=40)).map(
    lambda told: json.dumps(told).encode()
)


@given(st.one_of(st.binary(max_size=80), REQUESTS))
def test_whatever_is_asked_it_is_a_request_or_refused(data):
    try:
        wanted = Wanted.of(data)
    except NoRequest:
        return
    assert wanted.do in ("look", "copy") and re.fullmatch("[0-9a-f]{32}", wanted.id)


@pytest.mark.parametrize("kind", ["link", "folder-link", "pipe", "rubbish", "nothing"])
def test_what_is_no_request_is_taken_away_and_nothing_is_done(stick, order, kind, tmp_path):
    wanted = stick.places.wanted
    match kind:
        case "link":
            (tmp_path / "elsewhere").write_bytes(Wanted("copy", ID).to_bytes())
            wanted.symlink_to(tmp_path / "elsewhere")
        case "folder-link":
            wanted.symlink_to(tmp_path)
        case "pipe":
            os.mkfifo(wanted)
        case "rubbish":
            wanted.write_bytes(b"\xff" * 4096)
    keeper = Keeper(stick.places, lambda: order, lambda: NOW, mount=stick.mount, sys=stick.sockets.sys)
    assert keeper.attend() is None
    assert stick.asked == [] and not wanted.is_symlink() and not wanted.exists()


def test_real_file_system_is_mounted_written_and_let_go(loop_stick, sockets, places, order):
    """Wherever a block device can be mounted: the mounting is the real one."""
    probe = sockets.sys / "probe"
    probe.mkdir()
    if subprocess.run(["mount", loop_stick, probe], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    subprocess.run(["umount", probe], check=True)
    number = loop_stick.stat().st_rdev
    sockets.plug(loop_stick.name + "p1", number=f"{os.major(number)}:{os.minor(number)}")

    @contextmanager
    def mount(device, write):
        with mounted(loop_stick.name, write) as folder:
            options = subprocess.run(
                ["findmnt", "--noheadings", "--output", "OPTIONS", folder], capture_output=True, text=True
            ).stdout.split(",")
            assert {"nosuid", "nodev", "noexec"} <= {one.strip() for one in options}
            yield folder
        assert not folder.exists()

    def keeper(audit):
        write_whole(places.wanted, Wanted("copy", ID).to_bytes(), 0o600)
        asked = replace(order, audit=audit)
        return Keeper(
            places, lambda: asked, lambda: NOW, mount=mount, sys=sockets.sys, journal=lambda i, d: False
        )

    ended = keeper(order.audit).attend()
    assert ended.state == DONE
    with mount(loop_stick.name, False) as folder:
        assert "audit/ui.jsonl" in dict(members(folder / ended.file, str(IDENTITY)))
    (order.audit / "big.jsonl").write_bytes(os.urandom(8 << 20))
    assert keeper(order.audit).attend().state == "full"
    with mount(loop_stick.name, False) as folder:
        assert [file.name for file in folder.glob("yiciban-*")] == [ended.file]


def test_a_device_without_a_file_system_is_none(tmp_path):
    if os.geteuid():
        pytest.skip("to mount takes root")
    (tmp_path / "sdz").write_bytes(b"\0" * 4096)
    with pytest.raises(NoFiles), mounted("sdz", True, tmp_path):
        pass


def test_a_disk_with_partitions_is_its_partitions_and_says_its_name_without_what_cannot_be_read(sockets):
    sockets.plug()
    (stick,) = plugged(sockets.sys)
    assert (stick.device, stick.name, stick.size) == ("sdb1", "Example Memory01", 8192 * 512)
    sockets.pull()
    assert plugged(sockets.sys) == ()
    sockets.plug("sdc", "8:32")
    (bare,) = plugged(sockets.sys)
    assert (bare.device, bare.stick) == ("sdc", stick.stick) and bare != stick
    assert chosen((stick, bare), ()) == stick and chosen((), RULES) is None


def desk(places, sockets, key=KEY):
    return LogsDesk(key, RULES, 14, places, sockets.sys)


def test_a_stick_that_comes_is_looked_at_once_and_another_one_again(stick, order):
    screens = desk(stick.places, stick.sockets)
    seen = screens.look(anew=True)
    assert (seen.stick, seen.looked, seen.fingerprint) == ("allowed", None, fingerprint(KEY))
    asked = Wanted.of(stick.places.wanted.read_bytes())
    assert asked.do == "look"
    assert screens.look() == seen
    assert Wanted.of(stick.places.wanted.read_bytes()) == asked
    sys = stick.sockets.sys
    Keeper(stick.places, lambda: order, lambda: NOW, mount=stick.mount, sys=sys).attend()
    assert screens.look().looked.state == FOUND
    assert not stick.places.wanted.exists()
    stick.sockets.pull()
    assert screens.look().stick == "none"
    stick.sockets.plug()
    assert screens.look().looked is None and stick.places.wanted.exists()


def test_a_copy_is_asked_for_and_followed_to_its_end(stick, order):
    screens = desk(stick.places, stick.sockets)
    assert screens.copy()
    assert screens.look().copy.state == "begun"
    assert not screens.look(anew=True).copy.ended
    sys = stick.sockets.sys
    Keeper(
        stick.places, lambda: order, lambda: NOW, mount=stick.mount, sys=sys, journal=stick.journal
    ).attend()
    assert screens.look().copy.state == DONE
    assert screens.look(anew=True).copy is None


def test_where_root_cannot_be_asked_it_is_told(sockets, tmp_path):
    nowhere = Places(tmp_path / "none", tmp_path / "none")
    screens = desk(nowhere, sockets)
    assert screens.copy() is False and screens.look().copy is None


def test_without_a_key_and_for_a_strange_stick_root_is_not_asked(places, sockets):
    sockets.plug(serial="OTHER")
    assert desk(places, sockets).look().stick == "strange"
    sockets.pull()
    sockets.plug()
    seen = desk(places, sockets, key="").look()
    assert (seen.stick, seen.fingerprint) == ("allowed", "")
    assert not places.wanted.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"id": 1}', '{"id":"x","state":"../x","done":0,"total":0}']
)
def test_an_answer_that_cannot_be_read_is_none(places, text):
    places.answer.write_text(text)
    assert notes.read(places) is None


def test_an_answer_is_read_as_it_was_written(places):
    told = Told(ID, "copying", 1, 2, 3, "x")
    write_whole(places.answer, json.dumps({**{k: getattr(told, k) for k in told.__slots__}}).encode(), 0o644)
    assert notes.read(places) == told and not told.ended
