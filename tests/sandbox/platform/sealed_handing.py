"""A terminal that seals what it was given and hands it in."""

import base64
import hashlib
import io
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from platform_sample import JPEG

from kiosk.platform.models import (
    AGE_SCHEME,
    SealedContent,
    SealedFile,
    SealedHeader,
    SealedMaterial,
    SealedPage,
    SealedReceipt,
    SignedDeclaration,
)
from kiosk.submission.archive import Member, archive_of
from kiosk.submission.seal import AgeSealer

TUS = {"Tus-Resumable": "1.0.0"}


class Handing:
    """A terminal that seals and hands in."""

    def __init__(self, platform, terminal):
        self.platform = platform
        self.terminal = terminal

    def content(self, **changes):
        draft = self.platform.draft_body()
        declarations = [self.platform.declaration(name) for name in ("truth", "residence-commitment")]
        identity = {} if "session_id" in changes else {"card_proof": self.platform.card_proof()}
        return SealedContent(
            **{
                "package_id": uuid4(),
                "terminal_id": self.terminal.terminal_id,
                "captured_at": self.platform.clock(),
                "bundle_code": draft["bundleCode"],
                "bundle_revision": draft["bundleRevision"],
                "selected_items": tuple(draft["selectedItems"]),
                "facts": draft["facts"],
                "answers": draft["answers"],
                "materials": (
                    SealedMaterial(
                        material_key="birth-record", via="SCAN", pages=(page(1), page(2, JPEG + b"2"))
                    ),
                    SealedMaterial(
                        material_key="residence", via="COMMITMENT", commitment_id="residence-commitment"
                    ),
                ),
                "declarations": tuple(SignedDeclaration.model_validate(one) for one in declarations),
                **identity,
                **changes,
            }
        )

    def seal(self, content, pages=(JPEG, JPEG + b"2"), plain=None):
        named = [file for material in content.materials for file in material.files]
        members = [
            Member(sealed.member, len(data), lambda data=data: io.BytesIO(data))
            for sealed, data in zip(named, pages, strict=False)
        ]
        return self.sealed(content.package_id, plain or archive_of(content, members), content.bundle_code)

    def sealed(self, package_id, plain, bundle="newborn", **changes):
        keys = self.platform.services.keys.sealing.published(self.platform.clock())
        target = io.BytesIO()
        AgeSealer([(keys[0].key_id, keys[0].recipient)]).seal(plain, target)
        data = target.getvalue()
        header = {
            "package_id": package_id,
            "bundle_code": bundle,
            "terminal_id": self.terminal.terminal_id,
            "sealed_at": self.platform.clock(),
            "scheme": AGE_SCHEME,
            "key_ids": (keys[0].key_id,),
            "size": len(data),
            "digest": "sha-256:" + hashlib.sha256(data).hexdigest(),
            **changes,
        }
        return SealedHeader(**header), data

    def upload(self, data, media_type=b"application/age"):
        metadata = "filetype " + base64.b64encode(media_type).decode()
        begun = self.terminal.send(
            "POST", "/uploads", headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": metadata}
        )
        if begun.status_code != 201:
            return begun
        sent = self.terminal.send(
            "PATCH",
            begun.headers["Location"],
            data=data,
            headers={**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        )
        assert sent.status_code == 204, sent.text
        return begun.headers["Location"].rpartition("/")[2]

    def post(self, header, upload_id):
        body = {"header": header.to_wire(), "uploadId": upload_id}
        return self.terminal.post("/sealed-submissions", body, key=str(header.package_id))

    def hand_in(self, content, **rest):
        header, data = self.seal(content, **rest)
        return header, self.post(header, self.upload(data))

    def receipt(self, answer, header):
        """Return the receipt after checking whose word it is."""
        receipt = SealedReceipt.model_validate(answer.json()["receipt"])
        key = Ed25519PublicKey.from_public_bytes(self.platform.services.keys.receipts.public)
        key.verify(base64.b64decode(receipt.signature), receipt.signed_bytes())
        assert (receipt.package_id, receipt.digest) == (header.package_id, header.digest)
        assert receipt.key_id == self.platform.services.keys.receipts.key_id
        return receipt

    def submissions(self):
        self.platform.log_in(self.terminal)
        items = self.terminal.get("/submissions").json()["items"]
        self.terminal.token = None
        return items


def page(number, data=JPEG, media_type="image/jpeg"):
    return SealedPage(
        name="首页",
        media_type=media_type,
        member=f"pages/{number:03}.jpg",
        size=len(data),
        digest="sha-256:" + hashlib.sha256(data).hexdigest(),
    )


def number_of_files(platform):
    folder = platform.services.settings.upload_dir
    return len(list(folder.iterdir())) if folder.exists() else 0


def with_originals(handing, data=(JPEG, JPEG + b"original", b"%PDF-1.4 whole")):
    """A page with its photograph, its figures, its pre-review, and the material's document."""
    straight, original, document = data
    whole = SealedFile(**page(2, original).model_dump(include={"media_type", "member", "size", "digest"}))
    pdf = page(3, document, "application/pdf")
    sheet = page(1, straight).model_copy(
        update={
            "original": whole,
            "quality": {"blur": 2.41, "glare": 0.0},
            "review": {"verdict": "wrong-paper", "overruled": True, "corners_moved": True},
        }
    )
    materials = (
        SealedMaterial(
            material_key="birth-record",
            via="SCAN",
            pages=(sheet,),
            document=SealedFile(**pdf.model_dump(include={"media_type", "member", "size", "digest"})),
        ),
        SealedMaterial(material_key="residence", via="COMMITMENT", commitment_id="residence-commitment"),
    )
    return handing.content(materials=materials), data
