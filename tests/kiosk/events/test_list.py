"""The list is whole, what is made of it is up to date, and nothing of a person fits into a line."""

import ast
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.events.kinds import Kind, fits
from kiosk.events.listing import NAMES, ListWrong, documents, python_of, read
from kiosk.events.names import AUDITED, DISPOSITIONS, FIELDS, FIELDS_OF, Event

ROOT = Path(__file__).parents[3]
TEXTUAL = [Kind.CODE, Kind.CODES, Kind.ID, Kind.VERSION, Kind.ROUTE]


def test_what_is_made_of_the_list_is_up_to_date():
    made = documents(read(), ROOT)
    # Formatting is ruff's affair; the meaning must be the same.
    assert ast.dump(ast.parse(made.pop(NAMES))) == ast.dump(ast.parse(NAMES.read_text("utf-8")))
    for path, text in made.items():
        assert path.read_text("utf-8") == text, f"python -m kiosk.events: {path}"


def test_every_event_has_an_entry_in_the_program():
    listed = read()
    assert set(listed.events) == {event.value for event in Event} == {event.value for event in FIELDS_OF}
    assert {name for name, event in listed.events.items() if event.audit} == {one.value for one in AUDITED}
    assert all("disposition" in FIELDS_OF[event] for event in DISPOSITIONS)


def test_what_begins_ends_and_what_ends_says_how():
    names = {event.value for event in Event}
    begun = {one for one in names if one.endswith((".started", ".began", ".wanted")) and one.count(".") > 1}
    ended = {event.value for event in Event if event.value.endswith(".ended")}
    assert {one.rpartition(".")[0] + ".ended" for one in begun} <= ended
    assert {event.value for event in DISPOSITIONS} >= ended
    # Staff come in by being admitted.
    begun.add("ui.staff.tried")
    assert ended <= {one.rpartition(".")[0] + ".ended" for one in begun}


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ('[fields]\n[events."a.b"]\nabout="what"\nfields=["name"]\n', "name"),
        ('[fields]\n[events."a.b"]\nabout="what"\ndispositions=["done"]\n', "disposition"),
        ('[fields]\n[events."A"]\nabout="what"\n', "area"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(tmp_path, document, named):
    path = tmp_path / "list.toml"
    path.write_text(document)
    with pytest.raises(ListWrong, match=named):
        read(path)


def test_the_generator_writes_python_that_means_the_list():
    scope: dict[str, object] = {}
    exec(compile(python_of(read()), "names", "exec"), scope)
    assert {str(one) for one in scope["Event"]} == {str(one) for one in Event}
    assert scope["FIELDS"] == FIELDS


@given(kind=st.sampled_from(TEXTUAL), text=st.text(alphabet=st.characters(min_codepoint=0x80), min_size=1))
def test_no_word_beyond_ascii_fits_any_field(kind, text):
    assert not fits(kind, text)


@given(
    kind=st.sampled_from(TEXTUAL),
    number=st.integers(10**10, 10**19),
    before=st.sampled_from(["", "a", "tel:", "x-"]),
)
def test_no_phone_identity_or_bank_number_fits_any_field(kind, number, before):
    # A terminal's id has twelve hex digits after its dash, and no number of a person has twelve.
    assume(not (kind is Kind.ID and before == "x-" and len(str(number)) == 12))
    assert not fits(kind, f"{before}{number}")


@pytest.mark.parametrize(
    "number", ["000000199203050018", "13800000000", "00000019920305001X", "6200000000000000000"]
)
@pytest.mark.parametrize("kind", list(Kind))
def test_sample_numbers_of_people_fit_no_field(kind, number):
    assert not fits(kind, number)


@given(
    kind=st.sampled_from(list(Kind)),
    value=st.one_of(st.lists(st.text()), st.binary(), st.floats(), st.dictionaries(st.text(), st.text())),
)
def test_only_whole_numbers_and_words_fit(kind, value):
    assert not fits(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.NUMBER, 0),
        (Kind.NUMBER, -5),
        (Kind.CODE, "tj-p-01"),
        (Kind.CODE, "another-card"),
        (Kind.CODE, ""),
        (Kind.CODES, "director.py:88 runner.py:132"),
        (Kind.ID, "zd-0123456789ab"),
        (Kind.ID, "4bf92f3577b34da6a3ce929d0e0e4736"),
        (Kind.ID, "2f6b8c1e-0d5a-4f0e-9a53-0c9b7f6f1f11"),
        (Kind.VERSION, 12),
        (Kind.VERSION, "0.1.0"),
        (Kind.VERSION, "0+source"),
        (Kind.VERSION, "0.1.0+20261122.t034203.gea1d8d2"),
        (Kind.ROUTE, "/drafts/{draftId}/validations"),
        (Kind.CODE, None),
    ],
)
def test_what_the_program_says_fits(kind, value):
    assert fits(kind, value)
