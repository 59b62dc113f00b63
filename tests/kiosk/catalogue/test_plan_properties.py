"""What holds of every plan of every bundle, whatever is answered and ticked."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kiosk.catalogue.limits import working_days_of
from kiosk.catalogue.models import Need
from kiosk.catalogue.plan import plan, toggle
from kiosk.catalogue.plan_models import FieldSource
from kiosk.catalogue.rules import holds, names

Strategy = st.SearchStrategy[Any]
fewer = settings(max_examples=40, deadline=None)


@fewer
@given(data=st.data())
def test_every_field_that_a_ticked_item_requires_is_in_the_form_exactly_once(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    ids = [entry.element.id for entry in made.fields]
    assert len(ids) == len(set(ids))
    known = {one.id: case.answers[one.id] for one in made.situations if one.id in case.answers}
    for item in case.bundle.items:
        if item.id not in made.ticked:
            continue
        for need in item.data:
            if names(need.when) <= known.keys() and holds(need.when, known):
                entry = made.fields[ids.index(need.element)]
                assert item.id in entry.for_items
                assert entry.when is None
                assert entry.required or not need.required
                assert (need.element in made.form_schema["required"]) or not (
                    need.required and entry.required_when is None
                )


@fewer
@given(data=st.data())
def test_no_field_or_material_is_asked_that_no_ticked_item_needs(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    ticked = [entry.item for entry in made.items if entry.ticked]
    assert {entry.element.id for entry in made.fields} <= {n.element for item in ticked for n in item.data}
    assert {entry.material.id for entry in made.materials} <= {
        n.material for item in ticked for n in item.materials
    }
    assert set(made.form_schema["properties"]) == {entry.element.id for entry in made.fields}
    assert [control["scope"] for control in made.ui_schema["elements"]] == [
        f"#/properties/{entry.element.id}" for entry in made.fields
    ]


@fewer
@given(data=st.data())
def test_nothing_is_asked_that_another_ticked_item_produces(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    makers = {line.result.id: line.item for line in made.results}
    for entry in made.materials:
        maker = makers.get(entry.material.produced_by or "")
        assert maker is None or entry.for_items == (maker,)
    for dropped in made.dropped:
        assert dropped.produced_by in made.ticked
        assert makers[dropped.material.produced_by or ""] == dropped.produced_by
        assert dropped.produced_by not in dropped.for_items


@fewer
@given(data=st.data())
def test_materials_are_merged_by_the_most_copies_and_the_strongest_need(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    assert len({entry.material.id for entry in made.materials}) == len(made.materials)
    known = {one.id: case.answers[one.id] for one in made.situations if one.id in case.answers}
    for entry in made.materials:
        needs = [
            need
            for item in case.bundle.items
            if item.id in entry.for_items
            for need in item.materials
            if need.material == entry.material.id and holds(need.when, known)
        ]
        assert entry.copies == max(need.copies for need in needs)
        assert (entry.need is Need.REQUIRED) == any(need.need is Need.REQUIRED for need in needs)
        assert (entry.need is Need.OPTIONAL) == all(need.need is Need.OPTIONAL for need in needs)


@fewer
@given(data=st.data())
def test_unticking_never_adds_a_field_a_fee_a_result_or_a_day(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    for item in made.ticked:
        less = plan(case.bundle, case.answers, toggle(case.bundle, case.answers, made.ticked, item))
        assert set(less.ticked) < set(made.ticked)
        assert {f.element.id for f in less.fields} <= {f.element.id for f in made.fields}
        assert all(line in made.fees for line in less.fees)
        assert {r.result.id for r in less.results} < {r.result.id for r in made.results}
        assert less.working_days <= made.working_days
        assert less.total_fen <= made.total_fen
        # What the item produced may have to be brought now; nothing else comes in.
        assert {m.material.id for m in less.materials} <= {m.material.id for m in made.materials} | {
            d.material.id for d in made.dropped
        }


@fewer
@given(data=st.data())
def test_the_order_respects_every_edge_and_the_flow_shows_each_ticked_item_once(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    level = {node.item: node.level for node in made.flow.nodes}
    assert [node.item for node in made.flow.nodes] == list(made.ticked)
    assert len({(node.level, node.row) for node in made.flow.nodes}) == len(made.flow.nodes)
    for edge in made.flow.edges:
        assert level[edge.before] < level[edge.after]
    for item, column in level.items():
        before = [level[edge.before] for edge in made.flow.edges if edge.after == item]
        assert column == (max(before) + 1 if before else 0)
    ticked = {entry.item.id: entry.item for entry in made.items if entry.ticked}
    for item in ticked.values():
        for earlier in item.after:
            if earlier in ticked:
                assert level[earlier] < level[item.id]


@fewer
@given(data=st.data())
def test_the_time_is_the_longest_way_through_the_ticked_items(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    items = {entry.item.id: entry for entry in made.items}

    def longest(item_id: str) -> int:
        before = [edge.before for edge in made.flow.edges if edge.after == item_id]
        own = working_days_of(items[item_id].item.promised_limit)
        return own + max((longest(one) for one in before), default=0)

    for item_id in made.ticked:
        assert items[item_id].finish_days == longest(item_id)
    assert made.working_days == max((longest(one) for one in made.ticked), default=0) == made.limit.value


@fewer
@given(data=st.data())
def test_fees_add_up(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    known = {one.id: case.answers[one.id] for one in made.situations if one.id in case.answers}
    by_item = {
        item.id: sum(fee.amount_fen for fee in item.fees if holds(fee.when, known))
        for item in case.bundle.items
    }
    assert made.total_fen == sum(by_item[item] for item in made.ticked)


@fewer
@given(data=st.data())
def test_a_plan_is_the_same_again_and_for_its_own_ticks(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    assert plan(case.bundle, dict(reversed(case.answers.items())), case.ticked) == made
    assert plan(case.bundle, case.answers, list(reversed(made.ticked))) == made


@fewer
@given(data=st.data())
def test_items_that_the_law_puts_together_are_ticked_all_or_none(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    members = [entry for entry in made.items if entry.item.together]
    assert len({entry.ticked for entry in members}) <= 1
    for entry in members:
        assert set(entry.locked_with) == {other.item.id for other in members} - {entry.item.id}
        assert entry.locked == (len(members) > 1 or not entry.item.on_terminal)
    if any(not entry.item.on_terminal for entry in members):
        assert not any(entry.ticked for entry in members)
    assert not any(entry.ticked for entry in made.items if not entry.item.on_terminal)


@fewer
@given(data=st.data())
def test_two_taps_on_the_same_item_change_nothing(cases: Strategy, data: st.DataObject) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    tapped = data.draw(st.sampled_from([item.id for item in case.bundle.items]))
    once = toggle(case.bundle, case.answers, made.ticked, tapped)
    assert set(plan(case.bundle, case.answers, once).ticked) == once
    assert toggle(case.bundle, case.answers, once, tapped) == frozenset(made.ticked)
    possible = any(
        entry.item.id == tapped and entry.item.on_terminal and not _blocked(made, entry)
        for entry in made.items
    )
    assert (once != frozenset(made.ticked)) == possible


def _blocked(made: Any, entry: Any) -> bool:
    return any(other.item.id in entry.locked_with and not other.item.on_terminal for other in made.items)


@fewer
@given(data=st.data())
def test_the_form_schema_is_json_schema_and_its_conditions_agree_with_the_fields(
    cases: Strategy, data: st.DataObject
) -> None:
    case = data.draw(cases)
    made = plan(case.bundle, case.answers, case.ticked)
    Draft202012Validator.check_schema(made.form_schema)
    positions = {entry.element.id: index for index, entry in enumerate(made.fields)}
    for entry in made.fields:
        for other in names(entry.when):
            assert positions[other] < positions[entry.element.id]
        if entry.element.from_card:
            assert entry.source is FieldSource.CARD
    values = {
        entry.element.id: value
        for entry in made.fields
        if (value := data.draw(st.sampled_from([None, "a", "b", "c"]))) is not None
    }
    missing = {
        name
        for error in Draft202012Validator(made.form_schema).iter_errors(values)
        if error.validator == "required"
        for name in error.validator_value
        if name not in values
    }
    expected = {
        entry.element.id
        for entry in made.fields
        if entry.required
        and entry.element.id not in values
        and holds(entry.when, values)
        and holds(entry.required_when, values)
    }
    assert missing == expected
