"""The whole sample catalogue and the sample people, as the command serves them."""

import pytest

from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from sandbox import content
from sandbox.platform.people import sample_people
from sandbox.platform.shared_data import SharedPerson
from sandbox.platform.snapshot import build


def test_every_sample_person_is_known_by_a_number_that_is_text():
    people = sample_people(content.people())
    for entry in content.people():
        person = people.person(entry["card"]["number"])
        assert isinstance(person, SharedPerson)
        assert {each.type_name for each in person.certificates} == {
            each["type"] for each in entry["certificates"]
        }
        assert entry["card"]["number"] not in repr(person)


def test_a_number_that_yaml_read_as_a_number_is_refused():
    with pytest.raises(ValueError, match="must be text"):
        sample_people([{"key": "x", "card": {"number": 123}}])


def test_what_the_people_share_belongs_to_the_catalogue():
    catalogue = compose(content.documents())
    known = {name for bundle in catalogue.bundles for name in (*bundle.elements, *bundle.materials)}
    for entry in content.people():
        assert set(entry["shared"]) <= known, entry["key"]


def test_the_whole_catalogue_makes_a_snapshot_and_plans(one_platform):
    catalogue = compose(content.documents())
    now = one_platform.clock()
    assert build(catalogue, (), {}, now, now).startswith(b"SQLite format 3\0")
    for bundle in catalogue.bundles:
        assert plan(bundle, {}).bundle_id == bundle.id
