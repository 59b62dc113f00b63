"""Steps of the calibration from their name to the file, over pictures made here."""

import io
import itertools
import shutil
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest

from devices.document_camera.calibration import store
from devices.document_camera.calibration.lessons import can_undo, keep, lesson, undo
from devices.document_camera.calibration.procedure import Eye
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.sheet_process import sheet_pdf

WIDTH, HEIGHT = 1632, 1224
MM_PER_PX = 0.28
CHANCE = np.random.default_rng(11)
MAT = cv2.GaussianBlur(CHANCE.normal(60, 40, (HEIGHT, WIDTH, 3)), (0, 0), 1.5).clip(0, 255).astype(np.uint8)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def with_sheet(shift=(0, 0), speck=False) -> np.ndarray:
    """A white sheet of A4 on the mat; the speck stays where it is."""
    picture = MAT.copy()
    wide, high = (round(side / MM_PER_PX) for side in (297, 210))
    left, top = (WIDTH - wide) // 2 + shift[0], (HEIGHT - high) // 2 + shift[1]
    picture[top : top + high, left : left + wide] = 225
    if speck:
        cv2.circle(picture, (800, 600), 9, (170, 170, 170), -1)
    return picture


class Camera:
    """Shows the picture that it is handed, with a little noise."""

    _noise = tuple(CHANCE.integers(-2, 3, MAT.shape, np.int16) for _ in range(3))

    def __init__(self) -> None:
        self._frames = itertools.cycle([b""])
        self.picture = MAT

    @property
    def picture(self) -> np.ndarray:
        return self._picture

    @picture.setter
    def picture(self, picture: np.ndarray) -> None:
        self._picture = picture
        noisy = [np.clip(picture + noise, 0, 255).astype(np.uint8) for noise in self._noise]
        quality = [cv2.IMWRITE_JPEG_QUALITY, 95]
        self._frames = itertools.cycle([cv2.imencode(".jpg", one, quality)[1].tobytes() for one in noisy])

    def read(self) -> bytes:
        return next(self._frames)


class School:
    """A camera and the file that its lessons are kept in."""

    def __init__(self, file: Path) -> None:
        self.camera, self.file = Camera(), file

    def learn(self, step: str, move=lambda: None):
        seconds = itertools.count(step=0.25)
        return lesson(lambda: Eye(self.camera, lambda: next(seconds), 10.0), step, self.file, NOW, move)


@pytest.fixture
def school(tmp_path) -> School:
    return School(tmp_path / "calibration" / "camera.json")


def test_mat_scale_and_light_are_learnt_and_kept(school):
    assert school.learn("mat").good
    assert not can_undo(school.file)
    school.camera.picture = with_sheet()
    scale = school.learn("a4")
    assert scale.good
    assert int(dict(scale.figures)["wide_mm"]) == pytest.approx(WIDTH * MM_PER_PX, abs=4)
    assert int(dict(scale.figures)["high_mm"]) == pytest.approx(HEIGHT * MM_PER_PX, abs=4)
    assert school.learn("light").good
    kept = store.load(school.file)
    assert None not in (kept.mat, kept.plane, kept.light)
    assert kept.made == "2026-11-21T09:00:00+00:00"


def test_undo_brings_back_what_was_before_the_last_step_and_once_more_undoes_that(school):
    school.learn("mat")
    before = school.file.read_bytes()
    school.camera.picture = with_sheet()
    school.learn("a4")
    after = school.file.read_bytes()
    assert school.learn("undo").good
    assert school.file.read_bytes() == before
    assert school.learn("undo").good
    assert school.file.read_bytes() == after


def test_the_check_says_what_no_longer_holds(school):
    assert school.learn("check").problem == "never"
    school.learn("mat")
    assert school.learn("check").good
    school.camera.picture = np.roll(MAT, (0, 40), (0, 1))
    assert "moved" in school.learn("check").faults
    school.camera.picture = MAT // 2
    assert "lamp" in school.learn("check").faults


def test_dirt_on_the_glass_is_what_stays_while_the_sheet_moves(school):
    def move_to(picture):
        def move():
            school.camera.picture = picture

        return move

    school.camera.picture = with_sheet(speck=True)
    dirty = school.learn("glass", move_to(with_sheet((60, 50), speck=True)))
    assert dirty.faults == ("dirt",)
    x, y, _ = dirty.specks[0]
    assert (x, y) == pytest.approx((800, 600), abs=6)
    school.camera.picture = with_sheet()
    clean = school.learn("glass", move_to(with_sheet((60, 50))))
    assert (clean.good, clean.specks) == (True, ())


def test_a_sheet_that_was_not_moved_is_told(school):
    school.camera.picture = with_sheet()
    assert school.learn("glass").problem == "not-moved"


def test_what_a_person_can_mend_comes_by_its_code_and_nothing_is_kept(school):
    assert school.learn("sheet").problem == "sheet"
    assert school.learn("a4").problem == "no-paper"
    assert school.learn("undo").problem == "nothing-before"
    school.camera.picture = with_sheet()
    assert school.learn("mat").problem == "not-empty"
    assert not school.file.exists()


def test_a_disk_that_takes_nothing_is_told(school, tmp_path):
    school.file = tmp_path / "plain" / "camera.json"
    (tmp_path / "plain").write_text("no folder", encoding="utf-8")
    assert school.learn("mat").problem == "disk"


def test_undo_of_three_steps_goes_back_one_and_forth_again(tmp_path):
    file = tmp_path / "state" / "c.json"
    assert not undo(file)
    for number in (1, 2, 3):
        keep(Calibration(f"2026-11-2{number}T00:00:00+00:00", (number, number)), file)
    assert undo(file) and store.load(file).size == (2, 2)
    assert undo(file) and store.load(file).size == (3, 3)
    shutil.rmtree(file.parent)
    assert not undo(file)


def test_the_sheet_is_made_in_a_process_of_its_own_and_is_one_page_of_a4():
    with pikepdf.open(io.BytesIO(sheet_pdf())) as made:
        (page,) = made.pages
        wide, high = (float(side) * 25.4 / 72 for side in page.mediabox[2:])
    assert (wide, high) == pytest.approx((210, 297), abs=0.1)


def test_a_sheet_that_is_not_made_is_an_error(monkeypatch):
    monkeypatch.setattr("devices.document_camera.sheet_process.MODULE", "devices.no_such_module")
    with pytest.raises(OSError):
        sheet_pdf()
