"""There is a paper to photograph for whatever the full bundles ask to be photographed."""

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
