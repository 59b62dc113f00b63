"""Submitting: checked whole, done once, one number for all and one for each item."""

import re
import threading
from uuid import uuid4

import pytest

from kiosk.catalogue.numbers import read_short_code
from kiosk.platform.models import Submission


def codes(answer):
    return {(error["pointer"], error.get("code")) for error in answer.json()["errors"]}


def test_gives_one_submission_number_and_one_case_number_an_item(platform, citizen):
    answer = platform.submit(citizen)
    assert answer.status_code == 201, answer.text
    submission = Submission.model_validate(answer.json())
    assert answer.headers["Location"].endswith(submission.submission_no)
    assert [case.item_key for case in submission.cases] == ["household", "insurance"]
    numbers = [case.case_no for case in submission.cases]
    assert len(set(numbers)) == 2
    assert numbers[0] == "11120000000000000T3001001001001202611180001"
    assert all(len(number) <= 50 for number in numbers)
    assert read_short_code(submission.short_code) == submission.short_code
    assert submission.short_code.startswith("120000261118")
    assert re.fullmatch(r"\d{6}", submission.query_code)


def test_the_query_code_is_told_once_only(platform, citizen):
    no = platform.submit(citizen).json()["submissionNo"]
    assert "queryCode" not in citizen.get(f"/submissions/{no}").json()


def test_an_item_done_on_the_spot_is_approved_at_once_and_lets_its_successor_begin(platform, citizen):
    submission = platform.submit(citizen).json()
    household, insurance = submission["cases"]
    assert (household["status"], household["deliveryStatus"]) == ("APPROVED", "READY")
    assert insurance["status"] == "RECEIVED"
    assert insurance["blockedBy"] == []
    assert submission["status"] == "PARTLY_DONE"
    events = citizen.get(f"/submissions/{submission['submissionNo']}/events").json()["items"]
    assert [(event["data"]["itemKey"], event["data"]["status"], event["type"]) for event in events] == [
        ("household", "RECEIVED", "cn.yiciban.case.status"),
        ("insurance", "RECEIVED", "cn.yiciban.case.status"),
        ("household", "ACCEPTED", "cn.yiciban.case.status"),
        ("household", "APPROVED", "cn.yiciban.case.status"),
        ("insurance", "RECEIVED", "cn.yiciban.case.unblocked"),
    ]


def test_the_due_day_counts_working_days_along_the_critical_path(platform, citizen):
    _, insurance = platform.submit(citizen).json()["cases"]
    # Wednesday 18 November 2026 and five working days: Wednesday 25, 17:30 in China.
    assert insurance["dueAt"] == "2026-11-25T09:30:00Z"


def test_an_item_after_an_undecided_one_waits_for_it(platform, citizen):
    answer = platform.submit(
        citizen,
        ("truth", "residence-commitment", "later-materials"),
        draft={
            "selectedItems": ["household", "insurance", "card"],
            "materials": [
                *platform.draft_body()["materials"],
                {"materialKey": "photo", "via": "LATER"},
            ],
        },
        selectedItems=["household", "insurance", "card"],
    )
    assert answer.status_code == 201, answer.text
    card = answer.json()["cases"][2]
    assert (card["status"], card["blockedBy"], card["materialsLater"]) == (
        "RECEIVED",
        ["insurance"],
        ["photo"],
    )


def test_the_same_key_and_body_gets_the_same_answer_and_makes_nothing_new(platform, citizen):
    client_id = str(uuid4())
    body = platform.submission_body(platform.draft(citizen), client_id, ("truth", "residence-commitment"))
    first = citizen.post("/submissions", body, key=client_id)
    again = citizen.post("/submissions", body, key=client_id)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(citizen.get("/submissions").json()["items"]) == 1


def test_a_replay_works_after_the_citizen_has_logged_in_again(platform, citizen):
    client_id = str(uuid4())
    body = platform.submission_body(platform.draft(citizen), client_id, ("truth", "residence-commitment"))
    first = citizen.post("/submissions", body, key=client_id)
    platform.log_in(citizen)
    assert citizen.post("/submissions", body, key=client_id).json() == first.json()


def test_a_key_that_differs_from_the_client_submission_id_is_refused(platform, citizen, problem):
    body = platform.submission_body(platform.draft(citizen), str(uuid4()), ("truth", "residence-commitment"))
    answer = citizen.post("/submissions", body, key=str(uuid4()))
    assert problem(answer) == "validation"
    assert codes(answer) == {("/clientSubmissionId", "key-differs")}


def test_one_client_submission_id_never_makes_two_submissions(platform, citizen, problem):
    client_id = str(uuid4())
    first_body = platform.submission_body(
        platform.draft(citizen), client_id, ("truth", "residence-commitment")
    )
    first = citizen.post("/submissions", first_body, key=client_id)
    elsewhere = platform.citizen()
    body = platform.submission_body(platform.draft(elsewhere), client_id, ("truth", "residence-commitment"))
    answer = elsewhere.post("/submissions", body, key=client_id)
    assert problem(answer) == "duplicate-application"
    assert answer.json()["submissionNo"] == first.json()["submissionNo"]


def test_two_requests_at_the_same_moment_make_one_submission(platform, citizen):
    client_id = str(uuid4())
    body = platform.submission_body(platform.draft(citizen), client_id, ("truth", "residence-commitment"))
    answers = []

    def send():
        answers.append(citizen.post("/submissions", body, key=client_id))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["submissionNo"] for answer in answers if answer.status_code == 201}) == 1
    assert len(citizen.get("/submissions").json()["items"]) == 1


def test_the_same_application_again_is_a_duplicate_and_names_the_first(platform, citizen, problem):
    first = platform.submit(citizen).json()["submissionNo"]
    answer = platform.submit(citizen)
    assert (problem(answer), answer.status_code) == ("duplicate-application", 409)
    assert answer.json()["submissionNo"] == first


def test_a_second_child_is_no_duplicate(platform, citizen):
    platform.submit(citizen)
    answers = {**platform.draft_body()["answers"], "child.name": "李大示例"}
    assert platform.submit(citizen, draft={"answers": answers}).status_code == 201


def test_every_error_comes_at_once(platform, citizen, problem):
    answer = platform.submit(
        citizen,
        ("truth",),
        draft={
            "facts": {},
            "answers": {
                "child.name": "李",
                "child.birth_date": "昨天",
                "parent.number": "000000199203050019",
                "x": 1,
            },
            "materials": [
                {"materialKey": "birth-record", "via": "SCAN", "uploadId": "up-0"},
                {"materialKey": "residence", "via": "COMMITMENT", "commitmentId": "residence-commitment"},
                {"materialKey": "photo", "via": "SCAN"},
            ],
        },
    )
    assert (problem(answer), answer.status_code) == ("validation", 422)
    assert codes(answer) == {
        ("/facts/married", "open-situation"),
        ("/answers/child.name", "too-short"),
        ("/answers/child.birth_date", "format"),
        ("/answers/parent.number", "id-number"),
        ("/answers/household.address", "required"),
        ("/answers/x", "unneeded"),
        ("/materials/0", "upload-unknown"),
        ("/materials/2", "material-unneeded"),
        ("/declarations/residence-commitment", "declaration-missing"),
    }
    assert "李" not in "".join(error["detail"] for error in answer.json()["errors"])


def test_a_refused_submission_can_be_corrected_under_the_same_key(platform, citizen):
    client_id = str(uuid4())
    draft = platform.draft(citizen)
    wrong = platform.submission_body(draft, client_id, ("truth",))
    assert citizen.post("/submissions", wrong, key=client_id).status_code == 422
    right = platform.submission_body(draft, client_id, ("truth", "residence-commitment"))
    assert citizen.post("/submissions", right, key=client_id).status_code == 201


def test_a_declaration_whose_text_has_changed_must_be_signed_again(platform, citizen):
    declarations = [platform.declaration("truth"), platform.declaration("residence-commitment")]
    declarations[0]["textDigest"] = "sha-256:" + "0" * 64
    answer = platform.submit(citizen, declarations=declarations)
    assert codes(answer) == {("/declarations/0/textDigest", "declaration-changed")}


def test_items_that_the_law_puts_together_are_submitted_together(platform, citizen, problem):
    answer = platform.submit(citizen, selectedItems=["household", "insurance", "vaccine"])
    assert (problem(answer), answer.status_code) == ("mandatory-group-incomplete", 422)
    assert answer.json()["itemKeys"] == ["health-book"]


@pytest.mark.parametrize("item", ["passport"])
def test_an_item_for_the_window_is_not_taken_here(platform, citizen, problem, item):
    answer = platform.submit(citizen, selectedItems=["household", item])
    assert (problem(answer), answer.status_code) == ("item-not-available-here", 409)
    assert answer.json()["itemKeys"] == [item]


def test_an_old_guide_is_refused_with_the_revision_in_force(platform, citizen, problem):
    answer = citizen.create("/drafts", platform.draft_body(bundleRevision=2))
    assert (problem(answer), answer.status_code) == ("guide-outdated", 409)
    assert answer.json()["currentRevision"] == 3


def test_a_draft_changed_meanwhile_is_not_submitted(platform, citizen, problem):
    draft_id, etag = platform.draft(citizen)
    patch = citizen.send(
        "PATCH",
        f"/drafts/{draft_id}",
        data=b'{"answers": {"child.name": "\xe6\x9d\x8e\xe4\xb8\x80\xe4\xb8\x80"}}',
        headers={"If-Match": etag, "Content-Type": "application/merge-patch+json"},
    )
    assert patch.status_code == 200, patch.text
    client_id = str(uuid4())
    body = platform.submission_body((draft_id, etag), client_id, ("truth", "residence-commitment"))
    answer = citizen.post("/submissions", body, key=client_id)
    assert (problem(answer), answer.status_code) == ("precondition-failed", 412)


def test_scan_and_certificate_stand_for_materials_when_they_are_there(platform, citizen):
    consent = platform.consent(citizen, agreementId="e-certificates")
    found = citizen.post("/certificate-searches", {"consentId": consent}).json()["items"][0]
    draft_id, etag = platform.draft(citizen, facts={"married": "yes"})
    use = citizen.create(
        f"/certificates/{found['certificateId']}/uses",
        {"consentId": consent, "taskCode": "household", "materialKey": "marriage", "draftId": draft_id},
    )
    assert use.status_code == 201, use.text
    materials = [
        {"materialKey": "birth-record", "via": "SCAN", "uploadId": platform.upload(citizen)},
        {"materialKey": "marriage", "via": "E_CERTIFICATE", "certificateUseId": use.json()["id"]},
        {"materialKey": "residence", "via": "COMMITMENT", "commitmentId": "residence-commitment"},
    ]
    patched = citizen.send(
        "PATCH",
        f"/drafts/{draft_id}",
        json_body={"materials": materials},
        headers={"If-Match": etag, "Content-Type": "application/merge-patch+json"},
    )
    report = citizen.send("POST", f"/drafts/{draft_id}/validations")
    assert report.json() == {"ok": True, "errors": [], "missingMaterials": []}
    client_id = str(uuid4())
    body = platform.submission_body(
        (draft_id, patched.headers["ETag"]), client_id, ("truth", "residence-commitment")
    )
    assert citizen.post("/submissions", body, key=client_id).status_code == 201


def test_shared_data_that_the_source_does_not_hold_is_not_taken_for_a_material(platform):
    nobody = platform.citizen(number="000000199512120040", name="钱示例")
    answers = {**platform.draft_body()["answers"], "parent.number": "000000199512120040"}
    answer = platform.submit(nobody, draft={"answers": answers})
    assert codes(answer) == {("/materials/0", "material-not-shared")}


def test_somebody_else_sees_neither_submission_nor_case_nor_events(platform, citizen, problem):
    submission = platform.submit(citizen).json()
    other = platform.citizen(number="000000199307160027", name="王测试")
    no, case_no = submission["submissionNo"], submission["cases"][0]["caseNo"]
    for path in (f"/submissions/{no}", f"/submissions/{no}/events", f"/cases/{case_no}"):
        assert problem(other.get(path)) == "not-found"


def test_it_is_found_again_by_number_or_short_code_with_the_query_code(platform, citizen, problem):
    submission = platform.submit(citizen).json()
    stranger = platform.terminal()
    for no in (submission["submissionNo"], submission["shortCode"]):
        found = stranger.post("/submission-lookups", {"no": no, "queryCode": submission["queryCode"]})
        assert found.json()["submissionNo"] == submission["submissionNo"]
    wrong = {"no": submission["submissionNo"], "queryCode": "abc"}
    for _ in range(platform.services.settings.lookup_limit):
        assert problem(stranger.post("/submission-lookups", wrong)) == "not-found"
    limited = stranger.post("/submission-lookups", wrong)
    assert (problem(limited), limited.headers["Retry-After"]) == ("rate-limited", "600")


def test_only_somebody_i_may_act_for_is_a_principal(platform, citizen):
    assert codes(platform.submit(citizen, principalId="91000000000000000X")) == {
        ("/principalId", "principal")
    }
    assert platform.submit(citizen, principalId="91120116MA0000015H").status_code == 201
