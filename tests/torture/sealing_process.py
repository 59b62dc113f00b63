"""The screens' half: seals one application after the other, and says each only when it may be said."""

import contextlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from applications import Applications

from kiosk.platform.agent_outbox import AgentOutbox
from kiosk.platform.errors import PlatformError
from kiosk.platform.transport import Transport
from kiosk.submission.submit import NotSealed, SealingDesk
from kiosk.terminal.settings import load
from offline_cache.store import GuideStore


def seal(
    applications: Applications,
    profile_path: str,
    said: str,
    terminal_id: str,
    numbers: list[int],
    page_bytes: int = 20_000,
    pause_s: float = 0.0,
    wake: bool = True,
) -> None:
    """Seal the applications of `numbers`; write a line to the file `said` before each and after it.

    Before: {"begun": package id}. After, when 已封存 may stand on the screen: {"said": package id}, or
    {"refused": code, "doubt": bool}.
    """
    profile = load(Path(profile_path))
    store = GuideStore(profile.paths.guide_store)
    keys = store.sealing_keys()
    desk = SealingDesk(profile.paths.outbox, lambda: keys, lambda: terminal_id, lambda: datetime.now(UTC), 0)
    agent = AgentOutbox(Transport(profile.paths.agent_socket))
    words = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in numbers:
        package = applications.package(number, page_bytes)
        package_id = uuid4()
        _say(words, begun=str(package_id), number=number)
        try:
            desk.seal(package, package_id, card_proof=applications.proof(number), session_id=None)
        except NotSealed as error:
            _say(words, refused=error.code, doubt=error.in_doubt, id=str(package_id))
            continue
        _say(words, said=str(package_id))
        if wake:
            with contextlib.suppress(PlatformError):
                agent.wake(package_id)
        time.sleep(pause_s)


def _say(words: int, **line: object) -> None:
    os.write(words, json.dumps(line).encode() + b"\n")
