"""/usr/lib/yiciban/release and platform-only: the two helpers of root's."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def helper(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"helper_{name}", Path(f"packaging/terminal/{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


release, platform_only = helper("release"), helper("platform_only")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for version in ("1", "2"):
        (tmp_path / "releases" / version / "bin").mkdir(parents=True)
    return tmp_path


class Systemctl(list[list[str]]):
    def __call__(self, command: list[str]) -> None:
        self.append(command)


def run(home: Path, *words: str) -> tuple[int, Systemctl, list[float]]:
    asked, waited = Systemctl(), []
    told = home / "rolled-back.json"
    status = release.main(list(words), release.Releases(home), asked, waited.append, told)
    return status, asked, waited


def test_release_is_put_in_force_and_marked_good(home: Path) -> None:
    status, asked, _ = run(home, "put-in-force", "1")
    assert status == 0 and str((home / "current").readlink()) == "releases/1"
    assert asked[-1][:3] == ["systemctl", "--no-block", "try-restart"]
    run(home, "mark-good")
    assert str((home / "good").readlink()) == "releases/1"


@pytest.mark.parametrize("version", ["3", "../2", ".kept", "", "releases/1"])
def test_what_is_no_release_is_never_put_in_force(home: Path, version: str) -> None:
    run(home, "put-in-force", "1")
    status, asked, _ = run(home, "put-in-force", version)
    assert status == 1 and asked == []
    assert str((home / "current").readlink()) == "releases/1"


def test_bad_release_gives_way_and_is_told(home: Path) -> None:
    run(home, "put-in-force", "1")
    run(home, "mark-good")
    run(home, "put-in-force", "2")
    _, asked, waited = run(home, "roll-back")
    assert str((home / "current").readlink()) == "releases/1"
    assert asked[-1][2] == "restart" and waited == []
    told = json.loads((home / "rolled-back.json").read_text(encoding="utf-8"))
    assert (told["from"], told["to"]) == ("2", "1")


@pytest.mark.parametrize("words", [("put-in-force", "2"), ("roll-back",)])
def test_a_unit_that_is_not_loaded_does_not_keep_the_other_one_from_beginning_anew(
    home: Path, words: tuple[str, ...]
) -> None:
    run(home, "put-in-force", "1")
    run(home, "mark-good")
    if words == ("roll-back",):
        run(home, "put-in-force", "2")
    asked = Systemctl()

    def systemctl(command: list[str]) -> None:
        asked(command)
        if "reset-failed" in command and "kiosk-agent.service" in command:
            raise subprocess.CalledProcessError(1, command)

    releases = release.Releases(home)
    assert release.main(list(words), releases, systemctl, lambda _: None, home / "rolled-back.json") == 0
    assert ["systemctl", "reset-failed", "kiosk-ui.service"] in asked
    assert asked[-1][2] in ("try-restart", "restart") and asked[-1][3:] == list(release.UNITS)


def test_release_that_is_gone_gives_way_too(home: Path) -> None:
    run(home, "put-in-force", "1")
    run(home, "mark-good")
    (home / "current").unlink()
    (home / "current").symlink_to("releases/gone")
    run(home, "roll-back")
    assert str((home / "current").readlink()) == "releases/1"


def test_good_release_that_fails_is_tried_again_after_a_while(home: Path) -> None:
    run(home, "put-in-force", "1")
    run(home, "mark-good")
    _, asked, waited = run(home, "roll-back")
    assert waited == [release.PATIENCE_S]
    assert asked[-1][2] == "start"
    assert str((home / "current").readlink()) == "releases/1"


def test_unknown_word_does_nothing(home: Path) -> None:
    assert run(home, "mark-bad")[:2] == (2, [])


PROFILE = '[platform]\nbase_url = "https://platform.example:8443"\nca_file = "x"\n'


def test_agent_may_speak_to_the_platform_and_the_name_servers() -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["192.0.2.7", "2001:db8::7"]

    resolver = "# here\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nnameserver nonsense\nsearch example\n"
    allowed = platform_only.allowed(PROFILE, resolver, resolve)
    assert allowed == ["localhost", "192.0.2.53", "192.0.2.7", "2001:db8::7", "fe80::1"]
    assert asked == [("platform.example", 8443)]


def test_a_broker_elsewhere_may_be_spoken_to_and_keeps_nobody_from_the_platform() -> None:
    told = PROFILE + '[telemetry]\nbroker = "mqtts://broker.example"\n'
    known = {("platform.example", 8443): ["192.0.2.7"], ("broker.example", 8883): ["192.0.2.8"]}
    assert platform_only.allowed(told, "", lambda *host: known[host]) == [
        "localhost",
        "192.0.2.7",
        "192.0.2.8",
    ]

    def without_the_broker(*host: object) -> list[str]:
        if host not in (("platform.example", 8443),):
            raise OSError("no such name")
        return known["platform.example", 8443]

    assert platform_only.allowed(told, "", without_the_broker) == ["localhost", "192.0.2.7"]


def test_a_collector_elsewhere_may_be_spoken_to() -> None:
    told = PROFILE + '[otlp]\nendpoint = "https://collector.example/otlp"\n'
    known = {("platform.example", 8443): ["192.0.2.7"], ("collector.example", 443): ["192.0.2.9"]}
    allowed = platform_only.allowed(told, "", lambda *host: known[host])
    assert allowed == ["localhost", "192.0.2.7", "192.0.2.9"]


@pytest.mark.parametrize(
    "text", ["", "[platform]\n", "[platform]\nbase_url = 7\n", '[platform]\nbase_url = "x"\n', "["]
)
def test_profile_without_a_platform_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        platform_only.allowed(text, "", lambda *_: [])
