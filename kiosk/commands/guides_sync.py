"""How `kiosk guides sync` has the guides brought here, with a bar where somebody looks on."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from kiosk.agent.catalogue_source import CatalogueSource
from kiosk.agent.enrolment import KEY_FILE
from kiosk.agent.keys import FileKeyStore
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import SiteProfile
from offline_cache.errors import SnapshotRefused, SourceDown, SyncUnderWay
from offline_cache.search_index import build as build_index
from offline_cache.sync import sync

LOOK_EVERY_S = 0.2


def by_agent(socket: Path) -> dict[str, Any]:
    """Have the running agent do it, and look on."""
    client, watcher = PlatformClient(socket), PlatformClient(socket)
    try:
        before = watcher.agent_status()
        with _bar() as show, ThreadPoolExecutor(max_workers=1) as pool:
            under_way = pool.submit(client.sync_guides)
            while True:
                try:
                    state = under_way.result(timeout=LOOK_EVERY_S)
                    break
                except NotYet:
                    now = watcher.agent_status()
                    show(now.sync_received, now.sync_total)
    except PlatformError as error:
        return {"by": "agent", "disposition": "failed", "reason": f"agent: {type(error).__name__}"}
    finally:
        client.close()
        watcher.close()
    if state.guide_problem is not None:
        disposition = "refused"
    elif state.last_sync == before.last_sync:
        disposition = "failed"
    else:
        disposition = "unchanged" if state.guide_version == before.guide_version else "installed"
    return {
        "by": "agent",
        "disposition": disposition,
        "reason": state.guide_problem or (state.platform if disposition == "failed" else None),
        "version": state.guide_version,
    }


def by_ourselves(settings: SiteProfile, identity: EnrolmentResult) -> dict[str, Any]:
    """Do it with the terminal's own key, as the agent would. Raises `KeyFileRefused` and `OSError`."""

    def clock() -> datetime:
        return datetime.now(UTC)

    platform = settings.platform
    log = make_logger("guides", io.StringIO())
    upstream = Upstream(platform.base_url, platform.ca_file, AgentStatus(), log)
    key = FileKeyStore(settings.paths.state_dir / KEY_FILE)
    upstream.use(RequestSigner(key, identity.terminal_id, clock))
    root = identity.catalogue_root.encode()
    try:
        with _bar() as show:
            source = CatalogueSource(upstream)
            outcome = sync(settings.paths.guide_store, root, source, clock(), build_index, show)
    except SnapshotRefused as error:
        return {"by": "command", "disposition": "refused", "reason": type(error).__name__}
    except (SourceDown, SyncUnderWay) as error:
        return {"by": "command", "disposition": "failed", "reason": str(error)}
    finally:
        upstream.close()
    return {
        "by": "command",
        "disposition": {"whole": "installed", "patch": "patched", "none": "unchanged"}[outcome.way],
        "reason": type(outcome.patch_refused).__name__ if outcome.patch_refused else None,
        "version": outcome.version,
        "bytes": outcome.received,
    }


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    columns = (TextColumn("guides"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("guides", total=None)

        def show(have: int, whole: int) -> None:
            if whole:
                progress.update(task, completed=have, total=whole)

        yield show
