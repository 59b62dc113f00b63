"""Ways to log in: what is sent for each, and what comes back of a phone."""

import json

import pytest

from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import AssuranceTooLow, NotFound
from kiosk.platform.models import CodeStart, IdCardStart, LinkStart, TypedStart

SESSION = {
    "sessionId": "ses-1",
    "accessToken": "token-1",
    "expiresAt": "2026-11-21T12:30:00Z",
    "assurance": "APP",
    "subject": {"displayName": "李*", "holder": {"name": "李示例", "certNo": "000000199203050018"}},
}


@pytest.fixture
def client(agent):
    made = PlatformClient(agent.socket_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("start", "sent"),
    [
        (IdCardStart(card_proof="p"), {"method": "ID_CARD", "cardProof": "p"}),
        (CodeStart(code=" 码|= "), {"method": "CODE", "code": " 码|= "}),
        (LinkStart(link_code="l"), {"method": "LINK_CODE", "linkCode": "l"}),
        (TypedStart(name="李示例", cert_no="1"), {"method": "TYPED", "name": "李示例", "certNo": "1"}),
    ],
)
def test_each_way_sends_what_the_contract_says_and_shows_nothing_of_it(client, server, answers, start, sent):
    server.on("/citizen-sessions", answers.json(201, SESSION))
    session = client.start_session(start).session
    assert json.loads(server.requests("/citizen-sessions")[0].body) == sent
    assert (session.assurance, session.subject.holder.cert_no) == ("APP", "000000199203050018")
    assert "李示例" not in repr(start) and "李示例" not in repr(session)


def test_a_way_that_is_not_enough_says_which_ones_are(client, server, answers):
    server.on("/citizen-sessions", answers.problem("assurance-too-low", 403, methods=["ID_CARD"]))
    with pytest.raises(AssuranceTooLow) as refused:
        client.start_session(CodeStart(code="c"))
    assert refused.value.body.methods == ("ID_CARD",)


def test_a_link_code_is_asked_for_and_followed(client, server, answers):
    offer = {"linkCode": "a-b_1", "qrText": "https://platform.example/l", "expiresAt": "2026-11-21T12:02:00Z"}
    server.on("/citizen-sessions/link-codes", answers.json(201, offer))
    link = client.link_code()
    assert (link.link_code, link.qr_text) == ("a-b_1", "https://platform.example/l")
    path = "/citizen-sessions/link-codes/a-b_1"
    server.on(path, answers.json(200, {"status": "SCANNED"}))
    assert client.link_status("a-b_1", 5).status == "SCANNED"
    server.on(path, answers.problem("not-found", 404))
    with pytest.raises(NotFound):
        client.link_status("a-b_1")
