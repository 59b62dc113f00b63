"""Where the parts of an installed terminal lie. Nothing of it comes from a file that the agent may write."""

from dataclasses import dataclass
from pathlib import Path

AGENT_FOLDER = "releases"
"""Below the agent's own folder (`paths.state_dir`)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Handed in by whoever composes; tests have folders of their own."""

    home: Path = Path("/opt/yiciban")
    """Releases and the links to them; root's, readable for all."""
    state: Path = Path("/var/lib/yiciban/release")
    """What root remembers; root's, readable for all."""
    root_file: Path = Path("/etc/yiciban/release-root.json")
    """TUF root metadata of those who sign releases; without it none is fetched or taken."""
    fetched: Path = Path("/var/lib/yiciban/agent") / AGENT_FOLDER
    """What the agent fetched, as root finds it."""
    helper: Path = Path("/usr/lib/yiciban/release")
    """Moves the links; the package, the updater and the way back use this one."""
