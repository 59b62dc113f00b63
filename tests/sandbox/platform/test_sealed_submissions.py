"""What a terminal sealed: opened, checked like any submission, taken in once, answered for good, signed."""

import base64
import hashlib
import io
import re
import tarfile
import threading
from uuid import UUID, uuid4

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.catalogue.numbers import claim_code, in_groups
from kiosk.platform.models import (
    AGE_SCHEME,
    CONTENT_MEMBER,
    SealedContent,
    SealedFile,
    SealedHeader,
    SealedMaterial,
    SealedPage,
    SealedReceipt,
    SignatureInk,
    SignedDeclaration,
    Submission,
    ink_binding,
)
from kiosk.submission.archive import Member, archive_of
from kiosk.submission.seal import AgeSealer
from sandbox.platform.sealed_tables import SealedRow

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
TUS = {"Tus-Resumable": "1.0.0"}


class Handing:
    """A terminal that seals and hands in."""

    def __init__(self, platform, terminal):
        self.platform = platform
        self.terminal = terminal

    def content(self, **changes):
        draft = self.platform.draft_body()
        declarations = [self.platform.declaration(name) for name in ("truth", "residence-commitment")]
        identity = {} if "session_id" in changes else {"card_proof": self.platform.card_proof()}
        return SealedContent(
            **{
                "package_id": uuid4(),
                "terminal_id": self.terminal.terminal_id,
                "captured_at": self.platform.clock(),
                "bundle_code": draft["bundleCode"],
                "bundle_revision": draft["bundleRevision"],
                "selected_items": tuple(draft["selectedItems"]),
                "facts": draft["facts"],
                "answers": draft["answers"],
                "materials": (
                    SealedMaterial(
                        material_key="birth-record", via="SCAN", pages=(page(1), page(2, JPEG + b"2"))
                    ),
                    SealedMaterial(
                        material_key="residence", via="COMMITMENT", commitment_id="residence-commitment"
                    ),
                ),
                "declarations": tuple(SignedDeclaration.model_validate(one) for one in declarations),
                **identity,
                **changes,
            }
        )

    def seal(self, content, pages=(JPEG, JPEG + b"2"), plain=None):
        named = [file for material in content.materials for file in material.files]
        members = [
            Member(sealed.member, len(data), lambda data=data: io.BytesIO(data))
            for sealed, data in zip(named, pages, strict=False)
        ]
        return self.sealed(content.package_id, plain or archive_of(content, members), content.bundle_code)

    def sealed(self, package_id, plain, bundle="newborn", **changes):
        keys = self.platform.services.keys.sealing.published(self.platform.clock())
        target = io.BytesIO()
        AgeSealer([(keys[0].key_id, keys[0].recipient)]).seal(plain, target)
        data = target.getvalue()
        header = {
            "package_id": package_id,
            "bundle_code": bundle,
            "terminal_id": self.terminal.terminal_id,
            "sealed_at": self.platform.clock(),
            "scheme": AGE_SCHEME,
            "key_ids": (keys[0].key_id,),
            "size": len(data),
            "digest": "sha-256:" + hashlib.sha256(data).hexdigest(),
            **changes,
        }
        return SealedHeader(**header), data

    def upload(self, data, media_type=b"application/age"):
        metadata = "filetype " + base64.b64encode(media_type).decode()
        begun = self.terminal.send(
            "POST", "/uploads", headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": metadata}
        )
        if begun.status_code != 201:
            return begun
        sent = self.terminal.send(
            "PATCH",
            begun.headers["Location"],
            data=data,
            headers={**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        )
        assert sent.status_code == 204, sent.text
        return begun.headers["Location"].rpartition("/")[2]

    def post(self, header, upload_id):
        body = {"header": header.to_wire(), "uploadId": upload_id}
        return self.terminal.post("/sealed-submissions", body, key=str(header.package_id))

    def hand_in(self, content, **rest):
        header, data = self.seal(content, **rest)
        return header, self.post(header, self.upload(data))

    def receipt(self, answer, header):
        """Return the receipt after checking whose word it is."""
        receipt = SealedReceipt.model_validate(answer.json()["receipt"])
        key = Ed25519PublicKey.from_public_bytes(self.platform.services.keys.receipts.public)
        key.verify(base64.b64decode(receipt.signature), receipt.signed_bytes())
        assert (receipt.package_id, receipt.digest) == (header.package_id, header.digest)
        assert receipt.key_id == self.platform.services.keys.receipts.key_id
        return receipt

    def submissions(self):
        self.platform.log_in(self.terminal)
        items = self.terminal.get("/submissions").json()["items"]
        self.terminal.token = None
        return items


def page(number, data=JPEG, media_type="image/jpeg"):
    return SealedPage(
        name="首页",
        media_type=media_type,
        member=f"pages/{number:03}.jpg",
        size=len(data),
        digest="sha-256:" + hashlib.sha256(data).hexdigest(),
    )


def number_of_files(platform):
    folder = platform.services.settings.upload_dir
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.fixture
def handing(platform):
    folder = platform.services.settings.upload_dir
    for file in folder.iterdir() if folder.exists() else ():
        file.unlink()
    return Handing(platform, platform.terminal())


def test_a_package_becomes_the_submission_that_the_citizen_made(handing, platform):
    content = handing.content()
    platform.clock.forward(hours=20)
    header, answer = handing.hand_in(content)
    assert answer.status_code == 201, answer.text
    submission = Submission.model_validate(answer.json()["submission"])
    assert [case.item_key for case in submission.cases] == ["household", "insurance"]
    assert submission.query_code and submission.short_code
    receipt = handing.receipt(answer, header)
    assert (receipt.outcome, receipt.submission_no) == ("ACCEPTED", submission.submission_no)
    (held,) = handing.submissions()
    assert held["submissionNo"] == submission.submission_no
    assert held["clientSubmissionId"] == str(content.package_id)
    # The legal time runs from when it was received.
    assert submission.received_at == platform.clock()


def test_the_pages_arrive_as_they_were_and_the_sealed_file_goes(handing, platform):
    _, answer = handing.hand_in(handing.content())
    assert answer.status_code == 201
    folder = platform.services.settings.upload_dir
    assert sorted(file.read_bytes() for file in folder.iterdir()) == sorted([JPEG, JPEG + b"2"])


def with_originals(handing, data=(JPEG, JPEG + b"original", b"%PDF-1.4 whole")):
    """A page with its photograph, its figures, its pre-review, and the material's document."""
    straight, original, document = data
    whole = SealedFile(**page(2, original).model_dump(include={"media_type", "member", "size", "digest"}))
    pdf = page(3, document, "application/pdf")
    sheet = page(1, straight).model_copy(
        update={
            "original": whole,
            "quality": {"blur": 2.41, "glare": 0.0},
            "review": {"verdict": "wrong-paper", "overruled": True, "corners_moved": True},
        }
    )
    materials = (
        SealedMaterial(
            material_key="birth-record",
            via="SCAN",
            pages=(sheet,),
            document=SealedFile(**pdf.model_dump(include={"media_type", "member", "size", "digest"})),
        ),
        SealedMaterial(material_key="residence", via="COMMITMENT", commitment_id="residence-commitment"),
    )
    return handing.content(materials=materials), data


def test_originals_documents_figures_and_pre_review_arrive_with_the_pages(handing, platform):
    content, data = with_originals(handing)
    _, answer = handing.hand_in(content, pages=data)
    assert answer.status_code == 201, answer.text
    folder = platform.services.settings.upload_dir
    assert sorted(file.read_bytes() for file in folder.iterdir()) == sorted(data)
    with requests.Session() as clerk:
        clerk.post(f"{platform.url}/back-office/login", data={"name": "示例", "password": "示例口令-clerk"})
        cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in clerk.cookies)}
        number = answer.json()["submission"]["submissionNo"]
        shown = clerk.get(f"{platform.url}/back-office/submissions/{number}", headers=cookie).text
        assert "像是别的材料；四角由申请人调整；申请人确认无误" in shown
        assert "边缘宽度 2.4 px" in shown
        original = re.search(r'class="original" href="[^"]*/uploads/([^"]+)"', shown)[1]
        document = re.search(r'class="document" href="[^"]*/uploads/([^"]+)"', shown)[1]
        for upload, expected in ((original, data[1]), (document, data[2])):
            got = clerk.get(f"{platform.url}/back-office/uploads/{upload}", headers=cookie)
            assert got.content == expected


def test_a_photograph_that_is_another_than_the_content_says_is_refused(handing, platform):
    content, (straight, original, document) = with_originals(handing)
    _, answer = handing.hand_in(content, pages=(straight, original[:-1] + b"X", document))
    assert answer.json()["receipt"]["problem"] == "sealed-unreadable"
    assert number_of_files(platform) == 0


def test_packages_of_the_former_format_are_taken_in(handing):
    content = handing.content().model_copy(update={"format": "yiciban-sealed-submission/1"})
    _, answer = handing.hand_in(content)
    assert answer.json()["receipt"]["outcome"] == "ACCEPTED"


def test_a_signature_that_belongs_to_another_text_is_refused(handing):
    def inked(digest):
        first, *rest = handing.content().declarations
        strokes = ((((1.0, 1.0, 0), (9.0, 5.0, 80, 0.5))),)
        binding = ink_binding(
            first.declaration_id, first.revision, digest or first.text_digest, first.signed_at, strokes
        )
        ink = SignatureInk(width_mm=200, height_mm=70, strokes=strokes, binding=binding)
        return (first.model_copy(update={"ink": ink}), *rest)

    _, answer = handing.hand_in(handing.content(declarations=inked("sha-256:" + "9" * 64)))
    assert answer.json()["receipt"]["outcome"] == "REJECTED"
    assert "signature-unbound" in answer.text
    _, answer = handing.hand_in(handing.content(declarations=inked(None)))
    assert answer.json()["receipt"]["outcome"] == "ACCEPTED"


def test_the_same_package_again_is_answered_alike_and_makes_no_second_submission(handing):
    content = handing.content()
    header, data = handing.seal(content)
    first = handing.post(header, handing.upload(data))
    again = handing.post(header, handing.upload(data))
    asked = handing.terminal.get(f"/sealed-submissions/{header.package_id}")
    numbers = {one.json()["receipt"]["submissionNo"] for one in (first, again, asked)}
    assert len(numbers) == 1
    assert len(handing.submissions()) == 1


def test_sealed_anew_after_the_answer_was_lost_it_is_still_one_and_the_receipt_is_about_the_new_file(handing):
    content = handing.content()
    first, answer = handing.hand_in(content)
    anew, again = handing.hand_in(content)
    assert first.digest != anew.digest
    assert handing.receipt(again, anew).submission_no == handing.receipt(answer, first).submission_no
    assert len(handing.submissions()) == 1


def test_the_same_package_from_two_sides_at_once_is_one_submission(handing):
    header, data = handing.seal(handing.content())
    uploads = [handing.upload(data) for _ in range(2)]
    statuses = []
    threads = [
        threading.Thread(target=lambda one=one: statuses.append(handing.post(header, one).status_code))
        for one in uploads
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert 201 in statuses
    assert len(handing.submissions()) == 1


def test_in_a_session_the_session_says_who_it_is(handing, platform):
    session = platform.log_in(handing.terminal)
    consent = platform.consent(handing.terminal, agreementId="e-certificates")
    handing.terminal.token = None
    certificate = "1.2.156.3005.2.11000000000000019Q002.11000000000000027K.2026000002.001.5"
    content = handing.content(
        session_id=session["sessionId"],
        facts={"married": "yes"},
        consents=(consent,),
        materials=(
            SealedMaterial(material_key="birth-record", via="SHARED_DATA"),
            SealedMaterial(
                material_key="marriage",
                via="E_CERTIFICATE",
                certificate_id=certificate,
                consent_id=consent,
                task_code="household",
            ),
            SealedMaterial(material_key="residence", via="COMMITMENT", commitment_id="residence-commitment"),
        ),
    )
    _, answer = handing.hand_in(content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["receipt"]["outcome"] == "ACCEPTED", answer.text


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


def files_of(platform):
    return sorted(path.name for path in platform.services.settings.upload_dir.iterdir())


def test_a_transaction_that_fails_at_its_very_end_leaves_the_sealed_file_and_no_page(
    handing, platform, problem
):
    header, data = handing.seal(handing.content())
    upload_id = handing.upload(data)

    def fail(session):
        if any(isinstance(one, SealedRow) for one in session.new):
            raise IntegrityError("commit", None, Exception())

    before = files_of(platform)
    event.listen(Session, "before_commit", fail)
    try:
        assert problem(handing.post(header, upload_id)) == "idempotency-in-flight"
    finally:
        event.remove(Session, "before_commit", fail)
    assert files_of(platform) == before
    answer = handing.post(header, upload_id)
    assert handing.receipt(answer, header).outcome == "ACCEPTED"
    assert upload_id not in files_of(platform)


def test_an_upload_whose_file_is_gone_is_asked_for_anew(handing, platform, problem):
    header, data = handing.seal(handing.content())
    upload_id = handing.upload(data)
    (platform.services.settings.upload_dir / upload_id).unlink()
    assert problem(handing.post(header, upload_id)) == "not-found"
    assert handing.receipt(handing.post(header, handing.upload(data)), header).outcome == "ACCEPTED"


def test_a_terminal_uploads_sealed_files_only_and_a_citizen_pages_only(handing, platform):
    assert handing.upload(JPEG, b"image/jpeg").status_code == 415
    platform.log_in(handing.terminal)
    assert handing.upload(b"age-encryption.org/v1\n", b"application/age").status_code == 415


def test_the_claim_code_tells_whether_it_has_arrived_and_nothing_else(handing, problem):
    content = handing.content()
    code = claim_code(content.package_id)
    assert problem(handing.terminal.post("/sealed-submission-lookups", {"claimCode": code})) == "not-found"
    handing.hand_in(content)
    answer = handing.terminal.post(
        "/sealed-submission-lookups", {"claimCode": f" {code[:4]} {code[4:]}".lower()}
    )
    assert answer.json() == {"claimCode": code, "outcome": "ACCEPTED"}


def test_guessing_claim_codes_is_slowed_down(handing, problem):
    codes = [claim_code(UUID(int=number << 88)) for number in range(11)]
    answers = [handing.terminal.post("/sealed-submission-lookups", {"claimCode": code}) for code in codes]
    assert problem(answers[-1]) == "rate-limited"


def test_a_changed_receipt_is_not_the_platforms_word(handing):
    header, answer = handing.hand_in(handing.content())
    receipt = handing.receipt(answer, header).model_copy(update={"submission_no": "另一个"})
    key = Ed25519PublicKey.from_public_bytes(handing.platform.services.keys.receipts.public)
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(receipt.signature), receipt.signed_bytes())


def test_the_back_office_sees_whom_to_tell_until_somebody_has(handing, platform):
    answers = {**platform.draft_body()["answers"], "parent.number": "1", "parent.phone": "13800001234"}
    content = handing.content(answers=answers)
    handing.hand_in(content)
    with requests.Session() as clerk:
        clerk.post(f"{platform.url}/back-office/login", data={"name": "示例", "password": "示例口令-clerk"})
        cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in clerk.cookies)}
        page = clerk.get(f"{platform.url}/back-office", headers=cookie).text
        assert in_groups(claim_code(content.package_id), 3) in page
        assert "13800001234" not in page
        csrf = re.search(r'name="csrf" value="([^"]+)"', page[page.index('id="notices"') :])[1]
        told = f"{platform.url}/back-office/notices/{content.package_id}/told"
        assert clerk.post(told, headers=cookie, data={"csrf": "wrong"}).status_code == 403
        clerk.post(told, headers=cookie, data={"csrf": csrf})
        assert 'id="notices"' not in clerk.get(f"{platform.url}/back-office", headers=cookie).text
