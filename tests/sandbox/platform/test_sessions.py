"""Citizens: by the card's own text block, for this terminal, for half an hour; consents and shared data."""

import base64
import json
from uuid import uuid4

import pytest

from sandbox.platform.clock import rfc3339


def proof_of(**members):
    return base64.urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


def test_a_card_opens_a_session_that_shows_nothing_whole(platform):
    session = platform.log_in(platform.terminal())
    assert session["subject"] == {
        "displayName": "李*",
        "certTypeCode": "111",
        "certNoMasked": "0****************8",
    }
    assert session["assurance"] == "CARD"
    assert session["expiresAt"] == "2026-11-18T02:30:00Z"
    assert [(each["kind"], each["principalId"]) for each in session["principals"]] == [
        ("SELF", "self"),
        ("LEGAL_ENTITY", "91120116MA0000015H"),
    ]


def test_a_token_is_of_no_use_at_another_terminal(one_platform, problem):
    citizen, other = one_platform.citizen(), one_platform.terminal()
    other.token = citizen.token
    assert problem(other.get("/citizen-sessions/self")) == "session-expired"


def test_a_session_ends_when_told_and_when_its_time_is_over(one_platform, problem):
    citizen = one_platform.citizen()
    assert citizen.send("DELETE", "/citizen-sessions/self").status_code == 204
    assert problem(citizen.get("/citizen-sessions/self")) == "session-expired"
    one_platform.log_in(citizen)
    one_platform.clock.forward(minutes=30)
    assert problem(citizen.get("/citizen-sessions/self")) == "session-expired"


def test_the_next_citizen_ends_the_last_ones_session(one_platform, problem):
    terminal = one_platform.citizen()
    first = terminal.token
    one_platform.log_in(terminal, number="000000199307160027", name="王测试")
    terminal.token = first
    assert problem(terminal.get("/citizen-sessions/self")) == "session-expired"


@pytest.mark.parametrize(
    "proof",
    [
        "!!!",
        proof_of(),
        base64.urlsafe_b64encode(b"[1]").decode(),
        proof_of(samId="1", text="AAAA", readAt="2026-11-18T02:00:00Z"),
        proof_of(samId="1", text=base64.b64encode(bytes(256)).decode(), readAt="2026-11-18T02:00:00Z"),
        proof_of(samId="1", text=base64.b64encode(bytes(256)).decode(), readAt="2026-11-18T02:00:00"),
    ],
)
def test_a_proof_that_is_none_is_refused(one_platform, problem, proof):
    answer = one_platform.terminal().post("/citizen-sessions", {"method": "ID_CARD", "cardProof": proof})
    assert (problem(answer), answer.status_code) == ("validation", 422)
    assert answer.json()["errors"][0]["pointer"] == "/cardProof"


def test_an_old_reading_is_refused(one_platform, problem):
    terminal = one_platform.terminal()
    proof = one_platform.card_proof()
    one_platform.clock.forward(minutes=11)
    assert (
        problem(terminal.post("/citizen-sessions", {"method": "ID_CARD", "cardProof": proof})) == "validation"
    )


def test_a_card_that_has_expired_is_not_enough(one_platform, problem):
    proof = one_platform.card_proof(valid_until="20251231")
    answer = one_platform.terminal().post("/citizen-sessions", {"method": "ID_CARD", "cardProof": proof})
    assert (problem(answer), answer.status_code) == ("assurance-too-low", 403)


def test_a_method_that_is_not_offered_says_which_one_is(one_platform, problem):
    body = {"method": "ATTENDANT", "operatorToken": "x", "reason": "示例"}
    answer = one_platform.terminal().post("/citizen-sessions", body)
    assert problem(answer) == "assurance-too-low"
    assert answer.json()["methods"] == ["ID_CARD", "CODE", "LINK_CODE"]


def plan_id(terminal):
    body = {"bundleCode": "newborn", "bundleRevision": 3, "facts": {"married": "yes"}}
    return terminal.post("/plans", body).json()["planId"]


def prefill(citizen, consent, fields):
    accepted = citizen.create(
        "/prefill-requests", {"consentId": consent, "planId": plan_id(citizen), "fields": fields}
    )
    assert accepted.status_code == 202, accepted.text
    done = citizen.get(accepted.json()["statusUrl"] + "?waitSeconds=5")
    return {field["path"]: field for field in done.json()["fields"]}


def test_each_field_says_what_became_of_it(platform, citizen):
    fields = prefill(
        citizen,
        platform.consent(citizen),
        ["child.birth_date", "household.address", "child.name", "material.birth-record", "material.photo"],
    )
    assert {path: field["status"] for path, field in fields.items()} == {
        "child.birth_date": "FOUND",
        "household.address": "SOURCE_ERROR",
        "child.name": "NOT_PERMITTED",
        "material.birth-record": "FOUND",
        "material.photo": "NOT_PERMITTED",
    }
    found = fields["child.birth_date"]
    assert (found["value"], found["source"]) == ("2026-11-08", "出生医学信息")
    assert found["asOf"] and found["receipt"]


def test_somebody_the_sources_do_not_know_gets_absent(one_platform):
    citizen = one_platform.citizen(number="000000199512120040", name="钱示例")
    fields = prefill(citizen, one_platform.consent(citizen), ["child.birth_date"])
    assert fields["child.birth_date"]["status"] == "ABSENT"


def test_a_consent_to_some_fields_is_none_to_the_others(one_platform):
    citizen = one_platform.citizen()
    consent = one_platform.consent(citizen, items=["household.address"])
    assert prefill(citizen, consent, ["child.birth_date"])["child.birth_date"]["status"] == "NOT_PERMITTED"


def test_nothing_is_read_without_a_consent_that_holds(one_platform, problem):
    citizen = one_platform.citizen()
    withdrawn = one_platform.consent(citizen)
    assert citizen.send("DELETE", f"/consents/{withdrawn}").status_code == 204
    theirs = one_platform.consent(one_platform.citizen(number="000000199307160027"))
    refused = one_platform.consent(citizen, decision="REFUSED")
    for consent in (withdrawn, theirs, refused, "con-none"):
        body = {"consentId": consent, "planId": plan_id(citizen), "fields": ["child.birth_date"]}
        answer = citizen.create("/prefill-requests", body)
        assert (problem(answer), answer.json()["agreementId"]) == ("consent-required", "shared-data")
        answer = citizen.post("/certificate-searches", {"consentId": consent})
        assert (problem(answer), answer.json()["agreementId"]) == ("consent-required", "e-certificates")


def test_certificates_are_found_by_type_and_only_valid_ones_are_used(one_platform, problem):
    citizen = one_platform.citizen()
    consent = one_platform.consent(citizen)
    found = citizen.post("/certificate-searches", {"consentId": consent, "typeCodes": ["结婚证"]}).json()
    assert [each["state"] for each in found["items"]] == ["VALID", "REVOKED"]
    assert {each["holder"] for each in found["items"]} == {"李*"}
    assert (
        citizen.post("/certificate-searches", {"consentId": consent, "typeCodes": ["驾驶证"]}).json()["items"]
        == []
    )
    draft_id, _ = one_platform.draft(citizen)
    use = {"consentId": consent, "taskCode": "household", "materialKey": "marriage", "draftId": draft_id}
    revoked = found["items"][1]["certificateId"]
    assert problem(citizen.create(f"/certificates/{revoked}/uses", use)) == "state-conflict"
    assert problem(citizen.create("/certificates/none/uses", use)) == "not-found"


def test_a_wrong_value_is_disputed_without_stopping_the_case(one_platform):
    citizen = one_platform.citizen()
    answer = citizen.create(
        "/data-disputes", {"path": "child.birth_date", "source": "出生医学信息", "statedValue": "2026-11-09"}
    )
    assert answer.status_code == 201
    state = answer.json()
    found = citizen.post(
        "/issue-report-lookups", {"issueNo": state["issueNo"], "queryCode": state["queryCode"]}
    )
    assert found.json()["state"] == "RECEIVED"
    assert found.json()["dueAt"] == "2026-11-25T09:30:00Z"


def test_an_issue_needs_no_log_in(one_platform):
    terminal = one_platform.terminal()
    answer = terminal.create("/issue-reports", {"kind": "CANNOT_GET_DONE", "text": "示例"})
    assert answer.status_code == 201
    assert answer.json()["issueNo"].startswith("FY20261118")


def test_the_rating_form_has_the_five_levels_and_takes_a_rating_of_ones_own(one_platform, problem):
    citizen = one_platform.citizen()
    form = citizen.get("/rating-forms/current").json()
    assert [(level["code"], level["text"]) for level in form["levels"]] == [
        (1, "非常满意"),
        (2, "满意"),
        (3, "基本满意"),
        (4, "不满意"),
        (5, "非常不满意"),
    ]
    no = one_platform.submit(citizen).json()["submissionNo"]
    rating = {
        "target": {"kind": "SUBMISSION", "no": no},
        "formVersion": form["version"],
        "satisfactionCode": 5,
        "reasonCodes": ["guide"],
    }
    assert citizen.create("/ratings", rating).status_code == 201
    other = one_platform.citizen(number="000000199307160027")
    assert problem(other.create("/ratings", rating)) == "not-found"
    old = {**rating, "formVersion": "1999"}
    assert problem(citizen.create("/ratings", old)) == "validation"


def test_a_wait_beyond_25_seconds_is_refused(one_platform, problem):
    citizen = one_platform.citizen()
    assert problem(citizen.get(f"/prefill-requests/{uuid4()}?waitSeconds=26")) == "malformed"


def test_times_are_of_the_wire(one_platform):
    assert rfc3339(one_platform.clock()) == "2026-11-18T02:00:00.000Z"
