"""A platform that really listens, on SQLite and on PostgreSQL, with a small catalogue of its own."""

import base64
import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import requests
import structlog
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from sqlalchemy import event, text

from devices.id_card.simulator.compose import compose as compose_card
from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from kiosk.platform.models import text_digest
from sandbox.platform.app import create_app, make_services
from sandbox.platform.backoffice.web import BackOffice
from sandbox.platform.clock import rfc3339
from sandbox.platform.database import Base
from sandbox.platform.enrolling import new_code
from sandbox.platform.people import card_of
from sandbox.platform.services import Services
from sandbox.platform.settings import API_BASE, Settings
from sandbox.platform.shared_data import (
    HeldCertificate,
    HeldEntity,
    SamplePeople,
    SharedPerson,
    SharedValue,
)
from sandbox.ports import free_ports

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
NUMBER = "000000199203050018"
OTHER_NUMBER = "000000199307160027"
CERTIFICATE = "1.2.156.3005.2.11000000000000019Q002.11000000000000027K.2026000002.001.5"
USCC = "91120116MA0000015H"
PASSWORD = "示例口令-clerk"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40

DOCUMENTS: dict[str, Any] = {
    "catalogue": {"version": 1, "area": {"code": "120000", "name": "天津市"}},
    "life_stages": [{"id": "birth", "name": "出生", "audience": "person"}],
    "elements": {
        "child.name": {
            "id": "child.name",
            "label": "孩子姓名",
            "question": "孩子叫什么名字？",
            "kind": "person_name",
            "schema": {"type": "string", "minLength": 2, "maxLength": 30},
        },
        "child.birth_date": {
            "id": "child.birth_date",
            "label": "出生日期",
            "question": "孩子是哪天出生的？",
            "kind": "date",
            "schema": {"type": "string", "format": "date"},
            "from_shared": "出生医学信息",
        },
        "parent.number": {
            "id": "parent.number",
            "label": "家长证件号码",
            "question": "您的身份证号是多少？",
            "kind": "id_number",
            "schema": {"type": "string", "pattern": r"^\d{17}[\dX]$"},
            "from_card": "number",
        },
        "household.address": {
            "id": "household.address",
            "label": "落户地址",
            "question": "户口落在哪里？",
            "kind": "address",
            "schema": {"type": "string", "minLength": 4},
            "from_shared": "户籍信息",
        },
    },
    "materials": {
        "birth-record": {
            "id": "birth-record",
            "name": "出生医学证明",
            "requirement": "原件",
            "sources": ["SHARED_DATA", "SCAN"],
            "shared_resource": "出生医学信息",
        },
        "marriage": {
            "id": "marriage",
            "name": "结婚证",
            "requirement": "原件",
            "sources": ["E_CERTIFICATE", "SCAN"],
            "certificate_type": "结婚证",
        },
        "photo": {"id": "photo", "name": "孩子照片", "requirement": "近照", "sources": ["SCAN"]},
        "residence": {
            "id": "residence",
            "name": "居住证明",
            "requirement": "居住地的证明",
            "sources": ["SCAN", "COMMITMENT"],
            "commitment": {
                "id": "residence-commitment",
                "revision": 2,
                "title": "居住情况告知承诺书",
                "text": "我承诺住在所填地址。",
                "consequences": "不实的，撤销办理结果。",
            },
        },
        "household-page": {
            "id": "household-page",
            "name": "户口簿",
            "requirement": "孩子页",
            "sources": ["OTHER_ITEM_RESULT", "SCAN"],
            "produced_by": "household-page",
        },
    },
    "declarations": {
        "truth": {
            "id": "truth",
            "title": "真实性声明",
            "text": "所填内容属实。",
            "consequences": "不实担责。",
        }
    },
    "defaults": {
        "region": {"code": "120000", "name": "天津市"},
        "list_name": "示例清单",
        "version": "2026.11",
        "updated_on": date(2026, 11, 1),
        "sample": True,
        "audience": "person",
        "life_stage": "birth",
        "lead": ["示例局"],
    },
    "bundles": [
        {
            "id": "newborn",
            "code": "YJS-120000-001",
            "revision": 3,
            "name": "新生儿出生",
            "guide": {"summary": "一次办好"},
            "declarations": ["truth"],
            "situations": [
                {
                    "id": "married",
                    "question": "父母结婚了吗？",
                    "why": "决定要不要结婚证",
                    "options": [
                        {"value": "yes", "label": "结婚了"},
                        {"value": "no", "label": "没有结婚"},
                    ],
                }
            ],
            "items": [
                {
                    "id": "household",
                    "name": "户口登记",
                    "departments": ["示例公安局"],
                    "task_code": "11120000000000000T3001001001001",
                    "promised_limit": {"value": 0},
                    "data": [
                        {"element": "child.name"},
                        {"element": "child.birth_date"},
                        {"element": "parent.number"},
                        {"element": "household.address"},
                    ],
                    "materials": [
                        {"material": "birth-record"},
                        {
                            "material": "marriage",
                            "when": {"scope": "#/properties/married", "schema": {"const": "yes"}},
                        },
                    ],
                    "results": [{"id": "household-page", "name": "户口簿孩子页"}],
                },
                {
                    "id": "insurance",
                    "name": "医保参保",
                    "departments": ["示例医保局"],
                    "promised_limit": {"value": 5},
                    "data": [{"element": "child.name"}],
                    "materials": [{"material": "household-page"}, {"material": "residence"}],
                    "uses": ["household-page"],
                    "results": [{"id": "insured", "name": "参保凭证"}],
                },
                {
                    "id": "card",
                    "name": "社会保障卡",
                    "departments": ["示例人社局"],
                    "promised_limit": {"value": 10, "unit": "MINUTE"},
                    "materials": [{"material": "photo", "need": "LATER"}],
                    "after": ["insurance"],
                    "results": [{"id": "card", "name": "社会保障卡", "carrier": "paper"}],
                    "ticked": False,
                },
                {
                    "id": "passport",
                    "name": "护照",
                    "departments": ["示例出入境"],
                    "promised_limit": {"value": 7},
                    "on_terminal": False,
                    "not_on_terminal_why": "要当面按指纹",
                    "ticked": False,
                },
                *(
                    {
                        "id": name,
                        "name": title,
                        "departments": ["示例卫健委"],
                        "promised_limit": {"value": 3},
                        "together": {"group": "health", "reason": "依法并行", "legal_basis": "示例条例"},
                        "ticked": False,
                    }
                    for name, title in (("vaccine", "预防接种证"), ("health-book", "儿童保健手册"))
                ),
            ],
        },
        {"id": "guide-only", "code": "YJS-120000-002", "name": "只看指南", "guide": {"summary": "只看"}},
    ],
}


class ManualClock:
    """Time moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class _Key(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self.key


def csr_of(key: Any, algorithm: Any = None) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "terminal")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, algorithm)
    return request.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class SignedTerminal:
    """A terminal's side of the wire: signs as the contract says."""

    base: str
    clock: ManualClock
    http: requests.Session
    terminal_id: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str | None = None

    def prepare(
        self,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        nonce: str | None = None,
        created: datetime | None = None,
        sign: bool = True,
    ) -> requests.PreparedRequest:
        sent = dict(headers or {})
        if json_body is not None:
            data = json.dumps(json_body, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if key:
            sent["Idempotency-Key"] = key
        path = path if path.startswith(("/kiosk", "/sandbox", "/back")) else API_BASE + path
        request = requests.Request(method, self.base + path, headers=sent, data=data).prepare()
        if sign:
            self.sign(request, nonce=nonce, created=created)
        return request

    def sign(
        self, request: requests.PreparedRequest, nonce: str | None = None, created: datetime | None = None
    ) -> None:
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Key(self.key))
        body = request.body.encode() if isinstance(request.body, str) else request.body
        signer.sign(
            request,
            key_id=self.terminal_id,
            created=created or self.clock(),
            nonce=nonce or uuid4().hex,
            label="sig1",
            tag="yiciban-terminal",
            covered_component_ids=("@method", "@path", "@query"),
            body=body or None,
        )

    def send(self, method: str, path: str, **rest: Any) -> requests.Response:
        return self.http.send(self.prepare(method, path, **rest), timeout=30)

    def get(self, path: str, **rest: Any) -> requests.Response:
        return self.send("GET", path, **rest)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **rest: Any) -> requests.Response:
        return self.send("POST", path, json_body=body, key=key, **rest)

    def create(self, path: str, body: Any, **rest: Any) -> requests.Response:
        return self.post(path, body, key=str(uuid4()), **rest)


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


def problem_type(answer: requests.Response) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"] and body["detail"] and body["traceId"]
    name: str = body["type"].removeprefix("urn:yiciban:problem:")
    return name


@pytest.fixture
def problem() -> Callable[[requests.Response], str]:
    return problem_type


@pytest.fixture(scope="session")
def people() -> SamplePeople:
    return SamplePeople(
        (
            SharedPerson(
                number=NUMBER,
                values={
                    "child.birth_date": SharedValue("2026-11-08", "出生医学信息", START),
                    "birth-record": SharedValue(True, "出生医学信息", START),
                },
                certificates=(
                    HeldCertificate(CERTIFICATE, "结婚证", "示例区民政局"),
                    HeldCertificate(CERTIFICATE[:-1] + "X", "结婚证", "示例区民政局", state="REVOKED"),
                ),
                entities=(HeldEntity(USCC, "示例餐饮服务有限公司", "LEGAL_REPRESENTATIVE"),),
                failing=frozenset({"household.address"}),
                card=card_of(
                    {
                        "name": "李示例",
                        "sex": "男",
                        "ethnicity": "汉",
                        "birth_date": "19920305",
                        "address": "示例市示例区示例路1号",
                        "number": NUMBER,
                    }
                ),
            ),
        )
    )


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of Debian's package, alone for these tests."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    user = "postgres" if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="yiciban-pg-"))
    if user:
        entry = pwd.getpwnam(user)
        os.chown(directory, entry.pw_uid, entry.pw_gid)
    (port,) = free_ports()
    data = directory / "data"
    run: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "yiciban",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        capture_output=True,
        cwd="/",
        **run,
    )
    server = subprocess.Popen(
        [
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={directory}",
            "-c",
            "fsync=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **run,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(f"postgresql://yiciban@127.0.0.1:{port}/postgres").close()
                break
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                assert server.poll() is None, "PostgreSQL ended"
                time.sleep(0.05)
        yield f"postgresql://yiciban@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(2)
        server.wait(100)
        shutil.rmtree(directory, ignore_errors=True)


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


@pytest.fixture(scope="session")
def sqlite_platform(tmp_path_factory: pytest.TempPathFactory, people: SamplePeople) -> Iterator[Platform]:
    yield from serve(tmp_path_factory.mktemp("platform"), None, people)


@pytest.fixture(scope="session")
def postgres_platform(
    tmp_path_factory: pytest.TempPathFactory, people: SamplePeople, postgres_url: str
) -> Iterator[Platform]:
    yield from serve(tmp_path_factory.mktemp("platform-pg"), postgres_url, people)


def wipe(platform: Platform) -> None:
    platform.clock.now = START
    platform.http.delete(f"{platform.url}/sandbox/faults", timeout=30)
    with platform.services.database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(text(f"DELETE FROM {table.name}"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def platform(request: pytest.FixtureRequest) -> Platform:
    """On both databases."""
    found: Platform = request.getfixturevalue(f"{request.param}_platform")
    wipe(found)
    return found


@pytest.fixture
def one_platform(sqlite_platform: Platform) -> Platform:
    """On SQLite alone, for what does not touch the database's ways."""
    wipe(sqlite_platform)
    return sqlite_platform


@pytest.fixture
def terminal(platform: Platform) -> SignedTerminal:
    return platform.terminal()


@pytest.fixture
def citizen(platform: Platform) -> SignedTerminal:
    return platform.citizen()


def digest_of(data: bytes) -> str:
    return "sha-256:" + hashlib.sha256(data).hexdigest()


@dataclass
class Parts:
    """What a test needs to start a platform of its own."""

    documents: dict[str, Any]
    clock: ManualClock
    number: str

    @contextmanager
    def listening(self, app: Any, services: Services) -> Iterator[Platform]:
        with Running(app) as running, requests.Session() as http:
            yield Platform(running.url, services, self.clock, http)


@pytest.fixture
def platform_parts() -> Parts:
    return Parts(DOCUMENTS, ManualClock(), NUMBER)
