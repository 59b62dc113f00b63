"""The agent with the real platform over TLS."""

import io
import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
import requests
import requests_unixsocket

from kiosk.agent.enrolment import EnrolmentRefused, enrol
from kiosk.agent.keys import FileKeyStore
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import TerminalRefused
from kiosk.platform.models import PlanRequest
from kiosk.terminal.guides import Guides
from kiosk.terminal.logs import make_logger
from offline_cache.store import GuideStore

PLAN = PlanRequest(bundle_code="tj-p-01", bundle_revision=1, facts={})


@pytest.fixture
def client(enrolled):
    made = PlatformClient(enrolled.socket_path)
    yield made
    made.close()


def test_an_enrolled_terminal_is_answered_and_has_its_guides(enrolled, client):
    state = client.agent_status()
    assert (state.enrolled, state.platform, state.revoked) == (True, "reachable", False)
    assert state.guide_version == 1
    assert state.last_sync is not None
    assert client.capabilities().api_versions == ("v1",)
    assert client.plans(PLAN).plan_id


def test_the_guides_of_the_snapshot_are_bundles(enrolled):
    with GuideStore(enrolled.profile.paths.guide_store) as store:
        assert store.derived is not None
        guides = Guides(store)
        bundle = guides.bundle("tj-p-01")
        assert bundle.name.zh == "新生儿出生"
        assert guides.bundle("tj-p-01") is bundle
        assert len(guides.bundles()) == len(guides.ids()) > 50
        assert bundle.life_stage in {stage.id for stage in guides.life_stages()}
        assert "tj-p-01" in [hit.bundle_id for hit in guides.search("xinshenger")[:3]]


@pytest.mark.parametrize(
    ("query", "expected"), [("yyzz", "营业执照"), ("kaicanguan", "餐"), ("开餐馆", "餐"), ("ZBZM", "")]
)
def test_the_sample_catalogue_is_found_as_people_type(enrolled, query, expected):
    with GuideStore(enrolled.profile.paths.guide_store) as store:
        hits = Guides(store).search(query)
    assert expected == "" or expected in hits[0].matched


def test_the_screens_can_have_the_guides_looked_for(enrolled, client):
    before = client.agent_status().last_sync
    state = client.sync_guides()
    assert state.guide_version == 1
    assert state.last_sync > before
    assert enrolled.log[-1]["disposition"] == "unchanged"


def test_heartbeats_are_accepted(enrolled):
    enrolled.agent._heartbeat.wake()
    assert enrolled.wait_for(lambda: abs(enrolled.agent.status.now.clock_offset_ms or 10**9) < 60_000)
    assert not [line for line in enrolled.log if line["event"] == "agent.heartbeat.failed"]


def test_a_one_time_code_is_good_once(enrolled, platform, tmp_path):
    upstream = Upstream(platform.url, platform.ca, AgentStatus(), make_logger("agent", io.StringIO()))
    key = FileKeyStore(tmp_path / "key")
    with pytest.raises(EnrolmentRefused) as refused:
        enrol(upstream, key, platform.code, "T-2", "1", tmp_path)
    assert refused.value.status in (403, 409, 422)
    assert not (tmp_path / "identity.json").exists()
    upstream.close()


def test_a_request_without_our_signature_is_refused_by_the_platform(platform):
    answer = requests.post(
        platform.url + "/kiosk/v1/plans",
        json={"bundleCode": "tj-p-01", "bundleRevision": 1, "facts": {}},
        verify=str(platform.ca),
        timeout=30,
    )
    assert answer.status_code in (401, 403)


def test_a_body_that_was_changed_on_the_way_is_refused(enrolled, platform):
    upstream = enrolled.agent.upstream
    request = requests.Request(
        "POST",
        platform.url + "/kiosk/v1/plans",
        data=b'{"bundleCode":"tj-p-01","bundleRevision":1,"facts":{}}',
        headers={"Content-Type": "application/json"},
    ).prepare()
    upstream._signer.sign(request)
    request.body = request.body.replace(b"tj-p-01", b"tj-p-02")
    with requests.Session() as session:
        answer = session.send(request, verify=str(platform.ca), timeout=30)
    assert answer.status_code in (400, 401)
    assert answer.json()["type"].startswith("urn:yiciban:problem:")


def test_a_request_that_is_sent_again_by_somebody_else_is_refused(enrolled, platform):
    request = requests.Request("GET", platform.url + "/kiosk/v1/rating-forms/current").prepare()
    enrolled.agent.upstream._signer.sign(request)
    with requests.Session() as session:
        first = session.send(request, verify=str(platform.ca), timeout=30)
        again = session.send(request, verify=str(platform.ca), timeout=30)
    assert first.status_code == 200
    assert again.status_code in (401, 403)


def test_the_socket_does_not_lead_to_the_terminals_own_operations(enrolled):
    with requests_unixsocket.Session() as session:
        base = "http+unix://" + quote(str(enrolled.socket_path), safe="")
        reply = session.get(base + "/kiosk/v1/terminals/self/config", timeout=30)
    assert reply.status_code == 404


def test_a_revoked_terminal_gets_a_clear_refusal(platform, make_profile, run_agent):
    profile = make_profile(platform.url, platform.ca)
    running = run_agent(profile, enrolment_code=platform.new_code())
    running.wait_for(lambda: running.agent.status.now.enrolment == "enrolled")
    client = PlatformClient(running.socket_path)
    assert client.plans(PLAN).plan_id
    platform.revoke(running.agent.status.now.terminal_id)

    def refused() -> bool:
        with pytest.raises(TerminalRefused):
            client.plans(PLAN)
        # What was asked before the refusal may still be answered after it.
        return client.agent_status().revoked

    running.wait_for(refused)
    client.close()


def test_the_command_enrols_serves_and_stops_at_sigterm(platform, make_profile, tmp_path):
    profile = make_profile(platform.url, platform.ca)
    command = [sys.executable, "-c", "from kiosk.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "agent", "--profile", str(tmp_path / "site.toml")],
        env={**os.environ, "YICIBAN_ENROLMENT_CODE": platform.new_code()},
        stderr=subprocess.PIPE,
    )
    client = PlatformClient(profile.paths.agent_socket)
    try:
        for raw in process.stderr:
            if b"agent.sync.ended" in raw:
                break
        assert client.agent_status().guide_version == 1
        assert client.plans(PLAN).plan_id
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(100) == 0
        process.stderr.close()
        client.close()
    shown = subprocess.run(
        [*command, "guides", "status", "--profile", str(tmp_path / "site.toml")],
        capture_output=True,
        check=True,
        timeout=100,
    )
    assert b"version 1" in shown.stdout
