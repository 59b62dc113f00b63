"""A Debian 12 with the package in it, booted by systemd-nspawn: systemd itself, units, sandbox, a panel."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

CACHE = Path("build/install")
TOOLS = ("mmdebstrap", "systemd-nspawn", "nsenter")
PANEL = (1080, 1920)
TEST_PACKAGES = ("xvfb", "x11-utils", "xdotool", "imagemagick")
MASKED = ("usbguard", "usbguard-dbus", "cups", "cups.socket", "cups.path")
"""Nothing of these is tested here, and the machine shares its network and its USB with ours."""

PANEL_UNIT = f"""\
[Service]
ExecStart=/usr/bin/Xvfb :9 -screen 0 {PANEL[0]}x{PANEL[1]}x24 -ac -nolisten tcp
ExecStartPost=/bin/sh -c 'until xdpyinfo -display :9 >/dev/null 2>&1; do sleep 0.1; done'
"""
# wlroots 0.15 without a GPU draws one frame on its headless output and no more; on an X server it draws all.
ON_THE_PANEL = """\
[Unit]
Wants=panel.service
After=panel.service
[Service]
Environment=DISPLAY=:9 WLR_BACKENDS=x11 WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1
BindPaths=/tmp/.X11-unix
"""
PROFILE = """\
[terminal]
site_name = "示例政务服务中心"
machine_label = "测试 01 号机"
area_code = "120116"
home_bundles = ["tj-p-01", "tj-e-01"]
[screen]
diagonal_inch = 21.5
width_px = {width}
height_px = {height}
screen_bottom_mm = 800
[paths]
state_dir = "/var/lib/yiciban/agent"
run_dir = "/run/yiciban"
agent_socket = "/run/yiciban/agent.sock"
guide_store = "/var/lib/yiciban/guides"
outbox = "/var/lib/yiciban/outbox"
calibration = "/var/lib/yiciban/calibration"
[platform]
base_url = {url}
ca_file = "/etc/yiciban/platform-ca.pem"
"""


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


class Machine:
    """One root and what runs in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._boot: subprocess.Popen[bytes] | None = None

    def unpack(self) -> None:
        """Begin with a bare Debian."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        subprocess.run(["tar", "-xpf", str(base_root()), "-C", str(self.root)], check=True)

    def install(self, *packages: str) -> float:
        """Install by apt, from archives kept between runs; return seconds. Our package lies in /deb."""
        archives = (CACHE / "archives").absolute()
        archives.mkdir(parents=True, exist_ok=True)
        command = ["systemd-nspawn", "-q", "-D", str(self.root), "--register=no", "--keep-unit", "--pipe"]
        command += [f"--bind={archives}:/var/cache/apt/archives", "--resolv-conf=copy-host"]
        command += [f"--bind-ro={Path('build/deb').absolute()}:/deb", "-E", "DEBIAN_FRONTEND=noninteractive"]
        keep = [
            "-o",
            "APT::Keep-Downloaded-Packages=true",
            "-o",
            "Binary::apt::APT::Keep-Downloaded-Packages=true",
        ]
        subprocess.run([*command, "apt-get", "update", "-qq"], check=True, capture_output=True)
        before = time.monotonic()
        done = subprocess.run(
            [*command, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *keep, *packages],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return time.monotonic() - before

    def write(self, path: str, text: str) -> None:
        """Write a file of the root."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def settle(self, url: str, authority: Path, code: str) -> None:
        """Give the terminal its profile, its platform and its panel."""
        self.write(
            "/etc/yiciban/site.toml", PROFILE.format(width=PANEL[0], height=PANEL[1], url=json.dumps(url))
        )
        self.write("/etc/yiciban/platform-ca.pem", authority.read_text(encoding="ascii"))
        self.write("/etc/yiciban/enrolment.env", f"YICIBAN_ENROLMENT_CODE={code}\n")
        self.write("/etc/systemd/system/panel.service", PANEL_UNIT)
        self.write("/etc/systemd/system/kiosk-ui.service.d/test.conf", ON_THE_PANEL)
        for unit in MASKED:
            name = unit if "." in unit else f"{unit}.service"
            (self.root / "etc/systemd/system" / name).unlink(missing_ok=True)
            (self.root / "etc/systemd/system" / name).symlink_to("/dev/null")

    def probe(self, name: str, unit: str, script: str) -> None:
        """Add a unit with the sandbox of `unit`; what its script prints goes to /var/NAME.json."""
        text = (self.root / "usr/lib/systemd/system" / unit).read_text(encoding="utf-8")
        dropped = ("ExecStart", "Type=", "Restart", "Watchdog", "OnFailure", "Wants", "After", "Conflicts")
        kept = "\n".join(line for line in text.splitlines() if not line.startswith((*dropped, "RuntimeDir")))
        self.write(f"/usr/local/lib/{name}.py", script)
        run = f"Type=oneshot\nExecStart=/usr/bin/python3 -I /usr/local/lib/{name}.py\n"
        run += f"StandardOutput=file:/var/{name}.json"
        self.write(f"/etc/systemd/system/{name}.service", kept.replace("[Service]", f"[Service]\n{run}"))

    def boot(self) -> None:
        """Start systemd, and wait until it has a bus."""
        self._boot = subprocess.Popen(
            [
                "systemd-nspawn",
                "-q",
                "-D",
                str(self.root),
                "--boot",
                "--register=no",
                "--keep-unit",
                "--console=pipe",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.until(
            lambda: self._leader() != "" and self.ask("systemctl", "is-active", "dbus.service") == "active"
        )

    def stop(self) -> None:
        """End it: as if its power went."""
        if self._boot is not None:
            self._boot.kill()
            self._boot.wait()

    def until(self, reached: Callable[[], bool], within_s: float = 90) -> float:
        """Wait for it; return seconds."""
        before = time.monotonic()
        while not reached():
            assert time.monotonic() - before < within_s, self.journal()
            time.sleep(0.1)
        return time.monotonic() - before

    def ask(self, *command: str) -> str:
        """Return what a command in the running machine prints."""
        into = ["nsenter", "-t", self._leader(), "-m", "-u", "-i", "-p", "-n", "-C"]
        done = subprocess.run([*into, *command], capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def shown(self, unit: str, key: str) -> str:
        """Return a property of a unit."""
        return self.ask("systemctl", "show", "-P", key, unit)

    def is_active(self, unit: str) -> bool:
        """Tell whether a unit is up: for the terminal's own, whether it has said READY."""
        return self.shown(unit, "ActiveState") == "active"

    def pid_of_the_screens(self) -> str:
        """Return the process of the frame loop, as the machine numbers it."""
        return self.ask("pgrep", "-o", "-f", "bin/python -I .*/bin/kiosk-ui")

    def journal(self) -> str:
        """Return the last lines of the terminal's units."""
        return self.ask("journalctl", "-b", "--no-pager", "-n", "60", "-u", "kiosk-*")

    def picture(self, file: Path) -> None:
        """Take the panel's picture. cage's output is as large as the panel then."""
        windows = "xwininfo -display :9 -root -children | grep -oE '^ +0x[0-9a-f]+' | head -1"
        script = f"DISPLAY=:9 xdotool windowsize --sync $({windows}) {PANEL[0]} {PANEL[1]}"
        self.ask("sh", "-c", script)
        time.sleep(2)
        self.ask("sh", "-c", "DISPLAY=:9 import -window root /var/panel.png")
        shutil.copyfile(self.root / "var/panel.png", file)

    def _leader(self) -> str:
        assert self._boot is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self._boot.pid), "systemd"], capture_output=True, text=True
        ).stdout.split()
        return found[0] if found else ""
