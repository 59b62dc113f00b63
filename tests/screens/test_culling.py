"""What a scroll area does not show is not drawn, and nobody can tell from what is on the glass."""

import numpy as np
import pytest

from screens.components import Button, Card, Column, Label, Row, Shell
from screens.components.carry import every

ROWS = 120


@pytest.fixture
def rows(stage, theme):
    card = Card(theme, [Row(theme, text=f"第{n}行", id=f"row-{n}") for n in range(ROWS)], rows=True)
    last = Button(theme, text="最后", id="last")
    stage.show(
        Shell(theme, page_id="rows", title="许多行", body=Column(theme, [Label(theme, "上面"), card, last]))
    )
    return card


def drawn(card):
    return [part for part in card.parts if part.canvas in card.canvas.children]


def everything_drawn(stage):
    """The same picture without leaving anything out."""
    from screens.audit.pixels import grab

    parts = list(every(stage.page))
    out = [
        part for part in parts if part is not stage.page and part.canvas not in part.parent.canvas.children
    ]
    for part in out:
        part.draw(True)
    picture = grab().copy()
    stage.page.scroller.view.scroll_to(stage.page.scroller.view.offset)
    return picture


@pytest.mark.parametrize("share", [0, 0.013, 0.31, 0.5, 0.999, 1])
def test_what_is_left_out_changes_no_pixel(stage, rows, share):
    from screens.audit.pixels import grab

    view = stage.page.scroller.view
    view.scroll_to(view.limit * share)
    assert len(drawn(rows)) < 40
    picture = grab().copy()
    assert np.array_equal(picture, everything_drawn(stage))


def test_where_all_fits_all_is_drawn(stage, theme):
    card = Card(theme, [Row(theme, text=str(n)) for n in range(4)], rows=True)
    stage.show(Shell(theme, page_id="few", title="几行", body=[card]))
    assert drawn(card) == card.parts


def test_rows_that_are_not_drawn_can_go_and_come(stage, theme, rows):
    kept = rows.parts[-1]
    rows.clear_widgets()
    assert rows.parts == []
    rows.add(kept)
    stage.layout_now()
    assert drawn(rows) == [kept]


def test_a_row_that_is_not_drawn_is_met_by_the_focus_and_then_drawn(stage, rows):
    assert rows.parts[-1] not in drawn(rows)
    stage.focus.focus(f"row-{ROWS - 1}")
    assert rows.parts[-1] in drawn(rows)
    assert stage.focus.current.visible


def test_another_text_size_draws_what_is_in_sight_then(stage, theme, rows):
    view = stage.page.scroller.view
    view.scroll_to(view.limit / 2)
    theme.text_size = "extra"
    stage.layout_now()
    seen = [part for part in rows.parts if part.is_seen()]
    assert seen
    assert set(seen) <= set(drawn(rows))
    assert len(drawn(rows)) < 40
