"""The audit finds what is wrong; a page that passes it is checked elsewhere."""

import pytest

from screens.audit.tree import audit, distance
from screens.components import Action, Button, Column, Label, Line, Part, Shell, Text


@pytest.fixture
def found(stage, theme, put):
    def of(part):
        put(part)
        return " / ".join(audit(stage))

    return of


class Fixed(Part):
    """Lays its part at a size that may be too small."""

    def __init__(self, theme, part, size):
        super().__init__(theme)
        self._size = size
        self.add_widget(part)

    def _height(self, width):
        return self._size[1]

    def _arrange(self):
        (part,) = self.parts
        part.lay(self.x, self.y, *self._size)


def test_good_part_passes(found, theme):
    assert found(Button(theme, text="继续", id="go")) == ""


def test_small_target_is_found(found, theme):
    assert "mm" in found(Fixed(theme, Button(theme, text="小", id="a"), (40, 40)))


def test_near_targets_are_found(found, theme):
    pair = Line(theme, [Button(theme, text=t, id=t) for t in "甲乙"], gap=2.0)
    assert "mm apart" in found(pair)


def test_missing_words_are_found(found, theme):
    assert "has no name" in found(Button(theme, text="", id="a"))
    assert "has no speech" in found(Button(theme, text="甲", speech="", id="a"))


def test_shared_ids_are_found(found, theme):
    assert "id a is used 2 times" in found(Column(theme, [Button(theme, text=t, id="a") for t in "甲乙"]))


def test_clipped_text_is_found(found, theme):
    assert "needs" in found(Fixed(theme, Label(theme, "很长的一句话" * 10), (300, 50)))


def test_shortened_text_is_found(found, theme):
    assert "is cut short" in found(Label(theme, "很长的一句话" * 10, max_lines=1))


def test_small_text_is_found(found, theme):
    assert "mm high" in found(Text(theme, "小字", role="floor", scale=0.8))


def test_overlapping_texts_are_found(found, theme):
    class Heap(Part):
        def _height(self, width):
            return 100

        def _arrange(self):
            for part in self.parts:
                part.lay(self.x, self.y, 300, part.height_for(300))

    heap = Heap(theme)
    heap.add(Label(theme, "甲甲甲"))
    heap.add(Label(theme, "乙乙乙"))
    assert "lies over" in found(heap)


def test_target_out_of_reach_is_found(stage, theme):
    class High(Part):
        def _arrange(self):
            (part,) = self.parts
            part.lay(100, self.top - 200, 400, 120)

    page = High(theme)
    page.add(Button(theme, text="太高", id="high"))
    stage.show(page)
    assert any("above reach" in finding for finding in audit(stage))


def test_target_outside_the_window_is_found(stage, theme):
    class Wide(Part):
        def _arrange(self):
            (part,) = self.parts
            part.lay(900, 600, 400, 120)

    page = Wide(theme)
    page.add(Button(theme, text="太宽", id="wide"))
    stage.show(page)
    assert any("outside the window" in finding for finding in audit(stage))


def test_forty_percent_longer_words_still_fit(stage, theme):
    for text in ("就办这 4 项", "就办这 4 项并继续吧"):
        shell = Shell(
            theme,
            page_id="p",
            title=text * 3,
            body=[Button(theme, text=text * 2, id="b")],
            back=Action("返回上一页", lambda: None),
            help=Action("请人来帮忙", lambda: None),
            primary=Action(text, lambda: None),
        )
        stage.show(shell)
        assert audit(stage) == []


def test_distance_of_boxes():
    assert distance((0, 0, 10, 10), (15, 0, 10, 10)) == 5
    assert distance((0, 0, 10, 10), (5, 5, 10, 10)) == -5
    assert distance((0, 0, 10, 10), (12, 30, 10, 10)) == 20
