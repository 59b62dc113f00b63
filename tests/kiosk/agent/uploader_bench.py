"""A line, the platform at its other end and an uploader, on a clock that passes only when told."""

import base64
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.agent.outbox_delivery import Delivery
from kiosk.agent.outbox_desk import OutboxDesk
from kiosk.agent.outbox_uploader import Uploader
from kiosk.platform.errors import NotJson, PlatformUnreachable, problem
from kiosk.platform.models import PROBLEM_PREFIX, Problem, SealedHeader, SealedReceipt
from kiosk.platform.transport import Reply
from kiosk.submission.outbox import Outbox
from kiosk.submission.seal import AgeSealer, Sealing
from kiosk.terminal.logs import make_logger

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
SEALER = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
KEY = Ed25519PrivateKey.generate()


def cut():
    raise PlatformUnreachable("connection_terminated")


def html():
    raise NotJson(200)


def refusal(kind, status=500, retry_after=None):
    def refuse():
        body = Problem(type=PROBLEM_PREFIX + kind, title=kind, status=status, retryable=status >= 500)
        raise problem(body, retry_after)

    return refuse


class Line:
    """A platform at the other end of a line: takes uploads in, gives one answer a package, signs receipts.

    `before` and `after` map a step to the faults of its next requests: raised instead of the effect, or after
    it has taken place (the answer is lost). None lets the request through.
    """

    def __init__(self):
        self.uploads = {}
        self.answers = {}
        self.taken = []
        self.sent = []
        self.before, self.after = {}, {}
        self.rejected, self.broken = set(), set()
        self.key, self.key_id = KEY, "p-1"
        self.during = lambda: None

    def send(self, method, path, headers, body):
        step = f"{method} {path.split('/')[3]}"
        self.sent.append((step, path.rpartition("/")[2], dict(headers), len(body or b"")))
        self.during()
        self._fail(self.before, step)
        reply = getattr(self, "_" + step.lower().replace(" ", "_").replace("-", "_"))(path, headers, body)
        self._fail(self.after, step)
        return reply

    def steps(self):
        return [step for step, *_ in self.sent]

    def _fail(self, faults, step):
        planned = faults.get(step)
        if planned and (fault := planned.pop(0)) is not None:
            fault()

    def _post_uploads(self, _path, headers, _body):
        upload_id = f"up-{len(self.uploads) + 1}"
        self.uploads[upload_id] = (int(headers["upload-length"]), bytearray())
        return Reply(201, {"location": f"/kiosk/v1/uploads/{upload_id}"}, b"")

    def _found(self, path):
        if path.rpartition("/")[2] not in self.uploads:
            refusal("not-found", 404)()
        return self.uploads[path.rpartition("/")[2]]

    def _head_uploads(self, path, _headers, _body):
        return Reply(200, {"upload-offset": str(len(self._found(path)[1]))}, b"")

    def _patch_uploads(self, path, headers, body):
        _, data = self._found(path)
        assert int(headers["upload-offset"]) == len(data)
        data += body
        return Reply(204, {"upload-offset": str(len(data))}, b"")

    def _post_sealed_submissions(self, _path, headers, body):
        told = json.loads(body)
        header = SealedHeader.model_validate(told["header"])
        assert headers["Idempotency-Key"] == str(header.package_id)
        if header.package_id in self.broken:
            refusal("internal", 500)()
        if str(header.package_id) not in self.answers:
            length, data = self._found("/" + told["uploadId"])
            assert len(data) == length
            if len(data) != header.size:
                refusal("checksum-mismatch", 460)()
            del self.uploads[told["uploadId"]]
            self.taken.append(header.package_id)
            self.answers[str(header.package_id)] = self._answer(header)
        return Reply(201, {}, json.dumps(self.answers[str(header.package_id)]).encode())

    def _get_sealed_submissions(self, path, _headers, _body):
        answer = self.answers.get(path.rpartition("/")[2])
        if answer is None:
            refusal("not-found", 404)()
        return Reply(200, {}, json.dumps(answer).encode())

    def _answer(self, header):
        no = header.package_id in self.rejected
        receipt = SealedReceipt(
            package_id=header.package_id,
            digest=header.digest,
            received_at=START,
            outcome="REJECTED" if no else "ACCEPTED",
            submission_no=None if no else f"N-{len(self.taken)}",
            problem="validation" if no else None,
            key_id=self.key_id,
        )
        signature = base64.b64encode(self.key.sign(receipt.signed_bytes())).decode()
        signed = receipt.model_copy(update={"signature": signature})
        return {"receipt": signed.to_wire(), **({} if no else {"submission": {"queryCode": "1234"}})}


class Bench:
    """An uploader with its outbox, and time that passes only when told."""

    def __init__(self, folder):
        self.passed = 0.0
        self.line = Line()
        self.outbox = Outbox(folder, 0)
        self.desk = OutboxDesk(lambda: self.passed)
        self.keys_wanted = []
        self.output = io.StringIO()
        delivery = Delivery(
            self.outbox, self.line.send, lambda: {"p-1": KEY.public_key()}, self.now, lambda: self.passed
        )
        self.uploader = Uploader(
            self.outbox,
            delivery,
            self.desk,
            lambda: True,
            self.now,
            make_logger("agent", self.output),
            keys_wanted=lambda: self.keys_wanted.append(1),
            monotonic=lambda: self.passed,
            spread=lambda: 0.0,
        )

    def now(self):
        return START + timedelta(seconds=self.passed)

    def add(self, size=100):
        sealing = Sealing(uuid4(), "b-1", "t-1", self.now(), io.BytesIO(bytes(size)), SEALER)
        return self.outbox.add(sealing).package_id

    def state(self, package_id):
        return self.outbox.get(package_id).state

    def pass_time(self, seconds):
        """Let the uploader run as often as it wants to within that time."""
        until = self.passed + seconds
        while True:
            pause = self.uploader.run()
            if self.passed + pause >= until:
                self.passed = until
                return
            self.passed += pause

    def until_done(self):
        """Let time pass as it is needed until nothing waits any more."""
        for _ in range(2000):
            pause = self.uploader.run()
            due = self.outbox.next_due()
            if due is None:
                return
            self.passed += max(pause, (due - self.now()).total_seconds())
        raise AssertionError("it never ends")

    def events(self, name):
        lines = [json.loads(line) for line in self.output.getvalue().splitlines()]
        return [line for line in lines if line["event"] == f"agent.outbox.{name}"]
