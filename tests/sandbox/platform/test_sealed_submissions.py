"""What a terminal sealed: opened, checked like any submission, taken in once, answered for good, signed."""

import base64
import re
import threading
from uuid import UUID

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from platform_sample import JPEG
from sealed_handing import number_of_files, with_originals
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.catalogue.numbers import claim_code, in_groups
from kiosk.platform.models import (
    SealedMaterial,
    SignatureInk,
    Submission,
    ink_binding,
)
from sandbox.platform.sealed_tables import SealedRow


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
