"""A terminal that seals: whole submissions of a sample citizen, in the agent's own outbox.

uploader_bench.py stands beside these tests; importlib mode puts no folder on the path.
"""

import hashlib
import io
import itertools
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pyrage
import pytest
import requests_unixsocket

from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from kiosk.platform.models import (
    SealedContent,
    SealedHeader,
    SealedMaterial,
    SealedPage,
    SignedDeclaration,
    text_digest,
)
from kiosk.submission.archive import Member, archive_of
from kiosk.submission.outbox import Outbox
from kiosk.submission.seal import AgeSealer, Sealing
from kiosk.submission.signature import signature_data_url
from offline_cache.store import GuideStore
from sandbox import content
from sandbox.content.sample_birth import ANSWERS, FACTS

sys.path.append(str(Path(__file__).parent))

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
CHILDREN = itertools.count(1000)
"""Another child each time: the same answers twice would be a duplicate application."""


class Terminal:
    """What the screens' process does with the outbox of a running agent, without the screens."""

    def __init__(self, running: Any, proof: Callable[[str], str]) -> None:
        self.running = running
        self.proof = proof
        self.folder = running.profile.paths.outbox
        self.outbox = Outbox(self.folder, 0)
        self._session = requests_unixsocket.Session()
        self._base = "http+unix://" + quote(str(running.socket_path), safe="")

    def close(self) -> None:
        self.outbox.close()
        self._session.close()

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        return self._session.request(method, f"{self._base}/agent/v1/outbox{path}", timeout=30, **rest)

    def told(self, package_id: UUID, wait: int = 0) -> dict[str, Any]:
        reply = self.ask("GET", f"/{package_id}", params={"waitSeconds": str(wait)})
        assert reply.status_code == 200, reply.text
        return reply.json()

    def wake(self, package_id: UUID) -> None:
        assert self.ask("POST", "/wake", json={"packageId": str(package_id)}).status_code == 204

    def settled(self, package_id: UUID) -> dict[str, Any]:
        """Poll as the screens do, until the platform has answered."""
        for _ in range(500):
            told = self.told(package_id, 5)
            if told["state"] in ("ACKNOWLEDGED", "REJECTED"):
                return told
        raise AssertionError(self.running.output.getvalue())

    def sealer(self) -> AgeSealer:
        with GuideStore(self.running.profile.paths.guide_store) as store:
            return AgeSealer([(key.key_id, key.recipient) for key in store.sealing_keys()[:1]])

    def seal(self, *, page_bytes: int = 3000, **answers: Any) -> SealedHeader:
        """Seal the application of another child."""
        made, pages = application(self.running, self.proof("li"), page_bytes, answers)
        members = [Member(one.member, len(data), lambda data=data: io.BytesIO(data)) for one, data in pages]
        return self.outbox.add(self._sealing(made.package_id, archive_of(made, members), self.sealer()))

    def seal_rubbish(self, size: int = 100, sealer: AgeSealer | None = None) -> SealedHeader:
        """Seal something that only a scripted platform takes."""
        stranger = sealer or AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
        return self.outbox.add(self._sealing(uuid4(), io.BytesIO(bytes(size)), stranger))

    def _sealing(self, package_id: UUID, plain: Any, sealer: AgeSealer) -> Sealing:
        terminal = self.running.agent.status.now.terminal_id
        return Sealing(package_id, "tj-p-01", terminal, datetime.now(UTC), plain, sealer)


def application(
    running: Any, card_proof: str, page_bytes: int, answers: dict[str, Any]
) -> tuple[SealedContent, list[tuple[SealedPage, bytes]]]:
    """A complete application and the pages that it names."""
    bundle = next(one for one in compose(content.documents()).bundles if one.id == "tj-p-01")
    made = plan(bundle, FACTS, None)
    number = next(CHILDREN)
    pages: list[tuple[SealedPage, bytes]] = []
    materials = []
    commitments = []
    for wanted in made.materials:
        if wanted.material.commitment is not None:
            commitments.append(wanted.material.commitment)
            commitment = SealedMaterial(
                material_key=wanted.material.id,
                via="COMMITMENT",
                commitment_id=wanted.material.commitment.id,
            )
            materials.append(commitment)
            continue
        name = f"pages/{len(pages) + 1:03}.jpg"
        data = (JPEG + bytes((number + n) % 251 for n in range(1024)) * (page_bytes // 1024 + 1))[:page_bytes]
        digest = "sha-256:" + hashlib.sha256(data).hexdigest()
        page = SealedPage(name="首页", media_type="image/jpeg", member=name, size=len(data), digest=digest)
        pages.append((page, data))
        materials.append(SealedMaterial(material_key=wanted.material.id, via="SCAN", pages=(page,)))
    needed = {field.element.id for field in made.fields}
    given = {name: value for name, value in ANSWERS.items() if name in needed}
    now = datetime.now(UTC)
    return SealedContent(
        package_id=uuid4(),
        terminal_id=running.agent.status.now.terminal_id,
        captured_at=now,
        bundle_code=bundle.id,
        bundle_revision=bundle.revision,
        selected_items=made.ticked,
        facts=FACTS,
        answers=given | {"child.name": f"李小满{number}"} | answers,
        materials=tuple(materials),
        declarations=tuple(
            SignedDeclaration(
                declaration_id=one.id,
                revision=one.revision,
                kind="COMMITMENT" if one in commitments else "TRUTH",
                signed_at=now,
                text_digest=text_digest(one.title.zh, one.text.zh, one.consequences.zh),
                signature=signature_data_url([[(1.0, 2.0), (3.0, 4.5)]], 120, 60),
            )
            for one in (*bundle.declarations, *commitments)
        ),
        card_proof=card_proof,
    ), pages


@pytest.fixture
def terminal(proof: Callable[[str], str]) -> Iterator[Callable[[Any], Terminal]]:
    """Make the screens' side of a running agent."""
    made: list[Terminal] = []

    def make(running: Any) -> Terminal:
        made.append(Terminal(running, proof))
        return made[-1]

    yield make
    for one in made:
        one.close()
