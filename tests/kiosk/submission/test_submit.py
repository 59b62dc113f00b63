"""The whole path to the number, against the real platform, with faults while it runs."""

from dataclasses import replace

import pytest

from kiosk.platform.errors import (
    Busy,
    Invalid,
    NotJson,
    PlatformUnreachable,
    SessionEnded,
    SessionExpired,
)
from kiosk.platform.models import IdCardStart
from kiosk.submission.located import Place
from kiosk.submission.state import SubmissionState
from kiosk.submission.submit import NotSubmitted, Step, SubmissionFlow, Submitted


@pytest.fixture
def state():
    return SubmissionState()


def submit(citizen, package, state, reports=None):
    return SubmissionFlow(citizen, (reports if reports is not None else []).append).run(package, state)


def same(package, held):
    """Whether the platform holds what was given."""
    body = held["content"]
    assert body["answers"] == dict(package.answers)
    assert body["facts"] == dict(package.facts)
    assert sorted(case["itemKey"] for case in held["cases"]) == sorted(package.selected_items)
    digests = [
        page["page"]["digest"].removeprefix("sha-256:") for page in body["materials"] if "page" in page
    ]
    assert digests == [page.digest for material in package.materials for page in material.pages]
    assert [one["materialKey"] for one in body["materials"]] == [
        material.material_id for material in package.materials for _ in range(len(material.pages) or 1)
    ]
    return True


def test_the_platform_holds_exactly_what_was_given(citizen, client, make_package, state, platform):
    package, reports = make_package(citizen, client), []
    done = submit(citizen, package, state, reports)
    assert isinstance(done, Submitted)
    assert done.submission.query_code
    assert {case.item_key for case in done.submission.cases} == set(package.selected_items)
    assert all(case.case_no for case in done.submission.cases)
    assert same(package, platform.held(done.submission.submission_no))
    steps = [report.step for report in reports]
    assert steps[0] is Step.DRAFT
    assert steps[-1] is Step.SUBMIT
    assert steps == sorted(steps, key=list(Step).index)
    assert (reports[-1].sent, reports[-1].total) == (package.upload_bytes, package.upload_bytes)


def test_the_same_state_again_is_the_same_submission(citizen, client, make_package, state, platform):
    package = make_package(citizen, client)
    platform.fault(kind="drop", path="/submissions", method="POST", after=True)
    done = submit(citizen, package, state)
    assert isinstance(done, Submitted)
    assert done.submission.query_code
    assert [no for no in platform.submissions() if no == done.submission.submission_no] == [
        done.submission.submission_no
    ]
    assert same(package, platform.held(done.submission.submission_no))


@pytest.mark.parametrize(
    ("kind", "expected"), [("drop", PlatformUnreachable), ("not-json", NotJson), ("problem", Busy)]
)
def test_an_answer_that_never_comes_is_no_number_and_asking_again_finds_the_one_submission(
    citizen, client, make_package, state, platform, time, kind, expected
):
    package = make_package(citizen, client)
    before = len(platform.submissions())
    platform.fault(kind=kind, path="/submissions", method="POST", after=True, times=5)
    failed = submit(citizen, package, state)
    assert isinstance(failed, NotSubmitted)
    assert isinstance(failed.problem, expected)
    assert failed.retryable
    assert len(platform.submissions()) == before + 1
    time.now += 60
    done = submit(citizen, package, failed.state)
    assert isinstance(done, Submitted)
    assert len(platform.submissions()) == before + 1


def test_what_was_taken_in_counts_though_the_citizen_changed_something_after_it(
    citizen, client, make_package, state, platform, time
):
    package = make_package(citizen, client)
    before = len(platform.submissions())
    platform.fault(kind="drop", path="/submissions", method="POST", after=True, times=5)
    failed = submit(citizen, package, state)
    time.now += 60
    changed = replace(package, answers={**package.answers, "applicant.phone": "13900000000"})
    done = submit(citizen, changed, failed.state)
    assert isinstance(done, Submitted)
    assert len(platform.submissions()) == before + 1
    assert same(package, platform.held(done.submission.submission_no))


def test_what_was_not_taken_in_is_submitted_as_it_was_changed(
    citizen, client, make_package, state, platform, time
):
    package = make_package(citizen, client)
    platform.fault(kind="drop", path="/submissions", method="POST", times=5)
    failed = submit(citizen, package, state)
    assert isinstance(failed, NotSubmitted)
    time.now += 60
    changed = replace(package, answers={**package.answers, "applicant.phone": "13900000000"})
    done = submit(citizen, changed, failed.state)
    assert isinstance(done, Submitted)
    assert same(changed, platform.held(done.submission.submission_no))


def test_a_lost_answer_and_a_lost_session_still_end_in_one_submission(
    citizen, client, make_package, state, platform, time, proof
):
    package = make_package(citizen, client)
    before = len(platform.submissions())
    platform.fault(kind="drop", path="/submissions", method="POST", after=True, times=5)
    failed = submit(citizen, package, state)
    time.now += 60
    with_new_card = client.start_session(IdCardStart(card_proof=proof("li")))
    done = submit(with_new_card, package, failed.state)
    assert isinstance(done, Submitted)
    assert len(platform.submissions()) == before + 1


def test_a_session_that_ended_keeps_everything_for_the_next(
    citizen, client, make_package, state, platform, proof
):
    package = make_package(citizen, client)
    platform.fault(kind="problem", problem="session-expired", path="/submissions", method="POST")
    failed = submit(citizen, package, state)
    assert isinstance(failed.problem, SessionExpired)
    done = submit(client.start_session(IdCardStart(card_proof=proof("li"))), package, failed.state)
    assert isinstance(done, Submitted)
    assert same(package, platform.held(done.submission.submission_no))


@pytest.mark.parametrize("path", ["/drafts", "/drafts/*", "/uploads", "/uploads/*", "/certificates/*/uses"])
@pytest.mark.parametrize("after", [False, True])
def test_each_step_is_gone_through_again_after_a_lost_connection(
    citizen, client, make_package, state, platform, path, after, time
):
    package = make_package(citizen, client)
    platform.fault(kind="drop", path=path, after=after, times=2)
    result = submit(citizen, package, state)
    while isinstance(result, NotSubmitted):
        assert result.retryable
        time.now += 60
        result = submit(citizen, package, result.state)
    assert same(package, platform.held(result.submission.submission_no))


def test_a_page_goes_on_where_it_stopped(citizen, client, make_package, state, platform, time, enrolled):
    package = make_package(citizen, client, page_bytes=6 * 1024 * 1024)
    reports = []

    def stop_after_the_first_chunk(progress):
        reports.append(progress)
        if progress.step is Step.UPLOAD and progress.sent == 5 * 1024 * 1024:
            platform.fault(kind="drop", path="/uploads/*", times=10)

    failed = SubmissionFlow(citizen, stop_after_the_first_chunk).run(package, state)
    assert isinstance(failed, NotSubmitted)
    platform.clear()
    time.now += 60
    resumed = []
    done = submit(citizen, package, failed.state, resumed)
    assert isinstance(done, Submitted)
    uploads = [report.sent for report in resumed if report.step is Step.UPLOAD]
    assert uploads[0] == 5 * 1024 * 1024
    assert same(package, platform.held(done.submission.submission_no))


def test_a_chunk_that_was_damaged_is_sent_again(citizen, client, make_package, state, platform):
    package = make_package(citizen, client)
    platform.fault(kind="problem", problem="checksum-mismatch", path="/uploads/*", method="PATCH")
    assert isinstance(submit(citizen, package, state), Submitted)


def test_every_error_is_told_with_where_it_belongs(citizen, client, make_package, state, platform):
    package = make_package(citizen, client)
    wrong = replace(
        package,
        answers={**package.answers, "applicant.phone": "12", "child.sex": "9"},
        materials=tuple(
            replace(one, via="WINDOW", pages=()) if one.material_id == "household-booklet" else one
            for one in package.materials
        ),
        declarations=(replace(package.declarations[0], text_digest="sha-256:" + "0" * 64),),
    )
    failed = submit(citizen, wrong, state)
    assert isinstance(failed, NotSubmitted)
    assert isinstance(failed.problem, Invalid)
    assert not failed.retryable
    places = {(error.place, error.id) for error in failed.errors}
    assert {
        (Place.ELEMENT, "applicant.phone"),
        (Place.ELEMENT, "child.sex"),
        (Place.MATERIAL, "household-booklet"),
        (Place.DECLARATION, "truth"),
    } <= places
    done = submit(citizen, package, failed.state)
    assert isinstance(done, Submitted)
    assert same(package, platform.held(done.submission.submission_no))


def test_an_answer_that_is_taken_back_is_not_submitted(citizen, client, make_package, state, platform):
    package = make_package(citizen, client)
    more = replace(package, answers={**package.answers, "applicant.phone": "12", "leftover": "x"})
    failed = submit(citizen, more, state)
    assert isinstance(failed, NotSubmitted)
    done = submit(citizen, package, failed.state)
    assert isinstance(done, Submitted)
    assert "leftover" not in platform.held(done.submission.submission_no)["content"]["answers"]


def test_a_draft_that_somebody_else_changed_is_read_again_once(
    citizen, client, make_package, state, platform
):
    package = make_package(citizen, client)
    platform.fault(kind="problem", problem="precondition-failed", path="/drafts/*", method="PATCH")
    platform.fault(kind="problem", problem="precondition-failed", path="/submissions", method="POST")
    assert isinstance(submit(citizen, package, state), Submitted)


def test_a_first_request_that_still_runs_is_waited_for(citizen, client, make_package, state, platform, time):
    package = make_package(citizen, client)
    platform.fault(
        kind="problem", problem="idempotency-in-flight", path="/submissions", method="POST", times=2
    )
    assert isinstance(submit(citizen, package, state), Submitted)
    assert len(time.waits) == 2


def test_nothing_is_sent_after_the_visit_has_ended(citizen, client, make_package, state, platform):
    package = make_package(citizen, client)
    before = len(platform.submissions())
    citizen.end()
    failed = submit(citizen, package, state)
    assert isinstance(failed.problem, SessionEnded)
    assert len(platform.submissions()) == before


def test_what_was_submitted_can_be_rated_and_looked_up(citizen, client, make_package, state):
    done = submit(citizen, make_package(citizen, client), state)
    number, code = done.submission.submission_no, done.submission.query_code
    assert client.look_up(number, code).submission_no == number
    assert citizen.submission(number).status == done.submission.status
    assert citizen.case(done.submission.cases[0].case_no).history
    form = client.rating_form()
    assert [level.code for level in form.levels] == [1, 2, 3, 4, 5]
    from kiosk.platform.models import Rating, RatingTarget

    target = RatingTarget(kind="SUBMISSION", no=number)
    assert citizen.rate(Rating(target=target, form_version=form.version, satisfaction_code=1))
