"""Each fault that only the drawn picture shows is planted once, and found."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kivy.graphics import Color, Rectangle, Scale

from screens.audit.lines import ListeningFonts, drawn_lines
from screens.audit.pixels import grab, measure, pixels, regrab
from screens.audit.zones import displaced, zones
from screens.components import Action, Button, Label, Part, Shell, Text, TextField
from screens.components.draw import box


@pytest.fixture
def fonts(theme) -> ListeningFonts:
    theme.fonts = ListeningFonts(Path(sys.prefix) / "share/yiciban/fonts")
    return theme.fonts


class Sheet(Part):
    """Paper with one part on it."""

    page_id = "sheet"

    def _arrange(self):
        for part in self.parts:
            high = part.height_for(900)
            part.lay(90, 1600 - high, 900, high)

    def _paint(self):
        box(self.ink, self.theme.masks, (self.x, self.y, self.width, self.height), self.theme.colour("paper"))


@pytest.fixture
def put(stage, theme) -> Callable[[Part], Part]:
    def show(part: Part) -> Part:
        sheet = Sheet(theme)
        sheet.add(part)
        stage.show(sheet)
        return part

    return show


@pytest.fixture
def found(stage, fonts, put) -> Callable[[Part], str]:
    def of(part: Part) -> str:
        put(part)
        return " / ".join(pixels(stage, fonts, grab()))

    return of


class Covered(Part):
    """A text with something painted after it."""

    def __init__(self, theme, text, share, colour=(1, 1, 1, 1)):
        super().__init__(theme)
        self._share, self._colour = share, colour
        self.add_widget(Label(theme, text))

    def _height(self, width):
        return 60

    def _arrange(self):
        for part in self.parts:
            part.lay(self.x, self.y, 400, 60)
            with self.canvas.after:
                Color(*self._colour)
                Rectangle(pos=(self.x, self.y), size=(400 * self._share, 60))


@pytest.mark.parametrize("contrast", [False, True])
def test_good_text_passes_in_both_palettes(found, theme, contrast):
    theme.high_contrast = contrast
    assert found(Label(theme, "字够大，颜色也够深 Legible 123")) == ""


def test_faint_text_is_found(found, theme):
    assert "on the glass" in found(Label(theme, "看不清的字", colour="line"))


def test_text_that_fades_is_found(found, theme):
    label = Label(theme, "半透明的字")
    label.canvas.opacity = 0.5
    assert "on the glass" in found(label)


def test_high_contrast_asks_for_more(found, theme):
    theme.high_contrast = True
    grey = Label(theme, "对比不够高", colour="disabled_ink")
    assert "15.0 is the least" in found(grey)


def test_what_cannot_be_used_may_be_paler_but_not_faint(found, theme):
    assert found(Button(theme, text="不能按", kind="primary", enabled=False, id="a")) == ""


def test_covered_text_is_found(found, theme):
    assert "cut off or covered" in found(Covered(theme, "一半被盖住的一句话", 0.5, (0.97, 0.96, 0.94, 1)))


def test_text_painted_over_is_found(found, theme):
    assert "painted over" in found(Covered(theme, "上面有东西的一句话", 0.3, (0, 0, 0, 1)))


def test_text_under_a_veil_is_found(found, theme):
    assert "on the glass" in found(Covered(theme, "蒙着一层的一句话", 1.0, (0.97, 0.96, 0.94, 0.6)))


def test_small_text_is_found(found, theme):
    assert "mm high on the glass" in found(Text(theme, "小字看不清", role="floor", scale=0.8))


def test_text_that_is_drawn_smaller_than_it_says_is_found(found, theme, stage, fonts):
    label = Label(theme, "缩小了的字", role="floor")
    found(label)
    label.canvas.before.insert(0, Scale(0.8, 0.8, 1, origin=(label.x, label.center_y)))
    assert "mm high on the glass" in " / ".join(pixels(stage, fonts, grab()))


def test_height_and_contrast_are_measured_as_they_are(put, stage, fonts, theme):
    put(Label(theme, "国", role="body"))
    picture = grab()
    (line,) = drawn_lines(stage, fonts)
    measured = measure(line, fonts, picture)
    assert measured is not None
    assert measured.em == pytest.approx(theme.em("body"), abs=1)
    assert measured.ratio == pytest.approx(15.2, abs=0.6)
    assert measured.ink == pytest.approx(1, abs=0.06)


def test_field_without_a_border_is_found(found, theme):
    class Bare(TextField):
        def _paint(self):
            """Paint nothing."""

    assert "border" in found(Bare(theme, name="姓名"))
    assert "border" not in found(TextField(theme, name="姓名", id="b"))


def test_part_of_the_window_is_drawn_anew_and_the_rest_stays(put, stage, theme):
    label = put(Label(theme, "先"))
    before = grab()
    again = before.copy()
    label.text = "后"
    stage.layout_now()
    x, y, w, h = label.bounds()
    regrab(again, (x, y, w // 2, h))
    assert (again != before).any(), "the area shows what is new"
    whole = grab()
    assert (again[y : y + h, x : x + w // 2] == whole[y : y + h, x : x + w // 2]).all()
    assert (again[:y] == before[:y]).all()


def _page(theme, **rest):
    return Shell(theme, page_id="p", title="标题", back=Action("返回", lambda: None), **rest)


def test_zone_that_moves_is_found(stage, theme):
    seen = []
    for index in range(3):
        page = _page(theme, help=Action("帮助", lambda: None), primary=Action("继续", lambda: None))
        stage.show(page)
        if index == 2:
            page.bar.lay(0, 40, 1080, 150)
        seen.append((f"page {index}", zones(stage)))
    moved = displaced(seen)
    assert {page for page, _ in moved} == {"page 2"}
    assert any(text.startswith("help stands at") for _, text in moved)


def test_long_words_and_missing_buttons_move_no_zone(stage, theme):
    seen = []
    for words in ("好", "就办这 5 项，并且把材料一次交齐，再往下走"):
        for others in ({}, {"help": Action(words, lambda: None)}):
            stage.show(_page(theme, primary=Action(words, lambda: None), **others))
            seen.append((words, zones(stage)))
    assert displaced(seen) == []
