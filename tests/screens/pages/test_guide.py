"""一次告知: the guide page leaves nothing out (GB/T 36114, ux: all elements over all items)."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.visit.present import present

FULL = ["tj-p-01", "tj-p-08", "tj-e-01", "tj-e-02"]


def test_every_item_and_material_of_every_bundle_stands_in_its_guide(scenes: Any) -> None:
    for bundle in scenes.world.guides.bundles():
        body = present(scenes.guide(bundle.id), scenes.world).body
        items = [entry.item.id for entry in body.plan.items] + [item.id for item in body.other_items]
        assert sorted(items) == sorted(item.id for item in bundle.items), bundle.id
        named = {entry.material.id for entry in (*body.plan.materials, *body.plan.dropped)}
        named |= {material.id for material in body.other_materials}
        needed = {need.material for item in bundle.items for need in item.materials}
        assert needed <= named, bundle.id


@pytest.mark.parametrize("bundle_id", FULL)
def test_page_tells_every_element(scenes: Any, stood: Any, bundle_id: str) -> None:
    bundle = scenes.world.guides.bundle(bundle_id)
    screen = present(scenes.guide(bundle_id), scenes.world)
    stood.show(screen)
    told = stood.text()
    elements = [
        *(item.name for item in bundle.items),
        *(text for item in bundle.items for text in (*item.conditions, *item.basis)),
        *bundle.guide.have_in_hand,
        *bundle.guide.places,
        *(text for entry in bundle.guide.faq for text in (entry.question, entry.answer)),
        *(entry.result.name for entry in screen.body.plan.results),
        *(entry.material.name for entry in screen.body.plan.materials),
        *(entry.material.requirement for entry in screen.body.plan.materials),
    ]
    for text in elements:
        assert text.zh in told, text.zh
    for text in (*(name for item in bundle.items for name in item.departments), bundle.list_name):
        assert text in told
    assert bundle.version in stood.page.widget.sub.text
    assert bundle.region.name in told and bundle.guide.complaint_phone in told
    assert bundle.guide.hours is None or bundle.guide.hours.zh in told


def test_guide_only_bundle_says_so_and_whom_to_ask(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("guide-only"))
    words = stood.stage.focus.find(id="guide-only").name
    body = stood.page.body
    assert words.startswith("本件事目前只提供指南，请到窗口办理。")
    assert body.lead[0] in words
    assert stood.stage.focus.find(id="take").enabled


def test_reason_why_nothing_can_start_is_said_once(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("guide-offline"))
    assert stood.text().count("网络不通") == 2  # name and speech of one band


def test_the_foot_says_which_edition_and_when_it_was_confirmed(scenes: Any, stood: Any) -> None:
    stood.show(present(scenes.guide("tj-p-01"), scenes.world))
    told = stood.text()
    version, bundles = scenes.world.guides.edition.version, len(scenes.world.guides.bundles())
    assert f"本机指南库第 {version} 版，发布于" in told
    assert "已与平台核对" in told
    assert f"“一件事” {bundles} 项" in told
    assert "内容可能不是最新" not in told


@pytest.mark.parametrize(("days", "stale"), [(1, False), (2, True), (40, True)])
def test_guides_that_nobody_confirmed_lately_are_called_so(
    scenes: Any, stood: Any, days: int, stale: bool
) -> None:
    screen = present(scenes.guide("tj-p-01"), scenes.world)
    edition = replace(screen.body.edition, days_unchecked=days)
    stood.show(replace(screen, body=replace(screen.body, edition=edition)))
    assert (f"已 {days} 天没有与平台核对" in stood.text()) is stale
