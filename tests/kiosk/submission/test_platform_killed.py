"""The platform is killed in the middle of an upload and comes back."""

from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformUnreachable
from kiosk.platform.models import IdCardStart
from kiosk.submission.state import SubmissionState
from kiosk.submission.submit import NotSubmitted, Step, SubmissionFlow, Submitted

CHUNK = 5 * 1024 * 1024


def test_a_platform_that_is_killed_in_the_middle_loses_nothing(
    start_platform, make_profile, run_agent, tmp_path, time, proof, make_package
):
    first = start_platform(tmp_path / "platform")
    running = run_agent(make_profile(first.url, first.ca), enrolment_code=first.code)
    running.wait_for(lambda: running.agent.status.now.enrolment == "enrolled")
    client = PlatformClient(running.socket_path, wait=time.wait, clock=time.clock)
    citizen = client.start_session(IdCardStart(card_proof=proof("li")))
    package = make_package(citizen, client, page_bytes=CHUNK + 1000)

    def kill_after_the_first_chunk(progress):
        if progress.step is Step.UPLOAD and progress.sent == CHUNK:
            first.stop(kill=True)

    failed = SubmissionFlow(citizen, kill_after_the_first_chunk).run(package, SubmissionState())
    assert isinstance(failed, NotSubmitted)
    assert isinstance(failed.problem, PlatformUnreachable)
    assert client.agent_status().platform == "unreachable"
    second = start_platform(tmp_path / "platform", first.port)
    time.now += 60
    sent = []
    done = SubmissionFlow(citizen, sent.append).run(package, failed.state)
    assert isinstance(done, Submitted)
    assert next(report.sent for report in sent if report.step is Step.UPLOAD) == CHUNK
    held = second.held(done.submission.submission_no)
    digests = {
        one["page"]["digest"].removeprefix("sha-256:")
        for one in held["content"]["materials"]
        if "page" in one
    }
    assert digests == {page.digest for material in package.materials for page in material.pages}
    assert second.submissions() == [done.submission.submission_no]
    client.close()
