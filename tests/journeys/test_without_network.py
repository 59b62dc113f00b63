"""The network is gone before, during or after: nothing is lost, none comes twice, none is said early."""

import pytest
from journey_ways import bring_papers, to_check, to_identity_without_network, to_scan, values

from kiosk.catalogue.numbers import claim_code
from kiosk.visit import effects
from kiosk.visit.messages import (
    AgentStatus,
    CardRemoved,
    Continue,
    OpenBundle,
    OpenProgress,
    PrintReceipt,
    StopWaiting,
    Touched,
)
from kiosk.visit.pages import Page


def new(platform, before: set[str]) -> set[str]:
    return set(platform.submissions()) - before


def sealed(terminal) -> None:
    """Until it is durable, and not a second longer."""
    terminal.until(lambda: terminal.page is not Page.SUBMITTING or terminal.body.sealed, "the seal")


def say_sealed(terminal) -> None:
    sealed(terminal)
    terminal.send(StopWaiting())
    assert terminal.page is Page.SEALED, terminal.at


def leave(terminal, bench) -> None:
    """The citizen takes the slip and goes."""
    terminal.until(lambda: terminal.body.slip == "printed", "the slip", 40)
    terminal.send(Continue())
    bench.lift_card()
    terminal.on(Page.IDLE)


def test_a_whole_visit_without_the_network_arrives_when_it_is_back(terminal, bench, platform, number):
    before = set(platform.submissions())
    platform.kill()
    try:
        to_identity_without_network(terminal)
        bench.lay_card("li")
        terminal.answer().send(Continue())
        terminal.on(Page.REVIEW).send(Continue())
        terminal.fill(values(number)).send(Continue())
        bring_papers(terminal, bench)
        terminal.declare_and_submit().on(Page.SEALED)
        (handed,) = terminal.wanted(effects.Submit)
        assert handed.card_proof and handed.session_id is None
        code = terminal.body.claim_code
        leave(terminal, bench)
        printed = bench.ask("GET", "/printer/paper.bin").content
        assert "尚未受理".encode("gb18030") in printed
        assert "已提交".encode("gb18030") not in printed
    finally:
        platform.start()
    terminal.with_network()
    terminal.until(lambda: new(platform, before), "the submission", 40)
    (arrived,) = new(platform, before)
    held = platform.held(arrived)
    assert held["applicant"]["number"] == "000000199203050018"
    assert held["content"]["answers"] == dict(handed.package.answers)
    digests = {one["page"]["digest"] for one in held["content"]["materials"] if one["via"] == "SCAN"}
    pages = [page for material in handed.package.materials for page in material.pages]
    assert digests == {f"sha-256:{page.digest}" for page in pages}
    assert code == claim_code(terminal.wanted(effects.AskOutbox)[-1].package_id)

    # The official slip, later, by the card.
    terminal.send(Touched(), OpenProgress())
    bench.lay_card("li")
    terminal.on(Page.PROGRESS)
    terminal.until(lambda: terminal.body.rows is not None, "what was handed in")
    assert arrived in [row.submission_no for row in terminal.body.rows]
    bench.ask("POST", "/printer/tear")
    terminal.send(PrintReceipt(arrived))
    terminal.until(lambda: terminal.body.slip == "printed", "the official slip", 40)
    printed = bench.ask("GET", "/printer/paper.bin").content
    assert arrived.encode() in printed
    assert "尚未受理".encode("gb18030") not in printed


def test_a_network_that_goes_while_it_is_sent_leaves_it_sealed_and_it_arrives_once(
    terminal, bench, platform, number
):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault("drop", "*", times=10_000)
    terminal.declare_and_submit().on(Page.SEALED, 40)
    assert new(platform, before) == set()
    platform.clear()
    terminal.with_network().on(Page.DONE, 40)
    assert new(platform, before) == {terminal.body.submission_no}


def test_a_network_that_answers_with_its_own_page_is_none(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault("not-json", "*", times=10_000)
    terminal.declare_and_submit()
    say_sealed(terminal)
    assert new(platform, before) == set()
    platform.clear()
    terminal.with_network().on(Page.DONE, 40)
    assert new(platform, before) == {terminal.body.submission_no}


@pytest.mark.parametrize("kind", ["drop", "not-json"])
def test_an_answer_lost_after_it_was_taken_in_gives_the_same_number_once(
    terminal, bench, platform, number, kind
):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault(kind, "/sealed-submissions", times=10_000, method="POST", after=True)
    platform.fault(kind, "/sealed-submissions/*", times=10_000, method="GET")
    terminal.declare_and_submit()
    terminal.until(lambda: new(platform, before), "the submission")
    (taken,) = new(platform, before)
    say_sealed(terminal)
    platform.clear()
    terminal.with_network().on(Page.DONE, 40)
    assert terminal.body.submission_no == taken
    assert new(platform, before) == {taken}


@pytest.mark.parametrize("problem", ["upstream-unavailable", "rate-limited"])
def test_a_platform_that_puts_it_off_gets_it_a_little_later(terminal, bench, platform, number, problem):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault("problem", "/sealed-submissions", times=2, problem=problem)
    terminal.declare_and_submit().on(Page.DONE, 40)
    assert new(platform, before) == {terminal.body.submission_no}


def test_a_platform_killed_in_the_middle_and_an_agent_killed_with_it_lose_nothing(
    terminal, bench, platform, agent, number
):
    to_scan(terminal, bench, number)
    bring_papers(terminal, bench)
    before = set(platform.submissions())
    platform.fault("slow", "/uploads*", times=10_000, seconds=2.0)
    terminal.declare_and_submit()
    sealed(terminal)
    platform.kill()
    agent.kill()
    try:
        terminal.on(Page.SEALED, 40)
        assert new(platform, before) == set()
        leave(terminal, bench)
    finally:
        platform.start()
        agent.start()
    terminal.with_network()
    terminal.until(lambda: new(platform, before), "the submission", 40)
    (arrived,) = new(platform, before)
    held = platform.held(arrived)["content"]
    assert held["answers"]["applicant.phone"] == values(number)["applicant.phone"]
    assert [one["page"]["size"] > 10_000 for one in held["materials"]] == [True, True]


def test_a_citizen_who_has_gone_is_followed_by_nobody_s_answer(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault("slow", "/sealed-submissions", times=1, seconds=1.0)
    terminal.declare_and_submit()
    say_sealed(terminal)
    terminal.send(Continue(), CardRemoved())
    bench.lift_card()
    terminal.on(Page.IDLE)
    visit = terminal.state.visit
    terminal.until(lambda: new(platform, before), "the submission", 40)
    terminal.idle_work()
    assert terminal.page is Page.IDLE
    assert terminal.state.visit.outcome is visit.outcome is None


def test_a_full_disk_is_said_at_the_door_and_goes_by_itself(terminal, bench, platform):
    terminal.crowd_the_disk(True)
    try:
        terminal.until(lambda: terminal.state.health.sealing == "disk-full", "word of the disk", 30)
        terminal.send(Touched())
        greyed = {tile.greyed.key for tile in terminal.body.tiles if not tile.guide_only}
        assert greyed == {"greyed.seal"}
        terminal.send(OpenBundle("tj-p-11"))
        assert not terminal.body.can_start
        assert terminal.body.blocked.key == "blocked.seal_full"
        terminal.send(Continue())
        assert terminal.page is Page.GUIDE
    finally:
        terminal.crowd_the_disk(False)
    terminal.until(lambda: terminal.body.can_start, "room on the disk")


def test_the_door_is_not_closed_to_who_is_inside(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    terminal.send(AgentStatus(True, False, terminal.world.guides.version, sealing="disk-full"))
    terminal.declare_and_submit().on(Page.DONE, 40)
