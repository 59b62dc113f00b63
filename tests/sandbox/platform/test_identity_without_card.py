"""Who comes without a card: by a code of an app, by the phone, or by what they type; and what each may do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

NUMBER = "000000199203050018"
STRONG = ["ID_CARD", "CODE", "LINK_CODE"]


def shown_code(platform, number=NUMBER):
    answer = platform.http.post(
        f"{platform.url}/phone/codes", data={"person": number}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["code"]


def log_in(terminal, **body):
    terminal.token = None
    answer = terminal.post("/citizen-sessions", body)
    if answer.status_code == 201:
        terminal.token = answer.json()["accessToken"]
    return answer


def typed(terminal, name="李示例", number=NUMBER):
    return log_in(terminal, method="TYPED", name=name, certNo=number)


def decide(platform, link, decision="approve", person=NUMBER):
    return platform.http.post(link["qrText"], data={"decision": decision, "person": person}, timeout=30)


def status(terminal, link, wait=0):
    answer = terminal.get(f"/citizen-sessions/link-codes/{link['linkCode']}?waitSeconds={wait}")
    assert answer.status_code == 200, answer.text
    return answer.json()["status"]


def test_a_code_of_an_app_opens_a_session_once(platform, problem):
    terminal = platform.terminal()
    code = shown_code(platform)
    session = log_in(terminal, method="CODE", code=code).json()
    assert session["assurance"] == "APP"
    assert session["subject"]["displayName"] == "李*"
    assert session["subject"]["holder"] == {
        "name": "李示例",
        "certNo": NUMBER,
        "sex": "1",
        "ethnicity": "汉",
        "birthDate": "1992-03-05",
        "address": "示例市示例区示例路1号",
    }
    assert terminal.get("/submissions").status_code == 200
    again = log_in(terminal, method="CODE", code=code)
    assert (problem(again), again.json()["errors"][0]["pointer"]) == ("validation", "/code")


def test_a_code_lives_a_minute_and_any_other_text_is_none(one_platform, problem):
    terminal = one_platform.terminal()
    code = shown_code(one_platform)
    one_platform.clock.forward(seconds=60)
    for text in (code, "x", "码" * 1000, NUMBER):
        answer = log_in(terminal, method="CODE", code=text)
        assert (problem(answer), answer.status_code) == ("validation", 422)
    assert problem(log_in(terminal, method="CODE", code="x" * 4097)) == "validation"


def test_the_phone_sees_the_place_and_approves(platform):
    terminal = platform.terminal()
    link = terminal.post("/citizen-sessions/link-codes").json()
    assert status(terminal, link) == "PENDING"
    page = platform.http.get(link["qrText"], timeout=30)
    assert "示例政务服务大厅" in page.text and "李示例" in page.text
    assert status(terminal, link) == "SCANNED"
    assert decide(platform, link).status_code == 200
    assert status(terminal, link) == "APPROVED"
    session = log_in(terminal, method="LINK_CODE", linkCode=link["linkCode"]).json()
    assert (session["assurance"], session["subject"]["holder"]["certNo"]) == ("APP", NUMBER)


def test_an_approved_link_opens_one_session_at_its_own_terminal(one_platform, problem):
    terminal, other = one_platform.terminal(), one_platform.terminal()
    link = terminal.post("/citizen-sessions/link-codes").json()
    body = {"method": "LINK_CODE", "linkCode": link["linkCode"]}
    assert problem(log_in(terminal, **body)) == "validation"
    decide(one_platform, link)
    assert problem(log_in(other, **body)) == "validation"
    assert problem(other.get(f"/citizen-sessions/link-codes/{link['linkCode']}")) == "not-found"
    assert log_in(terminal, **body).status_code == 201
    assert problem(log_in(terminal, **body)) == "validation"
    assert status(terminal, link) == "EXPIRED"


def test_a_phone_that_says_no_opens_nothing(one_platform, problem):
    terminal = one_platform.terminal()
    link = terminal.post("/citizen-sessions/link-codes").json()
    decide(one_platform, link, "deny")
    assert status(terminal, link) == "DENIED"
    assert decide(one_platform, link).status_code == 410
    assert problem(log_in(terminal, method="LINK_CODE", linkCode=link["linkCode"])) == "validation"


def test_a_link_lives_two_minutes(one_platform):
    terminal = one_platform.terminal()
    link = terminal.post("/citizen-sessions/link-codes").json()
    one_platform.clock.forward(seconds=120)
    assert status(terminal, link) == "EXPIRED"
    assert one_platform.http.get(link["qrText"], timeout=30).status_code == 410
    assert decide(one_platform, link).status_code == 410


def test_a_terminal_that_waits_hears_at_once_of_the_approval(one_platform):
    terminal = one_platform.terminal()
    link = terminal.post("/citizen-sessions/link-codes").json()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(status, terminal, link, 20)
        decide(one_platform, link)
        assert waiting.result(15) in ("SCANNED", "APPROVED")


def test_who_only_types_is_told_what_would_be_enough(platform, problem):
    terminal = platform.terminal()
    plan = terminal.post("/plans", {"bundleCode": "newborn", "bundleRevision": 3, "facts": {}}).json()
    session = typed(terminal).json()
    assert session["assurance"] == "DECLARED"
    assert "holder" not in session["subject"]
    assert [one["kind"] for one in session["principals"]] == ["SELF"]
    consent = {
        "purpose": "newborn", "agreementId": "shared-data", "agreementRevision": 1, "decision": "GRANTED",
        "at": "2026-11-18T02:00:00Z",
    }  # fmt: skip
    prefill = {"consentId": "con-1", "planId": plan["planId"], "fields": ["child.birth_date"]}
    refused = [
        terminal.create("/consents", consent),
        terminal.create("/prefill-requests", prefill),
        terminal.post("/certificate-searches", {"consentId": "con-1"}),
        terminal.get("/submissions"),
        terminal.get("/cases/none"),
        platform.submit(terminal),
    ]
    for answer in refused:
        assert (problem(answer), answer.status_code) == ("assurance-too-low", 403)
        assert answer.json()["methods"] == STRONG


def test_a_draft_of_who_only_types_is_not_the_named_person_s(one_platform):
    terminal = one_platform.terminal()
    typed(terminal)
    one_platform.draft(terminal)
    assert len(terminal.get("/drafts").json()["items"]) == 1
    one_platform.log_in(terminal)
    assert terminal.get("/drafts").json()["items"] == []


@pytest.mark.parametrize(
    "number",
    [NUMBER, "810000199408230021", "830000199201300022", "911124198108030024", "USA110081030111"],
)
def test_numbers_of_every_kind_of_card_are_taken_when_they_are_right(one_platform, problem, number):
    terminal = one_platform.terminal()
    last = "0123456789X" if len(number) == 18 else "0123456789"
    taken = [n for n in (number[:-1] + c for c in last) if typed(terminal, number=n).status_code == 201]
    assert len(taken) == 1


@pytest.mark.parametrize("number", ["000000199202300010", "000000202711190010", "US1110081030111", ""])
def test_a_number_that_cannot_be_is_refused(one_platform, problem, number):
    terminal = one_platform.terminal()
    for check in "0123456789X":
        answer = typed(terminal, number=number[:-1] + check)
        assert (problem(answer), answer.status_code) == ("validation", 422)


@pytest.mark.parametrize("name", ["", " ", "李1例", "李\n例"])
def test_a_name_that_cannot_be_is_refused(one_platform, problem, name):
    answer = typed(one_platform.terminal(), name=name)
    assert (problem(answer), answer.status_code) == ("validation", 422)


def test_the_phone_shows_codes_of_sample_people_only(one_platform):
    page = one_platform.http.get(f"{one_platform.url}/phone", timeout=30)
    assert "李示例" in page.text
    shown = one_platform.http.post(f"{one_platform.url}/phone/codes", data={"person": NUMBER}, timeout=30)
    assert 'id="code"' in shown.text
    none = one_platform.http.post(f"{one_platform.url}/phone/codes", data={"person": "1"}, timeout=30)
    assert none.status_code == 404
