"""A page that is shown no more leaves nothing behind in what lives as long as the terminal."""

import gc
import weakref

from screens.components import Label, Shell

PAGES = 5


def show_pages(stage):
    gone = []
    for number in range(PAGES):
        stage.show(Shell(stage.theme, page_id="page", title=f"第 {number} 页", site="示例大厅", body=[]))
        gone.append(weakref.ref(stage.page))
    stage.show(Label(stage.theme, "内容"))
    return gone


def observers(theme):
    return {name: len(theme.get_property_observers(name)) for name in theme.properties()}


def test_the_theme_has_no_more_observers_after_many_pages_than_before(stage):
    show_pages(stage)
    before = observers(stage.theme)
    show_pages(stage)

    assert observers(stage.theme) == before


def test_pages_that_were_shown_are_gone(stage):
    gone = show_pages(stage)
    gc.collect()

    assert [page() for page in gone] == [None] * PAGES


def test_a_page_hears_of_the_sound_as_long_as_it_is_shown(stage):
    stage.show(Shell(stage.theme, page_id="page", title="页", site="示例大厅", body=[]))
    assert not stage.focus.find(id="aid-speech").enabled

    stage.theme.speech_available = True
    assert stage.focus.find(id="aid-speech").enabled

    stage.theme.speech_on = True
    assert stage.focus.find(id="aid-speech").state == ("pressed-on",)
