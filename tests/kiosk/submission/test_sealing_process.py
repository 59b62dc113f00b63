"""What sealing costs in memory, and what it leaves when its process is killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MEMORY = """
import io, resource, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
import pyrage
from kiosk.submission.archive import Captured, Member, archive_of, content_of
from kiosk.submission.outbox import Outbox
from kiosk.submission.package import Package
from kiosk.submission.seal import AgeSealer, Sealing

class Zeros(io.BufferedIOBase):
    def __init__(self, size): self.left = size
    def read(self, size=-1):
        taken = min(size, self.left); self.left -= taken
        return bytes(taken)

def seal(outbox, size):
    package = Package("b-1", 1, (), {}, {}, (), ())
    captured = Captured(uuid.uuid4(), "t-1", datetime.now(UTC), card_proof="x")
    pages = [Member(f"pages/{n:03}.jpg", size // 10, lambda: Zeros(size // 10)) for n in range(10)]
    plain = archive_of(content_of(package, captured), pages)
    sealer = AgeSealer([("k", str(pyrage.x25519.Identity.generate().to_public()))])
    return outbox.add(Sealing(captured.package_id, "b-1", "t-1", captured.captured_at, plain, sealer)).size

with Outbox(Path(sys.argv[1]), 0) as outbox:
    seal(outbox, 2_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = seal(outbox, 200_000_000)
    print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_200_megabytes_are_sealed_in_a_few(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", MEMORY, tmp_path],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    size, grown_kib = map(int, told.stdout.split())
    assert size > 200_000_000
    assert grown_kib < 8 * 1024


PERSONAL = "李示例-110000000000000000"
KILLED = """
import io, os, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
import pyrage
from kiosk.submission.archive import Captured, archive
from kiosk.submission.outbox import Outbox
from kiosk.submission.package import GivenMaterial, Package, Page
from kiosk.submission.seal import AgeSealer, Sealing

text, stop_at = sys.argv[2], int(sys.argv[3])
pages = (Page("首页", "image/jpeg", "".join(text for _ in range(20_000)).encode("gbk")),)
package = Package("b-1", 1, (), {}, {"name": text}, (GivenMaterial("m", "SCAN", pages=pages),), ())
captured = Captured(uuid.UUID(int=7), "t-1", datetime.now(UTC), card_proof=text)
plain = archive(package, captured)
sealer = AgeSealer([("k", str(pyrage.x25519.Identity.generate().to_public()))])

def audit(event, arguments, left=[stop_at]):
    if event in ("open", "os.rename", "os.remove") and sys.argv[1] in str(arguments[0]):
        left[0] -= 1
        if left[0] == 0: os.kill(os.getpid(), 9)

class Dying:
    scheme, key_ids = sealer.scheme, sealer.key_ids
    def seal(self, plain, sealed):
        class Counted:
            written = 0
            def write(self, data):
                done = sealed.write(data)
                self.written += 1
                if stop_at < 0 and self.written == -stop_at:
                    sealed.flush(); os.kill(os.getpid(), 9)
                return done
            def flush(self): sealed.flush()
        sealer.seal(plain, Counted())

outbox = Outbox(Path(sys.argv[1]), 0)
if stop_at > 0: sys.addaudithook(audit)
outbox.add(Sealing(captured.package_id, "b-1", "t-1", captured.captured_at, plain, Dying()))
os.kill(os.getpid(), 9)
"""


def holds(folder: Path, text: str) -> list[str]:
    wanted = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "gbk")]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    ]


@pytest.mark.parametrize("stop_at", [-1, -4, -12, 2, 3, 5, 7, 9, 1000])
def test_a_process_killed_while_it_seals_leaves_ciphertext_only(tmp_path, stop_at):
    folder = tmp_path / "outbox"
    told = subprocess.run(
        [sys.executable, "-c", KILLED, folder, PERSONAL, str(stop_at)],
        cwd=Path(__file__).parents[3], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert told.returncode == -9
    assert holds(tmp_path, PERSONAL) == []
    assert any(folder.iterdir())


def test_the_search_would_find_it(tmp_path):
    for number, encoding in enumerate(("utf-8", "utf-16-le", "gbk")):
        (tmp_path / str(number)).write_bytes(b"..." + PERSONAL.encode(encoding))
    assert len(holds(tmp_path, PERSONAL)) == 3
