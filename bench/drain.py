"""1,000 sealed packages drained by `kiosk agent` to the sandbox platform over HTTPS: none lost, none twice.

The packages were sealed while the agent was down, each with another child's application and its pages. Beside
it, in the same run and over one kept connection, the same bytes as one signed POST each that the platform
reads, checks the signature of and turns down: what transport alone takes. The difference is what the drain
does besides: two more requests a package, the outbox's durable steps, and the platform's work on each
submission, which shares this machine's cores and disk.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.beside import agent, has_guides, until
from bench.plan import machine
from devices.id_card.simulator.compose import compose as compose_card
from kiosk.agent.enrolment import KEY_FILE, load_identity
from kiosk.agent.keys import FileKeyStore
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import plan
from kiosk.platform.card_proof import card_proof
from kiosk.platform.models import (
    SealedContent,
    SealedMaterial,
    SealedPage,
    SignedDeclaration,
    text_digest,
)
from kiosk.submission.archive import Member, archive_of
from kiosk.submission.outbox import Outbox
from kiosk.submission.seal import AgeSealer, Sealing
from kiosk.submission.signature import signature_data_url
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import CONTRACT_BASE, SiteProfile, load
from offline_cache.store import GuideStore
from sandbox import content
from sandbox.bare_profile import bare_profile
from sandbox.content.sample_birth import ANSWERS, FACTS
from sandbox.platform.app import make_services
from sandbox.platform.holding import held, submission_numbers
from sandbox.platform.people import sample_people
from sandbox.platform.settings import Settings
from sandbox.processes import program

PACKAGES = 1000
PAGE_BYTES = 3000
BUNDLE = "tj-p-01"
PATIENCE_S = 1200.0
OUT = Path("build/bench")


def main() -> dict[str, object]:
    """Return packages/s, the ratio to plain POSTs, and what was lost or came twice (0 and 0 is the limit)."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as made:
        folder = Path(made).resolve()
        with _platform(folder) as told:
            path = folder / "site.toml"
            path.write_text(bare_profile(told["url"], told["ca"]))
            profile = load(path)
            with agent(path, told["enrolmentCode"]):
                until(lambda: has_guides(profile), PATIENCE_S)
            sealed = _fill(profile)
            drained_s = _drain(path, profile)
            plain_s = _plain(profile, sealed)
            arrived = _arrived(folder / "platform")
    lost, twice = len(set(sealed) - set(arrived)), len(arrived) - len(set(arrived))
    return {
        "packages": PACKAGES,
        "sealed_bytes": sum(len(data) for data in sealed.values()),
        "drain_s": round(drained_s, 1),
        "packages_per_s": round(PACKAGES / drained_s, 1),
        "plain_post_s": round(plain_s, 1),
        "ratio_to_plain_posts": round(drained_s / plain_s, 1),
        "lost": lost,
        "twice": twice,
        "within_limit": lost == twice == 0 and len(arrived) == PACKAGES,
        "machine": machine(),
    }


@contextmanager
def _platform(folder: Path) -> Iterator[dict[str, Any]]:
    command = [program("kiosk-platform"), "serve", "--state", str(folder / "platform")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _fill(profile: SiteProfile) -> dict[UUID, bytes]:
    """Seal and queue every package; return the sealed bytes by package id."""
    identity = load_identity(profile.paths.state_dir)
    assert identity is not None
    with GuideStore(profile.paths.guide_store) as store:
        sealer = AgeSealer([(key.key_id, key.recipient) for key in store.sealing_keys()[:1]])
    person = next(one for one in content.people() if one["key"] == "li")
    card = compose_card(person["card"])
    bundle = next(one for one in compose(content.documents()).bundles if one.id == BUNDLE)
    sealed = {}
    with Outbox(profile.paths.outbox, 0) as outbox:
        for number in range(PACKAGES):
            now = datetime.now(UTC)
            proof = card_proof("00.00-20000101-0000000000-0000000000", card, now)
            made, page = _application(bundle, number, identity.terminal_id, proof, now)
            named = [one.member for material in made.materials for one in material.pages]
            plain = archive_of(made, [Member(name, len(page), partial(io.BytesIO, page)) for name in named])
            outbox.add(Sealing(made.package_id, BUNDLE, identity.terminal_id, now, plain, sealer))
            with outbox.open_sealed(made.package_id) as file:
                sealed[made.package_id] = file.read()
    return sealed


def _application(
    bundle: Bundle, number: int, terminal_id: str, proof: str, now: datetime
) -> tuple[SealedContent, bytes]:
    wanted = plan(bundle, FACTS, None)
    page = b"\xff\xd8\xff\xe0\x00\x10JFIF" + number.to_bytes(4) + os.urandom(PAGE_BYTES)
    digest = "sha-256:" + hashlib.sha256(page).hexdigest()
    materials, promised = [], []
    for index, material in enumerate(one.material for one in wanted.materials):
        if material.commitment is not None:
            promised.append(material.commitment)
            given = {"via": "COMMITMENT", "commitment_id": material.commitment.id}
        else:
            member = f"pages/{index:03}.jpg"
            one = SealedPage(name="页", media_type="image/jpeg", member=member, size=len(page), digest=digest)
            given = {"via": "SCAN", "pages": (one,)}
        materials.append(SealedMaterial.model_validate({"material_key": material.id, **given}))
    needed = {field.element.id for field in wanted.fields}
    answers = {name: value for name, value in ANSWERS.items() if name in needed}
    declarations = tuple(
        SignedDeclaration(
            declaration_id=one.id,
            revision=one.revision,
            kind="COMMITMENT" if one in promised else "TRUTH",
            signed_at=now,
            text_digest=text_digest(one.title.zh, one.text.zh, one.consequences.zh),
            signature=signature_data_url([[(1.0, 2.0), (3.0, 4.5)]], 120, 60),
        )
        for one in (*bundle.declarations, *promised)
    )
    made = SealedContent(
        package_id=uuid4(),
        terminal_id=terminal_id,
        captured_at=now,
        bundle_code=bundle.id,
        bundle_revision=bundle.revision,
        selected_items=wanted.ticked,
        facts=FACTS,
        answers={**answers, "child.name": f"李示例{number}"},
        materials=tuple(materials),
        declarations=declarations,
        card_proof=proof,
    )
    return made, page


def _drain(path: Path, profile: SiteProfile) -> float:
    """Return the seconds from the first package on its way to the last receipt."""
    with Outbox(profile.paths.outbox, 0) as outbox, agent(path):
        until(lambda: outbox.counts().sealed < PACKAGES, PATIENCE_S)
        begun = time.perf_counter()
        until(lambda: outbox.counts().waiting == 0, PATIENCE_S)
        return time.perf_counter() - begun


def _plain(profile: SiteProfile, sealed: dict[UUID, bytes]) -> float:
    identity = load_identity(profile.paths.state_dir)
    assert identity is not None
    log = make_logger("bench", sys.stderr)
    upstream = Upstream(profile.platform.base_url, profile.platform.ca_file, AgentStatus(), log)
    key = FileKeyStore(profile.paths.state_dir / KEY_FILE)
    upstream.use(RequestSigner(key, identity.terminal_id, lambda: datetime.now(UTC)))
    headers = {"Content-Type": "application/age"}
    begun = time.perf_counter()
    for data in sealed.values():
        answer = upstream.send("POST", f"{CONTRACT_BASE}/sealed-submissions", headers, data)
        if not 400 <= answer.status < 500 or answer.problem not in ("malformed", "unsupported-media-type"):
            raise AssertionError(f"{answer.status} {answer.problem}")
    taken = time.perf_counter() - begun
    upstream.close()
    return taken


def _arrived(state: Path) -> list[UUID]:
    """Return the package id of every submission that the platform holds."""
    catalogue = compose(content.documents())
    services = make_services(Settings(state_dir=state), catalogue, plan, sample_people(content.people()))
    try:
        with services.database.transaction() as session:
            found = [held(services, session, number) for number in submission_numbers(session)]
    finally:
        services.database.close()
    return [UUID(one["clientSubmissionId"]) for one in found if one is not None]


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, indent=2))
