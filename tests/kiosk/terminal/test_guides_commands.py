"""`kiosk guides …` on a terminal that was enrolled with the real platform."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from offline_cache.store import POINTER

COMMAND = [sys.executable, "-c", "from kiosk.cli import main; main()"]


@pytest.fixture
def own(platform, make_profile, run_agent):
    """An agent whose store a test may damage."""
    running = run_agent(make_profile(platform.url, platform.ca), enrolment_code=platform.new_code())
    running.wait_for(lambda: running.agent.status.now.guide_version > 0)
    return running


@pytest.fixture
def run(own, tmp_path):
    def invoke(*arguments, exit_code=0):
        ended = CliRunner().invoke(app, ["guides", *arguments, "--profile", str(tmp_path / "site.toml")])
        assert ended.exit_code == exit_code, ended.output
        return ended.stdout

    return invoke


def test_status_says_what_is_installed_and_how_the_agent_stands(run, own):
    facts = json.loads(run("status", "--json"))
    assert facts["version"] == 1
    assert facts["bundles"] == facts["inEffect"] > 50
    assert (facts["expired"], facts["agent"], facts["platform"], facts["refused"]) == (
        False,
        "running",
        "reachable",
        None,
    )
    assert facts["lastSync"]
    assert facts["sealingKeys"][0].startswith("age-")
    assert "version 1\n" in run("status")
    own.agent.stop()
    facts = json.loads(run("status", "--json"))
    assert (facts["agent"], bool(facts["lastSync"])) == ("not running", True)


def test_a_guide_is_shown_and_found(run):
    assert "name 新生儿出生" in run("show", "tj-p-01")
    assert json.loads(run("show", "tj-p-01", "--json"))["id"] == "tj-p-01"
    run("show", "no-such", exit_code=3)
    hits = json.loads(run("search", "xinshenger", "--json"))["hits"]
    assert "tj-p-01" in [hit["id"] for hit in hits[:3]]
    assert "新生儿" in run("search", "新生儿")
    assert json.loads(run("search", "zzqqxxww", "--json", exit_code=3))["hits"] == []


def test_verify_finds_one_changed_byte(run, own):
    assert json.loads(run("verify", "--json"))["asSigned"] is True
    store = own.profile.paths.guide_store
    file = store / (store / POINTER).readlink()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    assert json.loads(run("verify", "--json", exit_code=4)) == {"asSigned": False, "reason": "DigestMismatch"}


def test_sync_goes_by_the_agent_where_one_runs_and_else_by_itself(run, own):
    assert json.loads(run("sync", "--json")) == {
        "by": "agent",
        "disposition": "unchanged",
        "reason": None,
        "version": 1,
    }
    own.agent.stop()
    store = own.profile.paths.guide_store
    (store / POINTER).unlink()
    for file in store.glob("guides-*"):
        file.unlink()
    facts = json.loads(run("sync", "--json"))
    assert (facts["by"], facts["disposition"], facts["version"]) == ("command", "installed", 1)
    assert facts["bytes"] > 1000
    assert "disposition unchanged" in run("sync")


def test_a_terminal_that_is_not_own_cannot_sync_or_verify(make_profile, tmp_path):
    make_profile("https://127.0.0.1:9")
    for command in ("sync", "verify"):
        ended = CliRunner().invoke(app, ["guides", command, "--profile", str(tmp_path / "site.toml")])
        assert (ended.exit_code, ended.stderr) == (2, "this terminal is not enrolled\n")


def test_without_a_platform_sync_says_so(own, run, make_profile, platform):
    own.agent.stop()
    make_profile("https://127.0.0.1:9", platform.ca)
    facts = json.loads(run("sync", "--json", exit_code=5))
    assert (facts["disposition"], facts["reason"]) == ("failed", "connection_refused")


def spoil_identity(paths):
    (paths.state_dir / "identity.json").write_bytes(b"{")


def spoil_key(paths):
    (paths.state_dir / "terminal.key").write_bytes(b"rubbish")


def spoil_store(paths):
    shutil.rmtree(paths.guide_store)
    paths.guide_store.write_bytes(b"")


@pytest.mark.parametrize("spoil", [spoil_identity, spoil_key, spoil_store])
def test_a_file_that_cannot_be_used_is_named_in_one_line(own, tmp_path, spoil):
    own.agent.stop()
    spoil(own.profile.paths)
    ended = CliRunner().invoke(app, ["guides", "sync", "--profile", str(tmp_path / "site.toml")])
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (6, "", 1)


def test_guides_that_are_damaged_are_said_to_be_and_fetched_again(run, own):
    own.agent.stop()
    store = own.profile.paths.guide_store
    (store / (store / POINTER).readlink()).write_bytes(b"rubbish")
    for command in (["status"], ["show", "tj-p-01"], ["search", "开店"]):
        run(*command, exit_code=2)
    assert json.loads(run("sync", "--json"))["disposition"] == "installed"
    derived = next(store.glob("guides-*.search-*"))
    derived.write_bytes(b"rubbish")
    assert json.loads(run("search", "开店", "--json"))["hits"]


def test_on_a_terminal_there_is_a_bar(own, tmp_path):
    """`rich` is told by an environment variable that somebody looks on."""
    own.agent.stop()
    store = own.profile.paths.guide_store
    (store / POINTER).unlink()
    ended = subprocess.run(
        [*COMMAND, "guides", "sync", "--profile", str(tmp_path / "site.toml")],
        env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm"},
        capture_output=True,
        check=True,
        timeout=100,
    )
    assert b"guides" in ended.stderr
    assert b"disposition installed" in ended.stdout
