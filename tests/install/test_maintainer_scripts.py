"""postinst and postrm on a disk of our own; `make test-install` runs them as dpkg does."""

import subprocess
from pathlib import Path

import pytest

COMMANDS = ("systemctl", "systemd-sysusers", "systemd-tmpfiles", "udevadm")
PLACES = ("/opt/yiciban", "/run/systemd/system", "/etc/systemd/system", "/etc/yiciban", "/var/lib/yiciban")
OFFER = '#!/bin/sh\necho offered "$@" >> {told}\nexit {code}\n'


class Disk:
    """One disk, with what the scripts asked of the system."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "asked"
        self.home = folder / "opt/yiciban"
        (self.home / "releases").mkdir(parents=True)
        (folder / "bin").mkdir()
        for name in COMMANDS:
            path = folder / "bin" / name
            path.write_text(f'#!/bin/sh\necho {name} "$@" >> {self.told}\n', encoding="utf-8")
            path.chmod(0o755)

    def unpack(self, version: str, offer: int = 0) -> None:
        """What dpkg does before postinst; `offer`: how the release's `kiosk release offer` ends."""
        release = self.home / "package" / version / "bin"
        release.mkdir(parents=True)
        kiosk = release / "kiosk"
        kiosk.write_text(OFFER.format(told=self.told, code=offer), encoding="utf-8")
        kiosk.chmod(0o755)

    def run(self, script: str, word: str, version: str = "") -> list[str]:
        """Run a maintainer script; return what it asked of the system."""
        text = Path("packaging/deb", script).read_text(encoding="utf-8").replace("@VERSION@", version)
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        self.told.unlink(missing_ok=True)
        environment = {"PATH": f"{self.folder}/bin:/usr/bin:/bin"}
        subprocess.run(["sh", "-c", text, script, word], check=True, env=environment)
        return self.told.read_text(encoding="utf-8").splitlines() if self.told.exists() else []

    def started(self) -> None:
        """The machine runs."""
        (self.folder / "run/systemd/system").mkdir(parents=True, exist_ok=True)

    @property
    def current(self) -> str:
        return (self.home / "current").readlink().name

    @property
    def releases(self) -> set[str]:
        return {path.name for path in (self.home / "releases").iterdir()}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def test_fresh_machine_has_the_release_in_force_without_a_second_copy(disk: Disk) -> None:
    disk.unpack("1")
    asked = disk.run("postinst", "configure", "1")
    assert disk.current == "1"
    assert (disk.home / "current/bin/kiosk").samefile(disk.home / "package/1/bin/kiosk")
    assert not [line for line in asked if "restart" in line or "offered" in line]


def test_release_of_a_newer_package_waits_where_an_agent_waits_with_it(disk: Disk) -> None:
    disk.unpack("1")
    disk.run("postinst", "configure", "1")
    disk.started()
    disk.unpack("2")
    asked = disk.run("postinst", "configure", "2")
    assert disk.current == "1" and disk.releases == {"1", "2"}
    assert [line.split()[:4] for line in asked if "offered" in line] == [["offered", "release", "offer", "2"]]
    assert not [line for line in asked if "restart kiosk" in line]


def test_without_such_an_agent_it_is_in_force_at_once(disk: Disk) -> None:
    disk.unpack("1")
    disk.run("postinst", "configure", "1")
    disk.started()
    disk.unpack("2", offer=5)
    asked = disk.run("postinst", "configure", "2")
    assert disk.current == "2"
    assert asked[-2:] == [
        "systemctl restart kiosk-site.service",
        "systemctl --no-block restart kiosk-agent.service kiosk-ui.service",
    ]


def test_same_package_once_more_starts_nothing_anew(disk: Disk) -> None:
    disk.unpack("1")
    disk.run("postinst", "configure", "1")
    disk.started()
    asked = disk.run("postinst", "configure", "1")
    assert disk.current == "1" and disk.releases == {"1"}
    assert not [line for line in asked if "restart kiosk" in line or "offered" in line]


def test_the_one_to_come_back_to_stays_and_older_ones_go(disk: Disk) -> None:
    for version in ("1", "2", "3"):
        disk.unpack(version)
        disk.run("postinst", "configure", version)
        if version == "1":
            (disk.home / "good").symlink_to("releases/1")
    assert disk.releases == {"1", "3"}
    # What was interrupted goes, too.
    (disk.home / "releases/.laying").mkdir()
    disk.run("postinst", "configure", "3")
    assert disk.releases == {"1", "3"} and not (disk.home / "releases/.laying").exists()


@pytest.mark.parametrize("sealed", [False, True])
def test_purge_wipes_keys_and_state_but_nothing_that_a_citizen_handed_in(disk: Disk, sealed: bool) -> None:
    state = disk.folder / "var/lib/yiciban"
    for name in ("agent", "outbox", "guides", "audit", "site"):
        (state / name).mkdir(parents=True)
    (state / "agent/terminal.key").touch()
    (disk.folder / "var/lib/yiciban-ui").mkdir()
    (disk.folder / "etc/yiciban").mkdir(parents=True)
    if sealed:
        (state / "outbox/0001.age").touch()
    disk.run("postrm", "remove")
    assert (state / "agent/terminal.key").exists() and not disk.home.exists()
    disk.run("postrm", "purge")
    assert not (disk.folder / "etc/yiciban").exists() and not (disk.folder / "var/lib/yiciban-ui").exists()
    left = {path.name for path in state.iterdir()} if state.exists() else set()
    assert left == ({"agent", "outbox"} if sealed else set())
