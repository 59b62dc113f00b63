"""What is said of a thing on the screen, and who may hear it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import LANGUAGES, Texts
from screens.focus.node import Node
from screens.input_methods.layouts import DIGIT_ROWS, ROWS
from screens.speech.words import holds_any, of_node, of_typed, plain

ZH = Texts("zh-CN")


def node(role="button", name="继续", speech="", **more):
    return Node(id="x", role=role, name=name, speech=speech or name, **more)


def test_name_value_state_role_in_that_order():
    heard = of_node(node("checkbox", "结婚登记", state=("checked",)), ZH, position=(3, 12))
    assert heard.text == "结婚登记，已选，勾选项，第 三 项，共 十二 项"


def test_what_is_not_ticked_is_said_too():
    assert of_node(node("checkbox", "结婚登记"), ZH).text == "结婚登记，没有选，勾选项"


def test_disabled_is_said_with_its_reason():
    heard = of_node(
        node("button", "语音", enabled=False, state=("disabled",), hint="这台机器现在没有语音"), ZH
    )
    assert heard.text == "语音，现在不能用，按钮，这台机器现在没有语音"


def test_typed_number_is_read_in_its_groups_and_never_aloud():
    field = node("textbox", "身份证号", value="000000199001011234", kind="id", private=True)
    heard = of_node(field, ZH)
    assert "零零零零零零，一九九零，零一零一，一二三四" in heard.text
    assert heard.private and heard.never_aloud
    assert heard.instead == "身份证号，个人信息，插上耳机再听，输入框"
    assert of_typed(field, ZH).instead == "已输入 18 个字符"


def test_a_text_with_something_of_the_person_is_private_wherever_it_stands():
    heard = of_node(node("text", "您好，测试一号"), ZH, {"测试一号"})
    assert heard.private
    assert "测试一号" not in heard.instead
    assert plain("您好，测试 一号", ZH, {"测试一号"}).private
    assert not of_node(node("text", "您好"), ZH, {"测试一号"}).private


@given(st.text(min_size=1), st.text(), st.sampled_from(["button", "text", "textbox", "listitem"]))
def test_what_is_said_instead_never_holds_the_secret(secret, around, role):
    bare = "".join(s for s in secret if s.isalnum()).upper()
    given_ = Node("x", role, around + secret, around + secret, value=secret, private=True)
    heard = of_node(given_, ZH, {bare} if len(bare) > 5 else ())
    assert heard.private
    if len(bare) > 5:
        assert not holds_any((heard.instead,), {bare})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_on_a_key_has_a_name(language):
    keys = {key for rows in (*ROWS.values(), *DIGIT_ROWS.values()) for row in rows for key in row}
    for mark in keys:
        heard = of_node(node("key", mark), Texts(language)).text
        assert any(sign.isalnum() for sign in heard.split("，")[0]), mark
