"""Typing on glass: pinyin by the real librime, pads by the kind of the field."""

import pytest
from pypinyin import Style
from pypinyin import pinyin as readings

from kiosk.catalogue.divisions import divisions
from screens.components import Column, TextField
from screens.input_methods.composition import InputMethodMissing
from screens.input_methods.keyboard import Keyboard
from screens.input_methods.layouts import PADS_OF, Pad, pads_for
from screens.input_methods.pinyin import Pinyin
from screens.input_methods.rime_schemas import SCHEMAS, dictionary_of, files, schema_id
from screens.input_methods.surnames import READ_AS, SURNAMES


@pytest.fixture(scope="module")
def user_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rime")


@pytest.fixture(scope="module")
def running(user_folder):
    own = {"words": ["食品经营许可证", "出生医学证明"], "divisions": divisions().words("120000")}
    pinyin = Pinyin(user_folder, own=own)
    yield pinyin
    pinyin.close()


@pytest.fixture
def pinyin(running):
    running.begin("text")
    return running


@pytest.fixture
def places(running):
    running.begin("address")
    return running


def typed(method, letters):
    answer = None
    for letter in letters:
        answer = method.key(letter)
    return answer


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("zhangwei", "张伟"),
        ("tianjinshibinhaixinqu", "天津市滨海新区"),
        ("xi'an", "西安"),
        ("shipinjingyingxukezheng", "食品经营许可证"),
    ],
)
def test_pinyin_offers_the_word_first(pinyin, letters, word):
    assert typed(pinyin, letters).candidates[0] == word


def test_choosing_commits_and_leaves_nothing(pinyin):
    typed(pinyin, "zhangwei")
    answer = pinyin.choose(0)
    assert (answer.committed, answer.preedit, answer.candidates) == ("张伟", "", ())


def test_candidates_turn_forth_and_back(pinyin):
    first = typed(pinyin, "han")
    second = pinyin.turn(1)
    assert second.page == 1
    assert set(first.candidates).isdisjoint(second.candidates)
    assert pinyin.turn(-1).candidates == first.candidates


def test_part_of_the_word_can_be_chosen_first(pinyin):
    answer = typed(pinyin, "lisihan")
    index = answer.candidates.index("李四")
    answer = pinyin.choose(index)
    assert answer.committed == ""
    assert answer.preedit.startswith("李四")
    assert pinyin.backspace().active


def test_names_are_not_learned(pinyin):
    before = typed(pinyin, "zhangwei").candidates
    for _ in range(5):
        pinyin.clear()
        typed(pinyin, "zhangwei")
        pinyin.choose(1)
    pinyin.clear()
    assert typed(pinyin, "zhangwei").candidates == before


def test_nothing_typed_reaches_the_disk(pinyin, user_folder):
    typed(pinyin, "zhangwei")
    pinyin.choose(1)
    assert not list(user_folder.glob("*.userdb*"))


def test_other_keys_are_refused(pinyin):
    for key in ("1", "A", "张", "ab", ""):
        with pytest.raises(ValueError, match="no key of pinyin"):
            pinyin.key(key)


def test_missing_library_is_told(tmp_path):
    with pytest.raises(InputMethodMissing, match=r"no-such-library"):
        Pinyin(tmp_path, library="no-such-library.so.9")


def test_missing_data_is_told(tmp_path):
    with pytest.raises(InputMethodMissing, match="rime-data-luna-pinyin"):
        Pinyin(tmp_path / "user", shared_folder=tmp_path)


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("sipinjinyinxukezen", "食品经营许可证"),
        ("spjyxkz", "食品经营许可证"),
        ("cusenyixuezenmin", "出生医学证明"),
        ("zangwei", "张伟"),
        ("tianjingsibinghaixingqu", "天津市滨海新区"),
    ],
)
def test_sounds_that_many_mix_up_find_the_word_on_the_first_page(pinyin, letters, word):
    assert word in typed(pinyin, letters).candidates


@pytest.mark.parametrize("letters", ["wang", "huang", "lin", "zan", "can"])
def test_what_is_spelt_right_stands_before_what_only_sounds_like_it(pinyin, letters):
    first = typed(pinyin, letters).candidates[:3]
    assert all(letters in readings(sign, style=Style.NORMAL, heteronym=True)[0] for sign in first)


@pytest.mark.parametrize(
    ("letters", "surname"),
    [("wang", "王"), ("ouyang", "欧阳"), ("shan", "单"), ("zeng", "曾"), ("wei", "魏")],
)
def test_a_name_begins_with_a_surname(pinyin, letters, surname):
    pinyin.begin("name")
    assert typed(pinyin, letters).candidates[0] == surname


def test_an_address_offers_divisions_by_their_initials(pinyin):
    pinyin.begin("address")
    assert typed(pinyin, "jjq").candidates[0] == "江津区"


def test_the_second_word_of_a_name_is_no_surname(theme, put, pinyin):
    field, keys = keyboard(theme, put, "name", pinyin)
    for letter in "wei":
        keys.press(letter)
    keys.press("space")
    assert field.value() == "魏"
    for letter in "wei":
        keys.press(letter)
    keys.press("space")
    assert field.value() != "魏魏"


def test_dictionaries_hold_words_with_their_syllables_and_keep_their_order():
    lines = dictionary_of("own", ["营业执照", "A4", "出生医学证明", "营业执照"]).splitlines()
    assert lines[5:7] == [
        "营业执照\tying ye zhi zhao\t10000",
        "出生医学证明\tchu sheng yi xue zheng ming\t9998",
    ]


def test_no_schema_learns_what_is_typed():
    schemas = {name: text for name, text in files({}).items() if name.endswith(".schema.yaml")}
    assert {f"{schema_id(kind)}.schema.yaml" for kind in SCHEMAS} <= set(schemas)
    for text in schemas.values():
        assert text.count("dictionary:") + ("__include" in text) == text.count("enable_user_dict: false")


def test_surnames_stand_once_and_their_readings_are_of_surnames():
    assert len(set(SURNAMES)) == len(SURNAMES) > 400
    assert SURNAMES[:3] == ("王", "李", "张")
    assert all(name in SURNAMES for name in READ_AS)


def keyboard(theme, put, kind, method=None, value=""):
    field = TextField(theme, name="姓名", value=value, kind=kind)
    keys = Keyboard(theme, field, kind=kind, method=method)
    put(Column(theme, [field, keys]))
    return field, keys


def test_touching_keys_writes_a_name(stage, theme, put, finger, pinyin):
    field, _ = keyboard(theme, put, "name", pinyin)
    for letter in "zhangwei":
        finger.tap(stage.focus.find(id=f"key-{letter}"))
        stage.layout_now()
    assert (field.value(), field.composing) == ("", "zhang wei")
    assert stage.focus.find(id="candidate-0").name == "张伟"
    finger.tap(stage.focus.find(id="candidate-0"))
    assert (field.value(), field.composing) == ("张伟", "")


def test_delete_takes_letters_before_characters(theme, put, pinyin):
    field, keys = keyboard(theme, put, "name", pinyin, value="李")
    keys.press("h")
    keys.press("delete")
    assert (field.value(), field.composing) == ("李", "")
    keys.press("delete")
    assert field.value() == ""


def test_space_takes_the_first_candidate(theme, put, pinyin):
    field, keys = keyboard(theme, put, "name", pinyin)
    for letter in "zhangwei":
        keys.press(letter)
    keys.press("space")
    assert field.value() == "张伟"


def test_going_on_takes_what_is_being_typed(theme, put, pinyin):
    field, keys = keyboard(theme, put, "name", pinyin)
    for letter in "zhangwei":
        keys.press(letter)
    keys.finish()
    assert (field.value(), field.composing) == ("张伟", "")


def test_another_pad_keeps_what_was_being_typed(theme, put, pinyin):
    field, keys = keyboard(theme, put, "address", pinyin)
    for letter in "lu":
        keys.press(letter)
    keys.show(Pad.SYMBOLS)
    keys.press("8")
    assert field.value()[-1] == "8"
    assert len(field.value()) == 2


def test_the_same_key_twice_is_two_letters(stage, theme, put, finger):
    field, _ = keyboard(theme, put, "phone")
    finger.tap(stage.focus.find(id="key-1"), then_s=0.2)
    finger.tap(stage.focus.find(id="key-1"), then_s=0.05)
    finger.tap(stage.focus.find(id="key-1"), then_s=1)
    assert field.value() == "11"


def test_without_pinyin_letters_are_offered_and_it_is_said(stage, theme, put):
    field, keys = keyboard(theme, put, "name", None)
    assert keys.pad is Pad.PASSPORT
    assert "拼音" in stage.focus.find(id="no-pinyin").name
    keys.press("A")
    assert field.value() == "A"


def test_capitals_of_a_credit_code_and_the_x_of_an_identity_number(theme, put):
    field, keys = keyboard(theme, put, "credit")
    keys.press("9")
    keys.press("A")
    assert field.value() == "9A"
    field, keys = keyboard(theme, put, "id")
    for key in "00000019000101005X":
        keys.press(key)
    assert field.value() == "00000019000101005X"


def test_every_kind_has_a_pad_without_pinyin_too():
    assert all(pads_for(kind, pinyin=False) for kind in PADS_OF)
    assert pads_for("name", pinyin=True)[0] is Pad.PINYIN


@pytest.mark.parametrize(
    ("letters", "place"),
    [("bhxq", "滨海新区"), ("chaoyangqu", "朝阳区"), ("changyuan", "长垣"), ("shihezi", "石河子")],
)
def test_an_address_offers_every_division_of_the_country_first(places, letters, place):
    assert typed(places, letters).candidates[0] == place
