"""The archive and its seal: what another program finds inside, and how little memory that takes."""

import hashlib
import io
import json
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from kiosk.platform.models import CONTENT_MEMBER, SealedContent
from kiosk.submission.archive import Captured, Member, archive, archive_of, content_of
from kiosk.submission.outbox import Outbox
from kiosk.submission.package import GivenDeclaration, GivenMaterial, Package, Page
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CAPTURED = Captured(UUID(int=5), "terminal-1", NOW, card_proof="proof")
DIGEST = "sha-256:" + "0" * 64
PQ_KEY = Path(__file__).with_name("age_tagpq_recipient.txt")


def made(*pages: Page) -> Package:
    return Package(
        bundle_id="b-1",
        bundle_revision=2,
        selected_items=("i-1", "i-2"),
        facts={"where": "home"},
        answers={"applicant.name": "李示例", "children": [{"name": "李小满"}]},
        materials=(
            GivenMaterial("m-1", "SCAN", pages=pages or (Page("首页", "image/jpeg", b"12345"),)),
            GivenMaterial("m-2", "SHARED_DATA"),
            GivenMaterial("m-3", "SCAN", pages=(Page("正文", "application/pdf", b"%PDF-1.7"),)),
        ),
        declarations=(
            GivenDeclaration("truth", 1, "TRUTH", "sha-256:" + "0" * 64, NOW, "data:image/svg+xml;,"),
        ),
        consents=("c-1",),
        plan_id="plan-1",
        principal_id="self",
    )


def unpacked(plain: bytes) -> tuple[SealedContent, dict[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r|") as tar:
        members = {one.name: tar.extractfile(one).read() for one in tar}
    assert next(iter(members)) == CONTENT_MEMBER
    return SealedContent.model_validate_json(members.pop(CONTENT_MEMBER)), members


def test_the_archive_holds_the_whole_package_and_any_tar_reads_it():
    package = made()
    content, members = unpacked(archive(package, CAPTURED).read())
    assert content == content_of(package, CAPTURED)
    assert content.package_id == UUID(int=5)
    assert (content.bundle_code, content.bundle_revision) == ("b-1", 2)
    assert content.answers == package.answers
    assert content.declarations[0].signature == package.declarations[0].signature
    assert members == {"pages/001.jpg": b"12345", "pages/002.pdf": b"%PDF-1.7"}
    for material in content.materials:
        for page in material.pages:
            assert page.size == len(members[page.member])
            assert page.digest.removeprefix("sha-256:") == Page("", "", members[page.member]).digest


def picture(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 283), (colour, 200, 190)).save(out, "JPEG")
    return out.getvalue()


def test_each_page_brings_its_original_and_the_material_one_document():
    sheets = tuple(
        Page(
            "首页",
            "image/jpeg",
            picture(colour),
            original=b"\xff\xd8 original %d" % colour,
            dpi=200.0,
            quality={"blur": 2.5},
            review={"verdict": "fits"},
        )
        for colour in (10, 90)
    )
    content, members = unpacked(archive(made(*sheets), CAPTURED).read())
    first, _, other = content.materials
    assert [file.member for file in first.files] == [
        "pages/001.jpg", "originals/001.jpg", "pages/002.jpg", "originals/002.jpg", "documents/001.pdf",
    ]  # fmt: skip
    assert first.pages[0].quality == {"blur": 2.5}
    assert first.pages[0].review == {"verdict": "fits"}
    assert members["originals/002.jpg"] == b"\xff\xd8 original 90"
    assert members["documents/001.pdf"].startswith(b"%PDF-")
    assert all(sheet.data in members["documents/001.pdf"] for sheet in sheets), "untouched"
    assert other.document is None
    for file in first.files:
        assert file.digest == "sha-256:" + hashlib.sha256(members[file.member]).hexdigest()


def test_a_damaged_page_leaves_its_material_without_a_document_and_is_sealed_all_the_same():
    torn = Page("首页", "image/jpeg", picture(10)[:-40], dpi=200.0)
    content, members = unpacked(archive(made(torn), CAPTURED).read())
    assert content.materials[0].document is None
    assert members["pages/001.jpg"] == torn.data


def test_who_the_citizen_is_is_said_once():
    for wrong in (
        Captured(UUID(int=5), "terminal-1", NOW),
        Captured(UUID(int=5), "terminal-1", NOW, card_proof="proof", session_id="s-1"),
    ):
        with pytest.raises(ValidationError):
            content_of(made(), wrong)


def test_neither_content_nor_error_shows_what_was_entered():
    assert "李" not in repr(content_of(made(), CAPTURED))
    assert "示例" not in repr(CAPTURED)
    broken = json.loads(content_of(made(), CAPTURED).model_dump_json()) | {"answers": "李示例"}
    with pytest.raises(ValidationError) as refused:
        SealedContent.model_validate(broken)
    assert "李示例" not in str(refused.value)


@given(st.lists(st.binary(max_size=2000), max_size=4), st.integers(1, 3000))
def test_the_stream_is_the_same_however_it_is_read(pages, step):
    package = made(
        *(Page(str(n), "image/png", data) for n, data in enumerate(pages)), Page("x", "odd/type", b"")
    )
    whole = archive(package, CAPTURED).read()
    pieces, reader = [], archive(package, CAPTURED)
    while piece := reader.read(step):
        pieces.append(piece)
    assert b"".join(pieces) == whole
    assert io.BufferedReader(archive(package, CAPTURED), step).read() == whole
    _, members = unpacked(whole)
    assert list(members.values())[: len(pages)] == pages


@pytest.mark.parametrize("size", [4, 6])
def test_a_page_that_is_not_as_long_as_it_says_is_refused(size):
    page = Member("pages/001.jpg", size, lambda: io.BytesIO(b"12345"))
    with pytest.raises(ValueError, match=r"pages/001\.jpg"):
        archive_of(content_of(made(), CAPTURED), [page]).read()


def sealed_by(sealer, plain: bytes) -> bytes:
    into = io.BytesIO()
    sealer.seal(io.BytesIO(plain), into)
    return into.getvalue()


def test_each_of_several_keys_opens_it_alone():
    keys = [pyrage.x25519.Identity.generate() for _ in range(3)]
    sealer = AgeSealer([(f"key-{n}", str(key.to_public())) for n, key in enumerate(keys)])
    assert sealer.key_ids == ("key-0", "key-1", "key-2")
    sealed = sealed_by(sealer, b"plain" * 50_000)
    for key in keys:
        assert pyrage.decrypt(sealed, [key]) == b"plain" * 50_000
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])


def test_debians_age_opens_it(tmp_path):
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    told = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    plain = archive(made(), CAPTURED).read()
    sealed = sealed_by(AgeSealer([("key-1", told.stdout.strip())]), plain)
    opened = subprocess.run(["age", "-d", "-i", key], input=sealed, check=True, capture_output=True).stdout
    assert opened == plain


def test_the_post_quantum_recipient_is_taken_and_stands_alone():
    recipient = PQ_KEY.read_text().strip()
    sealed = sealed_by(AgeSealer([("pq-1", recipient)]), b"plain")
    assert b"-> mlkem768p256tag " in sealed
    assert b"plain" not in sealed
    with pytest.raises(ValueError, match="mix"):
        AgeSealer([("pq-1", recipient), ("key-1", str(pyrage.x25519.Identity.generate().to_public()))])


def test_what_is_no_recipient_is_refused():
    good = str(pyrage.x25519.Identity.generate().to_public())
    for wrong in ([], [("k", "age1nonsense")], [("k", "ssh-ed25519 AAAA")], [("k", good), ("k2", good)]):
        with pytest.raises(ValueError, match="recipient"):
            AgeSealer(wrong)


class Failing(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        raise ValueError("李示例")

    def write(self, data):
        raise OSError(28, "No space left on device")


def test_what_either_end_raises_comes_through():
    sealer = AgeSealer([("k", str(pyrage.x25519.Identity.generate().to_public()))])
    with pytest.raises(OSError, match="No space"):
        sealer.seal(io.BytesIO(b"x" * 200_000), Failing())
    with pytest.raises(ValueError, match="李示例"):
        sealer.seal(Failing(), io.BytesIO())


class OtherSealer:
    """As a national one would be: another scheme, chunk by chunk, behind the same interface."""

    scheme = "example/1"
    key_ids = ("example-key",)

    def __init__(self, key):
        self._key = AESGCM(key)

    def seal(self, plain, sealed):
        for number in range(1 << 30):
            chunk = plain.read(1000)
            sealed.write(self._key.encrypt(number.to_bytes(12, "big"), chunk, None))
            if not chunk:
                return


def test_another_scheme_takes_its_place(tmp_path):
    sealing = Sealing(
        UUID(int=5), "b-1", "terminal-1", NOW, archive(made(), CAPTURED), OtherSealer(bytes(16))
    )
    with Outbox(tmp_path, 0) as outbox:
        header = outbox.add(sealing)
        assert (header.scheme, header.key_ids) == ("example/1", ("example-key",))
        assert outbox.verify() == ()
