"""What is proposed never goes against root, nor against a device that is there."""

from hypothesis import given
from hypothesis import strategies as st

from devices.discovery.proposals import LEAVE, chosen, propose, with_answer
from devices.discovery.values import Answered, Found, Named

KINDS = ("id_card", "printer", "code_reader", "document_camera")
PLACES = st.frozensets(st.sampled_from("abcdef"), max_size=2)


@st.composite
def benches(draw: st.DrawFn) -> tuple[tuple[Named, ...], tuple[Found, ...]]:
    """Draw a profile, one of a kind, and what is plugged in, each at places of its own."""
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True))
    named = tuple(Named(kind, f"port-{kind}", draw(PLACES), draw(st.booleans())) for kind in kinds)
    found = []
    for place in draw(st.lists(st.sampled_from("abcdefgh"), unique=True)):
        sure = draw(st.booleans())
        held = draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
        found.append(Found(f"found-{place}", frozenset({place}), tuple(held[:1] if sure else held), sure))
    return named, tuple(found)


@given(benches())
def test_every_device_is_told_once_on_one_side(bench: tuple[tuple[Named, ...], tuple[Found, ...]]) -> None:
    named, found = bench
    told = propose(named, found)
    assert [one.named for one in told.named] == list(named)
    taken = {place for one in named for place in one.places}
    assert [one.found for one in told.new] == [one for one in found if not one.places & taken]


@given(benches())
def test_what_root_named_is_neither_replaced_nor_offered(
    bench: tuple[tuple[Named, ...], tuple[Found, ...]],
) -> None:
    named, found = bench
    told = propose(named, found)
    fixed = {one.kind for one in named if one.fixed}
    assert not fixed & {kind for one in told.new for kind in (*one.uses, one.advised)}
    assert all(not one.instead for one in told.named if one.named.fixed)


@given(benches())
def test_only_what_is_certain_and_missing_is_advised_and_once(
    bench: tuple[tuple[Named, ...], tuple[Found, ...]],
) -> None:
    named, found = bench
    told = propose(named, found)
    advised = [one.advised for one in told.new if one.advised is not None]
    assert len(advised) == len(set(advised))
    assert all(one.found.sure and one.advised in one.uses for one in told.new if one.advised)
    assert not {one.kind for one in named if one.places} & set(advised)


@given(benches())
def test_what_was_advised_and_taken_is_there_and_nothing_more_is_advised_for_it(
    bench: tuple[tuple[Named, ...], tuple[Found, ...]],
) -> None:
    named, found = bench
    taken = {one.advised: one.found for one in propose(named, found).new if one.advised is not None}
    after = [one for one in named if one.kind not in taken]
    after += [Named(str(kind), one.port, one.places) for kind, one in taken.items()]
    told = propose(after, found)
    assert all(one.here for one in told.named if one.named.kind in taken)
    assert not set(taken) & {one.advised for one in told.new}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from((*KINDS, LEAVE)))))
def test_a_kind_is_chosen_once_and_a_choice_can_be_taken_back(touches: list[tuple[str, str]]) -> None:
    choices: dict[str, str] = {}
    for port, kind in touches:
        choices = dict(chosen(choices, port, kind))
        assert choices.get(port, LEAVE) == kind
        assert len(set(choices.values())) == len(choices)


def test_an_answer_makes_an_unknown_line_certain() -> None:
    line = Found("port", frozenset({"a"}), ("id_card", "printer"), False, line="/dev/ttyUSB0")
    other = Found("other", frozenset({"b"}), ("id_card", "printer"), False, line="/dev/ttyUSB1")
    told = with_answer((line, other), Answered("/dev/ttyUSB0", "printer", {"baud": 9600}))
    assert (told[0].kinds, told[0].sure, told[0].options) == (("printer",), True, {"baud": 9600})
    assert told[1] == other
    assert with_answer((line,), Answered("/dev/ttyUSB0", None)) == (line,)
