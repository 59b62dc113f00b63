"""Faults on switch: what a terminal must survive can be made here."""

import time
from dataclasses import replace
from uuid import uuid4

import pytest
import requests

from sandbox.platform.app import create_app


def set_fault(platform, **fault):
    answer = platform.http.post(f"{platform.url}/sandbox/faults", json=fault, timeout=30)
    assert answer.status_code == 201, answer.text


def test_the_platform_is_busy_twice_and_then_well(one_platform, problem):
    terminal = one_platform.terminal()
    set_fault(
        one_platform, kind="problem", path="/plans", problem="upstream-unavailable", times=2, retry_after=3
    )
    for _ in range(2):
        answer = terminal.post("/plans", {})
        assert (problem(answer), answer.status_code) == ("upstream-unavailable", 503)
        assert answer.headers["Retry-After"] == "3"
    assert problem(terminal.post("/plans", {})) == "validation"


def test_other_paths_are_left_alone(one_platform):
    set_fault(one_platform, kind="problem", path="/uploads/*", times=9)
    assert one_platform.terminal().get("/terminals/self/config").status_code == 200


def test_an_answer_is_not_json(one_platform):
    set_fault(one_platform, kind="not-json", path="/capabilities")
    answer = one_platform.http.get(f"{one_platform.url}/kiosk/v1/capabilities", timeout=30)
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_an_answer_is_slow(one_platform):
    set_fault(one_platform, kind="slow", path="/capabilities", seconds=0.3)
    began = time.monotonic()
    one_platform.http.get(f"{one_platform.url}/kiosk/v1/capabilities", timeout=30)
    assert time.monotonic() - began >= 0.3


def test_the_line_is_cut_after_the_work_was_done_and_the_same_key_finds_the_answer(one_platform):
    citizen = one_platform.citizen()
    client_id = str(uuid4())
    body = one_platform.submission_body(
        one_platform.draft(citizen), client_id, ("truth", "residence-commitment")
    )
    set_fault(one_platform, kind="drop", path="/submissions", after=True)
    with pytest.raises(requests.exceptions.RequestException):
        citizen.post("/submissions", body, key=client_id)
    answer = citizen.post("/submissions", body, key=client_id)
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")
    assert len(citizen.get("/submissions").json()["items"]) == 1


def test_a_fault_that_has_no_words_is_refused(one_platform, problem):
    answer = one_platform.http.post(
        f"{one_platform.url}/sandbox/faults", json={"kind": "problem", "problem": "nonsense"}, timeout=10
    )
    assert problem(answer) == "validation"


def test_faults_are_listed_and_cleared(one_platform):
    url = f"{one_platform.url}/sandbox/faults"
    set_fault(one_platform, kind="drop", times=5)
    (fault,) = one_platform.http.get(url, timeout=30).json()["faults"].values()
    assert (fault["kind"], fault["times"]) == ("drop", 5)
    assert one_platform.http.delete(url, timeout=30).status_code == 204
    assert one_platform.http.get(url, timeout=30).json() == {"faults": {}}


def test_without_the_setting_there_is_no_switchboard(one_platform):
    settings = replace(one_platform.services.settings, faults=False)
    app = create_app(replace(one_platform.services, settings=settings))
    assert "/sandbox/faults" not in {getattr(route, "path", None) for route in app.routes}
