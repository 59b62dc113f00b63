"""Enrolment over the socket, with the real platform: codes that are not good, and what is learned."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from kiosk.agent.app import Agent
from kiosk.agent.enrolment_desk import SET_UP_FILE
from kiosk.commands.enrol import app
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import Invalid, Problem
from kiosk.staff.desk import StaffDesk
from kiosk.terminal import settings_origins
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import load
from kiosk.terminal.settings_taken import Taken
from kiosk.visit.messages.set_up import SetUpAnswered
from kiosk.visit.staff_effects import Enrol, FinishSetUp
from kiosk.visit.staff_work import StaffWork
from sandbox.platform.enrolling import new_code
from sandbox.platform.tables import EnrolmentCode

SITE = {
    "siteName": "示例社区服务站",
    "machineLabel": "B2-07",
    "areaCode": "120116",
    "homeBundles": ["tj-p-03"],
    "languages": ["en", "zh-CN"],
    "screen": {"diagonalInch": 27, "screenBottomMm": 750},
    "devices": [{"kind": "id_card"}, {"kind": "printer", "port": "usb:0416:5011", "options": {"baud": 9600}}],
}


@pytest.fixture
def terminal(platform, make_profile, run_agent, tmp_path):
    """An agent before its enrolment, with the file of its profile."""
    running = run_agent(make_profile(platform.url, platform.ca), profile_path=tmp_path / "site.toml")
    running.client = PlatformClient(running.socket_path)
    running.site = tmp_path / "site.toml"
    yield running
    running.client.close()


def settled(terminal):
    def look():
        state = terminal.client.agent_status()
        over = state.enrolment == "refused" or state.site_profile is not None
        return state if over else None

    return terminal.wait_for(look)


def expired_code(platform):
    code = platform.new_code()
    services = platform.services
    with services.database.transaction() as session:
        hashed = services.keys.blind("enrolment", code.replace("-", ""))
        changed = session.execute(
            update(EnrolmentCode)
            .where(EnrolmentCode.code_hash == hashed)
            .values(expires_at=services.clock() - timedelta(seconds=1))
        )
        assert changed.rowcount == 1
    return code


def test_before_it_the_terminal_has_no_identity(terminal):
    state = terminal.client.agent_status()
    assert (state.enrolled, state.enrolment, state.set_up_open) == (False, "not-enrolled", False)


def test_a_code_over_the_socket_enrols_and_brings_the_guides(terminal, platform):
    terminal.client.set_up.enrol(platform.new_code())
    state = settled(terminal)
    assert (state.enrolled, state.enrolment_problem, state.site_profile) == (True, None, "none")
    assert terminal.wait_for(lambda: terminal.client.agent_status().guide_version)


def test_small_letters_and_spaces_are_the_same_code(terminal, platform):
    terminal.client.set_up.enrol(platform.new_code().lower().replace("-", " "))
    assert settled(terminal).enrolled


def test_codes_that_are_not_good_are_told_apart_and_leave_room_for_the_next(terminal, platform, enrolled):
    for code, problem in (
        ("AAAA-BBBB-CCCC", "wrong"),
        (platform.code, "used"),
        (expired_code(platform), "expired"),
    ):
        terminal.client.set_up.enrol(code)
        state = settled(terminal)
        assert (state.enrolment, state.enrolment_problem) == ("refused", problem)
    terminal.client.set_up.enrol(platform.new_code())
    terminal.wait_for(lambda: terminal.client.agent_status().enrolled)


def test_the_log_says_why_and_never_the_code(terminal, platform):
    terminal.client.set_up.enrol("AAAABBBBCCCC")
    settled(terminal)
    ended = next(line for line in terminal.log if line["event"] == "agent.enrolment.ended")
    assert (ended["disposition"], ended["reason"]) == ("refused", "wrong")
    assert "AAAA" not in terminal.output.getvalue()


def test_what_the_work_order_says_of_the_place_is_written(terminal, platform):
    terminal.client.set_up.enrol(new_code(platform.services, SITE))
    assert settled(terminal).site_profile == "written"
    learnt = load(terminal.site)
    assert (learnt.terminal.site_name, learnt.terminal.machine_label) == ("示例社区服务站", "B2-07")
    assert learnt.screen.languages == ("en", "zh-CN")
    assert (learnt.screen.diagonal_inch, learnt.screen.screen_bottom_mm) == (27, 750)
    assert learnt.device("id_card").port == "auto"
    assert learnt.device("printer").options == {"baud": 9600}
    assert learnt.paths == terminal.profile.paths


def test_a_wrong_profile_of_the_platform_is_not_written(terminal, platform):
    before = terminal.site.read_bytes()
    terminal.client.set_up.enrol(new_code(platform.services, {**SITE, "screen": {"screenBottomMm": 5}}))
    state = settled(terminal)
    assert (state.enrolled, state.site_profile) == (True, "refused")
    assert terminal.site.read_bytes() == before
    line = next(line for line in terminal.log if line["event"] == "agent.settings.learned")
    assert line["reason"] == "screen.screen_bottom_mm"


def test_who_has_an_identity_takes_no_other(terminal, platform):
    terminal.client.set_up.enrol(platform.new_code())
    settled(terminal)
    with pytest.raises(Problem) as refused:
        terminal.client.set_up.enrol(platform.new_code())
    assert refused.value.status == 409


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code": 5}', b'{"code": " "}', b"x" * 5000])
def test_a_body_that_is_no_code_is_refused(terminal, body):
    with pytest.raises(Invalid):
        terminal.client._transport.send("POST", "/agent/v1/enrolment", 2, {}, body)


def test_a_set_up_page_is_open_until_its_last_page_also_after_the_agent_was_killed(
    terminal, platform, run_agent
):
    terminal.client.set_up.enrol(platform.new_code(), setting_up=True)
    settled(terminal)
    assert (terminal.profile.paths.state_dir / SET_UP_FILE).exists()
    terminal.agent.stop()
    again = run_agent(terminal.profile, profile_path=terminal.site)
    client = PlatformClient(again.socket_path)
    assert client.agent_status().set_up_open
    # What may not have been learned before is learned now.
    again.wait_for(lambda: client.agent_status().site_profile == "none")
    client.set_up.finish()
    assert not client.agent_status().set_up_open
    client.close()


def test_the_measured_card_goes_into_the_profile(terminal):
    terminal.client.set_up.measured(349.0)
    assert load(terminal.site).screen.card_px == 349.0
    with pytest.raises(Invalid):
        terminal.client.set_up.measured(900.0)
    assert load(terminal.site).screen.card_px == 349.0


def test_devices_are_written_while_somebody_sets_the_terminal_up_and_never_against_root(terminal, platform):
    taken = [Taken("printer", "/dev/ttyS3", {"baud": 9600}), Taken("page_printer", "A4")]
    with pytest.raises(Problem) as refused:
        terminal.client.set_up.took(taken, [])
    assert refused.value.status == 409
    terminal.client.set_up.enrol(platform.new_code(), setting_up=True)
    settled(terminal)
    terminal.client.set_up.took(taken, ["speech"])
    assert load(terminal.site).device("printer").port == "/dev/ttyS3"
    assert load(terminal.site).device("page_printer").port == "A4"
    assert settings_origins.read(terminal.site).written["site"]["devices.printer.options"]["baud"] == 9600

    settings_origins.note(terminal.site, "root", {"devices.printer.port": "/dev/ttyS3"})
    before = terminal.site.read_bytes()
    for wrong in ([Taken("printer", "/dev/ttyS4")], [Taken("fax", "auto")]):
        with pytest.raises(Invalid):
            terminal.client.set_up.took(wrong, [])
    with pytest.raises(Invalid):
        terminal.client.set_up.took([], ["printer"])
    assert terminal.site.read_bytes() == before


def kiosk_enrol(*arguments):
    run = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return run.exit_code, json.loads(run.stdout) if run.stdout else run.stderr


def test_the_command_has_the_running_agent_do_it(terminal, platform, tmp_path):
    assert kiosk_enrol("AAAABBBBCCCC", "--profile", terminal.site)[0] == 1
    code, told = kiosk_enrol(new_code(platform.services, SITE), "--profile", terminal.site)
    assert (code, told["by"], told["problem"], told["site"]) == (0, "agent", None, "written")
    assert kiosk_enrol(platform.new_code(), "--profile", terminal.site)[0] == 5


def test_the_command_enrols_by_itself_where_no_agent_runs(platform, make_profile, run_agent, tmp_path):
    profile = make_profile(platform.url, platform.ca)
    site, order = tmp_path / "site.toml", tmp_path / "order.txt"
    order.write_text(f"# 工单 示例\n\nyiciban-enrol:{new_code(platform.services, SITE)}\n", encoding="utf-8")
    code, told = kiosk_enrol("--file", order, "--profile", site)
    assert (code, told["by"], told["site"]) == (0, "command", "written")
    assert kiosk_enrol("--file", order, "--profile", site)[0] == 5
    running = run_agent(profile)
    assert running.wait_for(lambda: running.agent.status.now.guide_version)
    assert running.agent.status.now.terminal_id == told["terminalId"]


def test_a_platform_that_is_away_has_its_own_exit_code(make_profile, tmp_path):
    make_profile("https://127.0.0.1:9")
    code, told = kiosk_enrol("AAAABBBBCCCC", "--profile", tmp_path / "site.toml")
    assert (code, told["problem"]) == (3, "unreachable")


def test_a_text_without_a_code_is_usage(make_profile, tmp_path):
    make_profile("https://127.0.0.1:9")
    profile = ("--profile", tmp_path / "site.toml")
    assert kiosk_enrol("12", *profile)[0] == 2
    assert kiosk_enrol(*profile)[0] == 2
    assert kiosk_enrol("--file", tmp_path / "none", *profile)[0] == 2


def test_the_set_up_page_goes_from_the_code_to_the_end(terminal, platform, tmp_path):
    """The effects of the pages, carried out with the real agent before the real platform."""
    desk = StaffDesk(tmp_path / "staff", lambda: datetime.now(UTC), lambda *_, **__: None)
    work = StaffWork(desk, terminal.client.set_up, tmp_path / "staff", lambda _: None, lambda: None)
    assert work.do(Enrol(new_code(platform.services, SITE).replace("-", ""))) == SetUpAnswered("code")
    state = settled(terminal)
    assert (state.site_profile, state.set_up_open) == ("written", True)
    assert work.do(Enrol("AAAABBBBCCCC")) == SetUpAnswered("code", "enrolled")
    assert work.do(FinishSetUp(5.0)) == SetUpAnswered("size", "size")
    assert work.do(FinishSetUp(280.0)) == SetUpAnswered("finish")
    assert not terminal.client.agent_status().set_up_open
    assert load(terminal.site).screen.card_px == 280.0


def test_a_terminal_with_an_identity_is_never_said_to_have_none(make_profile, give_identity):
    """Not even before the agent's threads run: the screens would begin their set-up."""
    profile = make_profile("https://127.0.0.1:9")
    give_identity(profile)
    agent = Agent(profile, make_logger("agent", io.StringIO()))
    facts = agent.status.now
    agent.start()
    agent.stop()
    assert (facts.enrolment, facts.terminal_id) == ("enrolled", "terminal-1")
