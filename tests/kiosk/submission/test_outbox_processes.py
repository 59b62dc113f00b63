"""Screens that add and an agent that empties, as processes of their own at the same time; and the command."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pyrage
import pytest
from typer.testing import CliRunner

from kiosk.commands.outbox import app
from kiosk.submission.outbox import Outbox
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
COUNT = 30
SCREENS = """
import io, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
import pyrage
from kiosk.submission.outbox import Outbox
from kiosk.submission.seal import AgeSealer, Sealing
sealer = AgeSealer([("k", str(pyrage.x25519.Identity.generate().to_public()))])
with Outbox(Path(sys.argv[1]), 0) as outbox:
    for _ in range(int(sys.argv[2])):
        now = datetime.now(UTC)
        outbox.add(Sealing(uuid.uuid4(), "b-1", "t-1", now, io.BytesIO(bytes(5000)), sealer))
"""
AGENT = """
import base64, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kiosk.platform.models import SealedReceipt
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_locks import AgentLock
from kiosk.submission.receipt import verify_receipt
key = Ed25519PrivateKey.generate()
left = int(sys.argv[2])
with AgentLock(Path(sys.argv[1])), Outbox(Path(sys.argv[1]), 0) as outbox:
    while left:
        threading.Event().wait(0.01)
        now = datetime.now(UTC)
        for entry in outbox.due(now):
            outbox.begin(entry.package_id, now)
            with outbox.open_sealed(entry.package_id) as sealed:
                assert len(sealed.read()) == entry.header.size
            made = SealedReceipt(package_id=entry.package_id, digest=entry.header.digest, received_at=now,
                                 outcome="ACCEPTED", submission_no="N-1", key_id="p")
            signature = base64.b64encode(key.sign(made.signed_bytes())).decode()
            receipt = verify_receipt(made.model_copy(update={"signature": signature}), entry.header,
                                     {"p": key.public_key()})
            outbox.acknowledge(entry.package_id, now, receipt)
            left -= 1
"""


def test_two_screens_and_an_agent_at_once_lose_and_double_nothing(tmp_path):
    folder = tmp_path / "outbox"
    folder.mkdir()
    programs = [(SCREENS, COUNT), (SCREENS, COUNT), (AGENT, 2 * COUNT)]
    processes = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", text, folder, str(count)], cwd=ROOT)
        for text, count in programs
    ]
    assert [process.wait(100) for process in processes] == [0, 0, 0]
    with Outbox(folder, 0) as outbox:
        counts = outbox.counts()
        assert (counts.waiting, counts.acknowledged) == (0, 2 * COUNT)
        assert {entry.attempts for entry in outbox.list()} == {1}
        assert outbox.verify() == ()
    assert not list(folder.glob("*.age"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "outbox"


@pytest.fixture
def packages(folder):
    sealer = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
    made = [uuid4() for _ in range(3)]
    with Outbox(folder, 0) as outbox:
        for package_id in made:
            plain = io.BytesIO("李示例".encode())
            outbox.add(Sealing(package_id, "b-1", "t-1", NOW, plain, sealer))
        outbox.begin(made[1], NOW)
        outbox.reject(made[1], NOW, "malformed")
    return [str(package_id) for package_id in made]


def told(folder, *words, code=0):
    result = CliRunner().invoke(app, [words[0], "--folder", str(folder), "--json", *words[1:]])
    assert result.exit_code == code, result.output
    lines = result.stdout.splitlines()
    assert "李" not in result.output
    return json.loads(lines[0]) if len(lines) == 1 else None


def test_the_command_lists_headers_and_states(folder, packages):
    listed = told(folder, "list")
    assert listed["counts"] == {"SEALED": 2, "SENDING": 0, "ACKNOWLEDGED": 0, "REJECTED": 1}
    assert [one["packageId"] for one in listed["packages"]] == packages
    assert [one["state"] for one in listed["packages"]] == ["SEALED", "REJECTED", "SEALED"]
    assert told(folder, "show", packages[1])["problem"] == "malformed"


def test_the_command_takes_a_dead_letter_up_again(folder, packages):
    assert told(folder, "retry", packages[1])["state"] == "SEALED"
    assert told(folder, "flush") == {"hastened": 0, "waiting": 3}


def test_the_command_finds_what_is_damaged(folder, packages):
    assert told(folder, "verify") == {"packages": 3, "faults": []}
    (folder / f"{packages[2]}.age").write_bytes(b"other")
    faults = told(folder, "verify", code=3)["faults"]
    assert faults == [{"name": packages[2], "fault": "FILE_DAMAGED"}]


def test_the_command_says_what_is_not_there_or_not_possible(folder, packages, tmp_path):
    assert told(folder, "show", str(uuid4()), code=3) is None
    assert told(tmp_path / "nowhere", "list", code=2) is None
    (folder / "outbox.sqlite").write_bytes(b"\xff" * 5000)
    assert told(folder, "list", code=4) is None


def test_the_command_reads_the_profile(packages, folder, make_profile):
    profile = make_profile("https://platform.example")
    assert profile.paths.outbox == folder
    result = CliRunner().invoke(app, ["list", "--profile", str(folder.parent / "site.toml")])
    assert result.exit_code == 0, result.output
    assert "SEALED 2" in result.stdout
    both = CliRunner().invoke(app, ["list"])
    assert both.exit_code == 2
    assert os.fspath(folder) not in both.output
