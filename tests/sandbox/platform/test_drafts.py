"""Drafts: one version at a time, patched by merge, seen by their citizen alone."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sandbox.platform.drafting import merge_patch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(max_size=3), JSON, max_size=4)


def patch(citizen, draft_id, body, etag):
    headers = {"Content-Type": "application/merge-patch+json"}
    if etag:
        headers["If-Match"] = etag
    return citizen.send("PATCH", f"/drafts/{draft_id}", data=json.dumps(body).encode(), headers=headers)


def test_a_patch_changes_the_draft_and_its_etag(platform, citizen):
    draft_id, etag = platform.draft(citizen)
    answer = patch(citizen, draft_id, {"answers": {"child.name": "李二二", "household.address": None}}, etag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag
    found = citizen.get(f"/drafts/{draft_id}")
    assert found.headers["ETag"] == answer.headers["ETag"]
    assert found.json()["answers"]["child.name"] == "李二二"
    assert "household.address" not in found.json()["answers"]
    assert found.json()["answers"]["child.birth_date"] == "2026-11-08"


def test_a_change_made_elsewhere_meanwhile_is_not_overwritten(platform, citizen, problem):
    draft_id, etag = platform.draft(citizen)
    patch(citizen, draft_id, {"answers": {"child.name": "李一一"}}, etag)
    late = patch(citizen, draft_id, {"answers": {"child.name": "李二二"}}, etag)
    assert (problem(late), late.status_code) == ("precondition-failed", 412)
    assert problem(citizen.send("DELETE", f"/drafts/{draft_id}", headers={"If-Match": etag})) == (
        "precondition-failed"
    )


def test_without_if_match_nothing_is_changed(one_platform, problem):
    citizen = one_platform.citizen()
    draft_id, _ = one_platform.draft(citizen)
    assert problem(patch(citizen, draft_id, {}, None)) == "malformed"


def test_a_patch_that_makes_no_draft_is_refused(one_platform, problem):
    citizen = one_platform.citizen()
    draft_id, etag = one_platform.draft(citizen)
    answer = patch(citizen, draft_id, {"materials": [{"via": "GIFT"}], "bundleRevision": None}, etag)
    assert problem(answer) == "validation"
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/bundleRevision",
        "/materials/0/materialKey",
        "/materials/0/via",
    }
    assert citizen.get(f"/drafts/{draft_id}").headers["ETag"] == etag


def test_facts_and_ticks_come_from_the_plan_that_is_named(one_platform):
    citizen = one_platform.citizen()
    plan = citizen.post(
        "/plans", {"bundleCode": "newborn", "bundleRevision": 3, "facts": {"married": "no"}}
    ).json()
    body = {"bundleCode": "newborn", "bundleRevision": 3, "answers": {}, "planId": plan["planId"]}
    draft = citizen.create("/drafts", body).json()
    assert draft["facts"] == {"married": "no"}
    assert draft["selectedItems"] == ["household", "insurance"]


def test_a_draft_is_listed_until_it_is_thrown_away(platform, citizen, problem):
    draft_id, etag = platform.draft(citizen)
    assert [each["draftId"] for each in citizen.get("/drafts").json()["items"]] == [draft_id]
    assert citizen.send("DELETE", f"/drafts/{draft_id}", headers={"If-Match": etag}).status_code == 204
    assert citizen.get("/drafts").json()["items"] == []
    assert problem(citizen.get(f"/drafts/{draft_id}")) == "not-found"


def test_a_draft_expires(one_platform, problem):
    citizen = one_platform.citizen()
    draft_id, etag = one_platform.draft(citizen)
    one_platform.clock.forward(days=15)
    one_platform.log_in(citizen)
    assert citizen.get(f"/drafts/{draft_id}").json()["state"] == "EXPIRED"
    assert problem(patch(citizen, draft_id, {}, etag)) == "state-conflict"


def test_somebody_else_does_not_see_it(one_platform, problem):
    draft_id, _ = one_platform.draft(one_platform.citizen())
    other = one_platform.citizen(number="000000199307160027")
    assert problem(other.get(f"/drafts/{draft_id}")) == "not-found"


def test_validation_names_everything_that_is_missing(one_platform):
    citizen = one_platform.citizen()
    draft_id, _ = one_platform.draft(citizen, answers={}, materials=[])
    report = citizen.send("POST", f"/drafts/{draft_id}/validations").json()
    assert report["ok"] is False
    assert report["missingMaterials"] == ["birth-record", "residence"]
    assert {error["pointer"] for error in report["errors"]} == {
        "/answers/child.name",
        "/answers/child.birth_date",
        "/answers/parent.number",
        "/answers/household.address",
        "/missingMaterials/birth-record",
        "/missingMaterials/residence",
    }


def test_a_guide_without_items_cannot_be_applied_for(one_platform, problem):
    citizen = one_platform.citizen()
    draft_id, _ = one_platform.draft(citizen, bundleCode="guide-only", bundleRevision=1)
    assert problem(citizen.send("POST", f"/drafts/{draft_id}/validations")) == "item-not-available-here"


@given(OBJECTS, OBJECTS)
def test_merge_patch_is_that_of_rfc_7396(target, changes):
    merged = merge_patch(target, changes)
    for name, value in changes.items():
        if value is None:
            assert name not in merged
        elif isinstance(value, dict):
            assert merged[name] == merge_patch(target.get(name), value)
        else:
            assert merged[name] == value
    assert {name: merged[name] for name in merged if name not in changes} == {
        name: target[name] for name in target if name not in changes
    }


def test_merge_patch_examples_of_the_rfc():
    cases = [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ]
    for target, changes, result in cases:
        assert merge_patch(target, changes) == result
