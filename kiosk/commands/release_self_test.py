"""What a new release is asked before it counts as one to come back to.

The units have proved by then that both processes start and that the first page was drawn. These are the
faults that show only later: a file that did not arrive whole, settings or guides of this terminal that the
new program cannot read, texts that are missing, an agent that is still the old one.
"""

from collections.abc import Callable
from pathlib import Path

from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.releases.errors import ReleaseError
from kiosk.releases.folder import CURRENT, Folder
from kiosk.terminal.guides import Guides
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import every_place, in_force
from kiosk.terminal.version import software_version
from kiosk.text import Texts
from offline_cache.errors import GuideStoreError, NoSnapshot
from offline_cache.store import GuideStore


def run_checks(profile: Path, releases: Folder, version: str | None = None) -> dict[str, str]:
    """Return what is wrong, by check; empty where all is well. `version`: the one that should run."""
    try:
        settings = in_force(profile, every_place(profile)).profile
    except ProfileError as error:
        return {"settings": str(error)}
    checks: dict[str, Callable[[], str]] = {
        "files": lambda: _files(releases),
        "guides": lambda: _guides(settings),
        "texts": lambda: _texts(settings),
        "agent": lambda: _agent(settings, version or software_version()),
    }
    return {"settings": ""} | {name: check() for name, check in checks.items()}


def _files(releases: Folder) -> str:
    current = releases.named(CURRENT)
    if current is None or releases.manifest_digest(current) is None:
        # It came in the Debian package, whose files dpkg knows.
        return ""
    try:
        releases.verify(current)
    except ReleaseError as error:
        return str(error)
    return ""


def _guides(settings: SiteProfile) -> str:
    try:
        with GuideStore(settings.paths.guide_store) as store:
            guides = Guides(store)
            guides.bundles()
            guides.life_stages()
    except NoSnapshot:
        # None have come yet, which is nothing that a release could mend.
        return ""
    except GuideStoreError as error:
        return f"this program cannot read them: {error}"
    return ""


def _texts(settings: SiteProfile) -> str:
    try:
        for language in settings.screen.languages:
            Texts(language)
    except (OSError, ValueError, LookupError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _agent(settings: SiteProfile, version: str) -> str:
    client = PlatformClient(settings.paths.agent_socket)
    try:
        running = client.releases.state().running
    except PlatformError as error:
        return f"does not answer: {error}"
    finally:
        client.close()
    return "" if running == version else f"runs {running}, not {version}"
