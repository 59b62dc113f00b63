"""`kiosk scan`, run over photographs and over everything that is none."""

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from devices.document_camera.scanned import ReadCode, ScannedPage
from devices.document_camera.simulator.scene.sensor import encode
from devices.document_camera.simulator.scene.taking import take
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.sets import shots
from devices.document_camera.simulator.truth import Truth
from devices.document_camera.values import Advice, Quality
from kiosk.commands.scan import app
from kiosk.commands.scan_facts import Asked, Verdict, verdict, with_codes_of_photograph

KEYS = {
    *("corners", "agreed", "rotation", "quality", "verdict", "advice"),
    *("codes", "material", "fields", "milliseconds"),
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def told(*arguments: object) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    photos = json.loads(result.stdout)["photos"]
    assert isinstance(photos, list)
    return photos


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """An ID card on the mat, and what is true of it."""
    _, shot = next(iter(shots("good", "tuning", 1)))
    path = tmp_path_factory.mktemp("scan") / "card.jpg"
    path.write_bytes(encode(take(shot), shot.quality))
    return path, truth(shot)


@pytest.fixture
def with_code(tmp_path: Path) -> Path:
    """No paper at all, but a code."""
    code = cv2.resize(cv2.QRCodeEncoder.create().encode("SHILI-0001"), None, fx=6, fy=6, interpolation=0)
    picture = np.full((400, 500), 240, np.uint8)
    picture[60 : 60 + code.shape[0], 80 : 80 + code.shape[1]] = code
    path = tmp_path / "code.png"
    cv2.imwrite(str(path), picture)
    return path


def test_one_json_tells_of_each_page_what_was_found(card: tuple[Path, Truth]) -> None:
    path, true = card
    (photo,) = told(path, "--material", "id-card.portrait")
    assert photo["photo"] == "card.jpg"
    assert (photo["width"], photo["height"]) == (3264, 2448)
    (page,) = photo["pages"]
    assert set(page) >= KEYS
    corners = np.array(page["corners"], np.float32)
    assert np.abs(corners - true.papers[0].clockwise).max() < 8
    assert page["rotation"] == true.papers[0].rotation
    assert (page["agreed"], page["verdict"], page["advice"]) == (True, "accepted", None)
    assert page["material"]["type"] == "id-card"
    assert page["asked"] == {"material": "id-card.portrait", "fits": True}
    number = next(one.text for one in true.papers[0].fields if one.kind == "number")
    assert page["fields"]["number"]["value"] == number
    assert page["fields"]["number"]["checked"] is True
    assert {"straighten", "orientation", "light", "gates", "encode", "codes", "read"} <= set(
        page["milliseconds"]
    )
    assert {"decode", "detect"} <= set(photo["milliseconds"])


def test_a_person_sees_a_table(card: tuple[Path, Truth]) -> None:
    result = run(card[0], "--no-ocr")
    assert result.exit_code == 0
    assert "card" in result.stdout
    assert "86 x" in result.stdout


def test_without_ocr_nothing_is_read_and_nothing_recognised(card: tuple[Path, Truth]) -> None:
    ((page,),) = (photo["pages"] for photo in told(card[0], "--no-ocr"))
    assert (page["material"], page["fields"]) == (None, {})


def test_another_paper_than_the_one_asked_for_is_for_a_person_to_look_at(card: tuple[Path, Truth]) -> None:
    page = told(card[0], "--material", "marriage-certificate")[0]["pages"][0]
    assert page["asked"] == {"material": "marriage-certificate", "fits": False}
    assert page["verdict"] == "confirm"


def test_the_same_picture_lying_by_its_exif_has_the_same_corners(
    card: tuple[Path, Truth], tmp_path: Path
) -> None:
    with Image.open(card[0]) as picture:
        exif = Image.Exif()
        exif[0x0112] = 6
        lying = tmp_path / "lying.jpg"
        picture.rotate(90, expand=True).save(lying, quality=95, exif=exif)
    (photo,) = told(lying, "--no-ocr")
    assert (photo["width"], photo["height"]) == (3264, 2448)
    corners = np.array(photo["pages"][0]["corners"], np.float32)
    assert np.abs(corners - card[1].papers[0].clockwise).max() < 8


def test_codes_are_found_where_there_is_no_page(with_code: Path) -> None:
    (photo,) = told(with_code, "--codes-only")
    (page,) = photo["pages"]
    (code,) = page["codes"]
    assert (code["format"], code["text"]) == ("QRCode", "SHILI-0001")
    assert bytes.fromhex(code["bytes_hex"]) == b"SHILI-0001"
    assert page["corners"] == [[0, 0], [499, 0], [499, 399], [0, 399]]
    assert set(page) >= KEYS
    (whole,) = told(with_code, "--no-ocr")
    everywhere = [*whole["codes"], *(code for page in whole["pages"] for code in page["codes"])]
    assert [code["text"] for code in everywhere] == ["SHILI-0001"]


def test_all_pages_go_into_one_pdf_that_only_its_owner_reads(
    card: tuple[Path, Truth], tmp_path: Path
) -> None:
    output = tmp_path / "pages.pdf"
    output.write_bytes(b"an older one")
    told(card[0], card[0], "--no-ocr", "--output", output)
    with pikepdf.open(output) as pdf:
        assert len(pdf.pages) == 2
        assert "/OutputIntents" in pdf.Root
        left, bottom, right, top = map(float, pdf.pages[0].mediabox)
    assert sorted((round((right - left) / 72 * 25.4), round((top - bottom) / 72 * 25.4))) == [54, 86]
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [output]


def test_without_a_page_nothing_is_written(tmp_path: Path) -> None:
    empty = tmp_path / "empty.png"
    Image.new("RGB", (400, 300), (30, 30, 30)).save(empty)
    output = tmp_path / "pages.pdf"
    result = run(empty, "--no-ocr", "--output", output)
    assert result.exit_code == 3
    assert "no page" in result.stderr
    assert not output.exists()


def written(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    data = io.BytesIO()
    Image.new("L", size).save(data, kind)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "cause", "remedy"),
    [
        (b"", "empty", "again"),
        (b"not a picture", "text", "JPEG"),
        (b"%PDF-1.7", "PDF", "Export"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC", "JPEG"),
        (written("JPEG")[:-60], "ends early", "again"),
        (written("JPEG", (10_000, 10_000)), "50 megapixels", "smaller"),
    ],
)
def test_what_is_no_photograph_is_named_with_its_cause_and_what_to_do(
    card: tuple[Path, Truth], tmp_path: Path, data: bytes, cause: str, remedy: str
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(data)
    result = run(card[0], bad, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "bad.jpg" in result.stderr
    assert cause in result.stderr
    assert remedy in result.stderr


def test_every_bad_file_is_told_at_once(tmp_path: Path) -> None:
    result = run(tmp_path / "one.jpg", tmp_path, tmp_path / "two.jpg")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 3
    assert "no such file" in result.stderr
    assert "not a file (directory)" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x.jpg", "--material", "no-such-paper"],
        ["x.jpg", "--codes-only", "--output", "x.pdf"],
        ["x.jpg", "--output", "/"],
        ["x.jpg", "--output", "/no/such/folder/x.pdf"],
        ["x.jpg", "--papers", "0"],
        ["x.jpg", "--unknown"],
    ],
)
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr


def test_a_pdf_that_cannot_be_written_leaves_what_was_there(
    card: tuple[Path, Truth], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "pages.pdf"
    output.write_bytes(b"an older one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run(card[0], "--no-ocr", "--output", output)
    assert result.exit_code == 4
    assert "No space left" in result.stderr
    assert output.read_bytes() == b"an older one"
    assert list(tmp_path.iterdir()) == [output]


def page(advice: Advice | None, codes: tuple[ReadCode, ...] = ()) -> ScannedPage:
    corners = ((100.0, 100.0), (300.0, 100.0), (300.0, 300.0), (100.0, 300.0))
    quality = Quality(2.0, 0.0, 200.0, 0.1)
    return ScannedPage(
        corners, True, 0, quality, advice, (), 10, 10, 200.0, b"", False, b"", codes, milliseconds={}
    )


@pytest.mark.parametrize(
    ("advice", "asked", "said"),
    [
        (None, None, Verdict.ACCEPTED),
        (None, Asked("id-card", True), Verdict.ACCEPTED),
        (None, Asked("id-card", None), Verdict.ACCEPTED),
        (None, Asked("id-card", False), Verdict.CONFIRM),
        (Advice.UNSURE, Asked("id-card", True), Verdict.CONFIRM),
        (Advice.BLURRED, None, Verdict.RETAKE),
        (Advice.CUT_EDGE, Asked("id-card", False), Verdict.RETAKE),
    ],
)
def test_the_verdict_says_what_becomes_of_a_page(
    advice: Advice | None, asked: Asked | None, said: Verdict
) -> None:
    assert verdict(page(advice), asked) is said


@pytest.fixture
def code() -> Callable[[bytes, float], ReadCode]:
    def make(data: bytes, x: float) -> ReadCode:
        corners = ((x, 150.0), (x + 20, 150.0), (x + 20, 170.0), (x, 170.0))
        return ReadCode("QRCode", data.decode(), data, corners)

    return make


def test_codes_of_the_photograph_go_to_the_page_on_which_they_lie(
    code: Callable[[bytes, float], ReadCode],
) -> None:
    known = code(b"known", 5)
    pages, beside = with_codes_of_photograph(
        [page(None, (known,))], [code(b"known", 150), code(b"new", 200), code(b"beside", 400)]
    )
    assert [one.data for one in pages[0].codes] == [b"known", b"new"]
    assert [one.data for one in beside] == [b"beside"]
