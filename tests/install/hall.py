"""What stands around the machine: the platform, virtual devices on lines of ours, a panel, a citizen."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bare_root import CACHE, Root
from booted_machine import Machine
from cable import OURS, Cable, Way
from panel import SIZE, Panel

from devices.document_camera.simulator.shim import VARIABLE
from kiosk.catalogue.content import compose
from sandbox import content
from sandbox.processes import Programs, program
from sandbox.robot.citizen import Citizen
from sandbox.robot.given import differences
from sandbox.robot.window import Window

SITE = "/var/lib/yiciban/site/site.toml"
LINES = {"id_card": "sdt", "printer": "escpos", "code_reader": "serial"}
"""Devices on serial lines, and their drivers."""
ON_THE_PANEL = """\
[Service]
BindPaths=/run/hall/x11:/tmp/.X11-unix
ExecStartPre=+/bin/chmod 1777 /run/hall/x11
Environment=DISPLAY=:9 WLR_BACKENDS=x11 WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1
DeviceAllow=char-pts rw
ReadWritePaths=/run/hall/pages
ExecStart=
ExecStart=/usr/bin/cage $KIOSK_CAGE -- /usr/bin/env LD_PRELOAD={library} {variable}={camera} \
/opt/yiciban/current/bin/kiosk-ui --profile {site} --robot-socket /run/yiciban-ui/robot.sock
"""


class Hall:
    """Everything but the machine, started with `programs`; `close` it before they stop."""

    def __init__(self, folder: Path, programs: Programs, cable: Cable) -> None:
        self._folder = folder
        self.cable = cable
        self.pages = folder / "pages"
        self.pages.mkdir(parents=True)
        self.pages.chmod(0o777)
        self.state = folder / "platform"
        serve = [program("kiosk-platform"), "serve", "--state", str(self.state), "--faults"]
        self.platform = programs.announced("platform", serve)
        bench = [program("kiosk-bench"), "serve", "--state", str(folder / "bench")]
        cache = (CACHE.parent / "cache").absolute()
        self.bench = programs.announced("bench", [*bench, "--cache", str(cache)])
        self.panel = Panel(programs)
        port = urlsplit(self.platform["url"]).port
        assert port is not None
        self._way = Way(OURS, port)
        self.url = f"https://platform.example:{port}"

    def also_at(self, address: str, port: int | None = None) -> Way:
        """Let a port of ours be reached at another address of the hall, while it is open: the platform's."""
        return Way(address, port or int(self.url.rpartition(":")[2]))

    def close(self) -> None:
        """Take the way to the platform and the panel away."""
        self._way.__exit__()
        self.panel.close()

    def furnish(self, root: Root) -> None:
        """Give a root what an operator gives it, the platform's address and authority, and the panel."""
        told = f'[platform]\nbase_url = "{self.url}"\nca_file = "platform-ca.pem"\n'
        # A line of the hall's own: a whole release in seconds, not in minutes.
        told += "[updates]\nrate_kib = 0\n"
        root.write("/etc/yiciban/site.toml", told)
        root.write("/etc/yiciban/platform-ca.pem", Path(self.platform["ca"]).read_text(encoding="ascii"))
        root.write("/etc/hosts", f"127.0.0.1 localhost\n{OURS} platform.example\n")
        camera = self.bench["devices"]["document_camera"]
        drop_in = ON_THE_PANEL.format(
            library="/run/hall/camera.so",
            variable=VARIABLE,
            camera=f"/run/hall/camera/{Path(camera['device']).name}",
            site=SITE,
        )
        root.write("/etc/systemd/system/kiosk-ui.service.d/hall.conf", drop_in)

    def binds(self) -> list[str]:
        """Return what the machine sees of the hall: lines, camera and panel."""
        devices = self.bench["devices"]
        found = [f"{self.panel.socket}:/run/hall/x11/X9"]
        for name in LINES:
            line = os.path.realpath(devices[name]["port"])
            Path(line).chmod(0o666)
            found.append(f"{line}:/dev/hall/{name}")
        camera = devices["document_camera"]
        folder = Path(camera["device"]).parent
        subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
        found.append(f"{self.pages}:/run/hall/pages")
        return [*found, f"{folder}:/run/hall/camera", f"{camera['env']['LD_PRELOAD']}:/run/hall/camera.so"]

    def code(self) -> str:
        """Return a code of a work order that says place, panel and devices."""
        devices: list[dict[str, Any]] = [
            {"kind": name, "driver": driver, "port": f"/dev/hall/{name}"} for name, driver in LINES.items()
        ]
        devices[0]["options"] = {"baud": 115200}
        devices[2]["options"] = {"profile": self.bench["devices"]["code_reader"]["profile"]}
        camera = f"/run/hall/camera/{Path(self.bench['devices']['document_camera']['device']).name}"
        devices.append({"kind": "document_camera", "driver": "v4l2", "port": camera})
        order = {
            "siteName": "示例社区服务站",
            "machineLabel": "B2-07",
            "areaCode": "120116",
            "languages": ["zh-CN", "en"],
            "homeBundles": ["tj-p-01"],
            "screen": {"diagonalInch": 23.8, "widthPx": SIZE[0], "heightPx": SIZE[1], "screenBottomMm": 780},
            "devices": devices,
        }
        told = self._folder / "order.json"
        told.write_text(json.dumps(order), encoding="utf-8")
        return self.tell("enrolment-code", "--site", str(told)).strip()

    def tell(self, command: str, *words: str) -> str:
        """Run a command of the platform's; return what it prints."""
        whole = [program("kiosk-platform"), command, "--state", str(self.state), *words]
        return subprocess.run(whole, check=True, capture_output=True, text=True, timeout=600).stdout

    def submissions(self) -> list[str]:
        """Return the numbers of what the platform has received."""
        return self.tell("submissions").split()


class Glass:
    """What a hand at the glass of a machine can do, by whichever process draws there."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        self._hall, self._machine = hall, machine
        self.window: Window | None = None

    def look(self) -> Window:
        """Return a window on the screens that run now."""
        self.close()
        self._machine.until(self._connected)
        assert self.window is not None
        return self.window

    def _connected(self) -> bool:
        try:
            self.window = Window(self._machine.inside("/run/yiciban-ui/robot.sock"), self._hall.panel.name)
        except OSError:
            return False
        return True

    def stands(self, page: str) -> bool:
        """Tell whether this page stands there now."""
        try:
            window = self.window or self.look()
            return window.look().name == page
        except (OSError, ValueError):
            # The screens began anew in between.
            self.close()
            return False

    def wait_for(self, page: str) -> Window:
        """Wait for a page, whoever draws it; return the window."""
        self._machine.until(lambda: self.stands(page))
        assert self.window is not None
        return self.window

    def set_up(self) -> None:
        """Type the code of a work order, and go through the pages of the set-up."""
        window = self.wait_for("set_up_code")
        for letter in self._hall.code().replace("-", ""):
            window.touch(f"key-{letter}")
        window.touch("primary")
        # The screens begin anew with the place's own panel and devices.
        window = self.wait_for("set_up_devices")
        window.touch("primary")
        self.wait_for("set_up_screen").touch("primary")

    def close(self) -> None:
        """Look no more."""
        if self.window is not None:
            self.window.close()
            self.window = None


class Visit:
    """A citizen who applies for one thing at a machine's glass; the pages' pictures go to `hall.pages`.

    The platform takes the same from the same `person` once.
    """

    bundle = "tj-p-01"

    def __init__(
        self,
        hall: Hall,
        window: Window,
        name: str,
        person: str,
        before_submitting: Callable[[], None] = lambda: None,
    ) -> None:
        self._hall = hall
        catalogue = compose(content.documents())
        bundle = next(one for one in catalogue.bundles if one.id == self.bundle)
        self._who = next(one for one in content.people() if one["key"] == person)
        (hall.pages / name).mkdir()
        (hall.pages / name).chmod(0o777)
        self._citizen = Citizen(
            window,
            hall.bench["url"],
            bundle,
            person,
            self._who["card"],
            content.papers(),
            Path("/run/hall/pages") / name,
            before_submitting,
        )

    def make(self) -> str:
        """Make the visit; return the number that the platform gave, after what it holds was compared."""
        before = set(self._hall.submissions())
        self._citizen.visit()
        (number,) = set(self._hall.submissions()) - before
        held = json.loads(self._hall.tell("submission", number))
        shared = self._who.get("shared", {}).items()
        known = {key: value["value"] for key, value in shared if "value" in value}
        assert differences(self._citizen.given, held, known) == []
        return number
