"""A bare Debian 12 in a folder: unpacked, given packages by apt, written to. Nothing of it runs."""

import os
import shutil
import subprocess
import time
from pathlib import Path

CACHE = Path("build/install")
PACKAGES = Path("build/deb")
TOOLS = ("mmdebstrap", "systemd-nspawn", "nsenter", "ip", "Xvfb", "xdotool")
MASKED = ("usbguard.service", "usbguard-dbus.service", "cups.service", "cups.socket", "cups.path")
"""Their part is not tested here: the machine has no USB of its own."""


def missing() -> str:
    """Return what this machine lacks for all this, empty where it lacks nothing."""
    if os.geteuid() != 0:
        return "only root boots a machine"
    return ", ".join(f"no {tool}" for tool in TOOLS if shutil.which(tool) is None)


def base_root() -> Path:
    """Return a bare Debian 12 as an archive, made once."""
    base = (CACHE / "bookworm.tar").absolute()
    if not base.exists():
        base.parent.mkdir(parents=True, exist_ok=True)
        packages = "--include=systemd-sysv,udev,dbus,ca-certificates"
        fresh = base.with_name("fresh.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=minbase", packages, "bookworm", str(fresh)], check=True
        )
        fresh.replace(base)
    return base


class Root:
    """One root file system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def unpack(self) -> None:
        """Begin with a bare Debian."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        subprocess.run(["tar", "-xpf", str(base_root()), "-C", str(self.folder)], check=True)
        for unit in MASKED:
            place = self.folder / "etc/systemd/system" / unit
            place.unlink(missing_ok=True)
            place.symlink_to("/dev/null")

    def install(self, *packages: str) -> float:
        """Install by apt, from archives kept between runs; return seconds. Our packages lie in /deb."""
        self.run("apt-get", "update", "-qq")
        keep = ("APT::Keep-Downloaded-Packages=true", "Binary::apt::APT::Keep-Downloaded-Packages=true")
        before = time.monotonic()
        words = [word for option in keep for word in ("-o", option)]
        self.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *words, *packages)
        return time.monotonic() - before

    def run(self, *command: str) -> str:
        """Run a command in the root, with our network; return what it prints."""
        archives = (CACHE / "archives").absolute()
        archives.mkdir(parents=True, exist_ok=True)
        into = ["systemd-nspawn", "-q", "-D", str(self.folder), "--register=no", "--keep-unit", "--pipe"]
        into += [f"--bind={archives}:/var/cache/apt/archives", "--resolv-conf=copy-host"]
        into += [f"--bind-ro={PACKAGES.absolute()}:/deb", "-E", "DEBIAN_FRONTEND=noninteractive"]
        done = subprocess.run([*into, *command], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def write(self, path: str, text: str) -> None:
        """Write a file of the root."""
        file = self.folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
