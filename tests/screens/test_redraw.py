"""What is drawn in part looks as if all of it had been drawn, whatever happened in between."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.components import Button, Card, Column, Label, Row, Shell
from screens.components.damage import area, joined
from screens.gallery.samples import PAGES
from screens.redraw import MOST_BOXES, Redraw, pays_by_the_pixel

WIDE, HIGH = 1080, 1920
side = st.integers(-200, 2200)
boxes = st.lists(st.tuples(side, side, st.integers(0, 1500), st.integers(0, 1500)), max_size=12)


class Glass:
    """A window that hands its events to a redraw alone, and what stands on it."""

    def __init__(self, window, stage):
        self._window, self._handlers, self.shown = window, {}, []
        self.redraw = Redraw(self, stage, self.shown.append)
        self.redraw.begin()

    def __getattr__(self, name):
        return getattr(self._window, name)

    def fbind(self, name, function):
        self._handlers[name] = function

    def end(self):
        canvas = self._window.canvas
        canvas.before.remove(canvas.before.children[0])
        canvas.after.remove(canvas.after.children[-1])

    def frame(self):
        """Draw as the loop does: before it, what waits is laid out; nothing changed, nothing drawn."""
        from kivy.clock import Clock

        Clock.tick_draw()
        self.shown.clear()
        if self._window.canvas.needs_redraw:
            assert self._handlers["on_draw"]()
            assert self._handlers["on_flip"]()

    def pixels(self):
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        raw = glReadPixels(0, 0, WIDE, HIGH, GL_RGBA, GL_UNSIGNED_BYTE)
        return np.frombuffer(bytearray(raw), np.uint8).reshape(HIGH, WIDE, 4)[::-1, :, :3]

    def check(self):
        """Draw a frame, then all of it: the same picture; return the share that the frame drew."""
        self.frame()
        share = sum(box[2] * box[3] for box in self.shown) / (WIDE * HIGH)
        partly = self.pixels()
        self.redraw.draw_all()
        self.frame()
        assert self.shown == [(0, 0, WIDE, HIGH)]
        wrong = np.argwhere((partly != self.pixels()).any(axis=2))
        assert not len(wrong), f"rows {wrong[:, 0].min()}..{wrong[:, 0].max()}"
        return share


@pytest.fixture
def glass(stage):
    from kivy.core.window import Window

    Window.clearcolor = stage.theme.colour("paper")
    glass = Glass(Window, stage)
    yield glass
    glass.end()


def targets(stage):
    nodes = [node for node in stage.focus.nodes() if node.interactive and node.enabled and node.visible]
    return {node.role: node for node in nodes}.values()


@pytest.mark.parametrize("make", PAGES[::2], ids=[make.__name__ for make in PAGES[::2]])
def test_pressed_and_let_go_each_kind_of_target(glass, stage, theme, finger, make):
    stage.show(make(theme))
    glass.frame()
    for node in [*targets(stage)][:5]:
        touch = finger.press(node)
        assert glass.check() < 0.6
        touch.touch_move(1, 1)
        touch.touch_up()
        glass.frame()


def test_on_marked_ground_too_only_what_is_pressed_is_drawn(glass, stage, theme, finger):
    body = Column(theme, [Label(theme, "练习"), Button(theme, text="按", id="press")])
    stage.show(Shell(theme, page_id="marked", title="练习", body=body, training=True))
    glass.frame()
    touch = finger.press(next(node for node in stage.focus.nodes() if node.id == "press"))
    assert glass.check() < 0.2
    touch.touch_up()


def test_typing_draws_the_field_and_the_row_alone(glass, stage, theme, finger, hand_clock):
    from screens.gallery.entering import typing
    from screens.input_methods.composition import Composition

    class Method:
        works = True
        typed = ""

        def begin(self, kind):
            return Composition()

        def clear(self):
            self.typed = ""
            return Composition()

        def key(self, letter):
            self.typed += letter
            words = tuple("王汪望忘旺"[: 1 + len(self.typed)])
            return Composition(preedit=self.typed, candidates=words, last_page=len(self.typed) > 2)

    stage.show(typing(theme, Method()))
    glass.frame()
    for id in ("key-w", "key-a", "key-n", "key-g", "key-clear"):
        finger.tap(next(node for node in stage.focus.nodes() if node.id == id))
        share = glass.check()
        if id != "key-clear":
            assert share < 0.3


def test_rows_that_scroll_come_and_go(glass, stage, theme):
    rows = [Row(theme, text=f"第{n}行", id=f"row-{n}") for n in range(60)]
    card = Card(theme, rows, rows=True)
    last = Button(theme, text="最后", id="last")
    stage.show(
        Shell(theme, page_id="rows", title="许多行", body=Column(theme, [Label(theme, "上面"), card, last]))
    )
    glass.frame()
    view = stage.page.scroller.view
    for offset in (13, 900, view.limit, 40, 0):
        view.scroll_to(offset)
        glass.check()
    for row in rows[1:3]:
        card.drop(row)
        glass.check()
    card.add(Row(theme, text="再来一行"))
    glass.check()
    rows[4].name = "看不见的变化"
    assert glass.check() == 0


def test_focus_words_looks_and_pages(glass, stage, theme):
    stage.show(PAGES[0](theme))
    glass.frame()
    for _ in range(4):
        stage.focus.next()
        glass.check()
    for change in ({"high_contrast": True}, {"text_size": "large"}, {"low_reach": True}):
        for name, value in change.items():
            setattr(theme, name, value)
        glass.check()
    stage.show(PAGES[2](theme))
    assert glass.check() == 1


def test_a_part_that_moves_leaves_nothing_where_it_stood(glass, stage, theme):
    above, below = Label(theme, "一"), Button(theme, text="移动", id="moves")
    stage.show(Shell(theme, page_id="moves", title="移动", body=Column(theme, [above, below])))
    glass.frame()
    for words in ("一二三四五六七八九十" * 8, "一"):
        above.text = words
        glass.check()


def test_after_parts_all_of_it_is_drawn_when_asked_and_only_then(glass, stage, theme, finger):
    stage.show(PAGES[0](theme))
    glass.frame()
    glass.frame()
    assert glass.shown == []
    glass.redraw.heal()
    glass.frame()
    assert glass.shown == []
    finger.press(next(iter(targets(stage)))).touch_up()
    glass.frame()
    assert 0 < len(glass.shown) <= MOST_BOXES
    assert glass.redraw.partial
    glass.redraw.heal()
    glass.frame()
    assert glass.shown == [(0, 0, WIDE, HIGH)]
    assert not glass.redraw.partial


def test_what_the_window_itself_asks_for_is_all_of_it(glass, stage, theme):
    stage.show(PAGES[0](theme))
    glass.frame()
    stage.parent.canvas.ask_update()  # as Kivy does when the window is uncovered
    glass.frame()
    assert glass.shown == [(0, 0, WIDE, HIGH)]


def test_a_renderer_without_a_gpu_is_known():
    assert pays_by_the_pixel()  # LIBGL_ALWAYS_SOFTWARE


@given(boxes)
def test_joined_boxes_cover_all_and_cost_no_more(found):
    done = joined(found, WIDE, HIGH)
    inside = np.zeros((110, 55), bool)  # every 20th pixel
    for x, y, w, h in done:
        assert x >= 0 and y >= 0 and x + w <= WIDE and y + h <= HIGH and area((x, y, w, h)) > 0
        inside[-(-y // 20) : -(-(y + h) // 20), -(-x // 20) : -(-(x + w) // 20)] = True
    for x, y, w, h in found:
        for px in range(0, WIDE, 20):
            for py in range(0, HIGH, 20):
                if x <= px < x + w and y <= py < y + h:
                    assert inside[py // 20, px // 20]
    assert len(done) <= len(found)


def test_boxes_far_apart_stay_apart():
    assert len(joined([(0, 0, 100, 100), (900, 1800, 100, 100)], WIDE, HIGH)) == 2
    assert joined([(0, 0, 100, 100), (90, 0, 100, 100)], WIDE, HIGH) == [(0, 0, 190, 100)]
    assert joined([(-500, -500, 100, 100)], WIDE, HIGH) == []


@pytest.fixture
def two(glass, put, theme):
    """Two buttons on a page that paints nothing itself and lays out nothing that is not asked for."""
    column = put(Column(theme, [Button(theme, text="一", id="one"), Button(theme, text="二", id="two")]))
    glass.frame()
    return column, *column.parts


def test_a_part_that_goes_is_not_seen_though_only_another_one_was_painted(glass, two):
    column, one, other = two
    column.remove_widget(one)
    other.repaint()
    assert glass.check() < 0.3


def test_a_part_that_is_left_out_of_drawing_is_not_seen_though_another_one_was_painted(glass, two):
    _, one, other = two
    one.draw(False)
    other.repaint()
    assert glass.check() < 0.3
    one.draw(True)
    other.repaint()
    assert glass.check() < 0.3


def test_a_part_laid_elsewhere_alone_leaves_nothing_where_it_stood(glass, two):
    _, one, _ = two
    for up in (300, -500, 40):
        one.lay(one.x, one.y + up, one.width, one.height)
    assert glass.check() < 0.6


def test_a_part_that_fades_is_drawn_anew(glass, two):
    _, one, _ = two
    one.opacity = 0.3
    assert 0 < glass.check() < 0.1
