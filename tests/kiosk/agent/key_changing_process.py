"""Changes a terminal's key in a process that kills itself on the way; imported once, each try is a fork.

    python key_changing_process.py

JSON lines: {"state", "url", "ca", "kill_at", "begin"} is answered by {"status": exit status or -signal}.
"""

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parents[2] / "torture"))

import kill_points

from kiosk.agent.certificate import CertificateKeeper, KeyNotChanged
from kiosk.agent.enrolment import KEY_FILE, load_identity
from kiosk.agent.key_change import KeyChange
from kiosk.agent.key_rotation import PROOF, KeyRotation
from kiosk.agent.keys import FileKeyStore, ReplaceableKey
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.terminal.logs import make_logger

# What can be seen from outside: on the disk, or on the line.
kill_points.BOUNDARIES = frozenset({"write", "fsync", "rename", "unlink"})
PROVEN, NOT_TAKEN, NOT_CHANGED = 0, 3, 4


def now() -> datetime:
    return datetime.now(UTC)


def change(state: str, url: str, ca: str, kill_at: int, begin: bool) -> int:
    """Start as the agent does, then change the key or go on with a change; return an exit status."""
    if kill_at:
        kill_points.Countdown(kill_at).in_this_thread()
    folder = Path(state)
    files = KeyChange(folder)
    files.settle()
    identity = load_identity(folder)
    assert identity is not None
    log = make_logger("agent", io.StringIO())
    key = ReplaceableKey(FileKeyStore(folder / KEY_FILE))
    upstream = Upstream(url, Path(ca), AgentStatus(), log, now)
    upstream.use(RequestSigner(key, identity.terminal_id, now))
    keeper = CertificateKeeper(
        upstream, key, folder, now, lambda _: None, log, KeyRotation(upstream, key, files, now)
    )
    keeper.use(identity)
    try:
        if begin:
            keeper.change_key()
        else:
            keeper.run()
    except KeyNotChanged:
        return NOT_CHANGED
    return PROVEN if upstream.send("GET", PROOF).status == 200 else NOT_TAKEN


def main() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if not child:
            status = 1
            try:
                status = change(**told)
            finally:
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(ended)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
