"""The catalogue says what the three published lists say, and no item more or less."""

from collections import Counter


def test_the_catalogue_holds_the_101_bundles_of_the_three_lists(sample_catalogue, published_lists):
    assert len(published_lists) == 101
    assert {b.id: b.name.zh for b in sample_catalogue.bundles} == {
        b["id"]: b["name"] for b in published_lists
    }
    regions = Counter(bundle.region.code for bundle in sample_catalogue.bundles)
    assert regions == {"120000": 23, "120116": 43, "500116": 35}


def test_each_bundle_has_exactly_the_items_of_its_list_in_their_order(sample_catalogue, published_lists):
    bundles = {bundle.id: bundle for bundle in sample_catalogue.bundles}
    for listed in published_lists:
        items = [item.name.zh for item in bundles[listed["id"]].items]
        assert items == [item["name"] for item in listed["items"]], listed["id"]


def test_lead_and_supporting_departments_and_regions_are_those_of_the_list(sample_catalogue, published_lists):
    bundles = {bundle.id: bundle for bundle in sample_catalogue.bundles}
    for listed in published_lists:
        bundle = bundles[listed["id"]]
        assert list(bundle.lead) == listed["lead"], bundle.id
        assert bundle.region.code == listed["region"], bundle.id
        assert list(bundle.support) == (listed["support"] or []), bundle.id


def test_items_carry_their_own_departments_or_where_the_list_names_none_the_lead(
    sample_catalogue, published_lists
):
    bundles = {bundle.id: bundle for bundle in sample_catalogue.bundles}
    for listed in published_lists:
        bundle = bundles[listed["id"]]
        for item, given in zip(bundle.items, listed["items"], strict=True):
            assert list(item.departments) == (given["departments"] or listed["lead"]), (bundle.id, item.id)


def test_bundles_without_listed_items_are_guide_only_and_say_so(sample_catalogue, published_lists):
    empty = {listed["id"] for listed in published_lists if not listed["items"]}
    guide_only = [bundle for bundle in sample_catalogue.bundles if bundle.guide_only]
    assert {bundle.id for bundle in guide_only} == empty
    assert len(empty) == 37
    assert all("只提供指南" in bundle.guide.summary.zh for bundle in guide_only)
