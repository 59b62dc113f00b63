"""What is wrong with what was sealed: a signed no for good, or all is left open; nothing of it is kept."""

import hashlib
import io
import tarfile
from uuid import uuid4

import pytest
from platform_sample import JPEG
from sealed_handing import Handing, number_of_files

from kiosk.platform.models import (
    CONTENT_MEMBER,
)


def test_a_session_of_another_terminal_proves_nobody(handing, platform):
    elsewhere = platform.log_in(platform.terminal())
    _, answer = handing.hand_in(handing.content(session_id=elsewhere["sessionId"]))
    assert answer.json()["receipt"]["problem"] == "session-expired"


def test_a_definite_no_is_signed_complete_and_stays_the_same(handing, platform):
    answers = {**platform.draft_body()["answers"], "child.name": "", "parent.number": "1"}
    header, answer = handing.hand_in(handing.content(answers=answers, materials=()))
    assert answer.status_code == 201
    receipt = handing.receipt(answer, header)
    assert (receipt.outcome, receipt.problem) == ("REJECTED", "validation")
    pointers = {error["pointer"] for error in answer.json()["problem"]["errors"]}
    assert {"/answers/child.name", "/answers/parent.number"} <= pointers
    again = handing.terminal.get(f"/sealed-submissions/{header.package_id}")
    assert again.json()["problem"] == answer.json()["problem"]
    assert handing.submissions() == []
    assert number_of_files(platform) == 0


def test_the_same_child_again_is_a_duplicate(handing):
    handing.hand_in(handing.content())
    header, answer = handing.hand_in(handing.content())
    assert handing.receipt(answer, header).problem == "duplicate-application"


def test_a_card_that_was_read_long_before_proves_nothing(handing, platform):
    proof = platform.card_proof()
    platform.clock.forward(minutes=121)
    _, answer = handing.hand_in(handing.content(card_proof=proof))
    assert answer.json()["receipt"]["problem"] == "validation"


def test_a_card_that_was_read_when_the_visit_began_proves_who_signed_at_its_end(handing, platform):
    proof = platform.card_proof()
    platform.clock.forward(minutes=119)
    _, answer = handing.hand_in(handing.content(card_proof=proof))
    assert answer.json()["receipt"]["outcome"] == "ACCEPTED"


@pytest.mark.parametrize("hours", [-24 * 31, 1])
def test_a_clock_far_off_is_refused(handing, platform, hours):
    at = platform.clock()
    content = handing.content()
    platform.clock.forward(hours=-hours)
    _, answer = handing.hand_in(content)
    assert at == content.captured_at
    assert answer.json()["receipt"]["problem"] == "terminal-clock-skew"


def test_rubbish_that_opens_is_refused_for_good(handing):
    package_id = uuid4()
    header, data = handing.sealed(package_id, io.BytesIO(b"rubbish " * 1000))
    answer = handing.post(header, handing.upload(data))
    assert handing.receipt(answer, header).problem == "sealed-unreadable"


def test_what_does_not_open_is_refused_for_good(handing):
    header, data = handing.seal(handing.content())
    broken = data[:-1] + bytes([data[-1] ^ 1])
    digest = "sha-256:" + hashlib.sha256(broken).hexdigest()
    header = header.model_copy(update={"digest": digest})
    answer = handing.post(header, handing.upload(broken))
    assert handing.receipt(answer, header).problem == "sealed-unreadable"


def a_tar(*members):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    target.seek(0)
    return target


def file_info(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize("trick", ["link", "path", "more", "fewer", "other bytes", "no content", "other id"])
def test_an_archive_that_is_not_what_its_content_says_is_refused_and_leaves_no_file(handing, platform, trick):
    content = handing.content()
    first = (file_info(CONTENT_MEMBER), content.model_dump_json(by_alias=True, exclude_none=True).encode())
    one, two = (file_info("pages/001.jpg"), JPEG), (file_info("pages/002.jpg"), JPEG + b"2")
    package_id = content.package_id
    if trick == "link":
        members = [first, one, (file_info("pages/002.jpg", tarfile.SYMTYPE, "/etc/passwd"), b"")]
    elif trick == "path":
        members = [first, one, (file_info("../../002.jpg"), JPEG + b"2")]
    elif trick == "more":
        members = [first, one, two, (file_info("pages/003.jpg"), b"x")]
    elif trick == "fewer":
        members = [first, one]
    elif trick == "other bytes":
        members = [first, one, (file_info("pages/002.jpg"), JPEG + b"3")]
    elif trick == "no content":
        members = [one, two]
    else:
        members, package_id = [first, one, two], uuid4()
    header, data = handing.sealed(package_id, a_tar(*members))
    answer = handing.post(header, handing.upload(data))
    assert handing.receipt(answer, header).problem == "sealed-unreadable"
    assert number_of_files(platform) == 0


def test_a_key_that_the_platform_does_not_have_leaves_everything_open(handing, problem):
    header, data = handing.seal(handing.content())
    stranger = header.model_copy(update={"key_ids": ("age-0000000000000000",)})
    answer = handing.post(stranger, handing.upload(data))
    assert problem(answer) == "upstream-unavailable"
    assert answer.json()["retryable"] is True
    assert handing.post(header, handing.upload(data)).status_code == 201


@pytest.fixture
def sealing_keys(platform):
    """The platform's, which other tests have too: afterwards they are as they were."""
    keys = platform.services.keys.sealing
    before = {file: file.read_bytes() for file in keys._directory.iterdir()}
    yield keys
    for file in keys._directory.iterdir():
        if file in before:
            file.write_bytes(before[file])
        else:
            file.unlink()


def test_a_retired_key_still_opens(handing, platform, sealing_keys):
    header, data = handing.seal(handing.content())
    sealing_keys.rotate(platform.clock(), platform.clock())
    platform.clock.forward(days=2)
    assert handing.post(header, handing.upload(data)).json()["receipt"]["outcome"] == "ACCEPTED"


def test_what_arrived_must_be_what_the_header_names(handing, problem):
    header, data = handing.seal(handing.content())
    answer = handing.post(header, handing.upload(data + b"more"))
    assert problem(answer) == "checksum-mismatch"
    assert answer.json()["retryable"] is True


def test_another_terminals_upload_or_answer_is_not_found(handing, platform, problem):
    other = Handing(platform, platform.terminal())
    header, data = handing.seal(handing.content())
    theirs = other.upload(data)
    assert problem(handing.post(header, theirs)) == "not-found"
    handing.post(header, handing.upload(data))
    assert problem(other.terminal.get(f"/sealed-submissions/{header.package_id}")) == "not-found"


def test_what_another_terminal_sealed_stays_open(handing, platform, problem):
    other = platform.terminal()
    content = handing.content(terminal_id=other.terminal_id)
    header, data = handing.seal(content)
    header = header.model_copy(update={"terminal_id": other.terminal_id})
    assert problem(handing.post(header, handing.upload(data))) == "state-conflict"
    assert handing.submissions() == []


def test_a_package_that_arrived_is_not_answered_to_another_terminal(handing, platform, problem):
    header, answer = handing.hand_in(handing.content())
    other = Handing(platform, platform.terminal())
    theirs = header.model_copy(update={"terminal_id": other.terminal.terminal_id})
    assert problem(other.post(theirs, "up-any")) == "idempotency-key-reused"
    assert handing.receipt(answer, header).outcome == "ACCEPTED"
