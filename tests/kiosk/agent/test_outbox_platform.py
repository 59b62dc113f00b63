"""Sealed submissions on the way to the real platform, over real HTTPS."""

import os
import signal
import subprocess
import sys

import pytest

from kiosk.agent.status import OutboxFacts
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.submission.outbox_states import State, UnknownPackage


@pytest.fixture
def here(enrolled, platform, terminal):
    """The enrolled terminal, with the platform in good order."""
    return terminal(enrolled)


@pytest.fixture
def arrived(platform):
    """How many submissions there are more than before."""
    before = len(platform.submissions())
    return lambda: len(platform.submissions()) - before


def until_acknowledged(here, *headers):
    for header in headers:
        here.running.wait_for(
            lambda header=header: here.outbox.get(header.package_id).state is State.ACKNOWLEDGED, 40
        )


def test_what_is_sealed_while_somebody_waits_is_answered_with_number_and_query_code(here, arrived):
    header = here.seal()
    here.wake(header.package_id)
    told = here.settled(header.package_id)
    assert told["state"] == "ACKNOWLEDGED", told
    assert (told["sent"], told["total"]) == (header.size, header.size)
    submission = told["answer"]["submission"]
    assert submission["queryCode"]
    assert submission["submissionNo"] == told["answer"]["receipt"]["submissionNo"]
    assert submission["clientSubmissionId"] == str(header.package_id)
    assert arrived() == 1
    assert not here.outbox.get(header.package_id).held
    assert here.outbox.verify() == ()
    assert here.ask("POST", f"/{header.package_id}/answered").status_code == 204
    assert set(here.told(header.package_id)["answer"]) == {"receipt"}


def test_who_says_too_late_that_they_wait_gets_the_whole_answer_all_the_same(here):
    header = here.seal()
    here.running.agent._outbox._uploading.wake()
    until_acknowledged(here, header)
    assert set(here.told(header.package_id, 1)["answer"]) == {"receipt"}
    here.wake(header.package_id)
    assert here.told(header.package_id, 5)["answer"]["submission"]["queryCode"]


def test_with_the_end_of_the_visit_the_answer_is_forgotten(here):
    header = here.seal()
    here.wake(header.package_id)
    assert "submission" in here.settled(header.package_id)["answer"]
    client = PlatformClient(here.running.socket_path)
    client.tell_state("IN_SESSION")
    client.tell_state("IDLE")
    client.close()
    assert set(here.told(header.package_id)["answer"]) == {"receipt"}


def test_a_definite_no_comes_with_all_that_is_wrong_and_is_closed_when_it_was_shown(here, arrived):
    header = here.seal(**{"applicant.number": "1", "child.name": ""})
    here.wake(header.package_id)
    told = here.settled(header.package_id)
    assert told["state"] == "REJECTED"
    pointers = {error["pointer"] for error in told["answer"]["problem"]["errors"]}
    assert {"/answers/applicant.number", "/answers/child.name"} <= pointers
    entry = here.outbox.get(header.package_id)
    assert (entry.problem, entry.held) == ("validation", True)
    assert here.ask("GET", "").json()["rejected"] == 1
    assert here.ask("POST", f"/{header.package_id}/answered").status_code == 204
    assert here.ask("GET", "").json()["rejected"] == 0
    with pytest.raises(UnknownPackage):
        here.outbox.get(header.package_id)
    assert not list(here.folder.glob(f"*{header.package_id}*"))
    assert arrived() == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "path": "/uploads", "after": True},
        {"kind": "drop", "path": "/uploads/*", "method": "PATCH"},
        {"kind": "drop", "path": "/uploads/*", "method": "PATCH", "after": True},
        {"kind": "drop", "path": "/sealed-submissions", "after": True},
        {"kind": "not-json", "path": "/sealed-submissions", "after": True},
        {
            "kind": "problem",
            "path": "/sealed-submissions",
            "problem": "upstream-unavailable",
            "retry_after": 1,
        },
        {"kind": "problem", "path": "/uploads/*", "problem": "not-found"},
    ],
    ids=lambda fault: "-".join(str(value).strip("/*") for value in fault.values()),
)
def test_whatever_is_lost_on_the_way_it_arrives_once(here, platform, arrived, fault):
    platform.fault(**fault)
    header = here.seal(page_bytes=200_000)
    here.wake(header.package_id)
    assert here.settled(header.package_id)["state"] == "ACKNOWLEDGED"
    assert arrived() == 1


def test_packages_of_an_outage_go_when_the_platform_is_back_oldest_first(
    start_platform, run_agent, make_profile, terminal, tmp_path
):
    first = start_platform(tmp_path / "platform")
    running = run_agent(make_profile(first.url, first.ca), enrolment_code=first.code)
    running.wait_for(lambda: running.agent.status.now.guide_version > 0)
    here = terminal(running)
    first.stop(kill=True)
    headers = [here.seal() for _ in range(3)]
    here.wake(headers[0].package_id)
    running.wait_for(lambda: here.outbox.get(headers[0].package_id).attempts)
    again = start_platform(tmp_path / "platform", first.port)
    running.agent._heartbeat.wake()
    until_acknowledged(here, *headers)
    assert len(again.submissions()) == 3
    assert here.ask("GET", "").json()["waiting"] == 0


def test_nothing_personal_is_written_or_logged(here):
    header = here.seal()
    here.wake(header.package_id)
    here.settled(header.package_id)
    refused = here.seal(**{"applicant.number": "1"})
    here.wake(refused.package_id)
    here.settled(refused.package_id)
    written = [path.read_bytes() for path in here.folder.rglob("*") if path.is_file()]
    for text in ("李小满", "李示例", "000000199203050018", "13800000000", "queryCode"):
        for coding in ("utf-8", "utf-16-le", "gbk"):
            assert not [data for data in written if text.encode(coding) in data]
        assert text not in here.running.output.getvalue()
    here.ask("POST", f"/{refused.package_id}/answered")


def test_the_command_stops_within_two_seconds_in_the_middle_of_an_upload_and_goes_on_after(
    here, platform, make_profile, terminal, tmp_path, arrived
):
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "agent", "--profile"]
    profile = make_profile(platform.url, platform.ca)
    environment = {**os.environ, "YICIBAN_ENROLMENT_CODE": platform.new_code()}

    def start():
        return subprocess.Popen(
            [*command, str(tmp_path / "site.toml")], env=environment, stderr=subprocess.PIPE
        )

    def read_until(process, event):
        for raw in process.stderr:
            if event in raw:
                return
        raise AssertionError(event)

    process = start()
    read_until(process, b"agent.sync.ended")
    client = PlatformClient(profile.paths.agent_socket)

    class Elsewhere:
        """The process, as the helper that seals wants an agent."""

        def __init__(self):
            self.profile = profile
            self.socket_path = profile.paths.agent_socket
            self.agent = self
            self.status = self
            self.now = client.agent_status()

    there = terminal(Elsewhere())
    platform.fault(kind="slow", path="/uploads/*", method="PATCH", seconds=30, times=1)
    header = there.seal(page_bytes=300_000)
    there.wake(header.package_id)
    here.running.wait_for(lambda: there.outbox.get(header.package_id).place)
    process.send_signal(signal.SIGTERM)
    assert process.wait(100) == 0
    process.stderr.close()
    with pytest.raises(PlatformError):
        client.agent_status()
    assert there.outbox.get(header.package_id).state is State.SENDING
    platform.clear()
    process = start()
    try:
        read_until(process, b"agent.outbox.acknowledged")
    finally:
        process.terminate()
        process.wait(100)
        process.stderr.close()
        client.close()
    assert there.outbox.get(header.package_id).state is State.ACKNOWLEDGED
    assert arrived() == 1


def test_trouble_with_the_outbox_is_told_to_the_platform(here):
    status = here.running.agent.status
    told = OutboxFacts(waiting=3, overdue=True, problems=({"obstacle": "READ_ONLY", "detail": "EROFS"},))
    before = len(here.running.log)
    status.set(outbox=told)
    try:
        assert status.now.devices_and_outbox[-1]["detail"] == "READ_ONLY OVERDUE"
        here.running.agent._heartbeat._task()
    finally:
        status.set(outbox=OutboxFacts())
    assert not [one for one in here.running.log[before:] if one["event"] == "agent.heartbeat.failed"]
