"""More named screens: from the materials to the goodbye, and everything that can go wrong on the way.

Each takes the `Scenes` of scenes.py. The pages of the camera stand in scenes_scan.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import scene_papers as papers
from page_scenes import kept

from kiosk.catalogue.models import FieldKind, LocalText
from kiosk.visit import messages as m
from kiosk.visit.health import Outage
from kiosk.visit.pages import Page
from kiosk.visit.state import State
from kiosk.visit.steps import planned

BIRTH, RESTAURANT = "tj-p-01", "tj-e-02"
RECEIVED = datetime(2026, 11, 21, 9, 40, tzinfo=timezone(timedelta(hours=8)))
NUMBER = "12000026112100000017"
SEALED = m.Sealed(UUID(int=7 << 88), "4K7RTW2M9", RECEIVED)
STROKES = (
    ((40.0, 20.0), (60.0, 20.0), (80.0, 18.0)),
    ((60.0, 10.0), (60.0, 35.0), (54.0, 58.0)),
    ((100.0, 16.0), (120.0, 35.0), (146.0, 58.0)),
    ((140.0, 12.0), (120.0, 35.0), (100.0, 60.0)),
)


def filled(s: Any, bundle_id: str = BIRTH, answers: Mapping[str, str] | None = None) -> State:
    """Return the state on the page after the form."""
    state = _answered(s, bundle_id, answers or {})
    state = s.after(state, m.Continue())
    context = planned(state, s.world)
    assert context is not None
    state = s.after(state, m.PlanAgreed("plan-1", context[1].ticked))
    if state.visit.at.page is Page.CONSENT:
        values = [
            m.Fetched(element_id, "FOUND", held["value"], held["source"], held["as_of"])
            for element_id, held in s.li["shared"].items()
        ]
        state = s.after(state, m.DecideConsent(True), m.DataFetched(("c1",), tuple(values), _certificates()))
    state = s.after(state, m.Continue())
    while state.visit.at.page is Page.FIELD:
        before = state.visit.at
        state = s.after(state, m.SetField(before.key, _value(s, state, before.key)), m.Continue())
        assert state.visit.at != before, before
    return state


def _answered(s: Any, bundle_id: str, answers: Mapping[str, str]) -> State:
    state: State = s.known(bundle_id)
    while state.visit.at.page is Page.SITUATION:
        context = planned(state, s.world)
        assert context is not None
        situation = next(one for one in context[1].situations if one.id == state.visit.at.key)
        value = answers.get(situation.id, situation.options[0].value)
        state = s.after(state, m.Answer(situation.id, value), m.Continue())
    return state


def _certificates() -> tuple[m.Certificate, ...]:
    return (m.Certificate("cert-1", "结婚证", "VALID", "示例市民政局"),)


def _value(s: Any, state: State, element_id: str) -> Any:
    context = planned(state, s.world)
    assert context is not None
    element = context[0].elements[element_id]
    if element.options:
        return element.options[0].value
    if element.kind is FieldKind.YES_NO:
        return True
    return element.schema_["examples"][0]


def through(s: Any, state: State, until: Page) -> State:
    """Go on from the materials, photographing and agreeing, until a page."""
    while state.visit.at.page is not until:
        page = state.visit.at
        match page.page:
            case Page.SCAN:
                state = s.after(state, m.TakePhoto(), papers.taken())
            case Page.COMMITMENT:
                state = s.after(state, m.AgreeCommitment(page.key, True))
        state = s.after(state, m.Continue())
        assert state.visit.at != page, page
    return state


@kept
def materials(s: Any) -> State:
    return filled(s)


@kept
def commitment(s: Any) -> State:
    state = s.after(filled(s, RESTAURANT), m.Continue())
    while state.visit.at.page is not Page.COMMITMENT:
        state = s.after(state, m.TakePhoto(), papers.taken(), m.Continue())
    return state


@kept
def scan(s: Any) -> State:
    return through(s, materials(s), Page.SCAN)


def taken(s: Any) -> State:
    return s.after(scan(s), m.TakePhoto(), papers.taken())


@kept
def check(s: Any) -> State:
    return through(s, materials(s), Page.CHECK)


def ready(s: Any) -> State:
    """Return the state on the page of the materials with nothing left to do there."""
    state: State = check(s)
    while state.visit.at.page is not Page.MATERIALS:
        before = state.visit.at
        state = s.after(state, m.Back())
        assert state.visit.at != before, before
    return state


def refused(s: Any) -> State:
    """Return the state after the platform refused two things."""
    errors = (
        m.FieldError("applicant.phone", "这个手机号不是您本人的"),
        m.FieldError("parent-id-cards", "照片里缺国徽面"),
    )
    failed = m.Failed("submit", "validation", "", errors, trace_id="0af7651916cd43dd8448eb211c80319c")
    return s.after(submitting(s), failed)


def declare(s: Any) -> State:
    return s.after(check(s), m.Continue())


@kept
def signed(s: Any) -> State:
    state = declare(s)
    context = planned(state, s.world)
    assert context is not None
    ticks = [m.TickDeclaration(one.id, True) for one in context[0].declarations]
    return s.after(state, *ticks, m.Sign(STROKES))


@kept
def submitting(s: Any) -> State:
    return s.after(signed(s), m.Continue())


def sent(size: int) -> m.OutboxSeen:
    return m.OutboxSeen(SEALED.package_id, size, 780_000)


def sealed(s: Any) -> State:
    return s.after(submitting(s), SEALED, m.StopWaiting())


def done(s: Any, *after: m.Message) -> State:
    names = {
        "issue-birth-certificate": ("CLOSED", None, ()),
        "vaccination-booklet": ("ACCEPTED", "2026-11-23", ()),
        "birth-household": ("ACCEPTED", "2026-11-26", ()),
    }
    state = submitting(s)
    context = planned(state, s.world)
    assert context is not None
    cases = []
    for index, entry in enumerate(e for e in context[1].items if e.ticked):
        status, due, blocked = names.get(entry.item.id, ("RECEIVED", "2026-12-03", ("birth-household",)))
        name = s.world.texts[s.aids.language].local(entry.item.name)
        org = entry.item.departments[0]
        cases.append(m.CaseFacts(f"case-{index + 1}", entry.item.id, name, org, status, due, blocked))
    submitted = m.Submitted(NUMBER, "1200002611217QK4M2X", "4821", RECEIVED, tuple(cases))
    return s.after(state, SEALED, submitted, *after)


def asked(s: Any) -> State:
    card = {"name": "李示例", "number": "000000199203050018", "address": "示例市", "valid_until": None}
    state = s.after(s.start(), m.Touched(), m.OpenProgress(), m.CardReading(), m.CardRead(card, "proof"))
    return s.after(state, m.SessionOpened("session-1", "李*", "0****************8", "CARD"))


def handed_in(s: Any) -> State:
    outcome = done(s).visit.outcome
    assert outcome is not None
    later = replace(outcome, submission_no="12000026112100000018", cases=outcome.cases[:1])
    found = (m.Handed("tj-p-11", "", later), m.Handed(BIRTH, "", outcome))
    return s.after(asked(s), m.SubmissionsFound(found))


def rating(s: Any) -> State:
    return s.after(done(s, m.PrintFinished()), m.Continue())


def failure(problem: str, during: str = "submit", words: str = "", **more: Any) -> Callable[[Any], State]:
    trace = "0af7651916cd43dd8448eb211c80319c"
    return lambda s: s.after(submitting(s), m.Failed(during, problem, words, trace_id=trace, **more))


def report(s: Any, *after: m.Message) -> State:
    return s.after(failure("upstream-unavailable")(s), m.OpenReport(), *after)


def revoked(s: Any) -> State:
    return s.after(s.start(), m.AgentStatus(True, True, 1))


def outage(s: Any) -> State:
    start = s.start()
    lasts = timedelta(hours=8)
    lasting = Outage(s.world.clock(), s.world.clock() + lasts, LocalText(zh="系统升级", en="System upgrade"))
    out = replace(start, health=replace(start.health, outage=lasting))
    return s.after(out, m.AgentStatus(True, False, 1))


def no_camera(state: State) -> State:
    return replace(state, health=replace(state.health, faults={"document_camera": "gone"}))


SCENES: dict[str, Callable[[Any], State]] = {
    "materials": materials,
    "materials-ready": ready,
    "materials-restaurant": lambda s: filled(s, RESTAURANT),
    "commitment": commitment,
    "commitment-agreed": lambda s: _agree(s, commitment(s)),
    "scan": scan,
    "scan-taken": taken,
    "scan-no-camera": lambda s: no_camera(scan(s)),
    "check": check,
    "check-refused": lambda s: s.after(refused(s), m.Back(), m.Back()),
    "declare": declare,
    "declare-signed": signed,
    "submitting": submitting,
    "submitting-sending": lambda s: s.after(submitting(s), SEALED, sent(310_000)),
    "submitting-confirming": lambda s: s.after(submitting(s), SEALED, sent(780_000)),
    "sealed": sealed,
    "sealed-printed": lambda s: s.after(sealed(s), m.PrintFinished()),
    "sealed-no-paper": lambda s: s.after(sealed(s), m.PrintFinished("paperOut")),
    "sealed-unknown": lambda s: s.after(sealed(s), m.PrintFinished("coverOpen", unknown=True)),
    "done": done,
    "done-printed": lambda s: done(s, m.PrintFinished()),
    "done-no-paper": lambda s: done(s, m.PrintFinished("paperOut")),
    "done-unknown": lambda s: done(s, m.PrintFinished("coverOpen", unknown=True)),
    "rating": rating,
    "progress": handed_in,
    "progress-printed": lambda s: s.after(handed_in(s), m.PrintReceipt(NUMBER), m.PrintFinished()),
    "progress-none": lambda s: s.after(asked(s), m.SubmissionsFound(())),
    "goodbye": lambda s: s.after(rating(s), m.CardRemoved(), m.Rate(1)),
    "goodbye-card": lambda s: s.after(rating(s), m.Rate(1)),
    "goodbye-papers": lambda s: s.after(rating(s), m.CardRemoved(), m.Rate(1), m.MatSeen(True)),
    "error-refused": refused,
    "error-upstream": failure("upstream-unavailable", words="市公安局的系统正在维护，预计 10:30 恢复。"),
    "error-duplicate": failure("duplicate-application"),
    "error-session": failure("session-expired"),
    "error-timeout": failure("timeout", retryable=True),
    "report": report,
    "report-sending": lambda s: report(s, m.SendReport()),
    "report-failed": lambda s: report(s, m.SendReport(), m.Failed("report", "unreachable")),
    "report-sent": lambda s: report(
        s, m.SendReport(), m.Reported("BBC-2026112100012", "2026-11-24T18:00:00+08:00")
    ),
    "out-of-service": revoked,
    "out-of-service-planned": outage,
}


def _agree(s: Any, state: State) -> State:
    agreed: State = s.after(state, m.AgreeCommitment(state.visit.at.key, True))
    return agreed
