"""Papers are turned the right way up, and left as they lie where nothing tells."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.document_camera.detection.quads import clockwise
from devices.document_camera.flattening.orientation import ModelMissingError, Orientation, model_file
from devices.document_camera.flattening.straighten import ROTATIONS, StraightPage, straighten, turned
from devices.document_camera.simulator.sets import photographs


@pytest.fixture(scope="module")
def orientation() -> Orientation:
    return Orientation()


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, StraightPage]]:
    """Papers of the unseen part, upright."""
    made = []
    for photograph in photographs("overhead", "unseen", 8):
        paper = photograph.truth.papers[0]
        picture = cv2.imdecode(np.frombuffer(photograph.jpeg, np.uint8), cv2.IMREAD_COLOR)
        page = straighten(picture, clockwise(np.array(paper.corners, np.float32)), expected_mm=paper.size_mm)
        made.append((paper.kind, turned(page, paper.rotation)))
    return made


def test_every_paper_is_turned_upright_however_it_lies(
    orientation: Orientation, pages: list[tuple[str, StraightPage]]
) -> None:
    wrong = []
    for kind, page in pages:
        for lying in ROTATIONS:
            found = orientation.upright(turned(page, lying).picture)
            if not found.sure or (lying + found.rotation) % 360:
                wrong.append((kind, lying, found))
    assert not wrong


@pytest.mark.parametrize("shape", [(2339, 1654, 3), (425, 674, 3), (2339, 300, 3), (40, 30, 3), (1, 1, 3)])
def test_a_blank_sheet_is_left_as_it_lies(orientation: Orientation, shape: tuple[int, int, int]) -> None:
    noise = np.random.default_rng(3).integers(236, 244, shape, dtype=np.uint8)
    found = orientation.upright(noise)
    assert (found.rotation, found.sure) == (0, False)


def test_what_has_no_way_up_is_left_as_it_lies_unless_the_network_is_sure(orientation: Orientation) -> None:
    rings = np.full((900, 900, 3), 245, np.uint8)
    y, x = np.mgrid[-450:450, -450:450]
    rings[(np.hypot(x, y) % 120) < 30] = 40
    found = orientation.upright(rings)
    assert found.rotation == 0 or found.sure


def test_the_model_is_a_file_of_an_installed_package() -> None:
    assert model_file().is_file()


def test_a_missing_model_is_said_when_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from devices.document_camera.flattening import orientation

    monkeypatch.setattr(orientation, "_PACKAGE", "no-such-package-of-ours")
    page = np.random.default_rng(1).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    with pytest.raises(ModelMissingError):
        Orientation().upright(page)
