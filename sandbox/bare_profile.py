"""The site profile of a terminal without devices: enough for an agent, for those who try the agent alone."""

import json
from pathlib import Path

TEXT = """\
[terminal]
site_name = "示例站"
machine_label = "T-1"
area_code = {area}
[screen]
diagonal_inch = 21.5
width_px = 1080
height_px = 1920
screen_bottom_mm = 800
[paths]
state_dir = "state"
agent_socket = {socket}
guide_store = "guides"
[platform]
base_url = {url}
ca_file = {ca}
"""


def bare_profile(url: str, ca: str | Path, agent_socket: str = "a.sock", area: str = "120000") -> str:
    """Return its text. `ca`: the file with the platform's CA; paths start at the profile's folder.

    A socket's path has to stay below about 100 characters, hence its short name.
    """
    values = {"url": url, "ca": str(ca), "socket": agent_socket, "area": area}
    return TEXT.format(**{key: json.dumps(value) for key, value in values.items()})
