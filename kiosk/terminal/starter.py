"""The profile of a terminal that knows nothing yet but its platform; enrolment brings the rest."""

from pathlib import Path

import tomlkit

from kiosk.terminal.settings import parse

TEXT = """\
# A new terminal: enough to show the set-up page. What the work order says of place, panel and devices is
# written here when it is enrolled; docs/settings.md tells every setting.

[terminal]
site_name = "待激活终端"
machine_label = "NEW"
area_code = "000000"

[screen]
diagonal_inch = 21.5
width_px = 1080
height_px = 1920
screen_bottom_mm = 800

# auto: found by their USB ids, wherever they are plugged in
[[devices]]
kind = "id_card"
driver = "sdt"
port = "auto"

[[devices]]
kind = "code_reader"
driver = "serial"
port = "auto"

[[devices]]
kind = "document_camera"
driver = "v4l2"
port = "auto"

[[devices]]
kind = "printer"
driver = "escpos"
port = "auto"

[paths]
state_dir = "/var/lib/yiciban/agent"
agent_socket = "/run/yiciban/agent.sock"
guide_store = "/var/lib/yiciban/guides"
outbox = "/var/lib/yiciban/outbox"
calibration = "/var/lib/yiciban/calibration"
staff = "/var/lib/yiciban/staff"
audit = "/var/lib/yiciban/audit"

[platform]
base_url = ""
ca_file = ""
"""


def starter(path: Path, base_url: str, ca_file: Path) -> str:
    """Return the text of a new profile that is to stand at `path`; raises ProfileError for a wrong URL."""
    document = tomlkit.parse(TEXT)
    document["platform"]["base_url"] = base_url
    document["platform"]["ca_file"] = str(ca_file)
    text = tomlkit.dumps(document)
    parse(text, path)
    return text
