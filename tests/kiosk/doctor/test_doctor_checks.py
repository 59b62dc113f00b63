"""What is found on a terminal is judged, with who mends it and how, in both languages."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices.status import NO_DEVICE, DeviceStatus, PaperStatus, Status
from kiosk.agent.status import Facts, OutboxFacts
from kiosk.commands.doctor import facts, lines
from kiosk.doctor.checks import WHO, Found, Verdict, judged, worst
from kiosk.text import LANGUAGES, Texts

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
WELL = Facts(enrolment="enrolled", platform="reachable", guide_version=3, last_sync=NOW, clock_offset_ms=20)
FIT = Found(
    settings_refused=False,
    agent=WELL.to_json(),
    devices={"printer": Status(DeviceStatus.ONLINE, paper=PaperStatus.FULL)},
    free_mib={"state": 5000, "outbox": 5000},
    needed_mib=512,
    audit_wrong={"agent": 0, "ui": 0},
    software_version="1.0",
    now=NOW,
)


def agent(**changes):
    return {"agent": replace(WELL, **changes).to_json()}


def codes(found):
    return [(one.code, one.verdict) for one in judged(found) if one.code]


def test_a_fit_terminal_has_nothing_to_say():
    findings = judged(FIT)
    assert worst(findings) is Verdict.OK
    checks = {finding.check for finding in findings}
    assert {"settings", "device:printer", "disk", "agent", "network", "clock", "outbox", "guides"} <= checks


PROBLEM = OutboxFacts(problems=({"obstacle": "disk-full", "detail": ""},))


@pytest.mark.parametrize(
    ("changes", "code", "verdict"),
    [
        ({"settings_refused": True}, "settingsRefused", "fault"),
        ({"agent": None}, "agentSilent", "fault"),
        (agent(enrolment="not-enrolled"), "notEnrolled", "fault"),
        (agent(revoked=True), "terminalRevoked", "fault"),
        (agent(platform="unreachable"), "platformUnreachable", "fault"),
        (agent(platform="unknown"), "platformUnreachable", "fault"),
        (agent(clock_offset_ms=-61_000), "clockOff", "warning"),
        (agent(clock_offset_ms=301_000), "clockWrong", "fault"),
        ({"free_mib": {"outbox": 100}}, "diskLow", "fault"),
        ({"free_mib": {"state": None}}, "diskUnreadable", "fault"),
        (agent(outbox=OutboxFacts(waiting=2, overdue=True)), "outboxOverdue", "fault"),
        (agent(outbox=OutboxFacts(rejected=1)), "outboxRefused", "warning"),
        (agent(outbox=PROBLEM), "outboxObstacle", "fault"),
        (agent(guide_version=0), "guidesMissing", "fault"),
        (agent(guide_problem="RollbackRefused"), "guidesRefused", "fault"),
        (agent(last_sync=NOW - timedelta(days=3)), "guidesOld", "warning"),
        (agent(ordered_out="paper"), "orderedOut", "warning"),
        ({"devices": {"printer": None}}, "deviceHeld", "warning"),
        ({"devices": {"printer": Status(DeviceStatus.ONLINE, paper=PaperStatus.LOW)}}, "paperLow", "warning"),
        ({"devices": {"printer": NO_DEVICE}}, "noDevice", "fault"),
        ({"devices": {"printer": Status(DeviceStatus.POWER_OFF)}}, "powerOff", "fault"),
        ({"audit_wrong": {"ui": 2}}, "auditBroken", "fault"),
    ],
)
def test_each_thing_that_is_wrong_is_found_and_said(changes, code, verdict):
    found = replace(FIT, **changes)
    assert (code, verdict) in codes(found)
    for language in LANGUAGES:
        (told,) = [
            one for one in (facts(each, Texts(language)) for each in judged(found)) if one.get("code") == code
        ]
        assert told["what"]
        assert told["how"]
        assert told["who"]
        assert "{" not in told["what"] + told["how"]


def test_every_code_has_words_and_none_is_left_over():
    for language in LANGUAGES:
        told = {key for key in Texts(language)._messages if key.startswith("doctor.")}
        assert told == {f"doctor.{code}.{part}" for code in WHO for part in ("what", "how")}


def test_a_chinese_sentence_has_at_most_twenty_characters():
    for key, text in Texts("zh-CN")._messages.items():
        if key.startswith("doctor."):
            for sentence in re.split(r"[。？！；：，]", re.sub(r"\{\w+\}", "", text)):
                assert len(sentence) <= 20, (key, sentence)


def test_what_is_wrong_stands_first():
    said = lines(judged(replace(FIT, **agent(platform="unreachable", ordered_out="paper"))), Texts("en"))
    assert said[0].startswith("fault   network")
    assert said[2].startswith("warning service")
