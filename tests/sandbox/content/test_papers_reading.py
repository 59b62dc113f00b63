"""The sample papers are what the reading rules of their materials take them for."""

from datetime import date

from devices.document_camera.scanned import ReadLine
from kiosk.application.pre_review import Verdict, review

TODAY = date(2026, 11, 22)


def line(row: int, text: str) -> ReadLine:
    top, right = 60.0 + 60 * row, 60.0 + 30 * len(text)
    return ReadLine(text, 0.99, ((60, top), (right, top), (right, top + 30), (60, top + 30)))


def test_every_sample_paper_fits_its_material(full_bundles, sample_papers):
    checked = 0
    for paper in sample_papers:
        for bundle in full_bundles:
            material = bundle.materials.get(paper["material"])
            if material is None or material.reading is None:
                continue
            sheet = [page.zh for page in material.pages].index(paper["page"]) if paper["page"] else 0
            printed = [line(row, text) for row, text in enumerate((paper["title"], *paper["lines"]))]
            others = [one for one in bundle.materials.values() if one.id != material.id]
            found = review(material, sheet, printed, answers={}, today=TODAY, others=others)
            assert found.verdict in (Verdict.FITS, Verdict.NOT_CHECKED), (paper["key"], found.reasons)
            checked += found.verdict is Verdict.FITS
    assert checked >= 30
