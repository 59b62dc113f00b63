"""Pages by tus: resumable, checked, one citizen's own; a kept client library and this server agree."""

import base64
import hashlib
import io
from types import SimpleNamespace

import pytest
from tusclient.client import TusClient
from tusclient.uploader import Uploader

TUS = {"Tus-Resumable": "1.0.0"}
DATA = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
SIZE = len(DATA)


def metadata(media_type="image/jpeg"):
    return "filename cA==,filetype " + base64.b64encode(media_type.encode()).decode()


def begin(citizen, length=SIZE, media_type="image/jpeg", **headers):
    sent = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata(media_type), **headers}
    return citizen.send("POST", "/uploads", headers=sent)


def send(citizen, place, data, offset, **headers):
    sent = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
    return citizen.send("PATCH", place, data=data, headers=sent)


def offset(citizen, place):
    answer = citizen.send("HEAD", place, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def checksum(data, name="sha256"):
    return f"{name} " + base64.b64encode(hashlib.new(name, data).digest()).decode()


def test_an_upload_goes_on_where_it_stopped(platform, citizen):
    place = begin(citizen).headers["Location"]
    assert send(citizen, place, DATA[:500], 0).headers["Upload-Offset"] == "500"
    assert offset(citizen, place) == 500
    last = send(citizen, place, DATA[500:], 500)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(DATA)))
    stored = platform.services.settings.upload_dir / place.rpartition("/")[2]
    assert stored.read_bytes() == DATA
    assert stored.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["sha256", "sha1"])
def test_a_chunk_with_a_wrong_checksum_leaves_nothing_behind(platform, citizen, problem, name):
    place = begin(citizen).headers["Location"]
    wrong = send(citizen, place, DATA[:500], 0, **{"Upload-Checksum": checksum(b"other", name)})
    assert (problem(wrong), wrong.status_code) == ("checksum-mismatch", 460)
    assert offset(citizen, place) == 0
    right = send(citizen, place, DATA[:500], 0, **{"Upload-Checksum": checksum(DATA[:500], name)})
    assert right.status_code == 204


@pytest.mark.parametrize("value", ["md5 AAAA", "sha256", "sha256 ???"])
def test_a_checksum_that_cannot_be_read_is_refused(one_platform, problem, value):
    citizen = one_platform.citizen()
    place = begin(citizen).headers["Location"]
    answer = send(citizen, place, DATA[:10], 0, **{"Upload-Checksum": value})
    assert (problem(answer), offset(citizen, place)) == ("malformed", 0)


def test_a_chunk_at_another_place_is_refused_with_the_right_one(one_platform, problem):
    citizen = one_platform.citizen()
    place = begin(citizen).headers["Location"]
    send(citizen, place, DATA[:500], 0)
    answer = send(citizen, place, DATA[:500], 0)
    assert (problem(answer), answer.status_code, answer.headers["Upload-Offset"]) == (
        "upload-offset-mismatch",
        409,
        "500",
    )


def test_what_is_too_large_is_refused_when_announced_and_when_sent(one_platform, problem):
    citizen = one_platform.citizen()
    limit = one_platform.services.settings.max_upload_bytes
    assert problem(begin(citizen, limit + 1)) == "payload-too-large"
    place = begin(citizen, 100).headers["Location"]
    assert problem(send(citizen, place, DATA[:101], 0)) == "payload-too-large"


def test_only_pictures_and_pdf_are_taken_and_only_what_they_say_they_are(one_platform, problem):
    citizen = one_platform.citizen()
    assert problem(begin(citizen, media_type="text/html")) == "unsupported-media-type"
    place = begin(citizen).headers["Location"]
    assert problem(send(citizen, place, b"<html>", 0)) == "unsupported-media-type"
    pdf = begin(citizen, 8, "application/pdf").headers["Location"]
    assert send(citizen, pdf, b"%PDF-1.7", 0).status_code == 204


def test_another_version_of_the_protocol_is_refused(one_platform, problem):
    citizen = one_platform.citizen()
    answer = begin(citizen, **{"Tus-Resumable": "0.2.2"})
    assert (problem(answer), answer.headers["Tus-Version"]) == ("precondition-failed", "1.0.0")


def test_an_unfinished_upload_expires(one_platform, problem):
    citizen = one_platform.citizen()
    begun = begin(citizen)
    assert begun.headers["Upload-Expires"] == "Thu, 19 Nov 2026 02:00:00 GMT"
    one_platform.clock.forward(days=1)
    one_platform.log_in(citizen)
    answer = send(citizen, begun.headers["Location"], DATA, 0)
    assert answer.status_code == 410


def test_an_upload_can_be_thrown_away(one_platform):
    citizen = one_platform.citizen()
    place = begin(citizen).headers["Location"]
    assert citizen.send("DELETE", place, headers=TUS).status_code == 204
    assert citizen.send("HEAD", place, headers=TUS).status_code == 404
    assert not (one_platform.services.settings.upload_dir / place.rpartition("/")[2]).exists()


def test_somebody_else_cannot_touch_it(one_platform, problem):
    place = begin(one_platform.citizen()).headers["Location"]
    other = one_platform.citizen(number="000000199307160027")
    assert problem(send(other, place, DATA, 0)) == "not-found"


def test_a_draft_with_half_a_page_is_not_complete(one_platform):
    citizen = one_platform.citizen()
    place = begin(citizen).headers["Location"]
    send(citizen, place, DATA[:10], 0)
    scan = {"materialKey": "birth-record", "via": "SCAN", "uploadId": place.rpartition("/")[2]}
    materials = [scan, one_platform.draft_body()["materials"][1]]
    draft_id, _ = one_platform.draft(citizen, materials=materials)
    report = citizen.send("POST", f"/drafts/{draft_id}/validations").json()
    assert [(error["pointer"], error["code"]) for error in report["errors"]] == [
        ("/materials/0", "upload-incomplete")
    ]


class SignedUploader(Uploader):
    """The kept library's flow; only the sending is ours, since every request is signed."""

    def __init__(self, citizen, data, chunk_size):
        self.citizen = citizen
        self.data = data
        super().__init__(
            file_stream=io.BytesIO(data),
            client=TusClient("/uploads"),
            chunk_size=chunk_size,
            metadata={"filename": "p", "filetype": "image/jpeg"},
        )

    def create_url(self):
        return self.citizen.send("POST", "/uploads", headers=self.get_url_creation_headers()).headers[
            "Location"
        ]

    def _do_request(self):
        data = self.data[self.offset : self.offset + self.chunk_size]
        headers = {**self.get_headers(), "Upload-Checksum": checksum(data)}
        answer = send(self.citizen, self.url, data, self.offset, **headers)
        self.request = SimpleNamespace(status_code=answer.status_code, response_headers=answer.headers)


def test_the_kept_client_uploads_in_checked_chunks(one_platform):
    uploader = SignedUploader(one_platform.citizen(), DATA, 300)
    uploader.upload()
    stored = one_platform.services.settings.upload_dir / uploader.url.rpartition("/")[2]
    assert stored.read_bytes() == DATA
