"""One key, one effect, one answer."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.platform.idempotency import Answer, Request, forget_abandoned, once
from sandbox.platform.problems import ProblemError
from sandbox.platform.tables import IdempotencyRecord

CONSENT = {
    "purpose": "newborn",
    "agreementId": "shared-data",
    "agreementRevision": 1,
    "decision": "GRANTED",
    "at": "2026-11-18T02:00:00Z",
}


@pytest.mark.parametrize("key", [None, "", "not-a-uuid"])
def test_a_missing_key_is_refused(one_platform, problem, key):
    answer = one_platform.citizen().post(
        "/consents", CONSENT, headers={"Idempotency-Key": key} if key else {}
    )
    assert (problem(answer), answer.status_code) == ("idempotency-key-missing", 400)


def test_another_body_under_the_same_key_is_refused(platform, citizen, problem):
    key = str(uuid4())
    assert citizen.post("/consents", CONSENT, key=key).status_code == 201
    other = citizen.post("/consents", {**CONSENT, "purpose": "other"}, key=key)
    assert (problem(other), other.status_code) == ("idempotency-key-reused", 422)
    elsewhere = citizen.post("/issue-reports", {"kind": "NEED"}, key=key)
    assert problem(elsewhere) == "idempotency-key-reused"


def test_a_second_request_while_the_first_runs_is_told_to_wait(platform, citizen, problem):
    key = str(uuid4())
    assert citizen.post("/consents", CONSENT, key=key).status_code == 201
    with platform.services.database.transaction() as session:
        session.query(IdempotencyRecord).update({"done": False})
    answer = citizen.post("/consents", CONSENT, key=key)
    assert (problem(answer), answer.status_code) == ("idempotency-in-flight", 409)
    assert (answer.json()["retryable"], answer.headers["Retry-After"]) == (True, "1")


def test_a_key_is_its_citizens_own(one_platform):
    key = str(uuid4())
    first = one_platform.citizen().post("/consents", CONSENT, key=key).json()
    second = one_platform.citizen(number="000000199307160027").post("/consents", CONSENT, key=key).json()
    assert first["consentId"] != second["consentId"]


def test_a_key_whose_work_failed_may_be_used_again(platform):
    key = str(uuid4())

    def fail(_session):
        raise ProblemError("upstream-unavailable")

    request = Request("t", key, "POST", "/x", b"1")
    with pytest.raises(ProblemError, match="upstream"):
        once(platform.services, request, fail)
    changed = Request("t", key, "POST", "/x", b"2")
    assert once(platform.services, changed, lambda _session: Answer(201, {"n": 1})).body == {"n": 1}


def test_after_a_crash_the_key_is_free_and_old_answers_go_but_not_within_72_hours(platform):
    services = platform.services
    request = Request("t", str(uuid4()), "POST", "/x", b"1")
    once(services, request, lambda _session: Answer(201, {"n": 1}))
    with services.database.transaction() as session:
        session.add(
            IdempotencyRecord(
                owner="t", key=str(uuid4()), fingerprint="f", started_at=services.clock(), done=False
            )
        )
    platform.clock.forward(hours=72)
    forget_abandoned(services)
    with services.database.transaction() as session:
        assert [row.done for row in session.query(IdempotencyRecord)] == [True]
    platform.clock.now += timedelta(hours=25)
    forget_abandoned(services)
    with services.database.transaction() as session:
        assert session.query(IdempotencyRecord).count() == 0


KEYS = [str(UUID(int=number)) for number in range(3)]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(KEYS), st.sampled_from(["/a", "/b"]), st.binary(max_size=2), st.booleans()),
        max_size=12,
    )
)
def test_whatever_is_sent_in_whatever_order_each_key_has_one_effect(sqlite_platform, requests):
    services = sqlite_platform.services
    owner = uuid4().hex
    effects: dict[str, int] = {}
    first: dict[str, tuple[str, bytes]] = {}
    answers: dict[str, object] = {}
    for key, path, body, fails in requests:

        def work(_session, key=key, fails=fails):
            if fails:
                raise ProblemError("validation")
            effects[key] = effects.get(key, 0) + 1
            return Answer(201, {"effect": len(effects), "key": key}, {"Location": key})

        request = Request(owner, key, "POST", path, body)
        if key not in first:
            if fails:
                with pytest.raises(ProblemError, match="validation"):
                    once(services, request, work)
                continue
            answers[key] = once(services, request, work).body
            first[key] = (path, body)
        elif first[key] == (path, body):
            again = once(services, request, work)
            assert (again.status, again.body) == (201, json.loads(json.dumps(answers[key])))
            assert again.headers == {"Location": key, "Idempotent-Replayed": "true"}
        else:
            with pytest.raises(ProblemError, match="idempotency-key-reused"):
                once(services, request, work)
    assert all(count == 1 for count in effects.values())
