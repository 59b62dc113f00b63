"""The pages look as their reference pictures do; a page that changed is shown beside its picture."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from screens.audit.likeness import alike, side_by_side

ROOT = Path(__file__).parents[3]
PARTS = 15


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "pictures_of_pages", Path(__file__).parents[1] / "pictures_of_pages.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tools(pictures: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = pictures.scenes().tools(tmp_path_factory.mktemp("words"))
    yield made
    if made.input_method is not None:
        made.input_method.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_look_as_their_pictures(pictures: ModuleType, tools: Any, part: int) -> None:
    assert pictures.compared(tools, ROOT / "build/pictures", part, PARTS) == []


def test_every_picture_is_of_a_page(pictures: ModuleType) -> None:
    assert pictures.strangers() == []


def test_pictures_are_small(pictures: ModuleType) -> None:
    sizes = [file.stat().st_size for file in pictures.PICTURES.glob("*.webp")]
    assert max(sizes) < 25_000
    assert sum(sizes) < 8_000 * len(sizes)


def _page(words: str, x: int = 20) -> Image.Image:
    page = Image.new("RGB", (270, 480), "#F7F5F0")
    pen = ImageDraw.Draw(page)
    pen.rectangle((10, 430, 260, 470), fill="#0F4C5C")
    pen.text((x, 60), words, fill="#16202B", font=ImageFont.load_default(14))
    return page


def test_drawn_a_little_otherwise_is_the_same() -> None:
    page = _page("One thing at a time")
    larger = page.resize((271, 481), Image.Resampling.BICUBIC).resize((270, 480), Image.Resampling.BOX)
    assert alike(page, page)
    assert alike(page, larger)


@pytest.mark.parametrize(
    "other",
    [_page("One thing at a line"), _page("One thing at a time", x=26), _page("")],
    ids=["word", "place", "gone"],
)
def test_another_word_or_place_is_seen(other: Image.Image) -> None:
    assert not alike(_page("One thing at a time"), other)


def test_pictures_of_two_sizes_differ_and_are_still_shown_together() -> None:
    page = _page("One thing at a time")
    assert not alike(page, page.resize((480, 270)))
    assert side_by_side(page, page.resize((480, 270))).size == (758, 480)
    assert side_by_side(page, page).size == (826, 480)
