"""`kiosk doctor` and `kiosk audit` from a shell, beside a running agent and without one."""

import json
from datetime import UTC, datetime

from typer.testing import CliRunner

from kiosk.audit_log.chain import Chain
from kiosk.commands import audit as audit_command
from kiosk.commands import doctor as doctor_command
from kiosk.commands import report as report_command
from kiosk.terminal.settings_file import keep, places


def run(app, *arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_without_an_agent_it_says_so_and_exits_1(make_profile, tmp_path):
    make_profile("https://127.0.0.1:1")
    told = run(doctor_command.app, "--profile", tmp_path / "site.toml", "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert found["verdict"] == "fault"
    assert "agentSilent" in [check.get("code") for check in found["checks"]]


def test_beside_an_agent_with_screens_devices_are_told_as_they_say(enrolled, tmp_path):
    path = enrolled.profile.paths.state_dir.parent / "site.toml"
    text = path.read_text("utf-8")
    device = '[[devices]]\nkind = "printer"\ndriver = "escpos"\nport = "/dev/null"\n'
    other = path.with_name("with-printer.toml")
    other.write_text(text.replace("[paths]", device + "[paths]"), "utf-8")
    from kiosk.telemetry.ui_report import UiReport

    enrolled.agent.status.set(
        report=UiReport.model_validate(
            {
                "since": "2026-11-22T00:00:00Z",
                "devices": [
                    {"kind": "printer", "device": "hardwareError", "fault": "coverOpen", "who": "clear"}
                ],
            }
        )
    )
    told = run(doctor_command.app, "--profile", other)
    assert told.exit_code == 1
    assert "[coverOpen, clear]" in told.stdout
    assert "ok      network" in told.stdout
    assert "ok      guides" in told.stdout


def test_settings_that_are_wrong_are_told_by_their_keys_and_the_last_good_ones_looked_at(
    make_profile, tmp_path
):
    make_profile("https://127.0.0.1:1")
    path = tmp_path / "site.toml"
    good = path.read_text("utf-8")
    keep(good, places(path, "ui", {}))
    path.write_text(good.replace("diagonal_inch = 21.5", "diagonal_inch = -3"), "utf-8")
    told = run(doctor_command.app, "--profile", path, "--json")
    assert told.exit_code == 1
    found = {check["check"]: check for check in json.loads(told.stdout)["checks"]}
    assert found["settings"]["code"] == "settingsRefused"
    assert found["settings"]["values"]["keys"] == "screen.diagonal_inch"
    out = tmp_path / "report.json"
    assert run(report_command.app, "--profile", path, "--out", out).exit_code == 1
    whole = json.loads(out.read_text("utf-8"))
    assert whole["label"] == "T-1"
    assert "settingsRefused" in [check.get("code") for check in whole["checks"]]


def test_a_file_that_is_no_profile_is_usage(tmp_path):
    assert run(doctor_command.app, "--profile", tmp_path / "none.toml").exit_code == 2


def test_audit_verify_finds_what_was_changed_and_the_doctor_does_too(make_profile, tmp_path):
    profile = make_profile("https://127.0.0.1:1")
    path = tmp_path / "site.toml"
    assert run(audit_command.app, "verify", "--profile", path).exit_code == 2, "there is none"
    chain = Chain(profile.paths.audit, "ui", lambda: datetime.now(UTC))
    chain.append([("ui.visit.ended", {"disposition": "left"})] * 3)
    head = chain.head
    chain.close()
    assert run(audit_command.app, "verify", "--profile", path).exit_code == 0
    assert (
        run(
            audit_command.app, "verify", "--profile", path, "--anchor", f"ui:{head.seq}:{head.digest}"
        ).exit_code
        == 0
    )
    wrong = f"ui:2:sha-256:{'0' * 64}"
    assert run(audit_command.app, "verify", "--profile", path, "--anchor", wrong).exit_code == 1
    assert run(audit_command.app, "verify", "--profile", path, "--anchor", "nonsense").exit_code == 2
    shown = run(audit_command.app, "show", "ui", "--profile", path, "--last", 2).stdout.splitlines()
    assert [json.loads(line)["seq"] for line in shown] == [2, 3]
    segment = next((profile.paths.audit / "ui").glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes().replace(b"left", b"idle", 1))
    told = run(audit_command.app, "verify", "--profile", path, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["chains"]["ui"]["findings"][0]["wrong"] == "changed"
    checks = json.loads(run(doctor_command.app, "--profile", path, "--json").stdout)["checks"]
    assert "auditBroken" in [check.get("code") for check in checks]
