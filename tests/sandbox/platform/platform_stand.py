"""A platform that really listens, and what a terminal does there on its way to a submission."""

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
import structlog
import uvicorn
from platform_sample import DOCUMENTS, JPEG, NUMBER, PASSWORD
from signed_terminal import ManualClock, SignedTerminal, csr_of
from sqlalchemy import event

from devices.id_card.simulator.compose import compose as compose_card
from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from kiosk.platform.models import text_digest
from sandbox.platform.app import create_app, make_services
from sandbox.platform.backoffice.web import BackOffice
from sandbox.platform.clock import rfc3339
from sandbox.platform.enrolling import new_code
from sandbox.platform.services import Services
from sandbox.platform.settings import Settings
from sandbox.platform.shared_data import SamplePeople


@dataclass
class Platform:
    """A listening platform and the other side's helpers."""

    url: str
    services: Services
    clock: ManualClock
    http: requests.Session

    def terminal(self) -> SignedTerminal:
        terminal = SignedTerminal(self.url, self.clock, self.http)
        body = {
            "code": new_code(self.services),
            "csr": csr_of(terminal.key),
            "hardware": {"serial": "SN-0001"},
            "software": {"version": "0.1.0"},
        }
        answer = terminal.send("POST", "/terminals/enrolments", json_body=body, sign=False)
        assert answer.status_code == 201, answer.text
        terminal.terminal_id = answer.json()["terminalId"]
        return terminal

    def card_proof(self, number: str = NUMBER, name: str = "李示例", **changes: Any) -> str:
        block = compose_card(
            {
                "type": "resident",
                "name": name,
                "sex": "男",
                "ethnicity": "汉",
                "birth_date": number[6:14],
                "address": "示例市示例区示例路1号",
                "number": number,
                "authority": "示例市公安局",
                "valid_from": "20200101",
                "valid_until": "20400101",
                **changes,
            }
        )
        proof = {
            "samId": "05.03-20260101-0000000001",
            "text": base64.b64encode(block).decode(),
            "readAt": rfc3339(self.clock()),
        }
        return base64.urlsafe_b64encode(json.dumps(proof).encode()).rstrip(b"=").decode()

    def log_in(self, terminal: SignedTerminal, **card: Any) -> dict[str, Any]:
        terminal.token = None
        answer = terminal.post(
            "/citizen-sessions", {"method": "ID_CARD", "cardProof": self.card_proof(**card)}
        )
        assert answer.status_code == 201, answer.text
        terminal.token = answer.json()["accessToken"]
        session: dict[str, Any] = answer.json()
        return session

    def citizen(self, **card: Any) -> SignedTerminal:
        terminal = self.terminal()
        self.log_in(terminal, **card)
        return terminal

    def consent(self, terminal: SignedTerminal, **changes: Any) -> str:
        body = {
            "purpose": "newborn",
            "agreementId": "shared-data",
            "agreementRevision": 1,
            "decision": "GRANTED",
            "at": rfc3339(self.clock()),
            **changes,
        }
        answer = terminal.create("/consents", body)
        assert answer.status_code == 201, answer.text
        consent_id: str = answer.json()["consentId"]
        return consent_id

    def upload(self, terminal: SignedTerminal, data: bytes = JPEG) -> str:
        metadata = "filename cA==,filetype " + base64.b64encode(b"image/jpeg").decode()
        tus = {"Tus-Resumable": "1.0.0"}
        begun = terminal.send(
            "POST", "/uploads", headers={**tus, "Upload-Length": str(len(data)), "Upload-Metadata": metadata}
        )
        assert begun.status_code == 201, begun.text
        sent = terminal.send(
            "PATCH",
            begun.headers["Location"],
            data=data,
            headers={**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        )
        assert sent.status_code == 204, sent.text
        return begun.headers["Location"].rpartition("/")[2]

    def draft_body(self, **changes: Any) -> dict[str, Any]:
        return {
            "bundleCode": "newborn",
            "bundleRevision": 3,
            "facts": {"married": "no"},
            "selectedItems": ["household", "insurance"],
            "answers": {
                "child.name": "李小示例",
                "child.birth_date": "2026-11-08",
                "parent.number": NUMBER,
                "household.address": "示例市示例区示例路1号",
            },
            "materials": [
                {"materialKey": "birth-record", "via": "SHARED_DATA"},
                {"materialKey": "residence", "via": "COMMITMENT", "commitmentId": "residence-commitment"},
            ],
            **changes,
        }

    def declaration(self, name: str) -> dict[str, Any]:
        bundle = self.services.publication.bundle("newborn")
        assert bundle is not None
        commitment = bundle.materials["residence"].commitment if "residence" in bundle.materials else None
        if name == "truth":
            kind, text_ = "TRUTH", bundle.declarations[0]
        elif name == "later-materials":
            digest = text_digest("容缺后补承诺", "", "")
            kind, text_ = "LATER_MATERIALS", None
            return self._signed(name, 1, kind, digest)
        else:
            assert commitment is not None
            kind, text_ = "COMMITMENT", commitment
        digest = text_digest(text_.title.zh, text_.text.zh, text_.consequences.zh)
        return self._signed(name, text_.revision, kind, digest)

    def _signed(self, name: str, revision: int, kind: str, digest: str) -> dict[str, Any]:
        return {
            "declarationId": name,
            "revision": revision,
            "kind": kind,
            "signedAt": rfc3339(self.clock()),
            "textDigest": digest,
        }

    def draft(self, terminal: SignedTerminal, **changes: Any) -> tuple[str, str]:
        answer = terminal.create("/drafts", self.draft_body(**changes))
        assert answer.status_code == 201, answer.text
        return answer.json()["draftId"], answer.headers["ETag"]

    def submission_body(
        self, draft: tuple[str, str], client_id: str, declared: tuple[str, ...], **changes: Any
    ) -> dict[str, Any]:
        return {
            "draftId": draft[0],
            "draftEtag": draft[1],
            "clientSubmissionId": client_id,
            "selectedItems": ["household", "insurance"],
            "declarations": [self.declaration(name) for name in declared],
            **changes,
        }

    def submit(
        self,
        terminal: SignedTerminal,
        declared: tuple[str, ...] = ("truth", "residence-commitment"),
        draft: dict[str, Any] | None = None,
        **changes: Any,
    ) -> requests.Response:
        client_id = str(uuid4())
        version = self.draft(terminal, **(draft or {}))
        body = self.submission_body(version, client_id, declared, **changes)
        return terminal.post("/submissions", body, key=client_id)


def quiet_log() -> Any:
    return structlog.wrap_logger(structlog.ReturnLogger())


class Running:
    """uvicorn in a thread, on a port that the system chose."""

    def __init__(self, app: Any) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: self._server.run(sockets=[self._socket]))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "Running":
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._socket.close()


def serve(state_dir: Path, url: str | None, people: SamplePeople) -> Iterator[Platform]:
    clock = ManualClock()
    settings = Settings(state_dir=state_dir, database_url=url, faults=True, prefill_seconds=0)
    services = make_services(
        settings, compose([("test.yaml", DOCUMENTS)]), plan, people, clock=clock, log=quiet_log()
    )
    if url is None:
        without_fsync(services)
    app = create_app(services, BackOffice(services, PASSWORD))
    with Running(app) as running, requests.Session() as http:
        yield Platform(running.url, services, clock, http)


def without_fsync(services: Services) -> None:
    """Here no power fails; PostgreSQL runs without fsync too."""
    engine = services.database.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
