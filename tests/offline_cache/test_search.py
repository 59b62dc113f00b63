import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.search import Reason, SearchIndex
from offline_cache.terms import Field, fold, syllables_of

GUIDES = [
    {
        "id": "open",
        "name": {"zh": "企业准营（以餐饮店为例）", "en": "Opening a restaurant"},
        "plain_name": {"zh": "我要开餐馆"},
        "aliases": ["开饭店", "食品经营许可证"],
        "items": [{"name": {"zh": "食品经营许可"}}, {"name": {"zh": "户外广告审批"}}],
    },
    {
        "id": "found",
        "name": {"zh": "企业开办"},
        "aliases": ["营业执照"],
        "items": [{"name": {"zh": "企业设立登记"}, "short_name": {"zh": "设立"}}],
    },
    {
        "id": "birth",
        "name": {"zh": "新生儿出生"},
        "plain_name": {"zh": "我家添宝宝了"},
        "items": [{"name": {"zh": "出生医学证明"}}, {"name": {"zh": "社会保障卡申领"}}],
    },
    {"id": "death", "name": {"zh": "公民身后"}, "items": [{"name": {"zh": "户口注销"}}]},
    {"id": "plain", "name": {"zh": "买卖房屋"}},
]


@pytest.fixture(scope="module")
def index():
    return SearchIndex.of(GUIDES)


@pytest.mark.parametrize(
    ("query", "expected", "reason"),
    [
        ("企业开办", "found", Reason.WORDS),
        ("营", "found", Reason.WORDS),
        ("身后", "death", Reason.WORDS),
        ("开餐馆", "open", Reason.WORDS),
        ("开 餐 馆", "open", Reason.WORDS),
        ("我想开个餐馆", "open", Reason.SIMILAR),
        ("开面馆", "open", Reason.ONE_WRONG),
        ("yyzz", "found", Reason.INITIALS),
        ("YYZZ", "found", Reason.INITIALS),
        ("ｙｙｚｚ", "found", Reason.INITIALS),
        ("qykb", "found", Reason.INITIALS),
        ("kaicanguan", "open", Reason.PINYIN),
        ("kai can guan", "open", Reason.PINYIN),
        ("canguan", "open", Reason.PINYIN),
        ("kaicangu", "open", Reason.PINYIN),
        ("kaicangaun", "open", Reason.ONE_WRONG),
        ("xinshenger", "birth", Reason.PINYIN),
        ("xinsehnger", "birth", Reason.ONE_WRONG),
        ("企业开班", "found", Reason.ONE_WRONG),
        ("restaurant", "open", Reason.WORDS),
        ("restaurent", "open", Reason.ONE_WRONG),
        ("户口", "death", Reason.WORDS),
        ("baobao", "birth", Reason.PINYIN),
    ],
)
def test_the_guide_that_is_meant_comes_first(index, query, expected, reason):
    first = index.search(query)[0]
    assert (first.bundle_id, first.reason) == (expected, reason)


def test_the_reason_names_what_matched(index):
    (hit,) = index.search("户外广告")
    assert (hit.bundle_id, hit.field, hit.matched) == ("open", Field.ITEM, "户外广告审批")


def test_a_name_comes_before_an_item(index):
    hits = index.search("出生")
    assert hits[0].bundle_id == "birth"
    assert hits[0].field is Field.NAME


def test_nonsense_finds_nothing(index):
    assert index.search("zzqqxxww") == ()
    assert index.search("") == ()
    assert index.search("，。 ！") == ()


def test_one_hit_a_guide_and_no_more_than_asked_for(index):
    hits = index.search("企业", limit=1)
    assert len(hits) == 1
    ids = [hit.bundle_id for hit in index.search("企业")]
    assert len(ids) == len(set(ids))


@given(st.text(max_size=12))
def test_any_query_is_answered(query):
    for hit in SearchIndex.of(GUIDES).search(query):
        assert 0 < hit.score <= 1.1


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8))
def test_each_character_has_one_syllable(text):
    assert len(syllables_of(fold(text))) == len(fold(text))


@pytest.mark.parametrize("name", ["买卖\U0003106c房屋", "买\U00020000", "A区3号楼"])
def test_rare_characters_and_mixed_names_are_found_by_themselves(name):
    index = SearchIndex.of([{"id": "x", "name": {"zh": name}}])
    assert index.search(name)[0].bundle_id == "x"
