"""There is a paper to photograph for whatever the full bundles ask to be photographed."""

import re

from devices.document_camera.simulator.papers import draw
from devices.document_camera.simulator.shots.ground import FONTS
from kiosk.catalogue.models import MaterialSource


def test_every_page_to_photograph_of_the_full_bundles_has_a_paper(full_bundles, sample_papers):
    wanted = {
        (material.id, page)
        for bundle in full_bundles
        for material in bundle.materials.values()
        if MaterialSource.SCAN in material.sources
        for page in ([text.zh for text in material.pages] or [None])
    }
    held = {(paper["material"], paper["page"]) for paper in sample_papers if paper["material"]}
    assert held == wanted


def test_one_paper_suits_any_other_material(sample_papers):
    assert [paper["key"] for paper in sample_papers if paper["material"] is None] == ["generic"]


def test_papers_say_that_they_are_samples_and_have_lines_to_print(sample_papers):
    keys = [paper["key"] for paper in sample_papers]
    assert len(set(keys)) == len(keys)
    for paper in sample_papers:
        assert paper["title"].startswith("示例 · ")
        assert 3 <= len(paper["lines"]) <= 8
        assert all(line and len(line) <= 40 for line in paper["lines"])


def test_papers_with_a_layout_print_their_own_facts(sample_papers):
    laid_out = [paper for paper in sample_papers if "layout" in paper]
    assert laid_out
    for paper in laid_out:
        printed = {f.kind: f.text for f in draw(paper["layout"], 1, FONTS, 3.0, paper["facts"]).fields}
        for name, words in paper["facts"].items():
            assert printed[name] == words, (paper["key"], name)
        shown = "".join(paper["facts"].values())
        numbers = [number for line in paper["lines"] for number in re.findall(r"[0-9]{17}[0-9X]", line)]
        assert all(number in shown for number in numbers)
