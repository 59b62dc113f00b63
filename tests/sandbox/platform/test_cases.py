"""Cases: what may follow what, what the citizen sees of it, and that other cases go on meanwhile."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.platform.models import CaseStatus, CorrectionLine
from sandbox.platform import case_machine
from sandbox.platform.case_tables import CaseRow
from sandbox.platform.case_work import Move, ask_for_correction, make_move
from sandbox.platform.problems import ProblemError

EVENTS = sorted({event for status in CaseStatus for event in case_machine.moves(status)} | {"receive"})


def move(platform, case_no, event, text=None):
    with platform.services.database.transaction() as session:
        case = session.get(CaseRow, case_no)
        make_move(platform.services, session, case, Move(event, "张经办示例", text))


def correct(platform, case_no, due=None):
    lines = [
        CorrectionLine(problem="居住证明看不清", how_to_fix="重新拍摄", material_key="residence"),
        CorrectionLine(problem="地址缺门牌号", how_to_fix="写全地址", pointer="/answers/household.address"),
    ]
    with platform.services.database.transaction() as session:
        case = session.get(CaseRow, case_no)
        ask_for_correction(platform.services, session, case, "张经办示例", lines, due)


@pytest.fixture
def insurance(platform, citizen):
    """A case that waits for a clerk."""
    return platform.submit(citizen).json()["cases"][1]["caseNo"]


def test_acceptance_starts_the_clock_and_the_due_day(platform, citizen, insurance):
    platform.clock.forward(days=2)
    platform.log_in(citizen)
    move(platform, insurance, "accept")
    case = citizen.get(f"/cases/{insurance}").json()
    assert (case["status"], case["clock"]) == ("ACCEPTED", "RUNNING")
    # Friday 20 November and five working days.
    assert case["dueAt"] == "2026-11-27T09:30:00Z"


def test_a_correction_is_answered_once_with_everything(platform, citizen, insurance, problem):
    correct(platform, insurance, date(2026, 12, 1))
    case = citizen.get(f"/cases/{insurance}").json()
    assert (case["status"], case["clock"]) == ("CORRECTION", "PAUSED")
    notice = case["correction"]
    assert notice["dueAt"] == "2026-12-01T09:30:00Z"
    assert [line["problem"] for line in notice["lines"]] == ["居住证明看不清", "地址缺门牌号"]
    submission = citizen.get("/submissions").json()["items"][0]
    assert submission["status"] == "ACTION_NEEDED"

    scan = {"materialKey": "residence", "via": "SCAN", "uploadId": "up-none"}
    wrong = citizen.create(
        f"/cases/{insurance}/corrections", {"noticeId": notice["noticeId"] + "x", "materials": [scan]}
    )
    assert problem(wrong) == "validation"
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/noticeId", "/materials/0"}
    scan["uploadId"] = platform.upload(citizen)
    right = citizen.create(
        f"/cases/{insurance}/corrections", {"noticeId": notice["noticeId"], "materials": [scan]}
    )
    assert right.json()["status"] == "PRE_REVIEW"
    assert "correction" not in right.json()
    again = citizen.create(f"/cases/{insurance}/corrections", {"noticeId": notice["noticeId"]})
    assert problem(again) == "state-conflict"


def test_a_refusal_gives_its_reason_and_the_remedies(platform, citizen, insurance):
    move(platform, insurance, "accept")
    move(platform, insurance, "refuse", "不符合示例条件")
    case = citizen.get(f"/cases/{insurance}").json()
    assert case["history"][-1]["text"] == "不符合示例条件"
    assert "行政复议" in case["remedies"][0]
    assert citizen.get("/submissions").json()["items"][0]["status"] == "DONE"


def test_results_are_there_only_when_the_case_is_done(platform, citizen, insurance):
    assert citizen.get(f"/cases/{insurance}/results").json()["items"] == []
    move(platform, insurance, "accept")
    move(platform, insurance, "approve")
    (result,) = citizen.get(f"/cases/{insurance}/results").json()["items"]
    assert (result["name"], result["kind"]) == ("参保凭证", "E_CERTIFICATE")
    assert result["issuedAt"]


def test_a_case_is_withdrawn_until_it_is_decided(platform, citizen, insurance, problem):
    withdrawn = citizen.create(f"/cases/{insurance}/withdrawals", {"reason": "不办了"})
    assert withdrawn.json()["status"] == "WITHDRAWN"
    again = citizen.create(f"/cases/{insurance}/withdrawals", {})
    assert (problem(again), again.status_code) == ("state-conflict", 409)


def test_a_case_that_waits_for_another_is_not_accepted(one_platform):
    answers = one_platform.draft_body()
    citizen = one_platform.citizen()
    body = one_platform.submit(
        citizen,
        ("truth", "residence-commitment", "later-materials"),
        draft={
            "selectedItems": ["household", "insurance", "card"],
            "materials": [*answers["materials"], {"materialKey": "photo", "via": "LATER"}],
        },
        selectedItems=["household", "insurance", "card"],
    ).json()
    _, insurance, card = (case["caseNo"] for case in body["cases"])
    with pytest.raises(ProblemError, match="state-conflict"):
        move(one_platform, card, "accept")
    move(one_platform, insurance, "accept")
    move(one_platform, insurance, "approve")
    found = citizen.get(f"/cases/{card}").json()
    assert found["blockedBy"] == []
    # Its photo was promised for later, so a clerk still has to look at it.
    assert found["status"] == "RECEIVED"
    move(one_platform, card, "accept")


def test_events_are_waited_for(one_platform):
    citizen = one_platform.citizen()
    submission = one_platform.submit(citizen).json()
    path = f"/submissions/{submission['submissionNo']}/events"
    cursor = citizen.get(path).json()["next"]
    assert citizen.get(f"{path}?since={cursor}").json() == {"items": [], "next": cursor}
    move(one_platform, submission["cases"][1]["caseNo"], "accept")
    (event,) = citizen.get(f"{path}?since={cursor}&waitSeconds=5").json()["items"]
    assert event["specversion"] == "1.0"
    assert (event["subject"], event["data"]["status"]) == (submission["cases"][1]["caseNo"], "ACCEPTED")


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_every_way_through_the_machine_ends_in_a_final_state_and_stays_there(events):
    status = "DRAFT"
    for event in events:
        allowed = case_machine.moves(status)
        if event in allowed:
            assert status not in case_machine.FINAL - {CaseStatus.APPROVED}
            status = case_machine.move(status, event).value
        else:
            with pytest.raises(case_machine.MoveNotAllowedError):
                case_machine.move(status, event)
    assert case_machine.clock(status) in ("RUNNING", "PAUSED", "STOPPED")


@given(st.lists(st.sampled_from([status.value for status in CaseStatus if status != "DRAFT"]), min_size=1))
def test_the_overall_status_follows_from_the_cases(statuses):
    overall = case_machine.overall(statuses)
    assert (overall == "WITHDRAWN") == (set(statuses) == {"WITHDRAWN"})
    assert (overall == "ACTION_NEEDED") == ("CORRECTION" in statuses)
    if overall == "DONE":
        assert all(status in case_machine.FINAL for status in statuses)
